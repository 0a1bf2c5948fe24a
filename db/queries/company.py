"""The company's one row."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Company

_LEFT_OUT = {"id", "logo", "is_operators"}
_FACTS = select(*(column for column in Company.__table__.c if column.name not in _LEFT_OUT)).where(Company.__table__.c.id == 1)


def facts(session: Session) -> dict[str, Any] | None:
    """What is said of the company, its logo by key alone; nothing before a company is imported or set up."""
    row = session.connection().execute(_FACTS).mappings().one_or_none()
    return None if row is None else dict(row)


def logo(session: Session) -> bytes:
    """The logo as a PNG; empty without one."""
    return session.scalar(select(Company.logo).where(Company.id == 1)) or b""


def is_operators(session: Session) -> bool:
    """Whether the operator has said who the company is, so that books do not replace it unasked."""
    return bool(session.scalar(select(Company.is_operators).where(Company.id == 1)))


def held(session: Session) -> Company | None:
    """The company's row, held until the writing transaction ends."""
    return session.scalar(select(Company).where(Company.id == 1).with_for_update())
