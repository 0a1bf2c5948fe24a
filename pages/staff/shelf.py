"""`/staff/documents`: every document on the shelf, and all of one: who finds it, until when it is good, who took it along."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from components.grid import Card, Column, Emptiness, Filter, GridRow, GridSpec, Said, noted, status
from components.sheet import DetailSheet
from components.staff_frame.heading import Heading
from pages.customer.lists import ListTab, Setting
from pages.guard import staff_of
from pages.page import page
from pages.shelf import document_id
from pages.staff import shell
from pages.staff.shelf_sheet import ShelfSheet, address
from pages.staff.told import Told
from portal_ui import shelf_wording
from portal_ui.dates import day, moment
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import whole
from portal_ui.service import Portal
from portal_ui.views import Page
from portal_ui.views.shelf import Audience, ShelfRow

NEW = f"{shell.DOCUMENTS}/new"


def register(portal: Portal, told: Told) -> None:
    """Serve both."""

    @page(shell.DOCUMENTS)
    async def documents(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        done = told.take(staff.session_id, shell.DOCUMENTS)
        line = _("Files for your customers: certificates, contracts, price sheets, and the tickets and photos of their orders.")
        try:
            with shell.frame(company, staff, _("Documents"), section=shell.DOCUMENTS):
                ways = ((NEW, _("Add a document")),) if staff.may_change else ()
                Heading(_("Documents"), done.said(letters_wait=False) if done is not None else line, ways)
                await Documents(portal.shelf_office, Setting(staff, company)).build(request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, staff)
        return None

    @page(f"{shell.DOCUMENTS}/{{document}}")
    async def document(request: Request, document: str) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            found = await portal.shelf_office.document(document_id(document))
        except PortalError as error:
            return shell.refusal(error, company, staff, way_back=shell.DOCUMENTS)
        done = told.take(staff.session_id, address(found.id))
        with shell.frame(company, staff, found.title, section=shell.DOCUMENTS):
            drawing = ShelfSheet(found, staff, company.time_zone)
            DetailSheet(drawing.head(done.said(letters_wait=False) if done is not None else ""), drawing.main(), drawing.aside())
        return None


class Documents(ListTab[ShelfRow]):
    """The newest first; found by title, note, file name, customer or order."""

    def spec(self) -> GridSpec:
        """What it is, for whom, since and until when, and how often it was taken along."""
        return GridSpec(
            title=_("Documents"),
            hint=_("Title, customer, order"),
            columns=(
                Column("title", _("Document"), "whole", strong=True),
                Column("whom", _("For"), "wraps", sorts=False),
                Column("put_up", _("Added")),
                Column("until", _("Valid until"), sorts=False),
                Column("state", _("State"), "status", sorts=False),
                Column("taken", _("Downloads"), soft=True, sorts=False),
            ),
            filters=(
                Filter("shown", pgettext("documents", "Shown")),
                Filter("expired", pgettext("documents", "Expired")),
                Filter("everyone", pgettext("documents", "For all customers")),
                Filter("customers", pgettext("documents", "For some")),
                Filter("orders", pgettext("documents", "On orders")),
                Filter("ended", pgettext("documents", "Taken down")),
                Filter("all", pgettext("documents", "All")),
            ),
            locations=(),
            card=Card(
                title="title", status="state", amount="nothing", lines=tuple(map(Said, ("what", "whom", "until_said", "taken_said")))
            ),
            today=self.setting.visit.today,
            paths=(shell.DOCUMENTS,),
            dates=False,
            downloads=False,
        )

    def row(self, row: ShelfRow) -> GridRow:
        """One document."""
        what = f"{shelf_wording.kind(row.kind)} · {shelf_wording.form(row.media_type, row.size_bytes)}"
        today = self.setting.visit.today
        return GridRow(
            key=str(row.id),
            cells={
                "title": {"text": row.title, "href": address(row.id), "note": what, "tone": ""},
                "whom": _whom(row),
                "put_up": moment(row.put_up_at, self.setting.company.time_zone),
                "until": day(row.valid_until),
                "until_said": shelf_wording.validity(row.valid_until, today),
                "state": status(shelf_wording.standing(row.valid_until, today, is_shown=row.is_shown)),
                "taken": whole(row.downloads) if row.downloads else "–",
                "taken_said": _times(row.downloads),
                "what": what,
                "nothing": "",
            },
        )

    def nothing(self, page: Page[ShelfRow]) -> Emptiness:
        """An empty shelf."""
        text = _("Add a W-9 or your certificate of insurance, and customers find it on their account page.")
        return Emptiness(_("No documents yet"), text)


def _times(downloads: int) -> str:
    return ngettext("%(count)s download", "%(count)s downloads", downloads) % {"count": whole(downloads)} if downloads else ""


def _whom(row: ShelfRow) -> str | dict[str, str]:
    if row.audience is Audience.EVERYONE:
        return _("All customers")
    if row.audience is Audience.ORDER:
        return _("Order %(number)s") % {"number": row.order_number}
    if row.readers <= 1:
        return row.reader
    more = row.readers - 1
    return noted(row.reader, ngettext("and %(count)s more", "and %(count)s more", more) % {"count": whole(more)})
