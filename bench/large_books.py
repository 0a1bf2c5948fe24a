"""A database of a million invoices: customers with 20, 5,000 and 100,000 of them among nine hundred others."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from db import schema
from db.engine import Database
from db.models import (
    Allocation,
    Base,
    Company,
    Customer,
    Invoice,
    InvoiceLocation,
    InvoiceStatus,
    Location,
    Order,
    OrderStatus,
    OrderType,
    Payment,
    PaymentMethod,
    PaymentState,
    ServiceLine,
)
from db.text import natural_key, searchable

TODAY = date(2026, 11, 23)
SMALL, MIDDLE, LARGE = 1, 2, 3  # ids of the customers that are measured
SIZES = {SMALL: 20, MIDDLE: 5_000, LARGE: 100_000}
_LOCATIONS = 40
_CHUNK = 20_000
_MATERIALS = ("mixed debris", "concrete", "clean wood", "roofing", "yard waste")


@dataclass(frozen=True)
class Plan:
    """How many invoices in all, and among how many customers."""

    invoices: int = 1_000_000
    customers: int = 900


@contextmanager
def large_books(plan: Plan | None = None, *, folder: Path | None = None) -> Iterator[Database]:
    """The database, open. Given a folder it is kept there and found again; else it is gone after the block."""
    if folder is None:
        with TemporaryDirectory(prefix="portal-bench-") as temporary, large_books(plan, folder=Path(temporary)) as database:
            yield database
        return
    file = folder / "services.sqlite"
    is_new = not file.exists()
    if is_new:
        schema.upgrade(f"sqlite:///{file}")
    database = Database.open(f"sqlite:///{file}")
    try:
        if is_new:
            database.write_now(_fill, plan or Plan())
        yield database
    finally:
        database.close()


def _fill(session: Session, plan: Plan) -> None:
    chance = random.Random(7)
    session.execute(insert(Company), [{"name": "Ridgeline Hauling", "portal_active": True}])
    _add(session, Customer, (_customer(at) for at in range(1, plan.customers + 1)))
    _add(session, Location, (_location(customer, at) for customer in range(1, plan.customers + 1) for at in range(_LOCATIONS)))
    owners = [customer for customer, size in SIZES.items() for _ in range(size)]
    owners += [chance.randint(len(SIZES) + 1, plan.customers) for _ in range(plan.invoices - len(owners))]
    chance.shuffle(owners)
    _add(session, Invoice, (_invoice(chance, at, owner, len(owners)) for at, owner in enumerate(owners, 1)))
    kept = [(at, owner) for at, owner in enumerate(owners, 1) if owner in SIZES]
    _add(session, InvoiceLocation, ({"invoice_id": at, "location_id": _place(owner, at), "subtotal_cents": 100} for at, owner in kept))
    _add(session, Order, (_order(chance, at, owner, len(kept)) for at, (_, owner) in enumerate(kept, 1)))
    _add(session, Payment, (_payment(chance, at, owner, len(kept)) for at, (_, owner) in enumerate(kept, 1)))
    _add(session, Allocation, ({"payment_id": at, "invoice_id": of, "amount_cents": 100} for at, (of, _) in enumerate(kept, 1)))


def _add(session: Session, kind: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, _CHUNK)):
        session.execute(insert(cast(Table, kind.__table__)), chunk)


def _customer(at: int) -> dict[str, Any]:
    return {"id": at, "number": f"C-{at}", "number_key": natural_key(f"C-{at}"), "name": f"Customer {at}"}


def _place(customer: int, at: int) -> int:
    return (customer - 1) * _LOCATIONS + at % _LOCATIONS + 1


def _location(customer: int, at: int) -> dict[str, Any]:
    place = _place(customer, at)
    return {"id": place, "customer_id": customer, "number": f"L-{place}", "address_line": f"{place} Mill Street", "city": "Tyler"}


def _day(at: int, of: int) -> date:
    return TODAY - timedelta(days=(of - at) * 3650 // of)


def _invoice(chance: random.Random, at: int, customer: int, of: int) -> dict[str, Any]:
    """One in forty is open; the newest most often."""
    day = _day(at, of)
    total = chance.randint(5_000, 150_000)
    is_open = chance.random() < (0.6 if (TODAY - day).days < 100 else 0.01)
    number, label = f"INV-{at}", f"{_place(customer, at)} Mill Street, Tyler"
    return {
        "id": at,
        "customer_id": customer,
        "number": number,
        "number_key": natural_key(number),
        "status": InvoiceStatus.VOID if chance.random() < 0.002 and not is_open else InvoiceStatus.POSTED,
        "invoice_date": day,
        "due_date": day + timedelta(days=30),
        "terms": "Net 30",
        "location_label": label,
        "location_count": 1,
        "total_cents": total,
        "paid_cents": chance.choice((0, 0, 0, total // 3)) if is_open else total,
        "search_text": searchable(number, label, f"PO {at % 997}"),
    }


def _order(chance: random.Random, at: int, customer: int, of: int) -> dict[str, Any]:
    day, number, material = _day(at, of), f"W-{at}", chance.choice(_MATERIALS)
    return {
        "id": at,
        "customer_id": customer,
        "location_id": _place(customer, at),
        "number": number,
        "number_key": natural_key(number),
        "line": ServiceLine.DUMPSTER,
        "type": OrderType.EXCHANGE,
        "status": OrderStatus.SCHEDULED if (TODAY - day).days < 5 else OrderStatus.COMPLETED,
        "service_on": day,
        "asset_id": f"20-{1000 + at % 500}",
        "description": f"Exchange 20 yd, {material}",
        "total_cents": chance.randint(30_000, 90_000),
        "location_label": f"{_place(customer, at)} Mill Street, Tyler",
        "search_text": searchable(number, material, f"20-{1000 + at % 500}"),
    }


def _payment(chance: random.Random, at: int, customer: int, of: int) -> dict[str, Any]:
    return {
        "id": at,
        "customer_id": customer,
        "number": f"P-{at}",
        "number_key": natural_key(f"P-{at}"),
        "state": PaymentState.SUCCEEDED,
        "method": PaymentMethod.CHECK,
        "reference": str(at),
        "amount_cents": chance.randint(5_000, 90_000),
        "unapplied_cents": 500 if at % 400 == 0 else 0,
        "paid_on": _day(at, of),
        "search_text": searchable(f"P-{at}", str(at)),
    }
