"""`/staff/customers`: every customer, and how far its people are on their way in."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse

from components.grid import Card, Column, Emptiness, Filter, GridRow, GridSpec, Said, link, status
from components.staff_frame.heading import Heading
from pages.customer.lists import ListTab, Setting
from pages.guard import staff_of
from pages.page import page
from pages.staff import shell
from portal_ui import office_wording
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.service import Portal
from portal_ui.views import Page
from portal_ui.views.access import CustomerRow, Stage
from portal_ui.wording import customer_kind

FILTERS = (
    Stage.NOT_INVITED,
    Stage.WAITING,
    Stage.SENT,
    Stage.EXPIRED,
    Stage.BOUNCED,
    Stage.OPENED,
    Stage.ACTIVE,
    Stage.LOCKED,
    Stage.OFF,
)


def register(portal: Portal) -> None:
    """Serve `/staff/customers`."""

    @page(shell.CUSTOMERS)
    async def customers(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            with shell.frame(company, staff, _("Customers"), section=shell.CUSTOMERS):
                Heading(_("Customers"), _("Open a customer to switch its portal on, and to see who may sign in."))
                await Customers(portal.access.customers, Setting(staff, company)).build(request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, staff)
        return None


def address(number: str, *rest: str) -> str:
    """The address of a customer's page, or of one below it."""
    return "/".join((f"{shell.CUSTOMERS}/{quote(number, safe='')}", *rest))


def name_of(stage: Stage) -> str:
    """The stage as an address names it."""
    return stage.name.lower().replace("_", "-")


class Customers(ListTab[CustomerRow]):
    """Number, name, login and state; found by name, number, email or address."""

    def spec(self) -> GridSpec:
        """What an office looks a customer up by."""
        return GridSpec(
            title=_("Customers"),
            hint=_("Name, number, email, address"),
            columns=(
                Column("number", _("Customer #"), "link"),
                Column("name", _("Name"), strong=True),
                Column("address", _("Address"), "long", soft=True),
                Column("login", _("Login email"), "long"),
                Column("state", _("Portal"), "status"),
            ),
            filters=(
                Filter("all", pgettext("customers", "All")),
                Filter("on", pgettext("customers", "Switched on")),
                *(Filter(name_of(stage), office_wording.stage(stage).text) for stage in FILTERS),
            ),
            locations=(),
            card=Card(title="name", status="state", amount="number_only", lines=(Said("address", cut=True), Said("login"))),
            today=self.setting.visit.today,
            paths=(shell.CUSTOMERS,),
            dates=False,
            downloads=False,
        )

    def row(self, row: CustomerRow) -> GridRow:
        """One customer."""
        where = address(row.number)
        return GridRow(
            key=row.number,
            cells={
                "number": link(row.number, where),
                "name": {"text": row.name, "href": where, "note": customer_kind(row.kind), "tone": ""},
                "number_only": row.number,
                "address": row.address,
                "login": row.login or "–",
                "state": status(office_wording.stage(row.stage)),
            },
        )

    def nothing(self, page: Page[CustomerRow]) -> Emptiness:
        """No books yet."""
        return Emptiness(_("No customers yet"), _("They come in with the company's books: python main.py import."))
