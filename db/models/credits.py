"""Credit memos and what they were applied to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now

REMAINING = text("remaining_cents > 0")


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


class CreditApplication(Base):
    """How much of a credit memo went to one invoice."""

    __tablename__ = "credit_applications"
    __table_args__ = (
        UniqueConstraint("credit_memo_id", "invoice_id"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credit_memo_id: Mapped[int] = mapped_column(ForeignKey("credit_memos.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_cents: Mapped[int]
    applied_on: Mapped[date]


class CreditSplit(Base):
    """The share of one location in a credit application."""

    __tablename__ = "credit_splits"
    __table_args__ = (UniqueConstraint("application_id", "location_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("credit_applications.id", ondelete="CASCADE"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    amount_cents: Mapped[int]
