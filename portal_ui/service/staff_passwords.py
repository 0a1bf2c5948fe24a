"""Passwords of the office: set with a link from the operator, or changed by who names the old one. No colleague ever knows one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import OneTimeToken, StaffMember, TokenPurpose
from db.queries import audit, letters, people, sign_ins, staff, throttles
from portal_ui import throttling
from portal_ui.errors import LinkNotGoodError, PasswordRefusedError
from portal_ui.language import gettext as _
from portal_ui.service import staff_admission, tokens
from portal_ui.service.sessions import Limits, hashed
from portal_ui.service.staff_admission import StaffClaim
from portal_ui.views import StaffVisit


@dataclass(frozen=True, slots=True)
class StaffHolder:
    """Whose link it is."""

    staff_id: int
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class StaffChange:
    """A new password, hashed, by someone who named the old one; the token is for the browser they sit at."""

    visit: StaffVisit
    claim: StaffClaim
    new_hash: str
    token: str
    address: str


def look(session: Session, token: str, now: datetime) -> StaffHolder | None:
    """Whose link it is, if it is good at this moment. That spends nothing."""
    found = tokens.look(session, TokenPurpose.STAFF_INVITATION, token, now)
    member = _admissible(session, found)
    return None if member is None else StaffHolder(member.id, member.email, member.locale or people.company_locale(session))


def own_words(session: Session, staff_id: int) -> list[str]:
    """What a stranger would try first as this member's password."""
    member = session.get(StaffMember, staff_id)
    words = [people.company_name(session)]
    return words if member is None else [*words, member.name, member.email.partition("@")[0]]


def set_by_link(session: Session, token: str, new_hash: str, address: str, now: datetime) -> list[int]:
    """Keep the password, and use the link up; returns the sessions that ended with it.

    Raises:
        LinkNotGoodError: it is not good any more; nothing was changed.
    """
    member = _admissible(session, tokens.spend(session, TokenPurpose.STAFF_INVITATION, token, now))
    if member is None:
        raise LinkNotGoodError
    return _set(session, member, new_hash, "staff.password.set", address, now)


def note_current(session: Session, visit: StaffVisit, claim: StaffClaim, is_right: bool, address: str, now: datetime) -> None:
    """Forgive the counted try, or write the failure down."""
    if is_right:
        staff_admission.forgive(session, claim)
    else:
        audit.add(session, at=now, actor=visit.actor, action="staff.password.refused", address=address)


def change(session: Session, wish: StaffChange, limits: Limits, now: datetime) -> list[int]:
    """Keep the new password, end every session, and begin one for this browser; returns the ended ones.

    Raises:
        PasswordRefusedError: the sign-in changed in the meantime; the password stays.
    """
    member = staff.held(session, wish.visit.staff_id)
    before = sign_ins.held(session, wish.visit.session_id)
    if member is None or before is None or before.ended_at is not None or member.password_hash != wish.claim.stored:
        raise PasswordRefusedError(_("Your sign-in changed in the meantime. Your password was not changed; sign in and try again."))
    ended = _set(session, member, wish.new_hash, "staff.password.change", wish.address, now)
    staff.begin(
        session,
        member,
        token_hash=hashed(wish.token),
        address=wish.address[:64] or before.address,
        user_agent=before.user_agent,
        now=now,
        expires_at=now + limits.longest,
        factor_at=before.factor_at,
    )
    return ended


def _set(session: Session, member: StaffMember, new_hash: str, action: str, address: str, now: datetime) -> list[int]:
    if member.password_hash is not None:  # a first password is no news
        letters.queue(session, kind="password-changed", to_address=member.email, at=now, facts={"at": now.isoformat()}, staff_id=member.id)
    member.password_hash = new_hash
    member.auth_version += 1
    tokens.end_all(session, staff_id=member.id, now=now)
    throttles.forget(session, throttling.staff_key(member.email))
    audit.add(session, at=now, actor=f"staff:{member.id}", action=action, address=address)
    return sign_ins.end(session, [row.id for row in staff.open_sessions(session, member.id)], now)


def _admissible(session: Session, token: OneTimeToken | None) -> StaffMember | None:
    """The link's member, unless they are disabled since."""
    member = staff.held(session, token.staff_id or 0) if token is not None else None
    return member if member is not None and member.is_enabled else None
