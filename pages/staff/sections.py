"""The office's parts, as the header of each of its pages leads to them."""

from nicegui import app
from starlette.routing import Route

from components.staff_frame import StaffSection
from portal_ui.language import gettext as _

OVERVIEW = "/staff"
CUSTOMERS = "/staff/customers"
ACTIVATION = "/staff/activation"
MAILROOM = "/staff/mail"
MONEY = "/staff/money"
DOCUMENTS = "/staff/documents"
AUDIT = "/staff/audit"
SETTINGS = "/staff/settings/web"


def sections(here: str) -> tuple[StaffSection, ...]:
    """The parts that are served, in the order of the header; the one at the address `here` is marked."""
    named = {
        OVERVIEW: _("Overview"),
        CUSTOMERS: _("Customers"),
        ACTIVATION: _("Activation"),
        MONEY: _("Money"),
        DOCUMENTS: _("Documents"),
        MAILROOM: _("Mailroom"),
        AUDIT: _("Audit"),
        SETTINGS: _("Settings"),
    }
    served = {route.path for route in app.routes if isinstance(route, Route)}
    return tuple(StaffSection(href, label, href == here) for href, label in named.items() if href in served)
