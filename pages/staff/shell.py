"""What every page of the office begins with, and what it says when it cannot go on.

A page asks `pages.guard.staff_of(request)` for its `StaffVisit`, speaks the language of that member, and fills the frame:

    staff = staff_of(request)
    shell.speak(staff)
    company = await portal.company.view()
    with shell.frame(company, staff, _("Customers"), section=shell.CUSTOMERS):
        ...
"""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.responses import HTMLResponse
from nicegui import app, ui
from starlette.routing import Route

from components.frame import Choice
from components.plain import errors
from components.staff_frame import StaffFrame, StaffSection
from pages.customer.shell import dress
from pages.guard import asset_url
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.views import CompanyView, StaffVisit

OVERVIEW = "/staff"
CUSTOMERS = "/staff/customers"
ACTIVATION = "/staff/activation"
MAILROOM = "/staff/mail"
MONEY = "/staff/money"
AUDIT = "/staff/audit"
SETTINGS = "/staff/settings/web"


@contextmanager
def frame(company: CompanyView, staff: StaffVisit, title: str, *, section: str = "") -> Iterator[None]:
    """A page in the member's language and theme; the block fills its main part. `section` is the one marked in the header."""
    dress(company, title, theme_name=staff.theme, locale=staff.locale)
    languages = tuple(Choice(locale, name) for locale, name in language.choices(company.locale))
    with StaffFrame(company, staff, _sections(section), languages):
        yield


def speak(staff: StaffVisit) -> None:
    """Use the member's language for the rest of this request or event."""
    language.use(staff.locale)


def refusal(error: PortalError, company: CompanyView, staff: StaffVisit, *, way_back: str = "/staff") -> HTMLResponse:
    """A plain page with the error's sentence and status, in place of the page that was begun."""
    ui.context.client.delete()
    html = errors.page(
        error.status,
        company=company,
        assets=asset_url,
        theme=staff.theme,
        sentence=str(error),
        way_back=way_back,
        way_back_name=_("Back to the office"),
    )
    return HTMLResponse(html, status_code=error.status)


def _sections(here: str) -> tuple[StaffSection, ...]:
    """The parts that are served, in the order of the header."""
    named = {
        OVERVIEW: _("Overview"),
        CUSTOMERS: _("Customers"),
        ACTIVATION: _("Activation"),
        MONEY: _("Money"),
        MAILROOM: _("Mailroom"),
        AUDIT: _("Audit"),
        SETTINGS: _("Settings"),
    }
    served = {route.path for route in app.routes if isinstance(route, Route)}
    return tuple(StaffSection(href, label, href == here) for href, label in named.items() if href in served)
