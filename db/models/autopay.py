"""Paying automatically: what an account agreed to, and what was announced and charged under that."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now

PLANNED = text("state IN ('announced', 'charging')")
IS_PLANNED = text("autopay_tries.state IN ('announced', 'charging')")  # the same for questions that read other tables, too


class AutopayTryState(enum.Enum):
    """How far the charge of one invoice is that was announced."""

    ANNOUNCED = "announced"  # the letter is written, and its day is to come
    CHARGING = "charging"  # a payment stands for it
    PAID = "paid"
    FAILED = "failed"
    DROPPED = "dropped"  # not wanted any more: paid otherwise, void, switched off


class Autopay(Base):
    """What an account agreed to last. One row an account; switched off it stays, and the next agreement is its next round."""

    __tablename__ = "autopay"
    __table_args__ = (
        CheckConstraint("cap_cents > 0", name="cap_positive"),
        Index("ix_autopay_on", "is_on", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    is_on: Mapped[bool]
    paused: Mapped[str] = mapped_column(String(50), default="")  # why it stands still; empty while it goes on
    round: Mapped[int]  # the how manieth agreement it is
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    cap_cents: Mapped[int]  # no invoice of which more is open is charged
    first_on: Mapped[date]  # the company's day before which nothing is charged
    billed_from: Mapped[date | None]  # invoices from that day on; empty: those that were open, too
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))  # who agreed
    consent_version: Mapped[str]
    consent_text: Mapped[str] = mapped_column(String(2000))  # what was read, with the card and the amount named
    address: Mapped[str] = mapped_column(default="")  # the network address from which it was agreed to
    agreed_at: Mapped[datetime]


class AutopayTry(Base):
    """One invoice that is to be charged on a day; announced by a letter before. A try that fails may have a next one."""

    __tablename__ = "autopay_tries"
    __table_args__ = (
        UniqueConstraint("invoice_id", "round", "attempt"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        Index("ix_autopay_tries_planned", "charge_on", "customer_id", sqlite_where=PLANNED, postgresql_where=PLANNED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    round: Mapped[int]  # of the agreement
    attempt: Mapped[int]  # 1 to 4
    state: Mapped[AutopayTryState]
    charge_on: Mapped[date]
    amount_cents: Mapped[int]  # as announced: never is more charged
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"), index=True)  # which announces it
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))  # why it failed or was dropped
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
