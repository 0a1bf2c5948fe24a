"""Who may come in: people of customers, their access to accounts, and the office's staff."""

import enum
import hashlib
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class AccessRole(enum.Enum):
    """What a person may do in one account."""

    OWNER = "owner"
    PAYABLE = "payable"  # accounts payable: sees and pays
    VIEWER = "viewer"  # sees, does not pay
    SITE_CONTACT = "site-contact"  # orders of named locations, no money


class StaffRole(enum.Enum):
    """What a member of the office may do."""

    ADMIN = "admin"
    OFFICE = "office"
    READ_ONLY = "read-only"


def _hash_of_email(context: DefaultExecutionContext) -> str:
    email: str = context.get_current_parameters()["email"]  # type: ignore[no-untyped-call]
    return hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()


class Person(Base):
    """A sign-in of a customer's person. One email, one password, one or several accounts."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # trimmed, lower case; never changed: another email is another person
    email_hash: Mapped[str] = mapped_column(String(64), default=_hash_of_email, server_default=text("''"))  # as throttles' keys end
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]  # empty until the person set one
    auth_version: Mapped[int] = mapped_column(default=1)  # raised to end all sessions at once
    theme: Mapped[str] = mapped_column(default="system")  # system, light or dark
    locale: Mapped[str] = mapped_column(default="")  # empty: the company's
    is_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_sign_in_at: Mapped[datetime | None]


class Access(Base):
    """A person's way into one account."""

    __tablename__ = "access"
    __table_args__ = (UniqueConstraint("person_id", "customer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    role: Mapped[AccessRole] = mapped_column(default=AccessRole.OWNER)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class AccessLocation(Base):
    """A location that a site contact may see."""

    __tablename__ = "access_locations"

    access_id: Mapped[int] = mapped_column(ForeignKey("access.id", ondelete="CASCADE"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)


class StaffMember(Base):
    """A sign-in of the office."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[StaffRole] = mapped_column(default=StaffRole.OFFICE)
    password_hash: Mapped[str | None]
    auth_version: Mapped[int] = mapped_column(default=1)
    totp_secret: Mapped[str | None] = mapped_column(String(255))  # empty until a second factor is set up
    totp_used_step: Mapped[int | None]  # the last code's time step; a code is good once
    theme: Mapped[str] = mapped_column(default="system", server_default=text("'system'"))  # system, light or dark
    locale: Mapped[str] = mapped_column(default="", server_default=text("''"))  # empty: the company's
    is_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_sign_in_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for a lost second factor, once. Of the code only its SHA-256 is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class KnownBrowser(Base):
    """A browser in which someone has signed in before. Of its cookie only the SHA-256 is kept."""

    __tablename__ = "known_browsers"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="person_or_staff"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
