"""Customers and what happens between them and the hauler. A builder is told, by name, only what the test is about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    Allocation,
    Base,
    Card,
    CreditApplication,
    CreditMemo,
    Customer,
    CustomerKind,
    Dispute,
    Invoice,
    InvoiceLine,
    InvoiceLocation,
    InvoiceStatus,
    LineKind,
    Location,
    Order,
    OrderEvent,
    OrderLine,
    OrderStatus,
    OrderType,
    Payment,
    PaymentMethod,
    PaymentState,
    Refund,
    RefundState,
    RoutedService,
    ServiceLine,
    Void,
)
from db.scope import Scope
from db.text import natural_key, searchable

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)  # in Chicago

Kind = TypeVar("Kind", bound=Base)
_next = count(700_001)  # far from the numbers that tests choose themselves


@dataclass(frozen=True)
class Line:
    """A line of an invoice that is to be added."""

    amount_cents: int
    location_id: int | None = None
    order_id: int | None = None
    kind: LineKind = LineKind.CHARGE
    description: str = "Haul"


async def _add(database: Database, row: Kind) -> Kind:
    def add(session: Session) -> Kind:
        session.add(row)
        session.flush()
        return row

    return await database.write(add)


async def add_customer(database: Database, *, kind: CustomerKind = CustomerKind.ROLL_OFF, **facts: Any) -> Scope:
    """A customer; returns the scope of its owner."""
    number = str(next(_next))
    row = Customer(**{"number": number, "number_key": natural_key(number), "name": f"Customer {number}", "kind": kind, **facts})
    return Scope((await _add(database, row)).id)


async def add_location(database: Database, scope: Scope, *, number: str = "", address: str = "12 Mill Street", **facts: Any) -> int:
    """A service address; returns its id."""
    number = number or f"L-{next(_next)}"
    return (await _add(database, Location(customer_id=scope.customer_id, number=number, address_line=address, **facts))).id


async def add_order(database: Database, scope: Scope, location_id: int, *, number: str = "", **facts: Any) -> int:
    """A completed exchange; returns its id."""
    number = number or f"W-{next(_next)}"
    usual: dict[str, Any] = {
        "line": ServiceLine.DUMPSTER,
        "type": OrderType.EXCHANGE,
        "status": OrderStatus.COMPLETED,
        "service_on": TODAY,
        "description": "Exchange 20 yd",
    }
    row = Order(customer_id=scope.customer_id, location_id=location_id, number=number, number_key=natural_key(number), **usual | facts)
    row.search_text = searchable(number, row.description, row.asset_id, row.po_number, row.location_label)
    return (await _add(database, row)).id


async def add_order_lines(database: Database, order_id: int, *amounts_cents: int) -> None:
    """Charges of an order, in this order."""
    for position, cents in enumerate(amounts_cents, 1):
        await _add(database, OrderLine(order_id=order_id, position=position, description=f"Charge {position}", amount_cents=cents))


async def add_event(database: Database, order_id: int, at: datetime, description: str) -> None:
    """Something that happened to an order."""
    await _add(database, OrderEvent(order_id=order_id, position=int(at.timestamp()), at=at, description=description))


async def add_invoice(
    database: Database,
    scope: Scope,
    *,
    number: str = "",
    total_cents: int = 10_000,
    due_in: int = 30,
    on: date | None = None,
    lines: tuple[Line, ...] = (),
    **facts: Any,
) -> int:
    """A posted invoice, due `due_in` days from the tests' today; returns its id. Lines make its total."""
    number = number or f"INV-{next(_next)}"
    due = TODAY + timedelta(days=due_in)
    row = Invoice(
        customer_id=scope.customer_id,
        number=number,
        number_key=natural_key(number),
        due_date=due,
        **{"status": InvoiceStatus.POSTED, "invoice_date": on or due - timedelta(days=30), "terms": "Net 30"} | facts,
    )
    row.total_cents = sum(line.amount_cents for line in lines) if lines else total_cents
    row.search_text = searchable(number, row.location_label, row.po_number)
    invoice = await _add(database, row)
    for position, line in enumerate(lines, 1):
        await _add(database, InvoiceLine(invoice_id=invoice.id, position=position, **vars(line)))
    places = {line.location_id for line in lines if line.location_id}
    for place in sorted(places):
        subtotal = sum(line.amount_cents for line in lines if line.location_id == place)
        await _add(database, InvoiceLocation(invoice_id=invoice.id, location_id=place, subtotal_cents=subtotal))
    return invoice.id


