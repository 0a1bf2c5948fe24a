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
from nicegui import ui

from components.frame import Choice
from components.idle import IdleWarning
from components.plain import errors
from components.staff_frame import StaffFrame
from pages.customer.shell import dress
from pages.guard import asset_url
from pages.staff.sections import ACTIVATION, AUDIT, CUSTOMERS, DOCUMENTS, MAILROOM, MONEY, OVERVIEW, SETTINGS, sections
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.views import CompanyView, StaffVisit

__all__ = ["ACTIVATION", "AUDIT", "CUSTOMERS", "DOCUMENTS", "MAILROOM", "MONEY", "OVERVIEW", "SETTINGS", "frame", "refusal", "speak"]


@contextmanager
def frame(company: CompanyView, staff: StaffVisit, title: str, *, section: str = "") -> Iterator[None]:
    """A page in the member's language and theme; the block fills its main part. `section` is the one marked in the header."""
    dress(company, title, theme_name=staff.theme, locale=staff.locale)
    languages = tuple(Choice(locale, name) for locale, name in language.choices(company.locale))
    with StaffFrame(company, staff, sections(section), languages):
        yield
        IdleWarning(staff.idle)


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
