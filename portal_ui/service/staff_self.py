"""What members of the office change about themselves, and what their first page tells."""

from sqlalchemy.orm import Session

from db.queries import people, staff
from portal_ui import language
from portal_ui.errors import BadRequestError, shown
from portal_ui.language import gettext as _
from portal_ui.service.account import THEMES
from portal_ui.views import PortalState


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


def state(session: Session) -> PortalState:
    """How the portal stands."""
    customers, open_customers = staff.customers(session)
    bounced, waiting = staff.letters(session)
    return PortalState(people.is_portal_active(session), customers, open_customers, staff.people_by_state(session), bounced, waiting)
