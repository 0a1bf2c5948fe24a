"""How staged orders and invoices become the portal's, with their lines and events."""

from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from db.queries.books import stage as s
from db.queries.books.merge import TABLES, Counts, ids_of, merge, merge_set
from db.queries.books.parties import Columns, at_location

_customers = TABLES["customers"]
_locations = TABLES["locations"]
_orders = TABLES["orders"]
_invoices = TABLES["invoices"]


def orders(session: Session) -> Counts:
    """Orders by number. Their totals, labels and search texts are derived later."""
    c = s.orders.c
    rows = at_location(s.orders, c.number, c.number_key, c.line, c.type, c.status, c.service_date.label("service_on"), c.asset_id, c.size)
    rows = rows.add_columns(c.material, c.description, c.po_number, c.ticket_number)
    rows = rows.add_columns(c.gross_lb.label("gross_pounds"), c.tare_lb.label("tare_pounds"), c.included_lb.label("included_pounds"))
    return merge(session, _orders, rows, ["number"])


def order_lines(session: Session) -> Counts:
    """The lines of each order that the files name, as a set."""
    return _of_order(session, s.order_lines, TABLES["order_lines"], _charge(s.order_lines.c))


def order_events(session: Session) -> Counts:
    """What happened to each order that the files name, as a set."""
    c = s.order_events.c
    return _of_order(session, s.order_events, TABLES["order_events"], [c.position, c["at"], c.description])


def invoices(session: Session) -> Counts:
    """Invoices by number. A changed one owes its sums until `settle`."""
    c = s.invoices.c
    rows = select(_customers.c.id.label("customer_id"), c.number, c.number_key, c.status, c.invoice_date, c.due_date, c.terms)
    rows = rows.add_columns(c.po_number, c.memo).join_from(s.invoices, _customers, _customers.c.number == c.customer)
    reset = {"paid_cents": 0, "credited_cents": 0, "held_cents": 0}
    return merge(session, _invoices, rows.where(c.can_file), ["number"], reset=reset)


def invoice_lines(session: Session) -> Counts:
    """The lines of each invoice that the files name, as a set."""
    c, target = s.invoice_lines.c, TABLES["invoice_lines"]
    ids = _invoices.c.id.label("invoice_id"), _locations.c.id.label("location_id"), _orders.c.id.label("order_id")
    rows = select(*ids, c.kind, *_charge(c)).select_from(s.invoice_lines).join(_invoices, _invoices.c.number == c.invoice)
    rows = rows.outerjoin(_locations, _locations.c.number == c.location).outerjoin(_orders, _orders.c.number == c.order)
    within = target.c.invoice_id.in_(ids_of(_invoices, c.invoice, s.invoices.c.number))
    return merge_set(session, target, rows.where(c.can_file), ["invoice_id", "position"], within)


def _of_order(session: Session, stage: Table, target: Table, columns: list[ColumnElement[Any]]) -> Counts:
    rows = select(_orders.c.id.label("order_id"), *columns).join_from(stage, _orders, _orders.c.number == stage.c.order)
    within = target.c.order_id.in_(ids_of(_orders, stage.c.order, s.orders.c.number))
    return merge_set(session, target, rows.where(stage.c.can_file), ["order_id", "position"], within)


def _charge(c: Columns) -> list[ColumnElement[Any]]:
    named = c.quantity.label("quantity_thousandths"), c.unit_price.label("unit_price_cents"), c.amount.label("amount_cents")
    return [c.position, c.description, c.unit, *named]
