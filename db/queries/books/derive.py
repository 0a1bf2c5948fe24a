"""The facts from which labels, search texts, totals and shares are made, for every customer that the files touch."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, Table, case, func, insert, select, union
from sqlalchemy.orm import Session

from db.queries.books import stage as s
from db.queries.books.merge import TABLES

Facts = Iterator[Row[Any]]
LIVE = ("created", "submitting", "requires_action", "processing")  # a payment that still holds money
_payments = TABLES["payments"]
_allocations = TABLES["allocations"]
_applications = TABLES["credit_applications"]
_invoices = TABLES["invoices"]
_locations = TABLES["locations"]
_TOUCHED_BY = (  # file, its column, the table that column names a row of
    ("customers", "number", "customers"),
    *((file, "customer", "customers") for file in ("contacts", "locations", "services", "orders", "invoices", "payments", "credit_memos")),
    ("order_lines", "order", "orders"),
    ("invoice_lines", "invoice", "invoices"),
    *((file, "payment", "payments") for file in ("allocations", "refunds", "disputes")),
    ("credit_applications", "credit_memo", "credit_memos"),
)


def touch(session: Session) -> None:
    """Note whose books the staged files speak of."""
    customers = []
    for file, column, into in _TOUCHED_BY:
        table, stage = TABLES[into], s.STAGES[file]
        owner = table.c.id if into == "customers" else table.c.customer_id
        customers.append(select(owner).join_from(stage, table, table.c.number == stage.c[column]))
    session.execute(insert(s.touched).from_select(["customer_id"], union(*customers)))


def _touched(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(select(s.touched.c.customer_id))


def touched_ids(table: Table) -> Select[Any]:
    """The ids of the touched customers' rows in one table."""
    return select(table.c.id).where(_touched(table.c.customer_id))


def services(session: Session) -> Facts:
    """Each service with the address of its location."""
    t = TABLES["routed_services"].c
    rows = select(t.id, t.number, t.service, t.container, t.material, t.frequency, t.days, *_address())
    return iter(session.execute(rows.join(_locations, _locations.c.id == t.location_id).where(_touched(t.customer_id))))


def orders(session: Session) -> Facts:
    """Each order with the sum of its lines and the address of its location."""
    t, lines = TABLES["orders"].c, TABLES["order_lines"]
    total = select(func.coalesce(func.sum(lines.c.amount_cents), 0)).where(lines.c.order_id == t.id).scalar_subquery()
    rows = select(t.id, t.number, t.po_number, t.ticket_number, t.asset_id, t.size, t.material, t.description)
    rows = rows.add_columns(total.label("total_cents"), *_address()).join(_locations, _locations.c.id == t.location_id)
    return iter(session.execute(rows.where(_touched(t.customer_id))))


def _address() -> list[ColumnElement[Any]]:
    return [_locations.c.name.label("location_name"), _locations.c.address_line, _locations.c.city]


def payments(session: Session) -> Facts:
    """Each payment of the books, once an allocation, with what was given back or is disputed; those of the portal keep their own sums."""
    t, refunds, disputes = _payments.c, TABLES["refunds"], TABLES["disputes"]
    refunded = _sum(refunds.c.amount_cents, refunds.c.payment_id == t.id, refunds.c.state == "succeeded")
    disputed = _sum(disputes.c.amount_cents, disputes.c.payment_id == t.id, disputes.c.state != "won")
    rows = select(t.id, t.number, t.reference, t.method, t.brand, t.last4, t.state, t.amount_cents)
    rows = rows.add_columns(refunded.label("refunded_cents"), disputed.label("disputed_cents"))
    rows = rows.add_columns(_allocations.c.id.label("allocation_id"), _allocations.c.amount_cents.label("allocated_cents"))
    rows = rows.add_columns(_invoices.c.number.label("invoice")).outerjoin(_allocations, _allocations.c.payment_id == t.id)
    rows = rows.outerjoin(_invoices, _invoices.c.id == _allocations.c.invoice_id)
    rows = rows.where(_touched(t.customer_id), t.gateway == "").order_by(t.id, _allocations.c.id)
    return iter(session.execute(rows))


