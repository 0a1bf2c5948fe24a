"""Numbers without gaps: given inside the transaction that uses them, so that one that fails gives its number back."""

from functools import cache

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from db.inserts import dialect_of, insert_for
from db.models import Counter

_TABLE = Counter.__table__
_COUNTER = _TABLE.c


def next_number(session: Session, name: str) -> int:
    """The number after the last one under `name`, from 1 on. Others who want one wait until the transaction ends."""
    return int(session.execute(_raise(dialect_of(session)), {"name": name, "value": 1}).scalar_one())


@cache
def _raise(dialect: str) -> Executable:
    made = insert_for(dialect, _TABLE)
    return made.on_conflict_do_update(index_elements=[_COUNTER.name], set_={"value": _COUNTER.value + 1}).returning(_COUNTER.value)
