"""Saved cards: the gateway's reference and what may be shown; never a number."""

from datetime import datetime

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
    consent_version: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    removed_at: Mapped[datetime | None]
