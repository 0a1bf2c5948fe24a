"""What someone chooses in an open payment dialog: invoices and amounts, and a card; or credit in their place."""

from collections.abc import Callable, Collection
from dataclasses import replace

from components.payment_dialog import Act, drawing
from components.payment_dialog.drawing import NEW_CARD, QUICK, Look, method_name, usual_method
from components.payment_dialog.shapes import Choice
from portal_ui.choosing import PAGE_ROWS, Choosing
from portal_ui.language import gettext as _
from portal_ui.views import Offer


class Choices:
    """One dialog's, over the offer that was taken last. While credit is laid out, that is what is chosen."""

    def __init__(self, look: Look, currency: str) -> None:
        self._look = look
        self._currency = currency
        self._paying: Choosing | None = None
        self._credit: Choosing | None = None  # while credit is laid out
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

    @property
    def now(self) -> Choosing | None:
        """The choices on screen; `None` before there is an offer."""
        return self._credit or self._paying

    @property
    def offer(self) -> Offer | None:
        """What was offered last."""
        return self._paying.offer if self._paying else None

    @property
    def method(self) -> str:
        """How it is to be paid; empty where credit is."""
        return "" if self._credit else self._look.method

    @property
    def card_id(self) -> int | None:
        """The saved card it is to be paid with; `None` for a new one."""
        cards = self.offer.cards if self.offer else ()
        return next((card.id for card in cards if method_name(card) == self._look.method), None)

    def begin(self, offer: Offer, numbers: Collection[str], *, late: bool) -> None:
        """Choose anew: these invoices, or what is late, or else everything due."""
        choosing = self._paying = Choosing(offer, self._currency)
        self._credit = None
        if numbers:
            choosing.choose(lambda row: row.number in numbers)
        elif late:
            choosing.choose(lambda row: row.days_late > 0)
        else:
            choosing.choose_usual()
        only = frozenset(choosing.amounts) if numbers and len(offer.invoices) > PAGE_ROWS else None
        self._look = replace(self._look, page=1, only=only, method=usual_method(offer.cards))

    def drop(self) -> None:
        """Nothing is offered."""
        self._paying = self._credit = None

    def take(self, offer: Offer) -> str:
        """Go on with a fresh offer; says what of the choices had to change, if anything had to."""
        if self._paying is None:
            return ""
        has_changed = self._paying.renew(offer)
        if self._credit is not None:
            has_changed = self._credit.renew(offer)
        if self._look.method not in _methods(offer):
            self._look = replace(self._look, method=usual_method(offer.cards))
            return _("The card you had chosen is no longer on file. Look at the payment method before you pay.")
        return _("Something changed on this account just now. The amounts are up to date.") if has_changed else ""

    def again(self, offer: Offer, *, failed: bool) -> None:
        """Once more over a fresh offer; with another card if the one just used `failed`."""
        before = self._look.method if failed else ""
        self._credit = None
        self.take(offer)
        self._look = replace(self._look, method=usual_method(offer.cards, but=before))

    def do(self, act: Act) -> bool:
        """Choose as a person wishes; whether it was something to choose."""
        doing, now = self._doing.get(act.do), self.now
        if doing is None or now is None:
            return False
        doing(act, now)
        return True

    def draw(self) -> Choice | None:
        """As the dialog shows it."""
        return drawing.choice(self.now, self._look) if self.now else None

    def _quick(self, act: Act, now: Choosing) -> None:
        if act.name in QUICK:
            now.choose(QUICK[act.name])
            self._look = replace(self._look, page=now.page_of_first(), only=None)

    def _only(self, act: Act, now: Choosing) -> None:
        self._look = replace(self._look, page=1, only=frozenset(now.amounts) if act.on else None)

    def _page(self, act: Act, _now: Choosing) -> None:
        self._look = replace(self._look, page=max(1, act.number))

    def _method(self, act: Act, now: Choosing) -> None:
        if act.name in _methods(now.offer):
            self._look = replace(self._look, method=act.name)

    def _to_credit(self, _act: Act, now: Choosing) -> None:
        if self._credit is None and now.offer.credit_cents > 0:
            self._credit = now.with_credit()
            self._look = replace(self._look, page=1, only=None)

    def _from_credit(self, _act: Act, _now: Choosing) -> None:
        self._credit = None


def _methods(offer: Offer) -> tuple[str, ...]:
    return (NEW_CARD, *map(method_name, offer.cards))
