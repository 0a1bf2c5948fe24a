"""`/staff/activation`: everyone who was asked in, how far they are, and a letter again for one or many."""

from collections.abc import Mapping
from contextlib import suppress

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.grid import Card, Cell, Column, Emptiness, Filter, GridRow, GridSpec, Paying, Said, link, noted, status
from components.staff_frame.heading import Heading
from pages.customer.lists import ListTab, Setting
from pages.guard import address_of, staff_of
from pages.page import page
from pages.staff import shell
from pages.staff.customers import FILTERS, address, name_of
from portal_ui import office_wording
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import whole
from portal_ui.service import Portal
from portal_ui.views import CompanyView, Page, StaffVisit
from portal_ui.views.access import INVITED, PersonRow, Stage

_WRITABLE = (Stage.NOT_INVITED, Stage.SENT, Stage.BOUNCED, Stage.OPENED, Stage.EXPIRED)
_MOST = 500  # letters at a time
_LOOK_AGAIN_SECONDS, _LOOKS = 2.0, 30  # after somebody was written to, until their letters are out


def register(portal: Portal) -> None:
    """Serve `/staff/activation`."""

    @page(shell.ACTIVATION)
    async def activation(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            with shell.frame(company, staff, _("Activation"), section=shell.ACTIVATION):
                await Activation(portal, staff, company, address_of(request)).build_all(request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, staff)
        return None


class Activation(ListTab[PersonRow]):
    """The people by stage. Those without a password can be written to again, one or many."""

    def __init__(self, portal: Portal, staff: StaffVisit, company: CompanyView, at: str) -> None:
        super().__init__(portal.access.people, Setting(staff, company))
        self._access = portal.access
        self._staff = staff
        self._zone = company.time_zone
        self._at = at
        self._writable: dict[str, str] = {}  # what the list has shown: access id to email
        self._chosen: set[str] = set()
        self._counts: Mapping[Stage, int] = {}
        self._waiting: set[str] = set()
        self._looks = 0
        self._timer: ui.timer

    async def build_all(self, query: Mapping[str, str]) -> None:
        """The title, with how many customers nobody was asked in for, and the list."""
        board = await self._access.board()
        self._counts = board.people
        count = {"count": whole(board.customers_without)}
        text = ngettext("%(count)s customer without a login", "%(count)s customers without a login", board.customers_without) % count
        ways = ((f"{shell.CUSTOMERS}?status={name_of(Stage.NOT_INVITED)}", text),) if board.customers_without else ()
        Heading(_("Activation"), _("Who was asked in, and how far they are."), ways)
        await self.build(query)
        self._timer = ui.timer(_LOOK_AGAIN_SECONDS, self._look_again, active=False)

    def spec(self) -> GridSpec:
        """The stages are the filters, each with its number."""
        return GridSpec(
            title=_("Activation"),
            hint=_("Person, email, customer"),
            columns=(
                Column("person", _("Person"), "link"),
                Column("customer", _("Customer")),
                Column("role", _("Role"), soft=True),
                Column("state", _("State"), "status"),
                Column("letter", _("Last email"), "whole", soft=True),
            ),
            filters=(
                Filter("all", pgettext("people", "All"), whole(sum(self._counts.values()))),
                Filter("invited", pgettext("people", "No password yet"), self._count_of(*INVITED)),
                *(Filter(name_of(stage), office_wording.stage(stage).text, self._count_of(stage)) for stage in FILTERS),
            ),
            locations=(),
            card=Card(title="person", status="state", amount="none", lines=(Said("customer"), Said("role"), Said("letter"))),
            today=self.setting.visit.today,
            paths=(shell.ACTIVATION,),
            dates=False,
            pays=self._staff.may_change,
            downloads=self._staff.may_change,
            words={
                "pay": _("Write again"),
                "download": _("Email"),
                "pick_all": _("Choose all on this page that can be written to"),
                "picked": _("Chosen people"),
            },
        )

    def _count_of(self, *stages: Stage) -> str:
        count = sum(self._counts.get(stage, 0) for stage in stages)
        return whole(count) if count else ""

    def row(self, row: PersonRow) -> GridRow:
        """One person's way into one account."""
        key, where = str(row.access_id), address(row.number)
        may_write = self._staff.may_change and row.stage in _WRITABLE
        if may_write:
            self._writable[key] = row.email
        else:
            self._writable.pop(key, None)
            self._chosen.discard(key)
        (self._waiting.add if row.stage is Stage.WAITING else self._waiting.discard)(key)
        named = {"email": row.email}
        return GridRow(
            key=key,
            cells={
                "person": {**_linked(row.email, where), **({"note": row.name, "tone": ""} if row.name else {})},
                "customer": noted(row.customer, row.number),
                "none": "",
                "role": office_wording.role(row.role),
                "state": status(office_wording.stage(row.stage)),
                "letter": self._letter(row),
            },
            pay=Paying(_("Write to %(email)s again") % named, _("Choose %(email)s") % named) if may_write else None,
        )

    def _letter(self, row: PersonRow) -> Cell:
        """The last letter and what was answered; one on paper first, while it is good."""
        paper = office_wording.paper(row.paper_until, self._zone) if row.stage in _WRITABLE else ""
        if paper:
            return noted(paper, office_wording.letter(row.letter, self._zone))
        return noted(office_wording.letter_at(row.letter, self._zone) or "–", office_wording.letter_answer(row.letter))

    def on_pick(self, keys: tuple[str, ...], on: bool) -> None:
        """People were chosen or let go; none named and let go means all."""
        shell.speak(self._staff)
        if not keys and not on:
            self._chosen.clear()
        for key in keys:
            if on and key in self._writable and len(self._chosen) < _MOST:
                self._chosen.add(key)
            elif not on:
                self._chosen.discard(key)
        self._say_chosen()

    async def on_pay(self, key: str) -> None:
        """Write again to one, or to those chosen."""
        shell.speak(self._staff)
        keys = [key] if key else sorted(self._chosen, key=int)
        ids = [int(one) for one in keys if one in self._writable]
        if not ids:
            return
        try:
            sent = await self._access.write_to_many(self._staff, ids, address=self._at)
            self._say_sent(sent)
            self._chosen.clear()
            self._say_chosen()
            await self._show_again()
        except PortalError as error:
            ui.notify(str(error), type="negative", multi_line=True, timeout=10_000, close_button=_("Close"))
        else:
            self._looks = _LOOKS
            self._timer.activate()

    def _say_sent(self, sent: int) -> None:
        text = (
            ngettext("%(count)d email is on its way.", "%(count)d emails are on their way.", sent) % {"count": sent}
            if sent
            else _("Such an email is on its way already; no second one was sent.")
        )
        ui.notify(text, type="positive" if sent else "info", multi_line=True)

    async def _show_again(self, *, with_counts: bool = True) -> None:
        if with_counts:
            self._counts = (await self._access.board()).people
        self._waiting.clear()
        await self.refresh(None)

    async def _look_again(self) -> None:
        """Follow the letters just written, for a minute at most; of the stages' numbers the end is enough."""
        self._looks -= 1
        is_over = not self._waiting or self._looks < 0
        if is_over:
            self._timer.deactivate()
        shell.speak(self._staff)
        with suppress(PortalError):  # a database that is busy is asked again
            await self._show_again(with_counts=is_over)

    def _say_chosen(self) -> None:
        text = ngettext("Write to %(count)d person again", "Write to %(count)d people again", len(self._chosen))
        self._grid.picked(sorted(self._chosen), text % {"count": len(self._chosen)})

    def nothing(self, page: Page[PersonRow]) -> Emptiness:
        """Nobody was asked in yet."""
        return Emptiness(_("Nobody was asked in yet"), _("Open a customer, switch its portal on, and the first email goes out."))


def _linked(text: str, href: str) -> dict[str, str]:
    cell = link(text, href)
    return cell if isinstance(cell, dict) else {"text": cell}
