"""Invoices."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from portal_ui.remaining import left_to_pay
from portal_ui.views.accounts import BillTo, LocationView
from portal_ui.views.charges import Applied, ChargeLine


class InvoiceState(Enum):
    """How an invoice stands today; follows from its status, balance and due date."""

    PENDING = "pending"
    OPEN = "open"
    PART_PAID = "part-paid"
    DUE_TODAY = "due-today"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in the grid."""

    number: str
    invoice_date: date
    due_date: date
    state: InvoiceState
    days_late: int  # 0 unless something is open past the due date
    part_paid: bool
    terms: str
    location: str  # the address, or "3 locations"
    po_number: str
    total_cents: int
    balance_cents: int
    held_cents: int  # processing

    @property
    def left_cents(self) -> int:
        """What is left to pay on it."""
        return left_to_pay(self.balance_cents, self.held_cents)


@dataclass(frozen=True, slots=True)
class LocationCharges:
    """The lines of an invoice at one location, with their sum."""

    location: LocationView | None  # None: tied to no location
    lines: tuple[ChargeLine, ...]
    subtotal_cents: int


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """All of one invoice."""

    row: InvoiceRow
    memo: str
    groups: tuple[LocationCharges, ...]
    tax_cents: int
    paid_cents: int
    credited_cents: int
    applied: tuple[Applied, ...]
    bill_to: BillTo
    debited_cents: int = 0  # what bank accounts pay of it, as far as the banks were asked already
    expected_on: date | None = None  # the day by which all of that should be here
