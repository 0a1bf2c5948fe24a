"""Sessions, one-time tokens and throttles. Of every secret only its SHA-256 is kept."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class TokenPurpose(enum.Enum):
    """What a one-time token is good for."""

    CREATE_PASSWORD = "create-password"  # noqa: S105 - a purpose, no password
    RESET_PASSWORD = "reset-password"  # noqa: S105 - a purpose, no password
    STAFF_INVITATION = "staff-invitation"
    PRINTED_LETTER = "printed-letter"  # a code on paper, for who gets no mail


class SignInSession(Base):
    """Someone who is signed in, on one browser."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="person_or_staff"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the cookie, in hex
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))  # the account chosen
    acting_as_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # staff who look as this person sees it
    acting_until: Mapped[datetime | None]
    factor_at: Mapped[datetime | None]  # when staff gave their second factor for this sign-in
    auth_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]  # absolute
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64), default="")  # network address at sign-in
    user_agent: Mapped[str] = mapped_column(String(300), default="")


class OneTimeToken(Base):
    """A secret in a letter: single use, newest only."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="person_or_staff"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[TokenPurpose]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))  # for whose account it was sent
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    opened_at: Mapped[datetime | None]  # when someone first looked at its page; that spends nothing
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried under one key, such as failed sign-ins of one email."""

    __tablename__ = "throttles"
    __table_args__ = (Index("ix_throttles_last_at", "last_at"),)

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_at: Mapped[datetime] = mapped_column(default=utc_now)
    blocked_until: Mapped[datetime | None]
