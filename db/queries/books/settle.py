"""Write what was derived from the merged books: totals, sums, labels, search texts, shares of locations."""

from typing import Any

from sqlalchemy import Select, Table, func, select, text, update
from sqlalchemy.orm import Session

from db.queries.books import stage as s
from db.queries.books.derive import subtotals, touched_ids
from db.queries.books.merge import TABLES, merge_set, refresh

_RAISED = """
    INSERT INTO account_changes (customer_id, version) SELECT customer_id, 1 FROM books_touched WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET version = account_changes.version + 1
"""
_payments = TABLES["payments"]
_invoices = TABLES["invoices"]


def work(session: Session) -> None:
    """Labels, search texts and totals of services and orders."""
    refresh(session, TABLES["routed_services"], select(s.derived_services))
    refresh(session, TABLES["orders"], select(s.derived_orders))


def payments(session: Session) -> None:
    """What each payment of the books left over and gave back, and which of its allocations were taken back."""
    refresh(session, _payments, select(s.derived_payments))
    refresh(session, TABLES["allocations"], select(s.derived_allocations))


def invoices(session: Session) -> None:
    """Totals and sums of invoices in one statement each, for total, paid, credited and held bind each other."""
    derived = s.derived_invoices.c
    refresh(session, _invoices, select(*(column for column in derived if column.name != "gross_cents")))
    target = TABLES["invoice_locations"]
    within = target.c.invoice_id.in_(touched_ids(_invoices))
    merge_set(session, target, subtotals(), ["invoice_id", "location_id"], within)
    _remaining_credit(session)


def _remaining_credit(session: Session) -> None:
    memos, applications = TABLES["credit_memos"], TABLES["credit_applications"]
    applied = select(func.coalesce(func.sum(applications.c.amount_cents), 0)).where(applications.c.credit_memo_id == memos.c.id)
    remaining = memos.c.total_cents - applied.scalar_subquery()
    session.execute(
        update(memos).values(remaining_cents=remaining).where(memos.c.id.in_(touched_ids(memos)), memos.c.remaining_cents != remaining)
    )


def allocation_splits(session: Session) -> None:
    """Take over the staged shares of allocations of the books."""
    allocations = TABLES["allocations"]
    parents = select(allocations.c.id).join(_payments, _payments.c.id == allocations.c.payment_id)
    parents = parents.where(_payments.c.id.in_(touched_ids(_payments)), _payments.c.gateway == "", allocations.c.credit_use_id.is_(None))
    _splits(session, "allocation_splits", "allocation_id", parents)


def credit_splits(session: Session) -> None:
    """Take over the staged shares of credit applications of the books."""
    applications = TABLES["credit_applications"]
    parents = select(applications.c.id).where(applications.c.invoice_id.in_(touched_ids(_invoices)), applications.c.credit_use_id.is_(None))
    _splits(session, "credit_splits", "application_id", parents)


def _splits(session: Session, table: str, parent: str, parents: Select[Any]) -> None:
    target: Table = TABLES[table]
    rows = select(s.shares.c.parent_id.label(parent), s.shares.c.location_id, s.shares.c.amount_cents)
    merge_set(session, target, rows, [parent, "location_id"], target.c[parent].in_(parents))
    session.execute(s.shares.delete())


def tell(session: Session) -> None:
    """Let open pages of the touched customers know that there is news."""
    session.execute(text(_RAISED))
