"""Whether someone at the office's door comes in: the password first, then the code of the second factor."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import StaffMember
from db.queries import audit, letters, staff
from portal_ui import browsers, throttling, totp
from portal_ui.service import known_browsers, staff_sessions
from portal_ui.service.admission import Applicant, masked
from portal_ui.service.sessions import Limits
from portal_ui.views import StaffVisit

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another
_CODES = 10
_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class StaffClaim:
    """A try that is counted already. `stored` is what to compare with: nothing when nobody has this email or it must wait."""

    budget_key: str  # of the email; with a browser the member is known in, of that browser, whatever others do with the email
    address_key: str
    address_wait_seconds: int
    staff_id: int | None = None
    stored: str | None = None
    budget_wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class StaffAttempt:
    """A claim after the comparison, with the token that the member gets if let in."""

    who: Applicant
    claim: StaffClaim
    matches: bool
    better_hash: str | None
    token: str


@dataclass(frozen=True, slots=True)
class CodeTry:
    """Someone who named their password gives a code; with the token they go on under if it is right."""

    visit: StaffVisit
    code: str
    token: str
    address: str


def claim(session: Session, who: Applicant, now: datetime) -> StaffClaim:
    """Count a try before it is looked at. One from an address that must wait does not count against the email."""
    email_key, address_key = throttling.staff_key(who.email), throttling.address_key(who.address)
    address_wait = throttling.count_address(session, address_key, now)
    if address_wait:
        return StaffClaim(email_key, address_key, address_wait)
    member = staff.by_email(session, who.email)
    known = known_browsers.recognised(session, who.browser, staff_id=member.id) if member is not None else None
    budget_key = email_key if known is None else known_browsers.budget_key(known)
    wait = throttling.count_email(session, budget_key, now)
    if member is None:
        return StaffClaim(budget_key, address_key, 0)
    return StaffClaim(budget_key, address_key, 0, member.id, None if wait else member.password_hash, wait)


def claim_own(session: Session, staff_id: int, now: datetime) -> StaffClaim:
    """Count a try of who is signed in with their own password. What others do at their email or their address does not hinder it."""
    key = throttling.own_key(f"staff:{staff_id}")
    wait = throttling.count_email(session, key, now)
    member = session.get(StaffMember, staff_id)
    return StaffClaim(key, "", 0, staff_id, None if wait or member is None else member.password_hash, wait)


def conclude(session: Session, attempt: StaffAttempt, limits: Limits, now: datetime) -> str | None:
    """Begin the session, and return the cookie by which the browser is known from now on; or write down that nobody came in."""
    member = _admissible(session, attempt)
    who = attempt.who
    if member is None:
        audit.add(session, at=now, actor="portal", action="staff.sign-in.failed", details={"email": masked(who.email)}, address=who.address)
        return None
    forgive(session, attempt.claim)
    cookie, was_known = known_browsers.remember(session, who.browser, now, staff_id=member.id, user_agent=who.user_agent)
    if not was_known and member.last_sign_in_at is not None:
        _tell_of_browser(session, member, who, now)
    member.password_hash = attempt.better_hash or member.password_hash
    if member.totp_secret is None:
        member.last_sign_in_at = now
    staff_sessions.begin(session, member, attempt.token, limits, now, address=who.address, user_agent=who.user_agent)
    details = {"second factor": "to come" if member.totp_secret is not None else "none"}
    audit.add(session, at=now, actor=f"staff:{member.id}", action="staff.sign-in", details=details, address=who.address)
    return cookie


def _tell_of_browser(session: Session, member: StaffMember, who: Applicant, now: datetime) -> None:
    """A letter as customers get it; also before the second step, for somebody knows the password."""
    facts = {"browser": browsers.named(who.user_agent), "address": who.address, "at": now.isoformat()}
    letters.queue(session, kind="new-sign-in", to_address=member.email, at=now, facts=facts, staff_id=member.id)


def forgive(session: Session, counted: StaffClaim) -> None:
    """The password was right, so the try was no failure."""
    throttling.forgive_address(session, counted.address_key)
    throttling.forgive_email(session, counted.budget_key)


def give_code(session: Session, tried: CodeTry, limits: Limits, now: datetime) -> list[int] | None:
    """Go on with the second factor given; returns the session that ended for it, `None` when the code was not good.

    A code of the app or a recovery code; each is good once. Tries count like passwords do, and are counted first.
    """
    key, address_key = throttling.code_key(tried.visit.staff_id), throttling.address_key(tried.address)
    must_wait = throttling.count_address(session, address_key, now) or throttling.count_email(session, key, now)
    member = staff.held(session, tried.visit.staff_id)
    used = None if must_wait or member is None else use_code(session, member, tried.code, now)
    if member is None or used is None:
        audit.add(session, at=now, actor=tried.visit.actor, action="staff.code.refused", address=tried.address)
        return None
    throttling.forgive_email(session, key)
    throttling.forgive_address(session, address_key)
    member.last_sign_in_at = now
    details = {"with": used, "recovery codes left": staff.recovery_codes_left(session, member.id)}
    audit.add(session, at=now, actor=tried.visit.actor, action="staff.code", details=details, address=tried.address)
    return staff_sessions.renew(session, member.id, tried.visit.session_id, tried.token, limits, now, with_factor=True)


def use_code(session: Session, member: StaffMember, code: str, now: datetime) -> str | None:
    """What the code was, an `app`'s or a `recovery code`, used up by this; `None` for one that is not good."""
    if member.totp_secret is None:
        return None
    step = totp.step_of(member.totp_secret, code, now)
    if step is not None:
        return "app" if staff.use_step(session, member.id, step) else None
    return "recovery code" if staff.spend_recovery_code(session, member.id, hashed_code(code), now) else None


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 59 bits, as people can keep them on paper."""
    return tuple("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(_CODES))


def hashed_code(code: str) -> str:
    """What the database keeps of a recovery code, however it was typed."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _admissible(session: Session, attempt: StaffAttempt) -> StaffMember | None:
    """The member, unless something speaks against it, or changed while the passwords were compared."""
    member = staff.held(session, attempt.claim.staff_id or 0)
    is_welcome = member is not None and attempt.matches and member.is_enabled and member.password_hash == attempt.claim.stored
    return member if is_welcome else None
