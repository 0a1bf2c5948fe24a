"""A portal of which only the cards are there: it answers as the list of outcomes says, and remembers what it was asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from portal_ui.errors import PortalError
from portal_ui.gateways import CardForm, DemoForm, Report, Standing
from portal_ui.gateways.demo.choices import Asks, Choice, Pace, of_token
from portal_ui.payment_errors import CardInUseError, CardNotFoundError, DraftNotFoundError
from portal_ui.views import (
    AccountView,
    AutopayView,
    CardView,
    CompanyView,
    CustomerKind,
    Draft,
    NewCard,
    Outcome,
    Part,
    PaymentStatus,
    Scope,
    SetupOutcome,
    SetupStatus,
    Visit,
)

DRAFT = UUID("5f0c1f5e-8d0b-4a64-9e5c-d3a6a1f2b3c4")
MANY = UUID("6f0c1f5e-8d0b-4a64-9e5c-d3a6a1f2b3c4")
FOREIGN = UUID("7f0c1f5e-8d0b-4a64-9e5c-d3a6a1f2b3c4")
PARTS = (Part("10433", 74919, 0), Part("10471", 144025, 0), Part("10498", 50000, 11118))
COMPANY = CompanyView(
    name="Piney Hollow Hauling",
    address_line="1 Landfill Road",
    city="Marshall",
    state="TX",
    postal_code="75670",
    phone="(903) 555-0142",
    email="office@example.com",
    website="",
    support_hours="Mon–Fri, 7 am – 5 pm",
    time_zone="America/Chicago",
    currency="USD",
    locale="en_US",
    paper="letter",
    takes_bank_debits=True,
    brand_color="#0f6b5c",
    remit_to="",
    portal_active=True,
    show_pending_invoices=False,
)


def visit(*, may_pay: bool = True, theme: str = "system") -> Visit:
    """Dana in her account."""
    account = AccountView(7, "2041", "Dana Ortiz Contracting", "Marshall", CustomerKind.COMMERCIAL)
    scope = Scope(7, may_pay=may_pay)
    return Visit(1, 1, "Dana Ortiz", "dana@example.com", theme, "en_US", account, 1, scope, date(2026, 11, 23))


def card(card_id: int = 1, last4: str = "4242", **changes: Any) -> CardView:
    """A card on file."""
    return replace(CardView(card_id, "Visa", last4, 8, 2029, is_default=card_id == 1, is_expired=False), **changes)


async def _no_autopay(_scope: object) -> AutopayView:
    return AutopayView(is_offered=False)


@dataclass
class FakePaying:
    """Payments in memory, each as its card's outcome says."""

    gateway: Any
    drafts: dict[UUID, Draft] = field(default_factory=dict)
    payments: dict[UUID, PaymentStatus] = field(default_factory=dict)
    entered: list[NewCard] = field(default_factory=list)
    refusal: PortalError | None = None
    read: set[UUID] = field(default_factory=set)  # whose end a page has told

    async def draft(self, _visit: Visit, request_id: UUID) -> Draft:
        if request_id not in self.drafts:
            raise DraftNotFoundError
        return self.drafts[request_id]

    async def status(self, _visit: Visit, request_id: UUID) -> PaymentStatus | None:
        return self.payments.get(request_id)

    async def told(self, _visit: Visit, request_ids: Collection[UUID]) -> None:
        self.read.update(request_ids)

    async def pay_with_new_card(self, _visit: Visit, request_id: UUID, entered: NewCard, *, address: str) -> PaymentStatus:
        if self.refusal is not None:
            raise self.refusal
        if request_id in self.payments:
            return self.payments[request_id]
        draft, choice = await self.draft(_visit, request_id), of_token(entered.token)
        assert choice is not None
        self.entered.append(entered)
        outcome = _outcome(choice)
        self.payments[request_id] = PaymentStatus(
            request_id=request_id,
            number="P-3102",
            outcome=outcome,
            amount_cents=draft.total_cents,
            currency=draft.currency,
            paid_with=f"{choice.brand} ending {choice.last4}",
            parts=draft.parts,
            receipt_number="DEMO-2026-000123" if outcome is Outcome.PAID else "",
            failure_code=choice.code if outcome is Outcome.DECLINED else "",
            action=self.gateway.ask(request_id, draft.total_cents, choice) if outcome is Outcome.NEEDS_YOU else "",
            expires_at=datetime(2026, 11, 23, 16, 32, tzinfo=UTC) if outcome is Outcome.NEEDS_YOU else None,
            is_debit=entered.is_account,
            expected_on=date(2026, 11, 30) if entered.is_account and outcome is Outcome.ON_ITS_WAY else None,
        )
        return self.payments[request_id]

    async def again(self, _visit: Visit, request_id: UUID) -> UUID:
        another = uuid4()
        self.drafts[another] = replace(self.drafts[request_id], request_id=another)
        return another

    async def confirmed(self, _visit: Visit, request_id: UUID, *, address: str) -> PaymentStatus:
        if self.refusal is not None:
            raise self.refusal
        if request_id not in self.payments:
            raise DraftNotFoundError
        code = self.gateway.answers[str(request_id)]
        changes: dict[str, Any] = {"outcome": Outcome.DECLINED, "failure_code": code} if code else {"outcome": Outcome.PAID}
        self.payments[request_id] = replace(
            self.payments[request_id], action="", receipt_number="" if code else "DEMO-2026-000124", **changes
        )
        return self.payments[request_id]

    async def cancel(self, _visit: Visit, request_id: UUID, *, address: str) -> PaymentStatus:
        self.payments[request_id] = replace(self.payments[request_id], outcome=Outcome.CANCELED, action="")
        return self.payments[request_id]

    def begin(self, cents: int = 2500) -> UUID:
        """Someone goes from the dialog to the card page, to pay that much."""
        request_id = uuid4()
        self.drafts[request_id] = Draft(request_id, (Part("10433", cents, 0),), cents, "USD")
        return request_id

    def arrives(self, request_id: UUID) -> None:
        """The money of a payment that was being confirmed is there."""
        self.payments[request_id] = replace(self.payments[request_id], outcome=Outcome.PAID, receipt_number="DEMO-2026-000125")


