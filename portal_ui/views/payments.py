"""Payments, and what came back of them."""

from dataclasses import dataclass
from datetime import date

from db.models import DisputeState, PaymentMethod, PaymentState, RefundState
from portal_ui.views.accounts import BillTo
from portal_ui.views.charges import Applied


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment in the grid."""

    number: str
    paid_on: date
    state: PaymentState
    method: PaymentMethod
    brand: str
    last4: str
    reference: str
    amount_cents: int
    refunded_cents: int
    is_disputed: bool
    is_void: bool = False
    is_lost: bool = False  # a bank took it back for good
    disputed_cents: int = 0  # what banks took of it and have not returned

    @property
    def taken_back_cents(self) -> int:
        """What a bank took of it and has not returned; never more than refunds left of it."""
        return min(self.disputed_cents, self.amount_cents - self.refunded_cents) if self._counts else 0

    @property
    def kept_cents(self) -> int:
        """What is left of it after refunds and chargebacks; nothing of one that was not paid, or was voided."""
        return self.amount_cents - self.refunded_cents - self.taken_back_cents if self._counts else 0

    @property
    def has_receipt(self) -> bool:
        """Whether its paper is a receipt; of one of which nothing is left, it is a notice."""
        return self.kept_cents > 0

    @property
    def _counts(self) -> bool:
        return self.state is PaymentState.SUCCEEDED and not self.is_void


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Money given back."""

    number: str
    on: date
    amount_cents: int
    state: RefundState
    reason: str


@dataclass(frozen=True, slots=True)
class RefundRow(RefundLine):
    """A refund in a list."""

    payment: str  # its number


@dataclass(frozen=True, slots=True)
class RefundView:
    """All of one refund: of which payment, and what it took from where."""

    refund: RefundLine
    payment: PaymentRow
    receipt_number: str
    opened: tuple[Applied, ...]  # by how much it opened each invoice again; empty until it is through
    before_cents: int  # what of the payment had come back before
    bill_to: BillTo

    @property
    def from_credit_cents(self) -> int:
        """What of it was credit that the payment had left on the account."""
        return self.refund.amount_cents - sum(part.amount_cents for part in self.opened)

    @property
    def left_cents(self) -> int:
        """What was left of the payment after it."""
        return self.payment.amount_cents - self.before_cents - self.refund.amount_cents


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A chargeback."""

    on: date
    amount_cents: int
    state: DisputeState
    reason: str


@dataclass(frozen=True, slots=True)
class VoidLine:
    """That a recorded payment was taken back whole."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """All of one payment."""

    row: PaymentRow
    receipt_number: str
    applied: tuple[Applied, ...]  # to which invoices
    unapplied_cents: int
    refunds: tuple[RefundLine, ...]
    disputes: tuple[DisputeLine, ...]
    failure_reason: str
    bill_to: BillTo
    voided: VoidLine | None = None
    is_automatic: bool = False  # the portal made it, under the account's agreement
