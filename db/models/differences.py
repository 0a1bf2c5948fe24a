"""What the comparison with the gateway found: where its word and the portal's differ."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base

NOT_RESOLVED = text("resolved_at IS NULL")


class DifferenceKind(enum.Enum):
    """What differs. A return is a refund, or money that a bank took back."""

    PAYMENT_UNKNOWN = "payment-unknown"  # the gateway has a payment of ours that the portal does not know
    PAYMENT_MISSING = "payment-missing"  # the portal has one that the gateway does not list
    PAYMENT_AMOUNT = "payment-amount"
    PAYMENT_STATE = "payment-state"
    RETURN_UNKNOWN = "return-unknown"
    RETURN_MISSING = "return-missing"
    RETURN_AMOUNT = "return-amount"
    RETURN_STATE = "return-state"


class Difference(Base):
    """One difference, from when it was first found until it is gone, or somebody of the office has dealt with it."""

    __tablename__ = "differences"
    __table_args__ = (
        Index("uq_differences_open", "kind", "gateway", "reference", unique=True, sqlite_where=NOT_RESOLVED, postgresql_where=NOT_RESOLVED),
        Index("ix_differences_by_resolved_at", "resolved_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DifferenceKind]
    gateway: Mapped[str] = mapped_column(String(50))
    reference: Mapped[str] = mapped_column(String(255))  # the gateway's own; where it has none, the number of our payment or refund
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    here_cents: Mapped[int | None]
    there_cents: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    here: Mapped[str] = mapped_column(default="")  # how it stands in the portal, as "succeeded"
    there: Mapped[str] = mapped_column(default="")  # and at the gateway
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # when a comparison last found it
    resolved_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who dealt with it; empty: it was gone
    note: Mapped[str] = mapped_column(String(500), default="")
