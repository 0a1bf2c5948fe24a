"""Whether someone at the door comes in: counted first, compared outside any transaction, then decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Person
from db.queries import audit, letters, people, sign_ins
from portal_ui import browsers, throttling
from portal_ui.service import known_browsers
from portal_ui.service.sessions import Limits, hashed


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who says to be someone, and from where."""

    email: str
    address: str
    user_agent: str
    browser: str = ""  # the cookie by which a known browser is known


@dataclass(frozen=True, slots=True)
class Claim:
    """A try that is counted already. `stored` is what to compare with: nothing when nobody has this email or it must wait."""

    budget_key: str  # of the email; with a browser the person is known in, of that browser, whatever others do with the email
    address_key: str
    address_wait_seconds: int
    budget_wait_seconds: int = 0
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
    person = people.by_email(session, who.email)
    known = known_browsers.recognised(session, who.browser, person_id=person.id) if person is not None else None
    budget_key = email_key if known is None else known_browsers.budget_key(known)
    wait = throttling.count_email(session, budget_key, now)
    if person is None:
        return Claim(budget_key, address_key, 0, wait)
    return Claim(budget_key, address_key, 0, wait, person.id, None if wait else person.password_hash)


def claim_own(session: Session, person_id: int, now: datetime) -> Claim:
    """Count a try of who is signed in with their own password. What others do at their email or their address does not hinder it."""
    key = throttling.own_key(f"person:{person_id}")
    wait = throttling.count_email(session, key, now)
    person = people.by_id(session, person_id)
    return Claim(key, "", 0, wait, person_id, None if wait or person is None else person.password_hash)


def conclude(session: Session, attempt: Attempt, limits: Limits, now: datetime) -> str | None:
    """Begin the session, and return the cookie by which the browser is known from now on; or write down that nobody came in."""
    person = _admissible(session, attempt)
    accounts = people.accounts(session, person.id) if person is not None else []
    if person is None or not accounts:
        details = {"email": masked(attempt.who.email)}
        audit.add(session, at=now, actor="portal", action="sign-in.failed", details=details, address=attempt.who.address)
        return None
    forgive(session, attempt.claim)
    browser = _remember_browser(session, person, attempt.who, now)
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
    return browser


def forgive(session: Session, counted: Claim) -> None:
    """The password was right, so the try was no failure."""
    throttling.forgive_address(session, counted.address_key)
    throttling.forgive_email(session, counted.budget_key)


def _remember_browser(session: Session, person: Person, who: Applicant, now: datetime) -> str:
    """Know the browser; tell the person when it is a new one, unless they have never been here before."""
    cookie, was_known = known_browsers.remember(session, who.browser, now, person_id=person.id, user_agent=who.user_agent)
    if not was_known and person.last_sign_in_at is not None:
        facts = {"browser": browsers.named(who.user_agent), "address": who.address, "at": now.isoformat()}
        letters.queue(session, kind="new-sign-in", to_address=person.email, at=now, facts=facts, person_id=person.id)
    return cookie


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
