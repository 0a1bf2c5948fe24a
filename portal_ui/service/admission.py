"""Whether someone at the door comes in: counted first, compared outside any transaction, then decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Person
from db.queries import audit, people, sign_ins
from portal_ui import throttling
from portal_ui.service.sessions import Limits, hashed


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who says to be someone, and from where."""

    email: str
    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A try that is counted already. `stored` is what to compare with: nothing when nobody has this email or it must wait."""

    email_key: str
    address_key: str
    address_wait_seconds: int
    email_wait_seconds: int = 0
    person_id: int | None = None
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claim after the comparison, with the token that the person gets if let in."""

    who: Applicant
    claim: Claim
    matches: bool
    better_hash: str | None
    token: str


def masked(email: str) -> str:
    """An email as logs and the audit may hold it: `d***@example.com`."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***@{host}"[:200] if at else "***"


def claim(session: Session, who: Applicant, now: datetime) -> Claim:
    """Count a try before it is looked at. One from an address that must wait does not count against the email."""
    email_key, address_key = throttling.email_key(who.email), throttling.address_key(who.address)
    address_wait = throttling.count_address(session, address_key, now)
    if address_wait:
        return Claim(email_key, address_key, address_wait)
    email_wait = throttling.count_email(session, email_key, now)
    person = people.by_email(session, who.email)
    if person is None:
        return Claim(email_key, address_key, 0, email_wait)
    return Claim(email_key, address_key, 0, email_wait, person.id, None if email_wait else person.password_hash)


def conclude(session: Session, attempt: Attempt, limits: Limits, now: datetime) -> bool:
    """Begin the session, or write down that nobody came in. Whether they did."""
    person = _admissible(session, attempt)
    accounts = people.accounts(session, person.id) if person is not None else []
    if person is None or not accounts:
        details = {"email": masked(attempt.who.email)}
        audit.add(session, at=now, actor="portal", action="sign-in.failed", details=details, address=attempt.who.address)
        return False
    forgive(session, attempt.claim)
    person.last_sign_in_at = now
    person.password_hash = attempt.better_hash or person.password_hash
    only = accounts[0].customer_id if len(accounts) == 1 else None
    sign_ins.begin(
        session,
        person,
        token_hash=hashed(attempt.token),
        customer_id=only,
        address=attempt.who.address,
        user_agent=attempt.who.user_agent,
        now=now,
        expires_at=now + limits.longest,
    )
    audit.add(session, at=now, actor=f"person:{person.id}", action="sign-in", customer_id=only, address=attempt.who.address)
    return True


def forgive(session: Session, counted: Claim) -> None:
    """The password was right, so the try was no failure."""
    throttling.forgive_address(session, counted.address_key)
    throttling.forgive_email(session, counted.email_key)


def _admissible(session: Session, attempt: Attempt) -> Person | None:
    """The person, unless something speaks against it, or changed while the passwords were compared."""
    person = people.held(session, attempt.claim.person_id or 0)
    is_welcome = (
        person is not None
        and attempt.matches
        and person.is_enabled
        and person.password_hash == attempt.claim.stored
        and people.is_portal_active(session)
    )
    return person if is_welcome else None
