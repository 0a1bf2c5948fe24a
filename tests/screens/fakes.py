"""A portal without a database: rows in memory, enough to draw every screen."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from portal_ui.errors import InvoiceNotFoundError, OrderNotFoundError, PaymentNotFoundError
from portal_ui.grid_wishes import GridNames, checked, sort_of
from portal_ui.views import (
    AccountView,
    Applied,
    AutopayView,
    BillTo,
    CardView,
    ChargeLine,
    CompanyView,
    ContactView,
    CustomerKind,
    DisputeLine,
    DisputeState,
    EventLine,
    GridWish,
    InvoiceRow,
    InvoiceState,
    InvoiceView,
    LineKind,
    LocationCharges,
    LocationView,
    OrderRow,
    OrderStatus,
    OrderType,
    OrderView,
    Overview,
    Page,
    PaymentMethod,
    PaymentRow,
    PaymentState,
    PaymentView,
    ProfileView,
    RatePeriod,
    RefundLine,
    RefundState,
    RoutedServiceRow,
    RoutedServiceStatus,
    Scope,
    ServiceLine,
    SessionView,
    Summary,
    Tally,
    Visit,
    Weights,
)
from tests.screens.fake_paying import FakeChanges, FakePaying

TODAY = date(2026, 11, 23)
SLOW = "slow"
Row = TypeVar("Row")

COMPANY = CompanyView(
    name="Piney Hollow Hauling",
    address_line="200 Depot St",
    city="Marshall",
    state="TX",
    postal_code="75670",
    phone="(903) 555-0142",
    email="billing@pineyhollow.example",
    website="https://pineyhollow.example",
    support_hours="Monday to Friday, 7 am to 5 pm",
    time_zone="America/Chicago",
    currency="USD",
    locale="en_US",
    paper="Letter",
    brand_color="#0f6b5c",
    remit_to="PO Box 9, Marshall, TX 75671",
    portal_active=True,
    show_pending_invoices=False,
)
LOCATIONS = (
    LocationView(1, "1", "Harbor Road site", "1420 Harbor Rd, Marshall"),
    LocationView(2, "2", "Foundry", "88 Foundry St, Longview"),
    LocationView(3, "3", "Étoile Residence & Gardens, north gate behind the water tower", "17 Quarry Ln, Hallsville", is_active=False),
)
BILL_TO = BillTo("2041", "Dana Ortiz Contracting", "1420 Harbor Rd", "Marshall", "TX", "75670")


def visit(**changes: Any) -> Visit:
    """Someone in a contractor's account."""
    account = AccountView(7, "2041", "Dana Ortiz Contracting", "Marshall", CustomerKind.COMMERCIAL)
    whole = Visit(1, 1, "Dana Ortiz", "dana@example.com", "system", "en_US", account, 2, Scope(7), TODAY)
    return replace(whole, **changes)


def invoice(number: str, *, state: InvoiceState, due_in: int, total: int, balance: int, location: str, **more: Any) -> InvoiceRow:
    """An invoice due so many days from today."""
    due = TODAY + timedelta(days=due_in)
    facts = {"days_late": max(0, -due_in) if balance else 0, "part_paid": 0 < balance < total, "terms": "Net 30", "held_cents": 0, **more}
    return InvoiceRow(
        number=number,
        invoice_date=due - timedelta(days=30),
        due_date=due,
        state=state,
        location=location,
        po_number="PO-118",
        total_cents=total,
        balance_cents=balance,
        **facts,
    )


