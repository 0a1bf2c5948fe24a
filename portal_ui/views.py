"""The frozen rows that pages and components see: only fields that are shown, money in cents, dates as dates."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Generic, TypeVar

from db.models import (
    AccessRole,
    CustomerKind,
    DisputeState,
    LineKind,
    OrderStatus,
    OrderType,
    PaymentMethod,
    PaymentState,
    RatePeriod,
    RefundState,
    RoutedServiceStatus,
    ServiceLine,
)
from db.scope import Scope

Row = TypeVar("Row")

__all__ = [
    "AccessRole",
    "CustomerKind",
    "DisputeState",
    "LineKind",
    "OrderStatus",
    "OrderType",
    "PaymentMethod",
    "PaymentState",
    "RatePeriod",
    "RefundState",
    "RoutedServiceStatus",
    "Scope",
    "ServiceLine",
]

PAGE_SIZES = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class GridWish:
    """Which rows of a grid someone wishes to see. Names come from the grid's fixed maps."""

    search: str = ""
    status: str = ""  # "" is the grid's usual choice; "all" everything
    since: date | None = None
    until: date | None = None
    location: str = ""  # a location's number
    sort: str = ""  # "" is the grid's usual order
    descending: bool = False
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a grid. `count` is exact, or a floor ("1,000 or more") where counting on would take long."""

    rows: tuple[Row, ...]
    count: int
    count_is_exact: bool
    wish: GridWish  # as it was carried out: the page clamped to what there is
    in_all: bool = True  # whether the account has any row of this kind, whatever the filters


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of rows; `exact` is False where it is "`count` or more"."""

    count: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class CompanyView:
    """The hauler, as screens and documents show it."""

    name: str
    address_line: str
    city: str
    state: str
    postal_code: str
    phone: str
    email: str
    website: str
    support_hours: str
    time_zone: str
    currency: str
    locale: str
    paper: str
    brand_color: str
    remit_to: str
    portal_active: bool
    show_pending_invoices: bool


@dataclass(frozen=True, slots=True)
class LocationView:
    """A service address."""

    id: int
    number: str
    name: str
    address: str  # one line: street, city
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account in the chooser and in the header."""

    customer_id: int
    number: str
    name: str
    city: str
    kind: CustomerKind
    role: AccessRole = AccessRole.OWNER
    open_cents: int = 0
    overdue_cents: int = 0

    @property
    def has_routed_services(self) -> bool:
        """Whether the Services tab exists for this account."""
        return self.kind is not CustomerKind.ROLL_OFF


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is looking, and at which account: what every page is built for."""

    session_id: int
    person_id: int
    person_name: str
    email: str
    theme: str  # system, light or dark
    locale: str
    account: AccountView
    account_count: int
    scope: Scope
    today: date  # the company's

    @property
    def initials(self) -> str:
        """One or two letters for the person."""
        words = (self.person_name or self.email).split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


@dataclass(frozen=True, slots=True)
class Summary:
    """What an account owes, as of `today`. The five ages sum to outstanding; overdue is the last four."""

    today: date
    open_invoices: int
    outstanding_cents: int
    overdue_cents: int
    overdue_invoices: int
    oldest_days_late: int
    processing_cents: int  # in flight; does not lower the balance
    credit_cents: int  # unapplied payments and credit memos; never netted silently
    aging_cents: tuple[int, int, int, int, int]  # current, 1-30, 31-60, 61-90, 90+


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


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One charge, fee or tax of an order or invoice."""

    description: str
    quantity_thousandths: int
    unit: str
    unit_price_cents: int | None
    amount_cents: int
    kind: LineKind = LineKind.CHARGE
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened, and when."""

    at: datetime
    description: str


@dataclass(frozen=True, slots=True)
class Weights:
    """The scale's word, in pounds; the net is billed."""

    ticket_number: str
    gross_pounds: int
    tare_pounds: int
    included_pounds: int | None

    @property
    def net_pounds(self) -> int:
        """What was in the box."""
        return self.gross_pounds - self.tare_pounds

    @property
    def over_pounds(self) -> int:
        """What was above the included weight."""
        return max(0, self.net_pounds - self.included_pounds) if self.included_pounds is not None else 0


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


class InvoiceState(Enum):
    """How an invoice stands today; follows from its status, balance and due date."""

    PENDING = "pending"
    OPEN = "open"
    PART_PAID = "part-paid"
    DUE_TODAY = "due-today"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in the grid."""

    number: str
    invoice_date: date
    due_date: date
    state: InvoiceState
    days_late: int  # 0 unless something is open past the due date
    part_paid: bool
    terms: str
    location: str  # the address, or "3 locations"
    po_number: str
    total_cents: int
    balance_cents: int
    held_cents: int  # processing


@dataclass(frozen=True, slots=True)
class LocationCharges:
    """The lines of an invoice at one location, with their sum."""

    location: LocationView | None  # None: tied to no location
    lines: tuple[ChargeLine, ...]
    subtotal_cents: int


@dataclass(frozen=True, slots=True)
class Applied:
    """Money that went to an invoice, or from a payment: the other side's number, the day, the sum."""

    number: str
    on: date | None
    amount_cents: int
    description: str  # "Visa ending 4242", "Check 1088", "Credit memo CM-7"
    is_credit: bool = False
    reversed_cents: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """All of one invoice."""

    row: InvoiceRow
    memo: str
    groups: tuple[LocationCharges, ...]
    tax_cents: int
    paid_cents: int
    credited_cents: int
    applied: tuple[Applied, ...]
    bill_to: "BillTo"


@dataclass(frozen=True, slots=True)
class BillTo:
    """The customer's name and address on paper."""

    number: str
    name: str
    address_line: str
    city: str
    state: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment in the grid."""

    number: str
    paid_on: date
    state: PaymentState
    method: PaymentMethod
    brand: str
    last4: str
    reference: str
    amount_cents: int
    refunded_cents: int
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Money given back."""

    number: str
    on: date
    amount_cents: int
    state: RefundState
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A chargeback."""

    on: date
    amount_cents: int
    state: DisputeState
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """All of one payment."""

    row: PaymentRow
    receipt_number: str
    applied: tuple[Applied, ...]  # to which invoices
    unapplied_cents: int
    refunds: tuple[RefundLine, ...]
    disputes: tuple[DisputeLine, ...]
    failure_reason: str
    bill_to: BillTo


@dataclass(frozen=True, slots=True)
class CardView:
    """A card on file."""

    id: int
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
    is_expired: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """Someone the office may call."""

    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """An account's details."""

    bill_to: BillTo
    kind: CustomerKind
    email: str
    phone: str
    terms: str
    contacts: tuple[ContactView, ...] = field(default=())
    locations: tuple[LocationView, ...] = field(default=())
    cards: tuple[CardView, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of a person's active sign-ins."""

    id: int
    is_this_one: bool
    created_at: datetime
    last_seen_at: datetime
    browser: str  # as "Chrome on Windows"
    address: str


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A finished PDF on disk."""

    path: str
    filename: str
