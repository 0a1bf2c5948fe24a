"""Jobs at a location: a box set, swapped, emptied or taken away; a live load; a mini."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class ServiceLine(enum.Enum):
    """The lines of service that have orders."""

    DUMPSTER = "dumpster"
    LIVE_LOAD = "live-load"
    MINIS = "minis"


class OrderType(enum.Enum):
    """What the truck is to do."""

    DELIVERY = "delivery"
    EXCHANGE = "exchange"
    DUMP_AND_RETURN = "dump-and-return"
    REMOVAL = "removal"
    RELOCATE = "relocate"
    LIVE_LOAD = "live-load"


class OrderStatus(enum.Enum):
    """How far a job is. `unable` is the dry run: the truck came and could not serve."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    UNABLE = "unable"
    CANCELLED = "cancelled"


class Order(Base):
    """One job at one location."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_by_service_on", "customer_id", "service_on", "id"),
        Index("ix_orders_by_number", "customer_id", "number_key", "id"),
        Index("ix_orders_by_status", "customer_id", "status", "service_on", "id"),
        Index("ix_orders_by_total", "customer_id", "total_cents", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    number_key: Mapped[str]
    line: Mapped[ServiceLine]
    type: Mapped[OrderType]
    status: Mapped[OrderStatus]
    service_on: Mapped[date]
    asset_id: Mapped[str] = mapped_column(default="")  # painted on the box, size-number; a live load has none
    size: Mapped[str] = mapped_column(default="")  # as "20 yd"
    material: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(String(500), default="")
    po_number: Mapped[str] = mapped_column(default="")
    ticket_number: Mapped[str] = mapped_column(default="")  # of the scale
    gross_pounds: Mapped[int | None]
    tare_pounds: Mapped[int | None]
    included_pounds: Mapped[int | None]  # weight within the flat price
    total_cents: Mapped[int] = mapped_column(default=0)
    location_label: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(String(2000), default="")


class OrderLine(Base):
    """One charge of an order."""

    __tablename__ = "order_lines"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    description: Mapped[str] = mapped_column(String(500))
    quantity_thousandths: Mapped[int] = mapped_column(default=1000)
    unit: Mapped[str] = mapped_column(default="")
    unit_price_cents: Mapped[int | None]
    amount_cents: Mapped[int]


class OrderEvent(Base):
    """What happened to an order, and when."""

    __tablename__ = "order_events"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    description: Mapped[str] = mapped_column(String(500))