INVOICES = (
    invoice("10530", state=InvoiceState.PENDING, due_in=40, total=52000, balance=0, location="1420 Harbor Rd, Marshall"),
    invoice(
        "10512", state=InvoiceState.OPEN, due_in=25, total=128460, balance=128460, location="1420 Harbor Rd, Marshall", held_cents=30000
    ),
    invoice("10498", state=InvoiceState.DUE_TODAY, due_in=0, total=61118, balance=61118, location="88 Foundry St, Longview"),
    invoice("10471", state=InvoiceState.OVERDUE, due_in=-5, total=294025, balance=144025, location="3 locations"),
    invoice("10433", state=InvoiceState.OVERDUE, due_in=-35, total=74919, balance=74919, location="1420 Harbor Rd, Marshall"),
    invoice("10390", state=InvoiceState.PAID, due_in=-55, total=110240, balance=0, location="17 Quarry Ln, Hallsville"),
    invoice("10351", state=InvoiceState.VOID, due_in=-83, total=35000, balance=0, location="1420 Harbor Rd, Marshall"),
    invoice("10340", state=InvoiceState.CREDITED, due_in=-90, total=12000, balance=0, location="1420 Harbor Rd, Marshall"),
    *(
        invoice(
            str(10300 - n), state=InvoiceState.PAID, due_in=-95 - n * 9, total=61118 + n * 777, balance=0, location=LOCATIONS[n % 2].address
        )
        for n in range(40)
    ),
)
OPEN = tuple(row for row in INVOICES if row.balance_cents)
ORDERS = tuple(
    OrderRow(
        f"84{200 - n}",
        TODAY + timedelta(days=4 - n * 3),
        ServiceLine.LIVE_LOAD if n == 3 else ServiceLine.MINIS if n == 5 else ServiceLine.DUMPSTER,
        OrderType.LIVE_LOAD if n == 3 else list(OrderType)[n % 5],
        [OrderStatus.SCHEDULED, OrderStatus.IN_PROGRESS, OrderStatus.COMPLETED, OrderStatus.COMPLETED, OrderStatus.UNABLE][
            min(n, 4) if n < 5 else 2
        ],
        LOCATIONS[n % 3].address,
        "" if n == 3 else f"20-11{40 + n}",
        "20 yd construction debris, gate code 4411" if n % 2 else "30 yd roofing",
        "PO-118",
        61118 + n * 1313,
    )
    for n in range(38)
)
PAYMENTS = (
    PaymentRow("P-3101", TODAY, PaymentState.PROCESSING, PaymentMethod.BANK, "", "6789", "ach_77120", 30000, 0, False),
    PaymentRow("P-3098", TODAY - timedelta(9), PaymentState.SUCCEEDED, PaymentMethod.CARD, "Visa", "4242", "ch_8842", 150000, 0, False),
    PaymentRow("P-3090", TODAY - timedelta(29), PaymentState.FAILED, PaymentMethod.CARD, "Mastercard", "4444", "ch_8811", 74919, 0, False),
    PaymentRow("P-3081", TODAY - timedelta(50), PaymentState.SUCCEEDED, PaymentMethod.CHECK, "", "", "1088", 110240, 0, False),
    PaymentRow("P-3070", TODAY - timedelta(70), PaymentState.SUCCEEDED, PaymentMethod.CARD, "Visa", "4242", "ch_8700", 61118, 20000, False),
    PaymentRow(
        "P-3066",
        TODAY - timedelta(90),
        PaymentState.SUCCEEDED,
        PaymentMethod.CARD,
        "Amex",
        "0005",
        "ch_8650",
        45000,
        0,
        True,
        disputed_cents=45000,
    ),
)
SERVICES = (
    RoutedServiceRow(
        "S1",
        "Front-load pickup",
        "2 × 4 yd bin",
        "Trash",
        "Twice a week",
        "Tue, Fri",
        "1420 Harbor Rd, Marshall",
        RoutedServiceStatus.ACTIVE,
        TODAY + timedelta(1),
        22180,
        RatePeriod.MONTH,
    ),
    RoutedServiceRow(
        "S2",
        "Recycling cart",
        "1 × 96 gal cart",
        "Mixed recycling",
        "Every other week",
        "Wed",
        "88 Foundry St, Longview",
        RoutedServiceStatus.ON_HOLD,
        None,
        13770,
        RatePeriod.QUARTER,
    ),
)
SUMMARY = Summary(TODAY, 4, 408522, 218944, 2, 35, 30000, 15000, (189578, 144025, 74919, 0, 0))


def many(count: int) -> tuple[InvoiceRow, ...]:
    """So many open invoices, a third of them due."""
    return tuple(
        invoice(
            str(20000 + n),
            state=InvoiceState.OVERDUE if n < count // 3 else InvoiceState.OPEN,
            due_in=n - count // 3,
            total=10000 + n,
            balance=10000 + n,
            location=LOCATIONS[n % 2].address,
        )
        for n in range(count)
    )


def nothing_owed() -> Summary:
    """The figures of an account without invoices."""
    return Summary(TODAY, 0, 0, 0, 0, 0, 0, 0, (0, 0, 0, 0, 0))


async def _no_autopay(_scope: object) -> AutopayView:
    return AutopayView(is_offered=False)


async def _no_files(*_whose: object) -> tuple[()]:
    return ()


