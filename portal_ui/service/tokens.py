"""One-time tokens: the secret in a letter's link, or the code on paper. Single use, newest only, kept as a hash alone."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.models import OneTimeToken, TokenPurpose
from db.queries import tokens
from portal_ui import codes

LIFETIMES = {
    TokenPurpose.CREATE_PASSWORD: timedelta(days=7),
    TokenPurpose.RESET_PASSWORD: timedelta(minutes=60),
    TokenPurpose.STAFF_INVITATION: timedelta(days=7),
    TokenPurpose.PRINTED_LETTER: timedelta(days=14),
}
LONGEST = codes.LONGEST  # characters; what is longer is no token of ours


def mint(
    session: Session,
    purpose: TokenPurpose,
    *,
    person_id: int | None = None,
    staff_id: int | None = None,
    customer_id: int | None = None,
    now: datetime,
    lifetime: timedelta,
) -> str:
    """A fresh token for one person or member of staff; their older ones of the same purpose are dead from now on.

    256 random bits, as an address can carry them; for a printed letter 60, as `XXXX-XXXX-XXXX`, to be typed by hand.
    It is nowhere but in what is returned. `customer_id` says for whose account the letter goes out.
    """
    token = codes.new() if purpose is TokenPurpose.PRINTED_LETTER else secrets.token_urlsafe(32)
    tokens.hold_owner(session, person_id, staff_id)
    tokens.kill_unused(session, now, person_id=person_id, staff_id=staff_id, purpose=purpose)
    kept = OneTimeToken(
        token_hash=_hashed(purpose, token),
        purpose=purpose,
        person_id=person_id,
        staff_id=staff_id,
        customer_id=customer_id,
        created_at=now,
        expires_at=now + lifetime,
    )
    tokens.add(session, kept)
    return token


def look(session: Session, purpose: TokenPurpose, token: str, now: datetime) -> OneTimeToken | None:
    """The token, if it is good for that purpose at this moment. Looking spends nothing; the first look is remembered.

    One that is found run out stays so, also when the clock is set back.
    """
    if len(token) > LONGEST:
        return None
    found = tokens.live(session, purpose, _hashed(purpose, token), now)
    if found is None:
        tokens.note_run_out(session, _hashed(purpose, token), now)
    else:
        tokens.note_opened(session, found.id, now)
    return found


def spend(session: Session, purpose: TokenPurpose, token: str, now: datetime) -> OneTimeToken | None:
    """Use the token up in this transaction; `None` when it is not good for that purpose. Of many at once exactly one gets it."""
    return tokens.spend(session, purpose, _hashed(purpose, token), now) if len(token) <= LONGEST else None


def end_all(
    session: Session, *, person_id: int | None = None, staff_id: int | None = None, customer_id: int | None = None, now: datetime
) -> None:
    """Make every unused token of this person or member of staff worthless; with `customer_id` those sent for that account."""
    tokens.kill_unused(session, now, person_id=person_id, staff_id=staff_id, customer_id=customer_id)


def is_printed(token: str) -> bool:
    """Whether someone typed what may be the code of a printed letter."""
    return codes.is_code(token)


def _hashed(purpose: TokenPurpose, token: str) -> str:
    text = codes.plain(token) if purpose is TokenPurpose.PRINTED_LETTER else token
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
