"""Customers, their locations and their contacts."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class CustomerKind(enum.Enum):
    """How a customer is served. Commercial and residential ones are on routes and so have routed services."""

    ROLL_OFF = "roll-off"
    COMMERCIAL = "commercial"
    RESIDENTIAL = "residential"


class Customer(Base):
    """Who is billed. An account of the portal is a customer."""

    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_by_name", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    number_key: Mapped[str] = mapped_column(index=True)  # db.text.natural_key(number)
    name: Mapped[str]
    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.ROLL_OFF)
    email: Mapped[str] = mapped_column(default="")  # where the office writes to; a login email stands in `people`
    phone: Mapped[str] = mapped_column(default="")
    address_line: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="Due on receipt")
    portal_enabled: Mapped[bool] = mapped_column(default=False)  # the office's toggle on the profile
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Location(Base):
    """A service address of a customer. Its name is optional."""

    __tablename__ = "locations"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    address_line: Mapped[str]
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Contact(Base):
    """A person the office may call about a customer; not a sign-in."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
