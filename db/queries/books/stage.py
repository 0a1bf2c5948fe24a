"""Where a company's files wait while they are checked: one temporary table a file, columns named as in the file.

A row with a cell that could not be read is not sound; it was reported when it was read. It can still be filed, with
something in that cell's place, to check what points to it; all of that is taken back when the books are refused.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.orm import Session

_TEMPORARY = MetaData()
STAGES: dict[str, Table] = {}  # by the file's name without `.csv`
_SORTED_BY: dict[str, tuple[tuple[str, ...], ...]] = {}


def _text(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


def _whole(*names: str) -> list[Column[Any]]:
    return [Column(name, Integer) for name in names]


def _dates(*names: str) -> list[Column[Any]]:
    return [Column(name, Date) for name in names]


def _stage(name: str, *columns: list[Column[Any]], sorted_by: tuple[tuple[str, ...], ...]) -> Table:
    every = [column for group in columns for column in group]
    first: list[Column[Any]] = [
        Column("row", Integer, primary_key=True, autoincrement=False),
        Column("is_sound", Boolean),
        Column("can_file", Boolean),
    ]
    STAGES[name] = table = Table(f"books_{name}", _TEMPORARY, *first, *every, prefixes=["TEMPORARY"])
    _SORTED_BY[name] = sorted_by
    return table


NUMBER = (("number",),)

company = _stage(
    "company",
    _text("name", "address", "city", "state", "postal_code", "phone", "email", "website", "support_hours"),
    _text("time_zone", "currency", "locale", "paper", "brand_color", "remit_to"),
    sorted_by=(),
)
customers = _stage(
    "customers",
    _text("number", "name", "kind", "email", "phone", "address", "city", "state", "postal_code", "terms", "number_key", "search_text"),
    sorted_by=NUMBER,
)
contacts = _stage("contacts", _text("customer", "name", "title", "email", "phone"), sorted_by=(("customer", "name", "email"),))
locations = _stage(
    "locations",
    _text("number", "customer", "name", "address", "city", "state", "postal_code"),
    [Column("active", Boolean)],
    sorted_by=NUMBER,
)
services = _stage(
    "services",
    _text("number", "customer", "location", "service", "container", "material", "frequency", "days", "status", "rate_period", "number_key"),
    _whole("containers", "rate"),
    _dates("next_service_date", "start_date"),
    sorted_by=NUMBER,
)
orders = _stage(
    "orders",
    _text("number", "customer", "location", "line", "type", "status", "asset_id", "size", "material", "description"),
    _text("po_number", "ticket_number", "number_key"),
    _dates("service_date"),
    _whole("gross_lb", "tare_lb", "included_lb"),
    sorted_by=NUMBER,
)
order_lines = _stage(
    "order_lines",
    _text("order", "description", "unit"),
    _whole("position", "quantity", "unit_price", "amount"),
    sorted_by=(("order", "position"),),
)
order_events = _stage(
    "order_events",
    _text("order", "description"),
    [Column("position", Integer), Column("at", DateTime(timezone=True))],
    sorted_by=(("order", "position"),),
)
invoices = _stage(
    "invoices",
    _text("number", "customer", "status", "terms", "po_number", "memo", "number_key"),
    _dates("invoice_date", "due_date"),
    _whole("total"),
    sorted_by=NUMBER,
)
invoice_lines = _stage(
    "invoice_lines",
    _text("invoice", "location", "order", "kind", "description", "unit"),
    _whole("position", "quantity", "unit_price", "amount"),
    sorted_by=(("invoice", "position"),),
)
payments = _stage(
    "payments",
    _text("number", "customer", "status", "method", "brand", "last4", "reference", "failure_reason", "number_key"),
    _dates("payment_date"),
    _whole("amount"),
    [Column("request_id", Uuid), Column("key", Uuid)],
    sorted_by=NUMBER,
)
allocations = _stage("allocations", _text("payment", "invoice"), _whole("amount"), sorted_by=(("payment", "invoice"), ("invoice",)))
credit_memos = _stage("credit_memos", _text("number", "customer", "reason"), _dates("date"), _whole("amount"), sorted_by=NUMBER)
credit_applications = _stage(
    "credit_applications",
    _text("credit_memo", "invoice"),
    _dates("date"),
    _whole("amount"),
    sorted_by=(("credit_memo", "invoice"), ("invoice",)),
)
refunds = _stage(
    "refunds",
    _text("number", "payment", "reason", "status"),
    _dates("date"),
    _whole("amount"),
    [Column("key", Uuid)],
    sorted_by=(("number",), ("payment",)),
)
disputes = _stage(
    "disputes",
    _text("payment", "reason", "status"),
    _dates("opened_date"),
    _whole("amount"),
    sorted_by=(("payment", "opened_date"),),
)

KEYS = {name: paths[0] for name, paths in _SORTED_BY.items() if paths}  # what may stand in a file only once


def _derived(name: str, *columns: Column[Any]) -> Table:
    return Table(f"books_{name}", _TEMPORARY, *columns, prefixes=["TEMPORARY"])


def _id(name: str = "id") -> Column[Any]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _big(*names: str) -> list[Column[Any]]:
    return [Column(name, BigInteger) for name in names]


touched = _derived("touched", _id("customer_id"))
derived_services = _derived("derived_services", _id(), *_text("location_label", "search_text"))
derived_orders = _derived("derived_orders", _id(), *_big("total_cents"), *_text("location_label", "search_text"))
derived_payments = _derived("derived_payments", _id(), *_whole("unapplied_cents", "refunded_cents"), *_text("search_text"))
derived_allocations = _derived("derived_allocations", _id(), *_whole("reversed_cents"))
derived_invoices = _derived(
    "derived_invoices",
    _id(),
    *_big("gross_cents", "total_cents", "tax_cents", "paid_cents", "held_cents", "credited_cents"),
    *_whole("location_count"),
    *_text("location_label", "search_text"),
)
shares = _derived("shares", *_whole("parent_id", "location_id", "amount_cents"))
Index("ix_books_shares", shares.c.parent_id)


def pitch(session: Session) -> None:
    """Make the empty tables. They are this connection's own and vanish with the transaction's end or `strike`."""
    _TEMPORARY.create_all(session.connection(), checkfirst=False)


def sort(session: Session) -> None:
    """Index what was loaded: once, after the last row, which is cheaper than row by row."""
    for name, paths in _SORTED_BY.items():
        table = STAGES[name]
        for at, path in enumerate(paths):
            index = Index(f"ix_books_{name}_{at}", *(table.c[column] for column in path))
            index.create(session.connection())
            table.indexes.remove(index)  # else the next import would make it with the table


def strike(session: Session) -> None:
    """Take the tables away again."""
    _TEMPORARY.drop_all(session.connection(), checkfirst=False)
