"""Orders and routed services."""

from dataclasses import dataclass
from datetime import date, datetime

from db.models import OrderStatus, OrderType, RatePeriod, RoutedServiceStatus, ServiceLine
from portal_ui.views.accounts import LocationView
from portal_ui.views.charges import ChargeLine, Weights


@dataclass(frozen=True, slots=True)
class RoutedServiceRow:
    """A recurring pickup."""

    number: str
    service: str
    container: str  # with the count: "2 × 4 yd bin"
    material: str
    frequency: str
    days: str
    location: str
    status: RoutedServiceStatus
    next_service_on: date | None
    rate_cents: int | None  # None for who may not see money
    rate_period: RatePeriod


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the grid."""

    number: str
    service_on: date
    line: ServiceLine
    type: OrderType
    status: OrderStatus
    location: str
    asset_id: str
    description: str
    po_number: str
    total_cents: int | None  # None for who may not see money

    @property
    def priced_cents(self) -> int | None:
        """The amount, once there is one: not for who may not see money, nor before the work has a price."""
        return self.total_cents if self.total_cents or self.status is OrderStatus.COMPLETED else None


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened, and when."""

    at: datetime
    description: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """All of one order."""

    row: OrderRow
    size: str
    material: str
    location: LocationView
    lines: tuple[ChargeLine, ...]
    events: tuple[EventLine, ...]
    weights: Weights | None
    invoice_number: str = ""  # the posted invoice that bills it
