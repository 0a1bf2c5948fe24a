"""One-time tokens of letters. The token itself is never here, only its SHA-256."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from db.models import OneTimeToken, Person, StaffMember, TokenPurpose


def hold_owner(session: Session, person_id: int | None, staff_id: int | None) -> None:
    """Have others who would give this person a token wait until the transaction ends: of two at once, one is the newest."""
    kind = Person if person_id is not None else StaffMember
    session.scalar(select(kind.id).where(kind.id == (person_id if person_id is not None else staff_id)).with_for_update())


def add(session: Session, token: OneTimeToken) -> None:
    """Keep a new token."""
    session.add(token)
    session.flush()


def live(session: Session, purpose: TokenPurpose, token_hash: str, now: datetime) -> OneTimeToken | None:
    """The token with this hash, if it is good for that purpose at this moment."""
    return session.scalar(select(OneTimeToken).where(*_is_live(purpose, token_hash, now)))


def note_opened(session: Session, token_id: int, now: datetime) -> None:
    """Keep when its page was first looked at; later looks leave the first."""
    session.execute(update(OneTimeToken).where(OneTimeToken.id == token_id, OneTimeToken.opened_at.is_(None)).values(opened_at=now))


def note_run_out(session: Session, token_hash: str, now: datetime) -> None:
    """Have a token that was found run out stay so, also for a clock that is set back."""
    found = (OneTimeToken.token_hash == token_hash, OneTimeToken.used_at.is_(None), OneTimeToken.expires_at <= now)
    session.execute(update(OneTimeToken).where(*found).values(expires_at=OneTimeToken.created_at))


def spend(session: Session, purpose: TokenPurpose, token_hash: str, now: datetime) -> OneTimeToken | None:
    """Use the token up; `None` when it is not good for that.

    One conditional UPDATE, so that of many who use it at once one is told yes.
    """
    used = update(OneTimeToken).where(*_is_live(purpose, token_hash, now)).values(used_at=now).returning(OneTimeToken.id)
    token_id = session.scalar(used.execution_options(synchronize_session=False))
    return None if token_id is None else session.get(OneTimeToken, token_id, populate_existing=True)


def kill_unused(
    session: Session,
    now: datetime,
    *,
    person_id: int | None,
    staff_id: int | None,
    purpose: TokenPurpose | None = None,
    customer_id: int | None = None,
) -> None:
    """Have what this person has not used yet run out, of one purpose or of all, sent for one account or for any.

    It ran out when it was made: such a token is good for no clock, however far that is behind ours.
    """
    owner = OneTimeToken.person_id == person_id if person_id is not None else OneTimeToken.staff_id == staff_id
    which: list[ColumnElement[bool]] = [owner, OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > now]
    if purpose is not None:
        which.append(OneTimeToken.purpose == purpose)
    if customer_id is not None:
        which.append(OneTimeToken.customer_id == customer_id)
    session.execute(update(OneTimeToken).where(*which).values(expires_at=OneTimeToken.created_at))


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the tokens that were used or ran out before `moment`."""
    session.execute(delete(OneTimeToken).where(or_(OneTimeToken.used_at < moment, OneTimeToken.expires_at < moment)))


def _is_live(purpose: TokenPurpose, token_hash: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeToken.token_hash == token_hash,
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
        OneTimeToken.expires_at > OneTimeToken.created_at,
    )
