"""What moved an account's balance in a period: each thing on its day, with the balance after it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from portal_ui.views.accounts import BillTo, LocationView
from portal_ui.views.statements import Ages


class Moved(Enum):
    """What a movement is, in the order of those of one day."""

    INVOICE = "invoice"
    CREDIT_MEMO = "credit memo"
    PAYMENT = "payment"
    CREDIT_USED = "credit used"  # what a payment had left went to an invoice
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    BANK_RETURN = "bank return"
    WON_BACK = "won back"
    PAYMENT_VOID = "payment void"
    INVOICE_VOID = "invoice void"


CHARGES = frozenset({Moved.INVOICE, Moved.REFUND, Moved.CHARGEBACK, Moved.BANK_RETURN, Moved.PAYMENT_VOID})
PAYMENTS = frozenset({Moved.PAYMENT, Moved.CREDIT_USED, Moved.WON_BACK})  # what is neither is a credit


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing that moved what is owed, on the day on which it did."""

    day: date
    what: Moved
    number: str  # its own; of what has none, the payment's
    payment: str  # the payment it was or came back of; empty where there is none
    invoices: tuple[str, ...]  # those it was on
    whole_cents: int  # of the document it is, or came back of; more than it moved where a part is somewhere else
    moved_cents: int  # by how much more is owed after it; below zero where less is
    balance_cents: int  # what is owed after it

    @property
    def is_charge(self) -> bool:
        """Whether it stands in the column of charges. At a location a discount is a charge below zero."""
        return self.what in CHARGES

    @property
    def charge_cents(self) -> int | None:
        """What it charges; none where it is no charge."""
        return self.moved_cents if self.is_charge else None

    @property
    def credit_cents(self) -> int | None:
        """What it takes off; none where it is a charge."""
        return None if self.is_charge else -self.moved_cents


@dataclass(frozen=True, slots=True)
class Activity:
    """What moved the balance from the day `since` to the day `as_of`. For the account, one location, or what is tied to none.

    The activities of all locations and of what is tied to none sum to the account's, in every figure but the credit,
    which belongs to the account alone.
    """

    account: BillTo
    since: date
    as_of: date
    location: LocationView | None  # the chosen one
    is_untied: bool  # what is tied to no location was chosen
    opening_cents: int  # what was open when the day before the period ended
    movements: tuple[Movement, ...]  # the earliest first
    ages_cents: Ages  # of what is open as the last day ends, as its statement says
    credit_before_cents: int  # of the account, when the day before the period ended; never netted silently
    credit_cents: int  # of the account, as the last day ends
    locations: tuple[LocationView, ...]  # those to choose from
    has_untied: bool  # whether something is or was tied to none of them

    @property
    def is_whole(self) -> bool:
        """Whether it is for the whole account."""
        return self.location is None and not self.is_untied

    @property
    def file_name(self) -> str:
        """What a file of it is called, without an ending: `activity-2041-2026-10-01-2026-11-23`."""
        place = "" if self.is_whole else "-" + (self.location.number if self.location else "no-location")
        return f"activity-{self.account.number}{place}-{self.since.isoformat()}-{self.as_of.isoformat()}"

    @property
    def charges_cents(self) -> int:
        """What invoices charged."""
        return sum(one.moved_cents for one in self.movements if one.what is Moved.INVOICE)

    @property
    def went_back_cents(self) -> int:
        """What is owed again because payments were refunded, returned, charged back or voided."""
        return self.added_cents - self.charges_cents

    @property
    def added_cents(self) -> int:
        """All that added to what is owed, which stands in the column of charges."""
        return sum(one.moved_cents for one in self.movements if one.what in CHARGES)

    @property
    def payments_cents(self) -> int:
        """What payments took off."""
        return -sum(one.moved_cents for one in self.movements if one.what in PAYMENTS)

    @property
    def credits_cents(self) -> int:
        """What credit memos and voided invoices took off."""
        return -sum(one.moved_cents for one in self.movements if one.what not in CHARGES | PAYMENTS)

    @property
    def closing_cents(self) -> int:
        """What is owed after the last movement: opening + charges + what went back - payments - credits."""
        return self.opening_cents + sum(one.moved_cents for one in self.movements)

    @property
    def aging_cents(self) -> int:
        """The sum of the aging."""
        return sum(self.ages_cents)

    @property
    def ties(self) -> bool:
        """Whether the movements lead to just what is open. Where books were changed from outside they may not."""
        return self.closing_cents == self.aging_cents
