"""What someone can pay, how they wish to, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from portal_ui.remaining import left_to_pay
from portal_ui.views.accounts import CardView


@dataclass(frozen=True, slots=True)
class Held:
    """Money of one invoice that is set aside for a payment in process, and whose that is."""

    amount_cents: int
    on: date
    since: datetime | None  # the moment, where the portal itself began it
    by: str  # the person's name; empty when nobody of the account began it
    is_mine: bool  # the person who looks began it


@dataclass(frozen=True, slots=True)
class Payable:
    """An open invoice in the payment dialog. What can be paid is the balance less what is held."""

    number: str
    due_date: date
    days_late: int  # 0 unless it was due before today
    is_due: bool  # due today or before
    location: str
    balance_cents: int
    held: tuple[Held, ...] = ()

    @property
    def payable_cents(self) -> int:
        """What is open and not being paid already."""
        return left_to_pay(self.balance_cents, sum(part.amount_cents for part in self.held))


@dataclass(frozen=True, slots=True)
class Offer:
    """What the payment dialog opens with: every open invoice, the oldest due first, the cards, and the credit."""

    request_id: UUID  # one wish, one payment: the same again pays nothing more
    invoices: tuple[Payable, ...]
    cards: tuple[CardView, ...]
    credit_cents: int
    least_cents: int  # no payment below it, and no invoice left with less than it
    most_cents: int
    is_demo: bool  # no real money moves
    takes_parts: bool = True  # else an invoice is paid wholly or not at all
    least_part_cents: int = 0  # no part of an invoice below it
    takes_debits: bool = False  # also from bank accounts

    @property
    def payable_cents(self) -> int:
        """All that can be paid now."""
        return sum(invoice.payable_cents for invoice in self.invoices)


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """What someone wishes to pay: cents by invoice number, and with which saved card."""

    request_id: UUID
    amounts: Mapping[str, int] = field(hash=False)
    card_id: int | None = None  # a saved card of the account; none while a new one is to be entered

    @property
    def total_cents(self) -> int:
        """The sum that is charged."""
        return sum(self.amounts.values())


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card, or a bank account, that was just entered on the gateway's own fields."""

    token: str
    keep: bool  # keep it for later payments, under the consent that was shown
    consent_version: str = ""
    debit_version: str = ""  # of what was said of a debit, and agreed to; empty for a card
    browser: str = ""  # with which it was agreed to

    @property
    def is_account(self) -> bool:
        """Whether it is a bank account."""
        return bool(self.debit_version)


@dataclass(frozen=True, slots=True)
class CreditWish:
    """Credit that someone wishes to use: cents by invoice number."""

    request_id: UUID
    amounts: Mapping[str, int] = field(hash=False)


class Outcome(Enum):
    """How a payment stands, as people are told."""

    PAID = "paid"
    DECLINED = "declined"  # and nothing was charged
    CANCELED = "canceled"  # and nothing was charged
    CONFIRMING = "confirming"  # nobody knows yet: do not pay again
    NEEDS_YOU = "needs-you"  # the bank waits for the card holder
    ON_ITS_WAY = "on-its-way"  # the bank takes days

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return self in (Outcome.PAID, Outcome.DECLINED, Outcome.CANCELED)


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment goes to one invoice, and what then remains to pay on it."""

    number: str
    amount_cents: int
    remaining_cents: int
    held_cents: int = 0  # what others of its payments in process will bring


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """One payment as whoever made it is told, right after and later."""

    request_id: UUID
    number: str
    outcome: Outcome
    amount_cents: int
    currency: str
    paid_with: str  # "Visa ending 4242"
    parts: tuple[Part, ...]
    receipt_number: str = ""
    failure_code: str = ""  # one of `portal_ui.declines`
    credit_cents: int = 0  # what was received above what was open, kept as credit
    action: str = ""  # what the gateway's own confirmation needs; only with NEEDS_YOU
    expires_at: datetime | None = None  # until when the card holder may confirm
    began_on: date | None = None
    began_at: datetime | None = None  # the moment, where the portal itself began it
    by: str = ""  # who began it
    is_mine: bool = True
    is_debit: bool = False  # from a bank account
    expected_on: date | None = None  # the day by which the money of a bank account on its way should be there


@dataclass(frozen=True, slots=True)
class Draft:
    """A wish that waits for its card, as the card page shows it."""

    request_id: UUID
    parts: tuple[Part, ...]
    total_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class CreditUsed:
    """Credit that was used: how much in all, and what then remains."""

    amount_cents: int
    parts: tuple[Part, ...]
    left_cents: int


class SetupOutcome(Enum):
    """How putting a card on file stands."""

    KEPT = "kept"
    DECLINED = "declined"
    CANCELED = "canceled"
    CONFIRMING = "confirming"
    NEEDS_YOU = "needs-you"


@dataclass(frozen=True, slots=True)
class SetupStatus:
    """One attempt to put a card on file."""

    request_id: UUID
    outcome: SetupOutcome
    card: CardView | None = None
    failure_code: str = ""
    action: str = ""
