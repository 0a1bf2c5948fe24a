"""Accounts that owe something and can pay it: open invoices, someone who signs in, and a card on file at the demo's gateway."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from db.models import (
    Access,
    AccountChange,
    Allocation,
    AllocationSplit,
    Base,
    Card,
    Customer,
    Invoice,
    InvoiceLocation,
    InvoiceStatus,
    Location,
    Payment,
    PaymentMethod,
    PaymentState,
    Person,
)
from db.queries.rows import Found
from db.scope import Scope
from db.text import natural_key, searchable
from portal_ui.views import AccountView, CustomerKind, Visit

_LOCATIONS = 12
_PARTLY_PAID = 5  # one open invoice in so many


@dataclass(frozen=True, slots=True)
class Plan:
    """One account that is to be made. An invoice's total is one of `cents`, in whole cents."""

    number: str
    open_invoices: int
    paid_invoices: int = 0
    cents: range = range(5_000, 18_000)

    @property
    def email(self) -> str:
        """Under which its person signs in."""
        return f"{self.number.lower()}@example.com"


@dataclass(frozen=True, slots=True)
class Account:
    """An account that was made, and who pays for it with which card."""

    visit: Visit
    card_id: int
    open_cents: Mapping[str, int]  # of its open invoices by number, the oldest due first


def add(session: Session, plan: Plan, today: date, password_hash: str) -> Account:
    """Make an account with its invoices, each of one or two locations; some of the open ones are partly paid."""
    chance = random.Random(plan.number)
    customer = Customer(number=plan.number, number_key=natural_key(plan.number), name=f"Builders {plan.number}", portal_enabled=True)
    person = Person(email=plan.email, name="Dana Ortiz", password_hash=password_hash)
    session.add_all((customer, person))
    session.flush()
    session.add_all((Access(person_id=person.id, customer_id=customer.id), AccountChange(customer_id=customer.id, version=1)))
    places = [
        Location(customer_id=customer.id, number=f"{plan.number}-L{at}", address_line=f"{at} Mill Street", city="Tyler")
        for at in range(_LOCATIONS)
    ]
    card = Card(
        customer_id=customer.id,
        person_id=person.id,
        gateway="demo",
        gateway_reference=f"demo_card_{plan.number}_4242",
        brand="Visa",
        last4="4242",
        exp_month=8,
        exp_year=today.year + 3,
        is_default=True,
    )
    session.add_all((*places, card))
    session.flush()
    _add(session, Invoice, (_invoice(chance, plan, customer.id, at, today) for at in range(plan.open_invoices + plan.paid_invoices)))
    made = session.execute(
        select(Invoice.id, Invoice.number, Invoice.total_cents, Invoice.paid_cents).where(Invoice.customer_id == customer.id)
    ).all()
    _add(session, InvoiceLocation, (part for row in made for part in _parts(row.id, row.total_cents, [place.id for place in places])))
    _pay_by_check(session, customer.id, [row for row in made if row.paid_cents], today)
    open_cents = {row.number: row.total_cents - row.paid_cents for row in made if row.paid_cents < row.total_cents}
    return Account(_visit(plan, customer.id, person.id, today), card.id, open_cents)


def _add(session: Session, kind: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    table = kind.__table__
    assert isinstance(table, Table)  # noqa: S101 - a model's is one
    if found := list(rows):
        session.execute(insert(table), found)


def _invoice(chance: random.Random, plan: Plan, customer_id: int, at: int, today: date) -> dict[str, Any]:
    """The open ones first, due from four months ago until the next; the paid ones before them."""
    is_open = at < plan.open_invoices
    span = max(1, plan.open_invoices)
    due = today + timedelta(days=at * 150 // span - 120 if is_open else -150 - at % 700)
    total, number, label = chance.choice(plan.cents), f"{plan.number}-{at + 1:05d}", f"{at % _LOCATIONS} Mill Street, Tyler"
    part = total // 3 if at % _PARTLY_PAID == 0 else 0
    return {
        "customer_id": customer_id,
        "number": number,
        "number_key": natural_key(number),
        "status": InvoiceStatus.POSTED,
        "invoice_date": due - timedelta(days=30),
        "due_date": due,
        "terms": "Net 30",
        "location_label": label,
        "location_count": 1,
        "total_cents": total,
        "paid_cents": part if is_open else total,
        "search_text": searchable(number, label),
    }


def _parts(invoice_id: int, total_cents: int, places: list[int]) -> list[dict[str, Any]]:
    """Two locations' subtotals; what is left of the total is tied to none."""
    first, second = places[invoice_id % _LOCATIONS], places[(invoice_id + 5) % _LOCATIONS]
    return [
        {"invoice_id": invoice_id, "location_id": first, "subtotal_cents": total_cents * 2 // 3},
        {"invoice_id": invoice_id, "location_id": second, "subtotal_cents": total_cents // 4},
    ]


def _pay_by_check(session: Session, customer_id: int, invoices: Sequence[Found], today: date) -> None:
    """A check for what is paid of each invoice, tied to no location."""
    checks = [_check(customer_id, row, today) for row in invoices]
    session.add_all(checks)
    session.flush()
    parts = [
        Allocation(payment_id=check.id, invoice_id=row.id, amount_cents=row.paid_cents, applied_on=check.paid_on)
        for check, row in zip(checks, invoices, strict=True)
    ]
    session.add_all(parts)
    session.flush()
    session.add_all(AllocationSplit(allocation_id=part.id, location_id=None, amount_cents=part.amount_cents) for part in parts)


def _check(customer_id: int, invoice: Found, today: date) -> Payment:
    number = f"P-{invoice.number}"
    return Payment(
        customer_id=customer_id,
        number=number,
        number_key=natural_key(number),
        state=PaymentState.SUCCEEDED,
        method=PaymentMethod.CHECK,
        amount_cents=invoice.paid_cents,
        paid_on=today - timedelta(days=20),
    )


def _visit(plan: Plan, customer_id: int, person_id: int, today: date) -> Visit:
    account = AccountView(customer_id, plan.number, f"Builders {plan.number}", "Tyler", CustomerKind.ROLL_OFF)
    return Visit(1, person_id, "Dana Ortiz", plan.email, "system", "en_US", account, 1, Scope(customer_id), today)
