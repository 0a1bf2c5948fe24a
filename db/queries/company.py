"""The company's one row."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Company

_FACTS = select(*(column for column in Company.__table__.c if column.name != "id")).where(Company.__table__.c.id == 1)


class CompanyMissingError(LookupError):
    """The database is new: nobody has set up or imported a company."""


def facts(session: Session) -> dict[str, Any]:
    """Every column of the company but its id.

    Raises:
        CompanyMissingError: there is no company yet.
    """
    row = session.connection().execute(_FACTS).mappings().one_or_none()
    if row is None:
        raise CompanyMissingError
    return dict(row)
