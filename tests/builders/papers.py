"""Views as the services give them, for tests and measurements of documents. A builder is told what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from portal_ui.views import (
    Applied,
    BillTo,
    ChargeLine,
    CompanyView,
    DisputeState,
    EventLine,
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
    PaymentMethod,
    PaymentRow,
    PaymentState,
    PaymentView,
    ServiceLine,
    Weights,
)

DAY = date(2026, 11, 18)
DANA = BillTo("2041", "Dana Ortiz Contracting", "311 Depot Street", "Marshall", "TX", "75670")
_WORK = (
    ("Haul, 30 yd roll-off", 1000, "", 41_369),
    ("Disposal, mixed construction debris", 5420, "t", 4_850),
    ("Extra days on site", 3000, "days", 1_250),
    ("Fuel surcharge 8 %", 1000, "", 3_310),
    ("Environmental fee", 1000, "", 1_495),
)


def company(**changes: object) -> CompanyView:
    """A hauler."""
    usual = CompanyView(
        name="Piney Hollow Hauling",
        address_line="1801 Transfer Road",
        city="Longview",
        state="TX",
        postal_code="75602",
        phone="(903) 555-0142",
        email="billing@pineyhollow.example",
        website="pineyhollow.example",
        support_hours="Monday to Friday, 7 am to 5 pm",
        time_zone="America/Chicago",
        currency="USD",
        locale="en_US",
        paper="letter",
        brand_color="#0f6b5c",
        remit_to="Piney Hollow Hauling\nPO Box 4410\nLongview, TX 75606",
        portal_active=True,
        show_pending_invoices=False,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def location(number: int = 1, name: str = "", address: str = "") -> LocationView:
    """A service address."""
    return LocationView(number, f"L{number}", name, address or f"{1420 + number} Harbor Rd, Marshall")


def lines(count: int, order: str = "") -> tuple[ChargeLine, ...]:
    """So many charges, in whole cents."""
    made = []
    for index in range(count):
        description, quantity, unit, price = _WORK[index % len(_WORK)]
        price += 7 * (index // len(_WORK))
        made.append(ChargeLine(description, quantity, unit, price, quantity * price // 1000, order_number=order))
    return tuple(made)


def invoice(
    groups: tuple[LocationCharges, ...] | None = None,
    *,
    count: int = 8,
    state: InvoiceState = InvoiceState.OPEN,
    applied: tuple[Applied, ...] = (),
    tax_cents: int = 4_213,
    number: str = "10512",
    memo: str = "",
    bill_to: BillTo = DANA,
    location_words: str = "",
) -> InvoiceView:
    """An invoice whose sums are right."""
    if groups is None:
        charged = lines(count, "48211")
        if tax_cents:
            charged += (ChargeLine("Sales tax 8.25 %", 1000, "", None, tax_cents, LineKind.TAX),)
        groups = (LocationCharges(location(), charged, sum(line.amount_cents for line in charged)),)
    total = sum(group.subtotal_cents for group in groups)
    credited = sum(part.amount_cents - part.reversed_cents for part in applied if part.is_credit)
    paid = sum(part.amount_cents - part.reversed_cents for part in applied if not part.is_credit)
    words = location_words or (groups[0].location.address if len(groups) == 1 and groups[0].location else f"{len(groups)} locations")
    row = InvoiceRow(
        number=number,
        invoice_date=DAY,
        due_date=DAY + timedelta(days=30),
        state=state,
        days_late=0,
        part_paid=0 < paid + credited < total,
        terms="Net 30",
        location=words,
        po_number="PO 7731",
        total_cents=total,
        balance_cents=total - paid - credited,
        held_cents=0,
    )
    return InvoiceView(row, memo, groups, tax_cents, paid, credited, applied, bill_to)


def order(
    *,
    status: OrderStatus = OrderStatus.COMPLETED,
    count: int = 5,
    place: LocationView | None = None,
    weights: Weights | None = None,
    number: str = "48211",
    description: str = "Swap the full box by the east gate",
) -> OrderView:
    """An order for an exchange."""
    charged = lines(count)
    began = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)
    row = OrderRow(
        number=number,
        service_on=DAY,
        line=ServiceLine.DUMPSTER,
        type=OrderType.EXCHANGE,
        status=status,
        location=(place or location()).address,
        asset_id="30-1147",
        description=description,
        po_number="PO 7731",
        total_cents=sum(line.amount_cents for line in charged),
    )
    events = (EventLine(began, "Driver on the way"), EventLine(began + timedelta(minutes=48), "Box 30-1147 set, box 30-1093 taken"))
    return OrderView(
        row,
        "30 yd",
        "Construction debris",
        place or location(),
        charged,
        events,
        weights or Weights("T-90412", 41_280, 30_440, 8_000),
        "10512",
    )


def payment(
    *,
    state: PaymentState = PaymentState.SUCCEEDED,
    applied: tuple[Applied, ...] | None = None,
    refunded_cents: int = 0,
    unapplied_cents: int = 0,
    number: str = "P-3381",
    **changes: object,
) -> PaymentView:
    """A payment by card for two invoices."""
    parts = (Applied("10498", DAY, 61_118, ""), Applied("10512", DAY, 38_882, "")) if applied is None else applied
    row = PaymentRow(
        number=number,
        paid_on=DAY,
        state=state,
        method=PaymentMethod.CARD,
        brand="Visa",
        last4="4242",
        reference="7f3a91",
        amount_cents=sum(part.amount_cents for part in parts) + unapplied_cents,
        refunded_cents=refunded_cents,
        is_disputed=False,
    )
    view = replace(PaymentView(row, "R-1204", parts, unapplied_cents, (), (), "", DANA), **changes)  # type: ignore[arg-type]
    taken = sum(dispute.amount_cents for dispute in view.disputes if dispute.state is not DisputeState.WON)
    return replace(view, row=replace(view.row, disputed_cents=taken))
