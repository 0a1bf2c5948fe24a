"""The company's one row."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Company

_FACTS = select(*(column for column in Company.__table__.c if column.name != "id")).where(Company.__table__.c.id == 1)


def facts(session: Session) -> dict[str, Any] | None:
    """Every column of the company but its id; nothing before a company is imported or set up."""
    row = session.connection().execute(_FACTS).mappings().one_or_none()
    return None if row is None else dict(row)


def held(session: Session) -> Company | None:
    """The company's row, held until the writing transaction ends."""
    return session.scalar(select(Company).where(Company.id == 1).with_for_update())