def _sum(amount: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(amount), 0)).where(*conditions).scalar_subquery()


def invoices(session: Session) -> Facts:
    """Each invoice, once a line in their order, with what was paid, is held and was credited by anyone, the portal included."""
    i, lines = _invoices.c, TABLES["invoice_lines"]
    paid, credited = _paid(), _credited()
    rows = select(i.id, i.number, i.po_number, i.memo, lines.c.kind, lines.c.description, lines.c.amount_cents, lines.c.location_id)
    rows = rows.add_columns(*_address(), *(func.coalesce(paid.c[name], 0).label(name) for name in ("paid_cents", "held_cents")))
    rows = rows.add_columns(func.coalesce(credited.c.credited_cents, 0).label("credited_cents")).select_from(_invoices)
    rows = rows.outerjoin(lines, lines.c.invoice_id == i.id).outerjoin(_locations, _locations.c.id == lines.c.location_id)
    rows = rows.outerjoin(paid, paid.c.invoice_id == i.id).outerjoin(credited, credited.c.invoice_id == i.id)
    return iter(session.execute(rows.where(_touched(i.customer_id)).order_by(i.id, lines.c.position)))


def _paid() -> Subquery:
    """What payments did to each invoice: succeeded ones paid, those in process hold."""
    a, p = _allocations.c, _payments.c
    paid = case((p.state == "succeeded", a.amount_cents - a.reversed_cents), else_=0)
    held = case((p.state.in_(LIVE), a.amount_cents), else_=0)
    sums = select(a.invoice_id, func.sum(paid).label("paid_cents"), func.sum(held).label("held_cents"))
    sums = sums.join_from(_allocations, _payments, p.id == a.payment_id).where(_touched(p.customer_id))
    return sums.group_by(a.invoice_id).subquery("paid")


def _credited() -> Subquery:
    a, memos = _applications.c, TABLES["credit_memos"]
    sums = select(a.invoice_id, func.sum(a.amount_cents).label("credited_cents")).join_from(
        _applications, memos, memos.c.id == a.credit_memo_id
    )
    return sums.where(_touched(memos.c.customer_id)).group_by(a.invoice_id).subquery("credited")


def allocations(session: Session) -> Facts:
    """Each allocation of the books, once a location of its invoice, for splitting."""
    ours = select(_allocations.c.id, _allocations.c.invoice_id, _allocations.c.amount_cents)
    ours = ours.join(_payments, _payments.c.id == _allocations.c.payment_id).where(_payments.c.gateway == "")
    ours = ours.where(_allocations.c.credit_use_id.is_(None))
    return _by_location(session, ours.where(_touched(_payments.c.customer_id)))


def applications(session: Session) -> Facts:
    """Each credit application of the books, once a location of its invoice, for splitting."""
    ours = select(_applications.c.id, _applications.c.invoice_id, _applications.c.amount_cents)
    ours = ours.join(_invoices, _invoices.c.id == _applications.c.invoice_id).where(_touched(_invoices.c.customer_id))
    ours = ours.where(_applications.c.credit_use_id.is_(None))
    return _by_location(session, ours)


def _by_location(session: Session, parts: Select[Any]) -> Facts:
    part, place = parts.subquery("part"), TABLES["invoice_locations"]
    rows = select(part.c.id, part.c.amount_cents, _invoices.c.total_cents, place.c.location_id, place.c.subtotal_cents)
    rows = rows.select_from(part).join(_invoices, _invoices.c.id == part.c.invoice_id)
    rows = rows.outerjoin(place, place.c.invoice_id == part.c.invoice_id).order_by(part.c.id, place.c.location_id)
    return iter(session.execute(rows))


def subtotals() -> Select[Any]:
    """The rows that `invoice_locations` should have."""
    lines = TABLES["invoice_lines"]
    rows = select(lines.c.invoice_id, lines.c.location_id, func.sum(lines.c.amount_cents).label("subtotal_cents"))
    rows = rows.join_from(lines, _invoices, _invoices.c.id == lines.c.invoice_id)
    rows = rows.where(lines.c.location_id.is_not(None), _touched(_invoices.c.customer_id))
    return rows.group_by(lines.c.invoice_id, lines.c.location_id)