async def add_payment(
    database: Database,
    scope: Scope,
    *,
    number: str = "",
    to: dict[int, int] | None = None,
    amount_cents: int = 5_000,
    reversed_cents: int = 0,
    **facts: Any,
) -> int:
    """A succeeded payment by check, allocated to invoices by id, of each of which so much came back; returns its id."""
    number = number or f"P-{next(_next)}"
    usual = {"state": PaymentState.SUCCEEDED, "method": PaymentMethod.CHECK, "paid_on": TODAY}
    row = Payment(customer_id=scope.customer_id, number=number, number_key=natural_key(number), amount_cents=amount_cents, **usual | facts)
    row.search_text = searchable(number, row.reference)
    payment = await _add(database, row)
    for invoice_id, cents in (to or {}).items():
        part = Allocation(payment_id=payment.id, invoice_id=invoice_id, amount_cents=cents, applied_on=row.paid_on)
        part.reversed_cents = reversed_cents
        await _add(database, part)
    return payment.id


async def add_refund(database: Database, payment_id: int, *, amount_cents: int, number: str = "", **facts: Any) -> None:
    """Money given back."""
    number = number or f"R-{next(_next)}"
    usual = {"refunded_on": TODAY, "state": RefundState.SUCCEEDED}
    await _add(database, Refund(payment_id=payment_id, number=number, amount_cents=amount_cents, **usual | facts))


async def add_dispute(database: Database, payment_id: int, *, amount_cents: int, **facts: Any) -> None:
    """A chargeback that is open."""
    usual = {"opened_on": TODAY, "reason": "Not recognized"}
    await _add(database, Dispute(payment_id=payment_id, amount_cents=amount_cents, **usual | facts))


async def add_void(database: Database, payment_id: int, staff_id: int, **facts: Any) -> None:
    """A recorded payment was taken back by that member of the office."""
    usual = {"voided_on": TODAY, "reason": "The check bounced"}
    await _add(database, Void(payment_id=payment_id, staff_id=staff_id, **usual | facts))


async def add_credit_memo(
    database: Database, scope: Scope, *, number: str = "", total_cents: int, remaining_cents: int, to: dict[int, int] | None = None
) -> str:
    """A credit memo, applied to invoices by id; returns its number."""
    number = number or f"CM-{next(_next)}"
    memo = CreditMemo(
        customer_id=scope.customer_id,
        number=number,
        issued_on=TODAY,
        total_cents=total_cents,
        remaining_cents=remaining_cents,
        reason="Missed pickup",
    )
    memo_id = (await _add(database, memo)).id
    for invoice_id, cents in (to or {}).items():
        await _add(database, CreditApplication(credit_memo_id=memo_id, invoice_id=invoice_id, amount_cents=cents, applied_on=TODAY))
    return number


async def add_routed_service(database: Database, scope: Scope, location_id: int, *, service: str = "Front-load trash", **facts: Any) -> int:
    """An active pickup; returns its id."""
    number = f"S-{next(_next)}"
    row = RoutedService(
        customer_id=scope.customer_id, location_id=location_id, number=number, number_key=natural_key(number), service=service, **facts
    )
    row.search_text = searchable(number, service)
    return (await _add(database, row)).id


async def add_card(database: Database, scope: Scope, *, last4: str = "4242", exp: tuple[int, int] = (12, 2030), **facts: Any) -> int:
    """A card on file; returns its id."""
    month, year = exp
    row = Card(
        customer_id=scope.customer_id,
        gateway="demo",
        gateway_reference=f"card-{next(_next)}",
        brand="Visa",
        last4=last4,
        exp_month=month,
        exp_year=year,
        **facts,
    )
    return (await _add(database, row)).id
