"""How a scenario begins: accounts with bills, people who pay them, cards on file, and some credit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from db.engine import Database
from db.models import (
    Base,
    Card,
    Company,
    CreditMemo,
    Customer,
    CustomerKind,
    Invoice,
    InvoiceLine,
    InvoiceLocation,
    InvoiceStatus,
    Location,
    Person,
)
from db.scope import Scope
from portal_ui.views import AccountView, Visit
from portal_ui.views import CustomerKind as ShownKind

TODAY = date(2026, 11, 23)
BEGIN = datetime(2026, 11, 23, 18, tzinfo=UTC)
_EMPTY = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables) if table.name != "audit"]  # it forgets nothing


@dataclass(frozen=True)
class Account:
    """An account: who pays for it, with which card on file, and its invoices' totals by number."""

    visits: tuple[Visit, ...]
    card_id: int
    totals: Mapping[str, int]


def open_carelessly(url: str) -> Database:
    """A database for thousands of scenarios, none of which needs to outlive a loss of power."""
    database = Database.open(url)
    if database.is_sqlite:

        @event.listens_for(database._writer, "connect")
        def be_careless(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            connection.cursor().execute("PRAGMA synchronous = OFF")

    return database


def empty(database: Database) -> None:
    """Forget every scenario."""
    database.write_now(_empty)


def set_scene(database: Database, seed: int, random: Random) -> list[Account]:
    """Begin another scenario beside those that are over."""
    return database.write_now(_set, seed, random)


def _empty(session: Session) -> None:
    for statement in _EMPTY:
        session.connection().exec_driver_sql(statement)
    session.add(Company(id=1, name="Piney Hollow Hauling", email="office@example.com", takes_bank_debits=True))


def _set(session: Session, seed: int, random: Random) -> list[Account]:
    return [_account(session, f"{seed}-{index}", random) for index in range(1, random.randint(1, 3) + 1)]


def _account(session: Session, number: str, random: Random) -> Account:
    customer = Customer(number=number, number_key=number, name=f"Customer {number}", kind=CustomerKind.ROLL_OFF)
    people = [Person(email=f"{name.lower()}-{number}@example.com", name=name) for name in ("Dana", "Maria")]
    session.add_all([customer, *people])
    session.flush()
    places = [Location(customer_id=customer.id, number=f"L-{number}-{index}", address_line="12 Mill Street") for index in (1, 2)]
    facts = {"brand": "Visa", "exp_month": 12, "exp_year": 2034, "is_default": True}
    card = Card(customer_id=customer.id, gateway="demo", gateway_reference=f"demo_card_{number}_4242", last4="4242", **facts)
    session.add_all([card, *places])
    if random.random() < 0.4:
        cents = random.randint(1, 20_000)
        memo = CreditMemo(customer_id=customer.id, number=f"CM-{number}", issued_on=TODAY, total_cents=cents, remaining_cents=cents)
        session.add(memo)
    session.flush()
    totals = {f"I-{number}-{index}": random.randint(900, 60_000) for index in range(random.randint(1, 3))}
    for name, cents in totals.items():
        _bill(session, customer.id, name, cents, [place.id for place in places[: random.randint(0, 2)]])
    return Account(tuple(_visit(customer, person) for person in people), card.id, totals)


def _bill(session: Session, customer_id: int, number: str, cents: int, places: list[int]) -> None:
    dates = {"invoice_date": TODAY, "due_date": TODAY}
    invoice = Invoice(customer_id=customer_id, number=number, number_key=number, status=InvoiceStatus.POSTED, total_cents=cents, **dates)
    session.add(invoice)
    session.flush()
    shares = [cents // 3] * len(places)  # the rest is tied to no location, as taxes are
    owners = [*zip(places, shares, strict=True), (None, cents - sum(shares))]
    for position, (place, share) in enumerate(owners, 1):
        row = InvoiceLine(invoice_id=invoice.id, position=position, location_id=place, description="Haul", amount_cents=share)
        session.add(row)
    session.add_all(InvoiceLocation(invoice_id=invoice.id, location_id=place, subtotal_cents=cents // 3) for place in places)


def _visit(customer: Customer, person: Person) -> Visit:
    account = AccountView(customer.id, customer.number, customer.name, "Marshall", ShownKind.ROLL_OFF)
    return Visit(1, person.id, person.name, person.email, "system", "en_US", account, 1, Scope(customer.id), TODAY)