@dataclass
class FakeCards:
    """Cards in memory."""

    gateway: Any
    cards: dict[int, CardView] = field(default_factory=dict)
    setups: dict[UUID, SetupStatus] = field(default_factory=dict)
    kept: list[NewCard] = field(default_factory=list)

    async def on_file(self, _scope: Scope) -> tuple[CardView, ...]:
        return tuple(self.cards.values())

    async def keep(self, _visit: Visit, request_id: UUID, entered: NewCard, *, address: str) -> SetupStatus:
        choice = of_token(entered.token)
        assert choice is not None
        self.kept.append(entered)
        shown = card(9, choice.last4, brand=choice.brand)
        if not choice.can_be_kept:
            self.setups[request_id] = SetupStatus(request_id, SetupOutcome.DECLINED, failure_code=choice.code)
        elif choice.asks is not Asks.NEVER:
            action = self.gateway.ask(request_id, 0, choice)
            self.setups[request_id] = SetupStatus(request_id, SetupOutcome.NEEDS_YOU, shown, action=action)
        else:
            self.setups[request_id] = SetupStatus(request_id, SetupOutcome.KEPT, shown)
        return self.setups[request_id]

    async def status(self, _visit: Visit, request_id: UUID) -> SetupStatus | None:
        return self.setups.get(request_id)

    async def confirmed(self, _visit: Visit, request_id: UUID, *, address: str) -> SetupStatus:
        code = self.gateway.answers[str(request_id)]
        outcome = SetupOutcome.DECLINED if code else SetupOutcome.KEPT
        self.setups[request_id] = replace(self.setups[request_id], outcome=outcome, failure_code=code, action="")
        return self.setups[request_id]

    async def cancel(self, _visit: Visit, request_id: UUID, *, address: str) -> SetupStatus:
        self.setups[request_id] = replace(self.setups[request_id], outcome=SetupOutcome.CANCELED, action="")
        return self.setups[request_id]

    async def make_default(self, _visit: Visit, card_id: int, *, address: str) -> None:
        if card_id not in self.cards:
            raise CardNotFoundError
        self.cards = {at: replace(one, is_default=at == card_id) for at, one in self.cards.items()}

    async def remove(self, _visit: Visit, card_id: int, *, address: str) -> None:
        if card_id not in self.cards:
            raise CardNotFoundError
        if self.cards[card_id].is_in_use:
            raise CardInUseError
        del self.cards[card_id]


@dataclass
class FakeBank:
    """A gateway that plays the bank."""

    takes_debits: bool = True
    card_form: CardForm = field(default_factory=DemoForm)
    asked: dict[str, tuple[Report, Choice]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)  # by request id: why it failed then; empty when it went through

    def ask(self, request_id: UUID, amount_cents: int, choice: Choice) -> str:
        reference = f"demo_{len(self.asked)}"
        address = f"/demo/bank/{reference}" if isinstance(self.card_form, DemoForm) else f"pi_{reference}_secret"
        facts = choice.facts()
        report = Report(reference, str(request_id), Standing.REQUIRES_ACTION, amount_cents, "USD", card=facts, action=address)
        self.asked[reference] = report, choice
        return address

    async def waiting(self, reference: str) -> Report | None:
        found = self.asked.get(reference)
        return None if found is None or found[0].payment in self.answers else found[0]

    async def answer(self, reference: str, *, agrees: bool) -> Report | None:
        return self.hear(reference, agrees=agrees)

    def hear(self, reference: str, *, agrees: bool) -> Report:
        """What the card holder says to the bank, be it on its page or in its window."""
        report, choice = self.asked[reference]
        self.answers[report.payment] = choice.code if agrees else "payment_intent_authentication_failure"
        return report


class Fakes:
    """What stands in for a portal."""

    def __init__(self) -> None:
        self.company = COMPANY
        self.bank = FakeBank()
        self.paying = FakePaying(self.bank)
        self.cards = FakeCards(self.bank, {1: card(), 2: card(2, "4444", brand="Mastercard"), 3: card(3, "0341", is_in_use=True)})
        many = tuple(Part(str(10400 + at), 61118 + at, 0 if at % 3 else 5000) for at in range(23))
        for request_id, parts in {DRAFT: PARTS, MANY: many}.items():
            self.paying.drafts[request_id] = Draft(request_id, parts, sum(part.amount_cents for part in parts), "USD")

    def portal(self) -> Any:
        """The attributes that these pages ask for."""
        return SimpleNamespace(
            company=SimpleNamespace(view=self._company, today=self._today),
            paying=self.paying,
            cards=self.cards,
            autopay=SimpleNamespace(view=_no_autopay),
        )

    async def _today(self) -> date:
        return date(2026, 11, 23)

    async def _company(self) -> CompanyView:
        return self.company


def _outcome(choice: Choice) -> Outcome:
    if choice.asks is not Asks.NEVER:
        return Outcome.NEEDS_YOU
    paces: Mapping[Pace, Outcome] = {Pace.LATE: Outcome.CONFIRMING, Pace.DAYS: Outcome.ON_ITS_WAY}
    if choice.pace in paces:
        return paces[choice.pace]
    return Outcome.DECLINED if choice.code else Outcome.PAID
