"""`/staff/audit`: who did what to whom, when, from where; and the same as a file."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from components.grid import Card, Column, Emptiness, Filter, GridRow, GridSpec, Said, noted
from components.staff_frame.heading import Heading
from pages.customer.lists import ListTab, Setting
from pages.exports import Download
from pages.exports import noted as noted_down
from pages.guard import address_of, staff_of
from pages.page import page
from pages.plain import PlainPages
from pages.staff import money, shell
from pages.staff.customers import address
from pages.staff.posts import spoken
from pages.staff.shelf_sheet import address as shelf_address
from portal_ui import audit_details, audit_wording, grid_wishes
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.exports import Format, columns, written
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.service import Portal
from portal_ui.views import Page
from portal_ui.views.audit import AuditRow


def register(portal: Portal) -> None:
    """Serve `/staff/audit`."""

    @page(shell.AUDIT)
    async def audit(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            with shell.frame(company, staff, _("Audit"), section=shell.AUDIT):
                Heading(_("Audit"), _("Who did what to whom, when, and from where. Nothing here can be changed or removed."))
                await Audit(portal.audit_log, Setting(staff, company)).build(request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, staff)
        return None


def router(plain: PlainPages) -> APIRouter:
    """The files, for the office."""
    routes = APIRouter()
    for form in Format:
        routes.add_api_route(f"{shell.AUDIT}.{form.value}", _export(plain, form), methods=["GET"], response_model=None)
    return routes


def _export(plain: PlainPages, form: Format) -> Any:  # noqa: ANN401 - a route's function
    async def answer(request: Request) -> Response:
        staff, listing = spoken(request), plain.portal.audit_log
        company = await plain.portal.company.view()
        try:
            wish = grid_wishes.parsed(dict(request.query_params), listing.names(staff.scope))
            file = await written(listing.export(staff.scope, wish), columns.audit(company.time_zone, company.currency), form, _("Audit"))
            await noted_down(file, plain.portal.handouts.offices(staff, "audit", form.value, address=address_of(request)))
        except PortalError as refused:
            return await plain.refusal(refused, staff, way_back=shell.AUDIT)
        return Download(file, f"audit-{staff.today.isoformat()}.{form.value}", form.media_type)

    return answer


class Audit(ListTab[AuditRow]):
    """The newest first; found by customer, person, action or network address, and by day."""

    def spec(self) -> GridSpec:
        """Four questions, four columns, and what more is known."""
        return GridSpec(
            title=_("Audit"),
            hint=_("Person, customer, action, address"),
            columns=(
                Column("at", _("When")),
                Column("actor", _("Who"), "wraps", strong=True, sorts=False),
                Column("action", _("What"), "wraps", sorts=False),
                Column("subject", _("To whom"), "wraps", sorts=False),
                Column("details", _("Details"), "whole", soft=True, sorts=False),
                Column("address", _("From where"), "wraps", soft=True, sorts=False),
            ),
            filters=(
                Filter("all", pgettext("audit", "All")),
                Filter("sign-ins", pgettext("audit", "Sign-ins")),
                Filter("passwords", pgettext("audit", "Passwords")),
                Filter("access", pgettext("audit", "Access and email")),
                Filter("payments", pgettext("audit", "Payments")),
                Filter("settings", pgettext("audit", "Settings")),
                Filter("files", pgettext("audit", "Downloads")),
                Filter("looks", pgettext("audit", "Seen as customer")),
            ),
            locations=(),
            card=Card(
                title="action",
                status="none",
                amount="address",
                lines=(Said("actor"), Said("subject"), Said("details"), Said("at")),
            ),
            today=self.setting.visit.today,
            paths=(shell.AUDIT,),
            export=shell.AUDIT,
            downloads=False,
        )

    def row(self, row: AuditRow) -> GridRow:
        """One thing that was done."""
        customer = f"{row.customer_name} ({row.customer_number})" if row.customer_number else ""
        subject = noted(row.subject, customer) if row.subject and customer else row.subject or customer or "–"
        linked = {"text": customer, "href": address(row.customer_number)} if customer and not row.subject else subject
        kind, _colon, number = row.subject.partition(":")
        if kind == "payment" and number:
            said = _("Payment %(number)s") % {"number": number}
            linked = {"text": said, "href": money.address(number), "note": customer, "tone": ""}
        if kind == "shelf" and number:
            linked = {
                "text": _("Document %(number)s") % {"number": number},
                "href": shelf_address(int(number)),
                "note": customer,
                "tone": "",
            }
        return GridRow(
            key=str(row.id),
            cells={
                "at": moment(row.at, self.setting.company.time_zone),
                "actor": audit_wording.actor(row),
                "action": audit_wording.action(row.action),
                "subject": linked,
                "details": audit_details.details(row, self.setting.company.currency) or "–",
                "address": row.address or "–",
                "none": "",
            },
        )

    def nothing(self, page: Page[AuditRow]) -> Emptiness:
        """Nobody did anything yet."""
        return Emptiness(_("Nothing yet"), _("Whatever is done in the portal is written down here."))
