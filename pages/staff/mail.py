"""`/staff/mail`: every letter, how far it is, what the mail server said, and the same letter again."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.grid import Card, Column, Emptiness, Filter, GridRow, GridSpec, GridView, Paying, Said, link, noted, status
from components.staff_frame.heading import Heading
from pages.customer.lists import ListTab, Setting
from pages.guard import address_of, staff_of
from pages.page import page
from pages.staff import shell
from portal_ui import office_wording
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.grid_wishes import GridNames, checked
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import whole
from portal_ui.service import Portal
from portal_ui.views import CompanyView, GridWish, Page, Scope, StaffVisit
from portal_ui.views.letters import LetterPage, LetterRow, LetterState, LetterWish

_STATES = {state.value: state for state in LetterState}
_LOOK_AGAIN_SECONDS = 2.0  # while a letter on the page is on its way
_ON_ITS_WAY = (LetterState.WAITING, LetterState.SENDING)
_MOST = 100  # letters at a time


def register(portal: Portal) -> None:
    """Serve `/staff/mail`."""

    @page(shell.MAILROOM)
    async def mail(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            with shell.frame(company, staff, _("Mailroom"), section=shell.MAILROOM):
                Heading(_("Mailroom"), _("Every email the portal writes, and what the mail server said to it."))
                await MailList(portal, staff, company, address_of(request)).build(request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, staff)
        return None


class _Letters:
    """The outbox as a list that a grid can page through."""

    def __init__(self, portal: Portal, staff: StaffVisit) -> None:
        self._mailroom = portal.mailroom
        self._staff = staff
        self.counts: Mapping[LetterState, int] = {}

    def names(self, _scope: Scope) -> GridNames:
        """One filter a state; the newest letters first."""
        return GridNames(("all", *_STATES), ("created",), "-created")

    async def page(self, scope: Scope, wish: GridWish) -> Page[LetterRow]:
        """One page of letters."""
        wish = checked(wish, self.names(scope))
        found = await self._asked(wish)
        if not found.rows and wish.page > 1:
            wish = replace(wish, page=max(1, -(-found.total // wish.size)))
            found = await self._asked(wish)
        self.counts = found.counts
        return Page(found.rows, found.total, True, wish, bool(sum(found.counts.values())))

    async def count(self, scope: Scope, wish: GridWish) -> int:
        """How many letters match."""
        return (await self._asked(checked(wish, self.names(scope)))).total

    async def _asked(self, wish: GridWish) -> LetterPage:
        states = (_STATES[wish.status],) if wish.status in _STATES else ()
        return await self._mailroom.list(self._staff, LetterWish(states, wish.search, None, wish.page, wish.size))


class MailList(ListTab[LetterRow]):
    """The newest letters first. What is on its way is looked at again by itself."""

    def __init__(self, portal: Portal, staff: StaffVisit, company: CompanyView, at: str) -> None:
        self._letters = _Letters(portal, staff)
        super().__init__(self._letters, Setting(staff, company))
        self._mailroom = portal.mailroom
        self._staff = staff
        self._zone = company.time_zone
        self._at = at
        self._sendable: set[str] = set()  # of what the list has shown
        self._choosable: set[str] = set()  # of these, what nobody has got yet
        self._chosen: set[str] = set()
        self._moving: set[str] = set()

    async def build(self, query: Mapping[str, str]) -> None:
        """Place the list, and look again while something moves."""
        await super().build(query)
        ui.timer(_LOOK_AGAIN_SECONDS, self._look_again)

    def _view(self, page: Page[LetterRow], turn: int, notice: str) -> GridView:
        if not self._mailroom.has_server:
            no_server = _("The portal has no mail server, so every email waits here. Your operator names one in PORTAL_SMTP_URL.")
            notice = notice or no_server
        return super()._view(page, turn, notice)

    def spec(self) -> GridSpec:
        """To whom, what, for which customer, how far, and what was answered."""
        counts = self._letters.counts
        return GridSpec(
            title=_("Mailroom"),
            hint=_("Address, customer"),
            columns=(
                Column("to", _("To"), "wraps", sorts=False),
                Column("what", _("Email"), "wraps", sorts=False),
                Column("customer", _("Customer"), "wraps", sorts=False),
                Column("state", _("State"), "status", sorts=False),
                Column("answer", _("Mail server's answer"), "whole", soft=True, sorts=False),
                Column("created", _("Written")),
            ),
            filters=(
                Filter("all", pgettext("letters", "All"), whole(sum(counts.values()))),
                *(
                    Filter(name, office_wording.letter_state(state).text, whole(counts[state]) if counts.get(state) else "")
                    for name, state in _STATES.items()
                ),
            ),
            locations=(),
            card=Card(title="to", status="state", amount="none", lines=(Said("what"), Said("customer"), Said("answer"), Said("created"))),
            today=self.setting.visit.today,
            paths=(shell.MAILROOM,),
            dates=False,
            pays=self._staff.may_change,
            downloads=self._staff.may_change,
            words={
                "pay": _("Send again"),
                "download": _("Send again"),
                "pick_all": _("Choose all on this page that can be sent again"),
                "picked": _("Chosen emails"),
            },
        )

    def row(self, row: LetterRow) -> GridRow:
        """One letter."""
        key = str(row.letter_id)
        may_send = self._staff.may_change and row.may_resend
        (self._sendable.add if may_send else self._sendable.discard)(key)
        may_choose = may_send and row.state is not LetterState.SENT  # what has arrived goes again one by one, and on purpose
        (self._choosable.add if may_choose else self._choosable.discard)(key)
        (self._moving.add if row.state in _ON_ITS_WAY else self._moving.discard)(key)
        named = {"what": row.what, "email": row.to_address}
        box = _("Choose: %(what)s to %(email)s") % named if may_choose else ""
        return GridRow(
            key=key,
            cells={
                "to": link(row.to_address, f"{shell.MAILROOM}/{key}"),
                "what": row.what,
                "customer": noted(row.customer_name, row.customer_number) or "–",
                "state": status(office_wording.letter_state(row.state)),
                "answer": self._said(row) or "–",
                "created": moment(row.created_at, self._zone),
                "none": "",
            },
            pay=Paying(_("Send again: %(what)s to %(email)s") % named, box) if may_send else None,
        )

    def _said(self, row: LetterRow) -> str:
        if row.waits_for_opening:
            return _("Waits until the portal is open to customers.")
        next_at = moment(row.next_attempt_at, self._zone) if row.next_attempt_at and row.attempts else ""
        again = _("Tried again %(moment)s.") % {"moment": next_at} if next_at else ""
        return " ".join(filter(None, (row.answer, again)))

    def on_pick(self, keys: tuple[str, ...], on: bool) -> None:
        """Letters were chosen or let go; none named and let go means all."""
        shell.speak(self._staff)
        if not keys and not on:
            self._chosen.clear()
        for key in keys:
            if on and key in self._choosable and len(self._chosen) < _MOST:
                self._chosen.add(key)
            elif not on:
                self._chosen.discard(key)
        self._say_chosen()

    async def on_pay(self, key: str) -> None:
        """Send one again, or those chosen."""
        shell.speak(self._staff)
        ids = [int(one) for one in ([key] if key else sorted(self._chosen, key=int)) if one in self._sendable]
        sent, refused = 0, ""
        for letter_id in ids:
            try:
                await self._mailroom.resend(self._staff, letter_id, address=self._at)
                sent += 1
            except PortalError as error:
                refused = str(error)
        if sent:
            ui.notify(ngettext("%(count)d email goes out now.", "%(count)d emails go out now.", sent) % {"count": sent}, type="positive")
        if refused:
            ui.notify(refused, type="negative", multi_line=True)
        self._chosen.clear()
        self._say_chosen()
        await self._show_again()

    def _say_chosen(self) -> None:
        text = ngettext("Send %(count)d email again", "Send %(count)d emails again", len(self._chosen)) % {"count": len(self._chosen)}
        self._grid.picked(sorted(self._chosen), text)

    async def _look_again(self) -> None:
        if self._moving:
            await self._show_again()

    async def _show_again(self) -> None:
        shell.speak(self._staff)
        before, self._moving = self._moving, set()
        try:
            await self.refresh(None)
        except PortalError:
            self._moving = before  # a busy moment; what may no longer be seen stays as it was, and the gate sends the page away

    def nothing(self, page: Page[LetterRow]) -> Emptiness:
        """No letter was written yet."""
        return Emptiness(_("No emails yet"), _("Invitations, new passwords and receipts appear here as they are written."))
