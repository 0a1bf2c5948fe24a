"""Wishes to pay that wait for their card."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class PaymentDraft(Base):
    """What someone chose to pay with a new card: nothing is held yet. Its request id is the payment's later on."""

    __tablename__ = "payment_drafts"

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    amounts: Mapped[dict[str, Any]]  # cents by invoice number
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
