"""Payments as the money desk sees them: every account's, with all that is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.models import OFFICE, DifferenceKind, DisputeState, LetterState, RefundState
from portal_ui.views.audit import AuditRow
from portal_ui.views.charges import Applied
from portal_ui.views.payments import PaymentRow, VoidLine

__all__ = [
    "OFFICE",
    "DeskCustomer",
    "DeskDispute",
    "DeskLetter",
    "DeskPayment",
    "DeskRefund",
    "DeskRow",
    "DeskTotals",
    "DifferenceKind",
    "DifferenceRow",
    "NewsRow",
    "OpenInvoice",
    "Sum",
]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A payment in the office's list."""

    payment: PaymentRow
    receipt_number: str
    customer_number: str
    customer_name: str
    currency: str
    unapplied_cents: int
    gateway: str  # empty: of the books
    is_late: bool
    parked_reason: str
    has_refund_on_its_way: bool


@dataclass(frozen=True, slots=True)
class DeskRefund:
    """A refund, and who asked for it."""

    number: str
    on: date
    amount_cents: int
    state: RefundState
    reason: str
    by: str  # empty: made at the card processor itself
    code: str
    reference: str


@dataclass(frozen=True, slots=True)
class DeskDispute:
    """Money that a bank took."""

    on: date
    closed_on: date | None
    amount_cents: int
    state: DisputeState
    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class DeskLetter:
    """A letter about the payment."""

    letter_id: int
    what: str
    to_address: str
    state: LetterState
    at: datetime


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """Where the card processor's word and the portal's differ."""

    difference_id: int
    kind: DifferenceKind
    reference: str
    payment: str  # its number; empty where the portal knows none
    customer_number: str
    customer_name: str
    currency: str
    here_cents: int | None
    there_cents: int | None
    here: str
    there: str
    found_at: datetime
    resolved_at: datetime | None
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class NewsRow:
    """News of the card processor that could not be acted on."""

    event_id: str
    kind: str  # in the processor's words, as "refund.updated"
    reference: str  # the processor's, of what it is about
    received_at: datetime
    tries: int
    error: str  # as it was kept
    is_tried_on: bool  # the portal goes on trying by itself


@dataclass(frozen=True, slots=True)
class DebitAgreed:
    """What somebody agreed to of a debit, which a bank may want to see."""

    text: str
    version: str
    at: datetime
    address: str  # on the network
    browser: str


@dataclass(frozen=True, slots=True)
class DeskPayment:
    """All of one payment."""

    row: DeskRow
    created_at: datetime
    settled_at: datetime | None
    by: str  # who paid or recorded it; empty where nobody is known
    is_recorded: bool
    gateway_reference: str
    gateway_charge: str
    failure: str
    applied: tuple[Applied, ...]
    refunds: tuple[DeskRefund, ...]
    disputes: tuple[DeskDispute, ...]
    voided: VoidLine | None
    voided_by: str
    letters: tuple[DeskLetter, ...]
    entries: tuple[AuditRow, ...]
    differences: tuple[DifferenceRow, ...]
    refundable_cents: int  # what may be given back from here and now
    refund_refusal: str  # why nothing may
    may_void: bool
    may_ask: bool  # the card processor that is set up took it
    agreed: DebitAgreed | None = None  # of a bank account
    is_automatic: bool = False  # the portal made it; `by` is who had agreed to that


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and how much in all."""

    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class DeskTotals:
    """What waits on the desk, by name."""

    sums: Mapping[str, Sum]
    differences: int
    news: int  # that could not be acted on

    @property
    def to_look_at(self) -> int:
        """How many differences and news wait for somebody of the office; payments set aside are counted by themselves."""
        return self.differences + self.news


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that money can go to."""

    number: str
    due_date: date
    open_cents: int


@dataclass(frozen=True, slots=True)
class DeskCustomer:
    """A customer for whom the office records money or applies credit."""

    number: str
    name: str
    email: str
    invoices: tuple[OpenInvoice, ...]  # the oldest due first
    credit_cents: int
