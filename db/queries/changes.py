"""How often an account's money or its cards changed: raised by whoever changes it, watched by pages that are open."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from db.inserts import dialect_of, insert_for
from db.models import AccountChange

_TABLE = AccountChange.__table__
_CHANGE = _TABLE.c


def raise_version(session: Session, customer_id: int) -> int:
    """Say that the account's money or its cards changed, as the last act of a transaction; returns the new version."""
    return int(session.execute(_raise(dialect_of(session)), {"customer_id": customer_id, "version": 1}).scalar_one())


def versions(session: Session, customer_ids: Iterable[int]) -> dict[int, int]:
    """The versions of these accounts; one that never changed has none."""
    asked = select(_CHANGE.customer_id, _CHANGE.version).where(_CHANGE.customer_id.in_(sorted(customer_ids)))
    return {customer_id: version for customer_id, version in session.execute(asked)}


@cache
def _raise(dialect: str) -> Executable:
    made = insert_for(dialect, _TABLE)
    return made.on_conflict_do_update(index_elements=[_CHANGE.customer_id], set_={"version": _CHANGE.version + 1}).returning(
        _CHANGE.version
    )
