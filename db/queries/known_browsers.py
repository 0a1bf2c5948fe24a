"""Browsers in which someone has signed in before. Of a browser's cookie only the SHA-256 is here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.models import KnownBrowser


def find(session: Session, token_hashes: Sequence[str], *, person_id: int | None = None, staff_id: int | None = None) -> int | None:
    """The id of this person's browser that holds one of the tokens; another's browser is not found."""
    whose = KnownBrowser.person_id == person_id if person_id is not None else KnownBrowser.staff_id == staff_id
    return session.scalar(select(KnownBrowser.id).where(KnownBrowser.token_hash.in_(token_hashes), whose).limit(1))


def ids(session: Session, *, person_id: int) -> Sequence[int]:
    """The browsers this person has signed in with."""
    return session.scalars(select(KnownBrowser.id).where(KnownBrowser.person_id == person_id)).all()


def add(
    session: Session, token_hash: str, now: datetime, *, person_id: int | None = None, staff_id: int | None = None, user_agent: str
) -> None:
    """Know this browser from now on."""
    session.add(
        KnownBrowser(token_hash=token_hash, person_id=person_id, staff_id=staff_id, user_agent=user_agent, created_at=now, last_seen_at=now)
    )


def touch(session: Session, browser_id: int, now: datetime) -> None:
    """Someone has signed in there again."""
    session.execute(update(KnownBrowser).where(KnownBrowser.id == browser_id).values(last_seen_at=now))


def forget(session: Session, *, person_id: int | None = None, staff_id: int | None = None) -> None:
    """Know none of this person's browsers any more."""
    whose = KnownBrowser.person_id == person_id if person_id is not None else KnownBrowser.staff_id == staff_id
    session.execute(delete(KnownBrowser).where(whose))


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the browsers in which nobody has signed in since `moment`."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.last_seen_at < moment))
