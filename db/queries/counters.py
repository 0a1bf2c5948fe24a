"""Numbers without gaps: given inside the transaction that uses them, so that one that fails gives its number back."""

from sqlalchemy.orm import Session

from db.inserts import insert_unless_there
from db.models import Counter

_TABLE = Counter.__table__
_COUNTER = _TABLE.c


def next_number(session: Session, name: str) -> int:
    """The number after the last one under `name`, from 1 on. Others who want one wait until the transaction ends."""
    made = insert_unless_there(session, _TABLE).values(name=name, value=1)
    raised = made.on_conflict_do_update(index_elements=[_COUNTER.name], set_={"value": _COUNTER.value + 1})
    return int(session.execute(raised.returning(_COUNTER.value)).scalar_one())
