"""Payments, what they were applied to, and what came back of them."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class PaymentState(enum.Enum):
    """How far an attempt to pay is. Only `succeeded` counts; until a terminal state the money stays reserved."""

    CREATED = "created"
    SUBMITTING = "submitting"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class PaymentMethod(enum.Enum):
    """With what it was paid."""

    CARD = "card"
    BANK = "bank"
    CHECK = "check"
    CASH = "cash"
    OTHER = "other"


class RefundState(enum.Enum):
    """How far a refund is."""

    REQUESTED = "requested"
    SUBMITTING = "submitting"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class DisputeState(enum.Enum):
    """How a chargeback stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


LIVE_STATES = (PaymentState.CREATED, PaymentState.SUBMITTING, PaymentState.REQUIRES_ACTION, PaymentState.PROCESSING)
LIVE = text("state IN ('created', 'submitting', 'requires_action', 'processing')")
UNAPPLIED = text("unapplied_cents > 0")
UNTOLD = text("is_untold")
FIRST_APPLIED = text("credit_use_id IS NULL")
PARKED = text("parked_reason IS NOT NULL")
LATE = text("is_late")
REFUNDED = text("refunded_cents > 0")
ON_THEIR_WAY = text("state IN ('requested', 'submitting', 'pending')")
OFFICE = "office"  # the gateway of payments that the office records


class Payment(Base):
    """One attempt to pay. It is one charge at the gateway, for all its allocations or none."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("unapplied_cents >= 0 AND unapplied_cents <= amount_cents", name="unapplied_within_amount"),
        CheckConstraint("refunded_cents >= 0 AND refunded_cents <= amount_cents", name="refunded_within_amount"),
        CheckConstraint(
            "(gateway = 'office') = (staff_id IS NOT NULL) AND (person_id IS NULL OR staff_id IS NULL)", name="recorded_by_staff"
        ),
        Index("ix_payments_by_paid_on", "customer_id", "paid_on", "id"),
        Index("ix_payments_by_amount", "customer_id", "amount_cents", "id"),
        Index("ix_payments_by_number", "customer_id", "number_key", "id"),
        Index("ix_payments_unapplied", "customer_id", "unapplied_cents", sqlite_where=UNAPPLIED, postgresql_where=UNAPPLIED),
        Index("ix_payments_untold", "customer_id", "person_id", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
        Index("ix_payments_live", "customer_id", "state", "lease_until", sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_payments_desk_by_day", "paid_on", "id"),
        Index("ix_payments_desk_by_amount", "amount_cents", "id"),
        Index("ix_payments_desk_by_state", "state", "paid_on", "id"),
        Index("ix_payments_desk_parked", "paid_on", "id", sqlite_where=PARKED, postgresql_where=PARKED),
        Index("ix_payments_desk_late", "paid_on", "id", sqlite_where=LATE, postgresql_where=LATE),
        Index("ix_payments_desk_refunded", "paid_on", "id", sqlite_where=REFUNDED, postgresql_where=REFUNDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    number: Mapped[str] = mapped_column(unique=True)
    number_key: Mapped[str]
    receipt_number: Mapped[str | None] = mapped_column(unique=True)  # given at success, without gaps
    request_id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)  # made when the dialog opens: one wish, one payment
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)  # the gateway's idempotency key
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.CREATED)
    method: Mapped[PaymentMethod]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    brand: Mapped[str] = mapped_column(default="")  # as "Visa"
    last4: Mapped[str] = mapped_column(String(4), default="")
    reference: Mapped[str] = mapped_column(default="")  # the check number, or the processor's short reference
    amount_cents: Mapped[int]
    unapplied_cents: Mapped[int] = mapped_column(default=0)  # credit that this payment left
    refunded_cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    paid_on: Mapped[date]  # the company's day
    failure_code: Mapped[str] = mapped_column(default="")
    failure_reason: Mapped[str] = mapped_column(String(500), default="")
    gateway: Mapped[str] = mapped_column(default="")
    gateway_reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    gateway_charge: Mapped[str | None] = mapped_column(String(255), unique=True)
    parameters: Mapped[dict[str, Any] | None]  # frozen when the row is made; never rebuilt
    parked_reason: Mapped[str | None] = mapped_column(String(500))  # why a person of the office has to look at it
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who of the office recorded it
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    submitted_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]  # until then whoever holds it is at work, or nothing new is expected
    expires_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())  # the money came after it had been given up
    is_untold: Mapped[bool] = mapped_column(default=False, server_default=false())  # who began it has not read yet how it ended
    is_automatic: Mapped[bool] = mapped_column(default=False, server_default=false())  # the portal began it, under the account's agreement
    search_text: Mapped[str] = mapped_column(String(1000), default="")


class Allocation(Base):
    """How much of a payment goes to one invoice, and how much of that was taken back."""

    __tablename__ = "allocations"
    __table_args__ = (
        UniqueConstraint("payment_id", "invoice_id", "credit_use_id"),
        Index("uq_allocations_first", "payment_id", "invoice_id", unique=True, sqlite_where=FIRST_APPLIED, postgresql_where=FIRST_APPLIED),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("reversed_cents >= 0 AND reversed_cents <= amount_cents", name="reversed_within_amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_cents: Mapped[int]
    reversed_cents: Mapped[int] = mapped_column(default=0)
    applied_on: Mapped[date | None]  # the company's day; empty while the payment is in process
    credit_use_id: Mapped[int | None] = mapped_column(ForeignKey("credit_uses.id"), index=True)  # when its left-over was used later


class AllocationSplit(Base):
    """The share of one location in an allocation: whole cents, by largest remainder of the location subtotals."""

    __tablename__ = "allocation_splits"
    __table_args__ = (UniqueConstraint("allocation_id", "location_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocations.id", ondelete="CASCADE"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))  # empty: tied to no location
    amount_cents: Mapped[int]


class Refund(Base):
    """Money given back for a payment; a row of its own, never a change of the payment."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        Index("ix_refunds_on_their_way", "state", "lease_until", sqlite_where=ON_THEIR_WAY, postgresql_where=ON_THEIR_WAY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_id: Mapped[UUID | None] = mapped_column(unique=True)  # made when the form opens: one wish, one refund
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)  # the gateway's idempotency key
    state: Mapped[RefundState] = mapped_column(default=RefundState.REQUESTED)
    amount_cents: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500), default="")
    refunded_on: Mapped[date]
    failure_code: Mapped[str] = mapped_column(default="", server_default=text("''"))
    gateway_reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    submitted_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]  # until then whoever holds it is at work, or nothing new is expected


class Dispute(Base):
    """Money that a bank took back: a chargeback, or a bank debit that was returned or failed after it had succeeded."""

    __tablename__ = "disputes"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_positive"), Index("ix_disputes_by_state", "state", "payment_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    state: Mapped[DisputeState] = mapped_column(default=DisputeState.OPEN)
    amount_cents: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500), default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    gateway_reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Void(Base):
    """A recorded payment that is taken back whole: it was a mistake, or its cheque came back. A payment is voided once at most."""

    __tablename__ = "voids"

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(String(500))
    voided_on: Mapped[date]  # the company's day
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