class Listing(Generic[Row]):
    """A list in memory. It knows filters by name, searches what a row says of itself, and pages."""

    def __init__(self, rows: tuple[Row, ...], filters: dict[str, Any], sorts: tuple[str, ...], usual_sort: str) -> None:
        self.rows = rows
        self.overtaken = asyncio.Event()  # a search for SLOW is answered when another search has been
        self.empty_for = 0  # the account that has none
        self.uncounted_for = 0  # the account with too many to count at once
        self.rows_of: dict[int, tuple[Row, ...]] = {}  # accounts with rows of their own
        self._filters = filters
        self._names = GridNames(tuple(filters), sorts, usual_sort)

    def names(self, scope: Scope) -> GridNames:
        return self._names

    async def page(self, scope: Scope, wish: GridWish) -> Page[Row]:
        wish = checked(wish, self._names)
        if wish.search == SLOW:
            await self.overtaken.wait()
        elif wish.search:
            self.overtaken.set()
        found = self._found(scope, wish)
        exact = scope.customer_id != self.uncounted_for
        wish = replace(wish, page=min(wish.page, max(1, -(-len(found) // wish.size))))
        rows = found[(wish.page - 1) * wish.size : wish.page * wish.size]
        return Page(rows, len(found) if exact else 10, exact, wish, scope.customer_id != self.empty_for)

    async def count(self, scope: Scope, wish: GridWish) -> int:
        return len(self._found(scope, wish))

    def tally(self, scope: Scope) -> Tally:
        return Tally(len(self._found(scope, GridWish())), exact=scope.customer_id != self.uncounted_for)

    def _found(self, scope: Scope, wish: GridWish) -> tuple[Row, ...]:
        if scope.customer_id == self.empty_for:
            return ()
        keeps = self._filters[wish.status or self._names.filters[0]]
        rows = self.rows_of.get(scope.customer_id, self.rows)
        found = [row for row in rows if keeps(row) and wish.search.lower() in repr(row).lower()]
        column, descending = sort_of(wish, self._names)
        return tuple(sorted(found, key=lambda row: self._key(row, column), reverse=descending))

    def _key(self, row: Row, column: str) -> str:
        """What a column sorts by: the field of that name, else the row as it reads."""
        value = getattr(row, column, row)
        return f"{value:>20}" if isinstance(value, str) else str(value)


class Invoices(Listing[InvoiceRow]):
    async def record(self, scope: Scope, number: str) -> InvoiceView:
        rows = self.rows_of.get(scope.customer_id, self.rows)
        row = next((row for row in rows if row.number == number), None)
        if row is None:
            raise InvoiceNotFoundError(number)
        lines = (
            ChargeLine("Haul, 20 yd dumpster", 1000, "each", 61118, 61118, order_number="84197"),
            ChargeLine("Disposal over 3 t included", 1420, "t", 6200, 8804, order_number="84197"),
        )
        fees = (
            ChargeLine("Fuel surcharge 8 %", 1000, "", None, 4997, LineKind.FEE),
            ChargeLine("Sales tax 8.25 %", 1000, "", None, 5769, LineKind.TAX),
        )
        groups = (
            LocationCharges(LOCATIONS[0], lines, 69922),
            LocationCharges(LOCATIONS[1], lines[:1], 61118),
            LocationCharges(None, fees, 10766),
        )
        applied = (
            Applied("P-3098", TODAY - timedelta(9), 150000, "Visa ending 4242"),
            Applied("CM-7", TODAY - timedelta(3), 2500, "Credit memo CM-7", is_credit=True),
        )
        return InvoiceView(row, "Gate code 4411. Thank you!", groups, 5769, 150000, 2500, applied if row.part_paid else (), BILL_TO)


class Orders(Listing[OrderRow]):
    async def record(self, scope: Scope, number: str) -> OrderView:
        row = next((row for row in self.rows if row.number == number), None)
        if row is None:
            raise OrderNotFoundError(number)
        lines = (
            ChargeLine("Haul, 20 yd dumpster", 1000, "each", 61118, 61118),
            ChargeLine("Disposal over 3 t included", 1420, "t", 6200, 8804),
            ChargeLine("Fuel surcharge 8 %", 1000, "", None, 4997, LineKind.FEE),
        )
        events = (
            EventLine(datetime(2026, 11, 19, 14, 3, tzinfo=UTC), "Ordered by Dana Ortiz"),
            EventLine(datetime(2026, 11, 20, 15, 40, tzinfo=UTC), "Truck 14 arrived"),
            EventLine(datetime(2026, 11, 20, 16, 2, tzinfo=UTC), "Weighed and emptied at the Harrison County landfill"),
        )
        return OrderView(
            row, "20 yd", "Construction debris", LOCATIONS[0], lines, events, Weights("T-55231", 29_840, 21_000, 6_000), "10471"
        )


class Payments(Listing[PaymentRow]):
    async def record(self, scope: Scope, number: str) -> PaymentView:
        row = next((row for row in self.rows if row.number == number), None)
        if row is None:
            raise PaymentNotFoundError(number)
        refund = RefundLine("R-12", TODAY - timedelta(60), 20000, RefundState.SUCCEEDED, "Billed twice")
        dispute = DisputeLine(TODAY - timedelta(80), 45000, DisputeState.OPEN, "Not recognised")
        parts = (Applied("10471", None, row.amount_cents - 15000, ""), Applied("10390", None, 15000, ""))
        return PaymentView(
            row=row,
            receipt_number="R-3098" if row.state is PaymentState.SUCCEEDED else "",
            applied=tuple(replace(part, reversed_cents=part.amount_cents) for part in parts) if row.is_disputed else parts,
            unapplied_cents=0,
            refunds=(refund,) if row.refunded_cents else (),
            disputes=(dispute,) if row.is_disputed else (),
            failure_reason="Your bank declined the card: insufficient funds." if row.state is PaymentState.FAILED else "",
            bill_to=BILL_TO,
        )


PROFILE = ProfileView(
    BILL_TO,
    CustomerKind.COMMERCIAL,
    "office@ortiz.example",
    "(903) 555-0177",
    "Net 30",
    (
        ContactView("Dana Ortiz", "Owner", "dana@example.com", "(903) 555-0177"),
        ContactView("Luis Peña", "Site foreman", "", "(903) 555-0188"),
    ),
    LOCATIONS,
    (
        CardView(1, "Visa", "4242", 8, 2029, True, False),
        CardView(2, "Mastercard", "4444", 3, 2025, False, True),
        CardView(3, "American Express", "8431", 12, 2026, False, False, days_left=12, is_in_use=True),
    ),
)


class Fakes:
    """What stands in for a portal: change an attribute before the page is asked for."""

    def __init__(self) -> None:
        self.company_view = COMPANY
        self.figures_of = {7: SUMMARY, 9: SUMMARY}
        self.profile = PROFILE
        self.invoices = Invoices(
            INVOICES,
            {
                "open": lambda row: row.balance_cents > 0,
                "overdue": lambda row: row.state is InvoiceState.OVERDUE,
                "paid": lambda row: row.state in (InvoiceState.PAID, InvoiceState.CREDITED),
                "void": lambda row: row.state is InvoiceState.VOID,
                "all": lambda row: True,
            },
            ("number", "invoice_date", "due_date", "status", "terms", "location", "total", "balance"),
            "-invoice_date",
        )
        self.orders = Orders(
            ORDERS,
            {
                "all": lambda row: True,
                "pending": lambda row: row.status in (OrderStatus.SCHEDULED, OrderStatus.IN_PROGRESS),
                "completed": lambda row: row.status is OrderStatus.COMPLETED,
                "cancelled": lambda row: row.status is OrderStatus.CANCELLED,
            },
            ("number", "service_date", "service", "status", "location", "asset", "description", "amount"),
            "-service_date",
        )
        self.payments = Payments(
            PAYMENTS,
            {
                "all": lambda row: True,
                "succeeded": lambda row: row.state is PaymentState.SUCCEEDED,
                "processing": lambda row: row.state is PaymentState.PROCESSING,
                "failed": lambda row: row.state is PaymentState.FAILED,
                "refunded": lambda row: row.refunded_cents > 0,
            },
            ("date", "status", "method", "reference", "amount"),
            "-date",
        )
        self.routed_services = Listing(
            SERVICES,
            {"all": lambda row: True, "active": lambda row: True, "on-hold": lambda row: False, "ended": lambda row: False},
            ("service", "container", "material", "frequency", "location", "status", "next_service", "rate"),
            "service",
        )

        self.changes = FakeChanges()
        self.paying = FakePaying(INVOICES, self.changes, self.invoices.rows_of)

    def portal(self) -> Any:
        """The attributes that pages ask for."""
        return SimpleNamespace(
            company=SimpleNamespace(view=self._company, today=self._today, listen=lambda _callback: lambda: None),
            customers=SimpleNamespace(overview=self._overview, profile=self._profile),
            sign_in=SimpleNamespace(sign_ins=self._sign_ins, shortest_password=14),
            routed_services=self.routed_services,
            orders=self.orders,
            invoices=self.invoices,
            payments=self.payments,
            autopay=SimpleNamespace(view=_no_autopay),
            shelf=SimpleNamespace(of_account=_no_files, of_order=_no_files),
            paying=self.paying,
            changes=self.changes,
        )

    async def _company(self) -> CompanyView:
        return self.company_view

    async def _today(self) -> date:
        return TODAY

    async def _overview(self, scope: Scope) -> Overview:
        grids: dict[str, Listing[Any]] = {"orders": self.orders, "invoices": self.invoices, "payments": self.payments}
        tallies = {name: grid.tally(scope) for name, grid in grids.items()}
        figures = self.paying.summary(scope.customer_id, self.figures_of.get(scope.customer_id, SUMMARY))
        return Overview(figures if scope.sees_money else None, LOCATIONS, tallies)

    async def _profile(self, scope: Scope) -> ProfileView:
        return self.profile

    async def _sign_ins(self, visitor: Visit) -> tuple[SessionView, ...]:
        then = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
        return (
            SessionView(1, True, then, then + timedelta(minutes=40), "Chrome on Windows", "203.0.113.9"),
            SessionView(2, False, then - timedelta(days=2), then - timedelta(hours=3), "Safari on iPhone", "198.51.100.4"),
        )
