"""What is done once a day, by one of all processes: whoever begins has it for a while, and who ends it has done it for that day."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from db.queries import throttles


def begin(session: Session, name: str, day: date, now: datetime, lease: timedelta) -> bool:
    """Be the one who does it; False when it was done that day, or another is at it."""
    row = throttles.locked(session, _key(name, day), now)
    if row.failures or (row.blocked_until is not None and row.blocked_until > now):
        return False
    row.blocked_until, row.last_at = now + lease, now
    return True


def end(session: Session, name: str, day: date, now: datetime, *, is_done: bool) -> None:
    """It was done; or it was not, and the next one may try."""
    row = throttles.locked(session, _key(name, day), now)
    row.failures, row.blocked_until, row.last_at = int(is_done), None, now


def _key(name: str, day: date) -> str:
    return f"daily:{name}:{day.isoformat()}"
