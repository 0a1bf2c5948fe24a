"""Paying from a page: what the payment dialog asks for, and what the portal answers."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from nicegui import ui

from components.payment_dialog import Act, PaymentDialog, drawing, telling
from components.payment_dialog.drawing import NEW_CARD, QUICK, Look, method_name, usual_method
from components.payment_dialog.shapes import DialogView, Outcome
from pages.customer import addresses
from pages.customer.shell import speak
from portal_ui.choosing import PAGE_ROWS, Choosing
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.views import CompanyView, CreditWish, Offer, PaymentStatus, PaymentWish, Visit
from portal_ui.views import Outcome as Went

_OVER = (Went.PAID, Went.DECLINED, Went.CANCELED)
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
        self._choosing: Choosing | None = None
        self._credit: Choosing | None = None  # while credit is laid out
        self._outcome: Outcome | None = None
        self._status: PaymentStatus | None = None
        self.told: set[UUID] = set()  # the payments whose end the dialog says: nothing else on the page has to
        self._look = Look(visit.today, company.time_zone)
        self._doing: dict[str, Callable[[Act, Choosing], None]] = {
            "toggle": lambda act, now: now.toggle(act.name, on=act.on),
            "amount": lambda act, now: now.write(act.name, act.text),
            "want": lambda act, now: now.lay_out(act.text),
            "quick": self._quick,
            "only": self._only,
            "page": self._page,
            "method": self._method,
            "credit": self._to_credit,
            "back": self._from_credit,
        }
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
        self._notice, self._outcome, self._status, self._credit, self._is_leaving = "", None, None, None, False
        try:
            self._choose(await self._portal.paying.offer(self._visit), frozenset(numbers), late=late)
        except PortalError as error:
            self._choosing = None
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
            if self._is_choosing() and self._take(offer):
                self._notice = _("Something changed on this account just now. The amounts are up to date.")
        self._show()

    def _is_idle(self) -> bool:
        """Whether the dialog stands open, and nothing is under way."""
        return self._is_open and not self._is_busy

    def _is_choosing(self) -> bool:
        return self._is_idle() and self._outcome is None and self._choosing is not None

    async def _act(self, act: Act) -> None:
        speak(self._visit)
        self._turn = max(self._turn, act.turn)
        if act.do == "close":
            self._is_open = False
            self._is_busy = self._is_busy and not self._is_leaving
        elif act.do in self._going:
            await self._going[act.do](act)
        elif act.do in self._doing and self._now is not None and self._outcome is None and not self._is_busy:
            self._notice = ""
            self._doing[act.do](act, self._now)
        self._show()

    @property
    def _now(self) -> Choosing | None:
        """The choices on screen."""
        return self._credit or self._choosing

    def _choose(self, offer: Offer, numbers: frozenset[str], *, late: bool) -> None:
        choosing = self._choosing = Choosing(offer, self._company.currency)
        if numbers:
            choosing.choose(lambda row: row.number in numbers)
        elif late:
            choosing.choose(lambda row: row.days_late > 0)
        else:
            choosing.choose_usual()
        only = frozenset(choosing.amounts) if numbers and len(offer.invoices) > PAGE_ROWS else None
        self._look = replace(self._look, page=1, only=only, method=usual_method(offer.cards))

    def _take(self, offer: Offer) -> bool:
        """Go on with a fresh offer; whether a choice had to change."""
        if self._choosing is None:
            return False
        has_changed = self._choosing.renew(offer)
        if self._credit is not None:
            has_changed = self._credit.renew(offer)
        if self._look.method not in (NEW_CARD, *map(method_name, offer.cards)):
            self._look = replace(self._look, method=usual_method(offer.cards))
        return has_changed

    def _quick(self, act: Act, now: Choosing) -> None:
        if act.name in QUICK:
            now.choose(QUICK[act.name])
            self._look = replace(self._look, page=now.page_of_first(), only=None)

    def _only(self, act: Act, now: Choosing) -> None:
        self._look = replace(self._look, page=1, only=frozenset(now.amounts) if act.on else None)

    def _page(self, act: Act, _now: Choosing) -> None:
        self._look = replace(self._look, page=max(1, act.number))

    def _method(self, act: Act, now: Choosing) -> None:
        if act.name in (NEW_CARD, *map(method_name, now.offer.cards)):
            self._look = replace(self._look, method=act.name)

    def _to_credit(self, _act: Act, now: Choosing) -> None:
        if self._credit is None and now.offer.credit_cents > 0:
            self._credit = now.with_credit()
            self._look = replace(self._look, page=1, only=None)

    def _from_credit(self, _act: Act, _now: Choosing) -> None:
        self._credit = None

    async def _press(self, act: Act) -> None:
        """Pay, if the button said just what would be paid. A second press while the first is under way does nothing."""
        now = self._now
        if now is None or self._is_busy or self._outcome is not None:
            return
        preview = now.preview()
        if act.number != preview.total_cents or not preview.is_ready:
            self._notice = _("The amount has changed. Look at it, and press the button again.")
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

    async def _pay(self, now: Choosing) -> None:
        paying = self._portal.paying
        card = next((card.id for card in now.offer.cards if method_name(card) == self._look.method), None)
        wish = PaymentWish(now.offer.request_id, now.amounts, card)
        if card is None:
            await paying.prepare(self._visit, wish)
            self._leave(wish.request_id)
            return
        self.told.add(wish.request_id)
        self._tell(await paying.pay(self._visit, wish, address=self._address))
        self._on_begun()

    async def _use_credit(self, now: Choosing) -> None:
        used = await self._portal.paying.use_credit(self._visit, CreditWish(now.offer.request_id, now.amounts), address=self._address)
        with suppress(PortalError):
            self._take(await self._portal.paying.offer(self._visit))
        more = self._choosing is not None and bool(self._choosing.offer.payable_cents)
        self._outcome = telling.credit_used(used, self._company.currency, more=more)
        self._on_begun()

    async def _refused(self, error: PortalError) -> None:
        """Say why, over what can be paid now where the refusal means that it has changed."""
        if error.status in _CHANGED_STATUSES:
            with suppress(PortalError):
                self._take(await self._portal.paying.offer(self._visit))
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
        failed = self._look.method if self._status is not None else ""
        self._outcome = self._status = self._credit = None
        self._take(offer)
        self._look = replace(self._look, method=usual_method(offer.cards, but=failed))

    def _tell(self, status: PaymentStatus) -> None:
        self._status = status
        (self.told.add if status.outcome in _OVER else self.told.discard)(status.request_id)
        self._outcome = telling.outcome(status, f"{addresses.record('payments', status.number)}/receipt.pdf")
        if status.outcome is Went.NEEDS_YOU:
            self._leave(status.request_id)

    def _leave(self, request_id: UUID) -> None:
        self._is_leaving = True
        ui.navigate.to(f"/pay/{request_id}")

    def _show(self) -> None:
        offer = self._choosing.offer if self._choosing else None
        now = self._now if self._is_open and self._outcome is None else None
        self._dialog.show(
            DialogView(
                turn=self._turn,
                is_open=self._is_open,
                is_busy=self._is_busy,
                is_leaving=self._is_leaving,
                demo=_("Demo: no real money moves") if offer and offer.is_demo else "",
                notice=self._notice,
                choice=drawing.choice(now, self._look) if now else None,
                outcome=self._outcome,
            )
        )
