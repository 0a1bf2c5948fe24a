"""Paying from a page: what the payment dialog asks for, and what the portal answers."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from uuid import UUID

from nicegui import ui

from components.payment_dialog import Act, PaymentDialog, telling
from components.payment_dialog.drawing import Look
from components.payment_dialog.shapes import DialogView, Outcome
from pages.customer import addresses
from pages.customer.choices import Choices
from pages.customer.ends import Ends
from pages.customer.shell import speak
from portal_ui.choosing import Choosing
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.views import CompanyView, CreditWish, PaymentStatus, PaymentWish, Visit
from portal_ui.views import Outcome as Went

_CHANGED_STATUSES = (404, 409)  # refusals that say: what you see is no longer so


class Paying:
    """The payment dialog of one page. Build it inside the page; `on_begun` is told when money was set in motion."""

    def __init__(self, portal: Portal, visit: Visit, company: CompanyView, address: str, on_begun: Callable[[], None]) -> None:
        self._portal, self._visit, self._company, self._address = portal, visit, company, address
        self._on_begun = on_begun
        self._dialog = PaymentDialog(self._act)
        self._turn = 0
        self._is_open = self._is_busy = self._is_leaving = False
        self._notice = ""
        self._choices = Choices(Look(visit.today, company.time_zone), company.currency)
        self._outcome: Outcome | None = None
        self._status: PaymentStatus | None = None
        self.told: set[UUID] = set()  # the payments whose end the dialog says: nothing else on the page has to
        self._ends = Ends(portal, visit)
        self._going: dict[str, Callable[[Act], Awaitable[None]]] = {"pay": self._press, "again": self._again}

    async def open(self, numbers: Collection[str] = (), *, late: bool = False) -> None:
        """Open the dialog with these invoices chosen, or with what is late; else with everything due."""
        speak(self._visit)
        if self._is_busy:
            self._is_open = True
            self._show()
            return
        if self._is_open:
            return
        self._is_open = True
        self._notice, self._outcome, self._status, self._is_leaving = "", None, None, False
        try:
            self._choices.begin(await self._portal.paying.offer(self._visit), frozenset(numbers), late=late)
        except PortalError as error:
            self._choices.drop()
            self._outcome = telling.refused(error)
        self._show()

    async def refresh(self) -> None:
        """Bring an open dialog to what the account is now: who pays what of it, and how its own payment went."""
        if not self._is_idle():
            return
        if self._status is not None and self._outcome is not None and self._outcome.waits:
            status = await self._portal.paying.status(self._visit, self._status.request_id)
            if status is not None and self._is_idle():
                self._tell(status)
        elif self._is_choosing():
            offer = await self._portal.paying.offer(self._visit)
            if self._is_choosing():
                self._notice = self._choices.take(offer) or self._notice
        self._show()
        await self._note_end()

    def _is_idle(self) -> bool:
        """Whether the dialog stands open, and nothing is under way."""
        return self._is_open and not self._is_busy

    def _is_choosing(self) -> bool:
        return self._is_idle() and self._outcome is None and self._choices.now is not None

    async def _act(self, act: Act) -> None:
        speak(self._visit)
        self._turn = max(self._turn, act.turn)
        if act.do == "close":
            self._is_open = False
            self._is_busy = self._is_busy and not self._is_leaving
        elif act.do in self._going:
            await self._going[act.do](act)
        elif self._is_choosing() and self._choices.do(act):
            self._notice = ""
        self._show()

    async def _press(self, act: Act) -> None:
        """Pay, if the dialog said just what would be paid, and with what. A second press while the first is under way does nothing."""
        now = self._choices.now
        if now is None or self._is_busy or self._outcome is not None:
            return
        preview = now.preview()
        if act.number != preview.total_cents or not preview.is_ready:
            self._notice = _("The amount has changed. Look at it, and press the button again.")
            return
        if act.name != self._choices.method:
            self._notice = _("The payment method has changed. Look at it, and press the button again.")
            return
        self._is_busy, self._notice = True, ""
        self._show()
        try:
            await (self._use_credit(now) if now.of_credit else self._pay(now))
        except PortalError as error:
            await self._refused(error)
        except Exception:
            self._outcome = telling.unknown()
            self.told.discard(now.offer.request_id)
            raise
        finally:
            self._is_busy = self._is_leaving
            self._show()
        await self._note_end()

    async def _pay(self, now: Choosing) -> None:
        paying = self._portal.paying
        wish = PaymentWish(now.offer.request_id, now.amounts, self._choices.card_id)
        if wish.card_id is None:
            await paying.prepare(self._visit, wish)
            self._leave(wish.request_id)
            return
        self.told.add(wish.request_id)
        self._tell(await paying.pay(self._visit, wish, address=self._address))
        self._on_begun()

    async def _use_credit(self, now: Choosing) -> None:
        used = await self._portal.paying.use_credit(self._visit, CreditWish(now.offer.request_id, now.amounts), address=self._address)
        with suppress(PortalError):
            self._choices.take(await self._portal.paying.offer(self._visit))
        more = self._choices.offer is not None and self._choices.offer.payable_cents > 0
        self._outcome = telling.credit_used(used, self._company.currency, more=more)
        self._on_begun()

    async def _refused(self, error: PortalError) -> None:
        """Say why, over what can be paid now where the refusal means that it has changed."""
        if error.status in _CHANGED_STATUSES:
            with suppress(PortalError):
                self._choices.take(await self._portal.paying.offer(self._visit))
        self._notice = str(error)

    async def _again(self, _act: Act) -> None:
        """Back to the choices, under a new request id: the failed try stays what it is."""
        if self._outcome is None or not self._outcome.again or self._is_busy:
            return
        try:
            offer = await self._portal.paying.offer(self._visit)
        except PortalError as error:
            self._outcome = telling.refused(error)
            return
        self._choices.again(offer, failed=self._status is not None)
        self._outcome = self._status = None

    def _tell(self, status: PaymentStatus) -> None:
        self._status = status
        (self.told.add if status.outcome.is_over and self._is_open else self.told.discard)(status.request_id)
        self._outcome = telling.outcome(status, f"{addresses.record('payments', status.number)}/receipt.pdf")
        if status.outcome is Went.NEEDS_YOU:
            self._leave(status.request_id)

    async def _note_end(self) -> None:
        """What the dialog says of an end by now, the next page need not say."""
        if self._status is not None and self._status.request_id in self.told:
            await self._ends.told((self._status.request_id,))

    def _leave(self, request_id: UUID) -> None:
        self._is_leaving = True
        ui.navigate.to(f"/pay/{request_id}")

    def _show(self) -> None:
        offer = self._choices.offer
        self._dialog.show(
            DialogView(
                turn=self._turn,
                is_open=self._is_open,
                is_busy=self._is_busy,
                is_leaving=self._is_leaving,
                demo=_("Demo: no real money moves") if offer and offer.is_demo else "",
                notice=self._notice,
                choice=self._choices.draw() if self._is_open and self._outcome is None else None,
                outcome=self._outcome,
            )
        )
