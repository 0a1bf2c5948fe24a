"""Sessions of the office: the same cookie and table as customers', but a session is either a person's or a member's."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.models import StaffMember, StaffRole
from db.queries import sign_ins, staff
from portal_ui.dates import local_day
from portal_ui.service import looks, sessions
from portal_ui.service.sessions import Limits, LookedUp, hashed
from portal_ui.views import StaffStep, StaffVisit

_CODE_WITHIN = timedelta(minutes=10)  # after the password


def who_holds(session: Session, token: str, limits: Limits, now: datetime) -> LookedUp | int | None:
    """Who holds the token, of the customers' people or of the office; the id alone of a session that is to be ended."""
    return sessions.look_up(session, token, limits, now) or look_up(session, token, limits, now)


def look_up(session: Session, token: str, limits: Limits, now: datetime) -> LookedUp | int | None:
    """Who of the office holds the token. A portal that is closed to customers is open to the office."""
    found = staff.find(session, hashed(token))
    if found is None or found.ended_at is not None:
        return None
    is_alive = now < found.expires_at and now - found.last_seen_at < limits.idle and found.session_auth_version == found.auth_version
    if not is_alive or not found.is_enabled:
        return found.session_id
    if found.acting_as_person_id is not None:
        return looks.look_up(session, hashed(token), found, limits, now)
    visit = _visit(found, limits, now)
    return LookedUp(found.session_id, 0, None, found.name, found.email, found.theme, visit.locale, visit)


def begin(session: Session, member: StaffMember, token: str, limits: Limits, now: datetime, *, address: str, user_agent: str) -> None:
    """Begin a session of who has named the password; short, where a code is still to come."""
    lasts = limits.longest if member.totp_secret is None else _CODE_WITHIN
    staff.begin(
        session,
        member,
        token_hash=hashed(token),
        address=address,
        user_agent=user_agent,
        now=now,
        expires_at=now + min(lasts, limits.longest),
    )


def renew(session: Session, staff_id: int, session_id: int, token: str, limits: Limits, now: datetime, *, with_factor: bool) -> list[int]:
    """Go on under a new token, as a session that has just got more rights must; returns the ended one's id.

    Nothing is begun, and nothing returned, when the session was over.
    """
    member, before = staff.held(session, staff_id), sign_ins.held(session, session_id)
    is_own = before is not None and before.staff_id == staff_id and before.ended_at is None
    if member is None or before is None or not is_own:
        return []
    staff.begin(
        session,
        member,
        token_hash=hashed(token),
        address=before.address,
        user_agent=before.user_agent,
        now=now,
        expires_at=now + limits.longest,
        factor_at=now if with_factor else before.factor_at,
    )
    return sign_ins.end(session, [session_id], now)


def _visit(found: staff.Found, limits: Limits, now: datetime) -> StaffVisit:
    return StaffVisit(
        session_id=found.session_id,
        staff_id=found.staff_id,
        name=found.name,
        email=found.email,
        role=found.role,
        theme=found.theme,
        locale=found.locale or found.company_locale,
        today=local_day(now, found.time_zone),
        has_factor=found.has_factor,
        step=_step(found),
        idle=limits.idle,
    )


def _step(found: staff.Found) -> StaffStep:
    if found.has_factor:
        return StaffStep.IN if found.factor_at is not None else StaffStep.CODE
    return StaffStep.SET_UP if found.role is StaffRole.ADMIN else StaffStep.IN
