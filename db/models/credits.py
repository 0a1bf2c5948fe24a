"""Credit memos and what they were applied to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now

REMAINING = text("remaining_cents > 0")
OF_BOOKS = text("credit_use_id IS NULL")


class CreditMemo(Base):
    """A numbered document that lowers what a customer owes."""

    __tablename__ = "credit_memos"
    __table_args__ = (
        CheckConstraint("total_cents > 0", name="total_positive"),
        CheckConstraint("remaining_cents >= 0 AND remaining_cents <= total_cents", name="remaining_within_total"),
        Index("ix_credit_memos_remaining", "customer_id", "remaining_cents", sqlite_where=REMAINING, postgresql_where=REMAINING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    issued_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500), default="")
    total_cents: Mapped[int]
    remaining_cents: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class CreditUse(Base):
    """Credit that someone used on the portal, from one or several memos and payments. One wish, one use."""

    __tablename__ = "credit_uses"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="person_or_staff"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    request_id: Mapped[UUID] = mapped_column(unique=True)
    amount_cents: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class CreditApplication(Base):
    """How much of a credit memo went to one invoice."""

    __tablename__ = "credit_applications"
    __table_args__ = (
        UniqueConstraint("credit_memo_id", "invoice_id", "credit_use_id"),
        Index(
            "uq_credit_applications_of_books", "credit_memo_id", "invoice_id", unique=True, sqlite_where=OF_BOOKS, postgresql_where=OF_BOOKS
        ),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credit_memo_id: Mapped[int] = mapped_column(ForeignKey("credit_memos.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_cents: Mapped[int]
    applied_on: Mapped[date]
    credit_use_id: Mapped[int | None] = mapped_column(ForeignKey("credit_uses.id"), index=True)  # empty: the books say so


class CreditSplit(Base):
    """The share of one location in a credit application."""

    __tablename__ = "credit_splits"
    __table_args__ = (UniqueConstraint("application_id", "location_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("credit_applications.id", ondelete="CASCADE"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    amount_cents: Mapped[int]
