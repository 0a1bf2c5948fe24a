"""Recurring pickups on a route."""

import enum
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class RoutedServiceStatus(enum.Enum):
    """Whether the truck comes."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    ENDED = "ended"


class RatePeriod(enum.Enum):
    """What the rate is for."""

    PICKUP = "pickup"
    MONTH = "month"
    TWO_MONTHS = "two-months"
    QUARTER = "quarter"


class RoutedService(Base):
    """A recurring pickup at one location, such as `4 yd front-load, 2x a week`."""

    __tablename__ = "routed_services"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    number_key: Mapped[str]
    service: Mapped[str]  # as "Front-load trash"
    container: Mapped[str] = mapped_column(default="")  # as "4 yd bin", "96-gal cart"
    container_count: Mapped[int] = mapped_column(default=1)
    material: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str] = mapped_column(default="")  # as "2x a week", "Every other week"
    days: Mapped[str] = mapped_column(default="")  # as "Mon, Thu"
    status: Mapped[RoutedServiceStatus] = mapped_column(default=RoutedServiceStatus.ACTIVE)
    next_service_on: Mapped[date | None]
    started_on: Mapped[date | None]
    rate_cents: Mapped[int] = mapped_column(default=0)
    rate_period: Mapped[RatePeriod] = mapped_column(default=RatePeriod.MONTH)
    location_label: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
