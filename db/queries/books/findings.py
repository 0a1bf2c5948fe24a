"""What staged files contradict: themselves, each other, and what the portal already knows."""

import enum
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, exists, func, literal, select, update
from sqlalchemy.orm import Session

from db.queries.books import stage as s
from db.queries.books.merge import TABLES


class Wrong(enum.Enum):
    """What can be wrong beyond a single cell."""

    TWICE = "twice"
    UNKNOWN = "unknown"
    MOVED = "moved"
    REFUND_MOVED = "refund-moved"
    OTHER_CUSTOMER = "other-customer"
    OF_PORTAL = "of-portal"
    TOTAL_DIFFERS = "total-differs"
    TOTAL_NEGATIVE = "total-negative"
    TOTAL_TOO_LARGE = "total-too-large"
    OVER_PAYMENT = "over-payment"
    OVER_TOTAL = "over-total"
    OVER_CREDIT = "over-credit"
    OVER_RETURNED = "over-returned"
    NOT_A_BILL = "not-a-bill"
    NOT_SUCCEEDED = "not-succeeded"


class Finding(NamedTuple):
    """One contradiction, at one cell. What `values` holds depends on what is wrong: numbers as text, sums in cents."""

    wrong: Wrong
    file: str  # without `.csv`
    row: int
    column: str
    values: tuple[Any, ...]


_customers = TABLES["customers"]
_payments = TABLES["payments"]
_REFERENCES = (  # file, column, the file and the table it points into
    *((file, "customer", "customers", "customers") for file in ("contacts", "locations", "services", "orders", "invoices", "payments")),
    ("credit_memos", "customer", "customers", "customers"),
    ("services", "location", "locations", "locations"),
    ("orders", "location", "locations", "locations"),
    ("order_lines", "order", "orders", "orders"),
    ("order_events", "order", "orders", "orders"),
    ("invoice_lines", "invoice", "invoices", "invoices"),
    ("invoice_lines", "location", "locations", "locations"),
    ("invoice_lines", "order", "orders", "orders"),
    ("allocations", "payment", "payments", "payments"),
    ("allocations", "invoice", "invoices", "invoices"),
    ("credit_applications", "credit_memo", "credit_memos", "credit_memos"),
    ("credit_applications", "invoice", "invoices", "invoices"),
    ("refunds", "payment", "payments", "payments"),
    ("disputes", "payment", "payments", "payments"),
)
_OWNED = {"locations": "locations", "services": "routed_services", "orders": "orders", "invoices": "invoices", "payments": "payments"}
_OWNED |= {"credit_memos": "credit_memos"}
_OWNERS = (  # file, its column whose customer counts and that one's table, the column pointing elsewhere and that one's table
    ("services", "customer", "customers", "location", "locations"),
    ("orders", "customer", "customers", "location", "locations"),
    ("invoice_lines", "invoice", "invoices", "location", "locations"),
    ("invoice_lines", "invoice", "invoices", "order", "orders"),
    ("allocations", "payment", "payments", "invoice", "invoices"),
    ("credit_applications", "credit_memo", "credit_memos", "invoice", "invoices"),
)


def before_filing(session: Session, files: set[str], unread: set[str]) -> Iterator[Finding]:
    """What is wrong with the staged `files` before any of it is filed. Into files left `unread` nothing is looked up."""
    for file in files & s.KEYS.keys():
        yield from _twice(session, file)
    for file, column, into, table in _REFERENCES:
        if file in files and into not in unread:
            yield from _unknown(session, file, column, s.STAGES[into], TABLES[table])
    for file, table in _OWNED.items():
        if file in files:
            yield from _moved(session, file, TABLES[table])
    if "refunds" in files:
        yield from _refund_moved(session)
    for file, column in (("payments", "number"), ("allocations", "payment"), ("refunds", "payment"), ("disputes", "payment")):
        if file in files:
            yield from _of_portal(session, file, column)


def after_filing(session: Session, files: set[str]) -> Iterator[Finding]:
    """What of the filed rows points to another customer's."""
    for file, holder, holders, column, table in _OWNERS:
        if file not in files:
            continue
        stage, mine, theirs = s.STAGES[file], TABLES[holders].alias("mine"), TABLES[table].alias("theirs")
        owner = mine.c.id if holders == "customers" else mine.c.customer_id
        rows = select(stage.c.row, stage.c[column]).join(mine, mine.c.number == stage.c[holder])
        rows = rows.join(theirs, theirs.c.number == stage.c[column]).where(theirs.c.customer_id != owner).order_by(stage.c.row)
        for row, number in session.execute(rows):
            yield Finding(Wrong.OTHER_CUSTOMER, file, row, column, (number,))


def _twice(session: Session, file: str) -> Iterator[Finding]:
    stage, key = s.STAGES[file], s.KEYS[file]
    parts = [stage.c[name] for name in key]
    told = and_(*(part.is_not(None) for part in parts))
    first = func.min(stage.c.row).over(partition_by=parts).label("first")
    seen = select(stage.c.row, first, *parts).where(told).subquery()
    found = session.execute(select(seen).where(seen.c.row > seen.c.first).order_by(seen.c.row)).all()
    for row, before, *values in found:
        yield Finding(Wrong.TWICE, file, row, key[-1], (" / ".join(map(str, values)), before))
    if found:
        again = select(seen.c.row).where(seen.c.row > seen.c.first)
        session.execute(update(stage).where(stage.c.row.in_(again)).values(is_sound=False, can_file=False))


def _unknown(session: Session, file: str, column: str, into: Table, table: Table) -> Iterator[Finding]:
    stage = s.STAGES[file].alias("asking")
    name = stage.c[column]
    missing = select(stage.c.row, name).where(name.is_not(None), _absent(table, name), _absent(into, name)).order_by(stage.c.row)
    for row, number in session.execute(missing).all():
        yield Finding(Wrong.UNKNOWN, file, row, column, (number,))


def _absent(table: Table, number: ColumnElement[Any]) -> ColumnElement[bool]:
    other = table.alias("sought")
    return ~exists(select(literal(1)).select_from(other).where(other.c.number == number))


def _moved(session: Session, file: str, table: Table) -> Iterator[Finding]:
    stage = s.STAGES[file]
    rows = select(stage.c.row, stage.c.number, _customers.c.number.label("owner")).select_from(stage)
    rows = rows.join(table, table.c.number == stage.c.number).join(_customers, _customers.c.id == table.c.customer_id)
    for row, number, owner in session.execute(rows.where(_customers.c.number != stage.c.customer).order_by(stage.c.row)).all():
        yield Finding(Wrong.MOVED, file, row, "customer", (number, owner))


def _refund_moved(session: Session) -> Iterator[Finding]:
    c, refunds = s.refunds.c, TABLES["refunds"]
    rows = select(c.row, c.number, _payments.c.number.label("owner")).join(refunds, refunds.c.number == c.number)
    rows = rows.join(_payments, _payments.c.id == refunds.c.payment_id).where(_payments.c.number != c.payment)
    for row, number, owner in session.execute(rows.order_by(c.row)).all():
        yield Finding(Wrong.REFUND_MOVED, "refunds", row, "payment", (number, owner))


def _of_portal(session: Session, file: str, column: str) -> Iterator[Finding]:
    stage = s.STAGES[file]
    rows = select(stage.c.row, stage.c[column]).join(_payments, _payments.c.number == stage.c[column])
    for row, number in session.execute(rows.where(_payments.c.gateway != "").order_by(stage.c.row)).all():
        yield Finding(Wrong.OF_PORTAL, file, row, column, (number,))
