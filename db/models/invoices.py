"""Invoices, their lines, and what each location's share of an invoice is."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class InvoiceStatus(enum.Enum):
    """Where an invoice stands in the books. Open, late or paid follows from its balance and due date."""

    PENDING = "pending"  # not a bill yet: no total, no payment, no letter
    POSTED = "posted"
    VOID = "void"


class LineKind(enum.Enum):
    """What a line of an invoice charges."""

    CHARGE = "charge"
    SURCHARGE = "surcharge"
    FEE = "fee"
    TAX = "tax"
    DISCOUNT = "discount"


class Standing(enum.IntEnum):
    """How an invoice stands whatever the day, in the order in which a customer cares. The database keeps it."""

    OPEN = 1  # posted, and something is left to pay
    PAID = 2
    VOID = 3
    PENDING = 4


OPEN = text("standing = 1")
BALANCE = "CASE WHEN status = 'void' THEN 0 ELSE total_cents - paid_cents - credited_cents END"
STANDING = (
    "CASE WHEN status = 'pending' THEN 4 WHEN status = 'void' THEN 3 WHEN paid_cents + credited_cents < total_cents THEN 1 ELSE 2 END"
)


def _open(name: str, *columns: str) -> Index:
    """An index of open invoices alone: few, and what customers look at."""
    return Index(name, "customer_id", *columns, sqlite_where=OPEN, postgresql_where=OPEN)


class Invoice(Base):
    """A bill. `balance_cents` is total - paid - credited, nothing once it is void; the database keeps it itself."""

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("total_cents >= 0 AND paid_cents >= 0 AND credited_cents >= 0 AND held_cents >= 0", name="not_negative"),
        CheckConstraint("paid_cents + credited_cents + held_cents <= total_cents", name="not_overpaid"),
        CheckConstraint("status = 'posted' OR held_cents = 0", name="held_only_when_posted"),
        Index("ix_invoices_by_invoice_date", "customer_id", "invoice_date", "id", "status"),
        Index("ix_invoices_by_due_date", "customer_id", "due_date", "id"),
        Index("ix_invoices_by_number", "customer_id", "number_key", "id"),
        Index("ix_invoices_by_total", "customer_id", "total_cents", "id"),
        Index("ix_invoices_by_balance", "customer_id", "balance_cents", "id"),
        Index("ix_invoices_by_location", "customer_id", "location_label", "id"),
        Index("ix_invoices_by_standing", "customer_id", "standing", "due_date", "id", "balance_cents", "held_cents"),
        _open("ix_invoices_open_by_invoice_date", "invoice_date", "id"),
        _open("ix_invoices_open_by_number", "number_key", "id"),
        _open("ix_invoices_open_by_total", "total_cents", "id"),
        _open("ix_invoices_open_by_balance", "balance_cents", "id"),
        _open("ix_invoices_open_by_location", "location_label", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    number: Mapped[str] = mapped_column(unique=True)
    number_key: Mapped[str]
    status: Mapped[InvoiceStatus]
    invoice_date: Mapped[date]
    due_date: Mapped[date]  # due on receipt: the invoice date; never empty
    terms: Mapped[str] = mapped_column(default="Due on receipt")
    po_number: Mapped[str] = mapped_column(default="")
    memo: Mapped[str] = mapped_column(String(500), default="")
    location_label: Mapped[str] = mapped_column(default="")  # the address, or "3 locations"
    location_count: Mapped[int] = mapped_column(default=0)
    tax_cents: Mapped[int] = mapped_column(default=0)
    total_cents: Mapped[int] = mapped_column(default=0)
    paid_cents: Mapped[int] = mapped_column(default=0)
    credited_cents: Mapped[int] = mapped_column(default=0)
    held_cents: Mapped[int] = mapped_column(default=0)  # set aside for payments in process
    balance_cents: Mapped[int] = mapped_column(Computed(BALANCE, persisted=True))
    standing: Mapped[int] = mapped_column(Computed(STANDING, persisted=True))  # a Standing
    voided_at: Mapped[datetime | None]
    search_text: Mapped[str] = mapped_column(String(2000), default="")


class InvoiceLine(Base):
    """One charge, tax or fee, with the location it was for."""

    __tablename__ = "invoice_lines"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(default=LineKind.CHARGE)
    description: Mapped[str] = mapped_column(String(500))
    quantity_thousandths: Mapped[int] = mapped_column(default=1000)
    unit: Mapped[str] = mapped_column(default="")
    unit_price_cents: Mapped[int | None]
    amount_cents: Mapped[int]


class InvoiceLocation(Base):
    """What of an invoice belongs to one location: the sum of its lines there."""

    __tablename__ = "invoice_locations"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id", ondelete="CASCADE"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True, index=True)
    subtotal_cents: Mapped[int]
