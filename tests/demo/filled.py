"""A database with the demo in it."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    Access,
    Allocation,
    AuditEntry,
    Card,
    Company,
    Customer,
    Invoice,
    InvoiceLine,
    Letter,
    Order,
    Payment,
    Person,
    StaffMember,
)
from portal_ui import demo

_TABLES = (Company, Customer, Invoice, InvoiceLine, Order, Payment, Allocation, Person, Access, StaffMember, Card, Letter, AuditEntry)


def quick_hash(password: str) -> str:
    """What a real hash is for here: to be told from others."""
    return f"hash of {password}"


def fill(database: Database, folder: Path, today: date) -> None:
    """The demo as the tests that read its files have it."""
    demo.fill(database, folder, today=today, invoices=120, orders=80, password_hash=quick_hash)


def row_counts(session: Session) -> dict[str, int]:
    """How many rows the tables have that the demo fills."""
    return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in _TABLES}
