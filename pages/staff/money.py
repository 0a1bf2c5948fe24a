"""`/staff/money`: what waits on the money desk, and every payment; the same as a file."""

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from components.grid import Card, Column, Emptiness, Filter, GridRow, GridSpec, Said, link, noted, status
from components.staff_frame.figures import Figures, Sum
from components.staff_frame.heading import Heading
from pages.customer.lists import ListTab, Setting
from pages.exports import Download
from pages.exports import noted as noted_down
from pages.guard import address_of, staff_of
from pages.page import page
from pages.plain import PlainPages
from pages.staff import customers, shell
from pages.staff.posts import spoken
from portal_ui import desk_wording, grid_wishes
from portal_ui.dates import day
from portal_ui.errors import PortalError
from portal_ui.exports import Format, columns, written
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import money, whole
from portal_ui.service import Portal
from portal_ui.views import Page
from portal_ui.views.desk import DeskRow, DeskTotals

RECORD = f"{shell.MONEY}/record"
CREDIT = f"{shell.MONEY}/credit"
DIFFERENCES = f"{shell.MONEY}/differences"
NEWS = f"{shell.MONEY}/news"


def register(portal: Portal) -> None:
    """Serve `/staff/money`."""

    @page(shell.MONEY)
    async def desk(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            totals = await portal.money_desk.totals()
            with shell.frame(company, staff, _("Money"), section=shell.MONEY):
                ways = ((RECORD, _("Record a payment")), (CREDIT, _("Apply credit"))) if staff.may_change else ()
                Heading(_("Money"), _("All customers’ payments, and what needs your attention."), ways)
                Figures(_figures(totals, company.currency))
                await Payments(portal.money_desk.payments, Setting(staff, company)).build(request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, staff)
        return None


def router(plain: PlainPages) -> APIRouter:
    """The files, for the office."""
    routes = APIRouter()
    for form in Format:
        routes.add_api_route(f"{shell.MONEY}.{form.value}", _export(plain, form), methods=["GET"], response_model=None)
    return routes


def address(number: str, *rest: str) -> str:
    """The address of a payment on the desk, or of one below it."""
    return "/".join((f"{shell.MONEY}/{quote(number, safe='')}", *rest))


def for_customer(form: str, number: str) -> str:
    """The address of one of the desk's forms for this customer."""
    return f"{form}?{urlencode({'customer': number})}"


def _export(plain: PlainPages, form: Format) -> Any:  # noqa: ANN401 - a route's function
    async def answer(request: Request) -> Response:
        staff, listing = spoken(request), plain.portal.money_desk.payments
        try:
            wish = grid_wishes.parsed(dict(request.query_params), listing.names(staff.scope))
            file = await written(listing.export(staff.scope, wish), columns.desk(), form, _("Payments"))
            await noted_down(file, plain.portal.handouts.offices(staff, "payments", form.value, address=address_of(request)))
        except PortalError as refused:
            return await plain.refusal(refused, staff, way_back=shell.MONEY)
        return Download(file, f"money-{staff.today.isoformat()}.{form.value}", form.media_type)

    return answer


def _figures(totals: DeskTotals, currency: str) -> tuple[Sum, ...]:
    """What waits, with the list of it; what somebody has to do is marked."""
    named = (
        ("in_process", _("In process"), "in-process", False),
        ("parked", _("Waiting for you"), "parked", True),
        ("refunds", _("Refunds on their way"), "refunded", False),
        ("disputes", _("Disputed now"), "disputed", True),
        ("late", _("Came late, left as credit"), "late", False),
    )
    sums = [
        Sum(
            label,
            money(totals.sums[name].cents, currency),
            _payments(totals.sums[name].count),
            f"{shell.MONEY}?status={status_name}",
            is_bad=asks and totals.sums[name].count > 0,
        )
        for name, label, status_name, asks in named
    ]
    waiting = totals.to_look_at
    return (*sums, Sum(_("To look at"), whole(waiting), counted(totals), DIFFERENCES, is_bad=waiting > 0))


def counted(totals: DeskTotals) -> str:
    """What stands at `DIFFERENCES`: `1 difference, 2 news`."""
    count = {"count": whole(totals.differences)}
    differing = ngettext("%(count)s difference", "%(count)s differences", totals.differences) % count
    unread = pgettext("desk", "%(count)s news") % {"count": whole(totals.news)}
    return f"{differing}, {unread}" if totals.news else differing


def _payments(count: int) -> str:
    return ngettext("%(count)s payment", "%(count)s payments", count) % {"count": whole(count)}


class Payments(ListTab[DeskRow]):
    """The newest first; found by number, customer, receipt, invoice, card or amount."""

    def spec(self) -> GridSpec:
        """Whose, what, how it stands, how much."""
        return GridSpec(
            title=_("Payments"),
            hint=_("Number, customer, amount"),
            columns=(
                Column("number", _("Payment #"), "link"),
                Column("date", _("Date"), "date"),
                Column("customer", _("Customer"), "long", strong=True, sorts=False),
                Column("state", _("Status"), "status"),
                Column("method", _("Payment Method"), sorts=False),
                Column("receipt", _("Receipt #"), soft=True, sorts=False),
                Column("amount", _("Amount"), "money", strong=True),
            ),
            filters=(
                Filter("all", pgettext("payments", "All")),
                Filter("in-process", _("In process")),
                Filter("parked", _("Waiting for you")),
                Filter("late", _("Late")),
                Filter("refunded", pgettext("payments", "Refunded")),
                Filter("disputed", _("Disputed")),
                Filter("failed", pgettext("payments", "Failed")),
                Filter("recorded", _("Recorded here")),
                Filter("void", pgettext("payments", "Void")),
            ),
            locations=(),
            card=Card(title="customer", status="state", amount="amount", lines=(Said("number"), Said("method"), Said("date"))),
            today=self.setting.visit.today,
            paths=(shell.MONEY,),
            export=shell.MONEY,
            downloads=False,
        )

    def row(self, row: DeskRow) -> GridRow:
        """One payment."""
        payment = row.payment
        return GridRow(
            key=payment.number,
            cells={
                "number": link(payment.number, address(payment.number)),
                "date": day(payment.paid_on),
                "customer": {
                    "text": row.customer_name,
                    "href": customers.address(row.customer_number),
                    "note": row.customer_number,
                    "tone": "",
                },
                "state": status(desk_wording.row_state(row)),
                "method": desk_wording.method(row),
                "receipt": row.receipt_number or "–",
                "amount": noted(money(payment.amount_cents, row.currency), desk_wording.row_note(row)),
            },
        )

    def nothing(self, page: Page[DeskRow]) -> Emptiness:
        """No payment yet."""
        return Emptiness(_("No payments yet"), _("What customers pay, and what you record, appears here."))
