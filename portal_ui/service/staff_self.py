"""What members of the office change about themselves, and what their first page tells."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.queries import audit, people, staff
from db.queries import sign_ins as queries
from db.queries.access_lists import people_by_stage
from portal_ui import browsers, language
from portal_ui.errors import BadRequestError, SessionNotFoundError, shown
from portal_ui.language import gettext as _
from portal_ui.service.account import THEMES
from portal_ui.service.sessions import Limits
from portal_ui.views import PortalState, SessionView, StaffVisit


def set_theme(session: Session, staff_id: int, theme: str) -> None:
    """Keep the theme, if there is such a one."""
    if theme not in THEMES:
        raise BadRequestError(_("There is no theme called %(name)s. Nothing was changed.") % {"name": shown(theme)})
    staff.set_looks(session, staff_id, theme=theme)


def set_language(session: Session, staff_id: int, locale: str) -> None:
    """Keep the language, if it is one of those offered."""
    if locale not in dict(language.choices(people.company_locale(session))):
        raise BadRequestError(_("The portal does not speak %(name)s. Nothing was changed.") % {"name": shown(locale)})
    staff.set_looks(session, staff_id, locale=locale)


def sign_ins(session: Session, visit: StaffVisit, limits: Limits, now: datetime) -> tuple[SessionView, ...]:
    """The member's sign-ins that are good for something."""
    return tuple(
        SessionView(row.id, row.id == visit.session_id, row.created_at, row.last_seen_at, browsers.named(row.user_agent), row.address)
        for row in staff.open_sessions(session, visit.staff_id)
        if now < row.expires_at and now - row.last_seen_at < limits.idle
    )


def end_sign_ins(session: Session, visit: StaffVisit, session_id: int | None, address: str, now: datetime) -> list[int]:
    """End one of the member's sign-ins, or without an id all of them; returns those that ended."""
    own = [row.id for row in staff.open_sessions(session, visit.staff_id)]
    wanted = own if session_id is None else [id_ for id_ in own if id_ == session_id]
    ended = queries.end(session, wanted, now)
    if not ended:
        raise SessionNotFoundError
    details = {"ended": len(ended)}
    audit.add(session, at=now, actor=visit.actor, action="staff.sign-in.end", details=details, address=address)
    return ended


def state(session: Session, now: datetime) -> PortalState:
    """How the portal stands."""
    customers, open_customers = staff.customers(session)
    bounced, given_up, waiting = staff.letters(session)
    return PortalState(
        is_active=people.is_portal_active(session),
        customers=customers,
        open_customers=open_customers,
        people=staff.people_by_state(session),
        logins=people_by_stage(session, now),
        bounced=bounced,
        given_up=given_up,
        waiting=waiting,
    )
