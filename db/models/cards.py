"""Saved cards: the gateway's reference and what may be shown; never a number."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now

DEFAULT = text("is_default AND removed_at IS NULL")


class Card(Base):
    """A card on file. It serves one customer, also when one person has several."""

    __tablename__ = "cards"
    __table_args__ = (
        CheckConstraint("exp_month BETWEEN 1 AND 12", name="month"),
        Index("uq_cards_default", "customer_id", unique=True, sqlite_where=DEFAULT, postgresql_where=DEFAULT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    gateway: Mapped[str]
    gateway_reference: Mapped[str] = mapped_column(String(255), unique=True)
    brand: Mapped[str]
    last4: Mapped[str] = mapped_column(String(4))
    exp_month: Mapped[int]
    exp_year: Mapped[int]
    is_default: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    fingerprint: Mapped[str | None]  # the gateway's: equal for the same card
    consent_version: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    removed_at: Mapped[datetime | None]
    detached_at: Mapped[datetime | None]  # when the gateway had let go of it too


class CardSetupState(enum.Enum):
    """How far it is with putting a card on file."""

    SUBMITTING = "submitting"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class CardSetup(Base):
    """One attempt to put a card on file without paying."""

    __tablename__ = "card_setups"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    request_id: Mapped[UUID] = mapped_column(unique=True)
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)  # the gateway's idempotency key
    state: Mapped[CardSetupState] = mapped_column(default=CardSetupState.SUBMITTING)
    gateway: Mapped[str]
    gateway_reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    consent_version: Mapped[str] = mapped_column(default="")
    failure_code: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, Any] | None]  # frozen when the row is made
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class GatewayCustomer(Base):
    """Under which name a gateway knows a customer. It serves this customer alone."""

    __tablename__ = "gateway_customers"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    gateway: Mapped[str] = mapped_column(String(50), primary_key=True)
    reference: Mapped[str] = mapped_column(String(255), unique=True)
