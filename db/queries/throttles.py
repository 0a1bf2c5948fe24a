"""How often something was tried under a key. Rows are locked while they are read, so that no try goes uncounted."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import Throttle


def locked(session: Session, key: str, now: datetime) -> Throttle:
    """The row of this key, made when there is none, held until the transaction ends."""
    return _held(session, key) or _made(session, key, now)


def existing(session: Session, key: str) -> Throttle | None:
    """The row of this key, held until the transaction ends; `None` when nothing was counted."""
    return _held(session, key)


def forget(session: Session, key: str) -> None:
    """Count from nothing again."""
    session.execute(delete(Throttle).where(Throttle.key == key))


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the rows that nobody has tried under since `moment`."""
    session.execute(delete(Throttle).where(Throttle.last_at < moment))


def _held(session: Session, key: str) -> Throttle | None:
    return session.scalar(select(Throttle).where(Throttle.key == key).with_for_update())


def _made(session: Session, key: str, now: datetime) -> Throttle:
    row = Throttle(key=key, failures=0, first_at=now, last_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another try made it in the meantime
        return session.scalars(select(Throttle).where(Throttle.key == key).with_for_update()).one()
    return row
