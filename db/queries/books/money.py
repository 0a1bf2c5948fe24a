"""How staged payments, credits and what came back of them become the portal's.

What the portal made itself, a payment with a gateway, is never touched from files. Credit that a customer used on the portal stays
too, until the files say what became of that credit on that invoice: then their row takes its place.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, null, select
from sqlalchemy.orm import Session

from db.queries.books import stage as s
from db.queries.books.merge import TABLES, Counts, give_way, ids_of, merge, merge_set

_customers = TABLES["customers"]
_invoices = TABLES["invoices"]
_payments = TABLES["payments"]
_memos = TABLES["credit_memos"]


def payments(session: Session) -> Counts:
    """Payments of the books by number. A changed one owes its sums until `settle`."""
    c = s.payments.c
    currency = func.coalesce(select(TABLES["company"].c.currency).scalar_subquery(), "USD").label("currency")
    rows = select(_customers.c.id.label("customer_id"), c.number, c.number_key, c.status.label("state"), c.method, c.brand, c.last4)
    rows = rows.add_columns(c.reference, c.failure_reason, c.payment_date.label("paid_on"), c.amount.label("amount_cents"))
    rows = rows.add_columns(c.request_id, c.key, currency).join_from(s.payments, _customers, _customers.c.number == c.customer)
    reset = {"unapplied_cents": 0, "refunded_cents": 0}
    return merge(session, _payments, rows.where(c.can_file), ["number"], once=["request_id", "key", "currency"], reset=reset)


def allocations(session: Session) -> Counts:
    """What each payment that the files name was for, as a set."""
    c, target = s.allocations.c, TABLES["allocations"]
    applied_on = case((_payments.c.state == "succeeded", _payments.c.paid_on), else_=null()).label("applied_on")
    rows = select(_payments.c.id.label("payment_id"), _invoices.c.id.label("invoice_id"), c.amount.label("amount_cents"), applied_on)
    rows = rows.select_from(s.allocations).join(_payments, _payments.c.number == c.payment)
    rows = rows.join(_invoices, _invoices.c.number == c.invoice).where(c.can_file, _payments.c.gateway == "")
    within = _of_books(target, c.payment, s.payments.c.number)
    return _beside_used_credit(session, target, rows, ["payment_id", "invoice_id"], within, reset={"reversed_cents": 0})


def credit_memos(session: Session) -> Counts:
    """Credit memos by number."""
    c = s.credit_memos.c
    rows = select(_customers.c.id.label("customer_id"), c.number, c.date.label("issued_on"), c.reason, c.amount.label("total_cents"))
    rows = rows.add_columns(c.amount.label("remaining_cents"))
    rows = rows.join_from(s.credit_memos, _customers, _customers.c.number == c.customer).where(c.can_file)
    return merge(session, _memos, rows, ["number"], once=["remaining_cents"], reset={"remaining_cents": 0})


def credit_applications(session: Session) -> Counts:
    """What each credit memo that the files name was applied to, as a set."""
    c, target = s.credit_applications.c, TABLES["credit_applications"]
    ids = _memos.c.id.label("credit_memo_id"), _invoices.c.id.label("invoice_id")
    rows = select(*ids, c.amount.label("amount_cents"), c.date.label("applied_on")).select_from(s.credit_applications)
    rows = rows.join(_memos, _memos.c.number == c.credit_memo).join(_invoices, _invoices.c.number == c.invoice)
    within = target.c.credit_memo_id.in_(ids_of(_memos, c.credit_memo, s.credit_memos.c.number))
    return _beside_used_credit(session, target, rows.where(c.can_file), ["credit_memo_id", "invoice_id"], within)


def _beside_used_credit(
    session: Session, target: Table, rows: Select[Any], key: list[str], within: ColumnElement[bool], *, reset: dict[str, int] | None = None
) -> Counts:
    """`merge_set` among the rows of the books alone; what was used on the portal gives way only to a row for the same two."""
    gone = give_way(session, target, rows, key, and_(within, target.c.credit_use_id.is_not(None)))
    counts = merge_set(session, target, rows, key, and_(within, target.c.credit_use_id.is_(None)), reset=reset)
    return counts._replace(removed=counts.removed + gone)


def refunds(session: Session) -> Counts:
    """Refunds by number, of payments of the books."""
    c = s.refunds.c
    rows = select(c.number, c.key, c.status.label("state"), c.amount.label("amount_cents"), c.reason, c.date.label("refunded_on"))
    return merge(session, TABLES["refunds"], _of_payment(s.refunds, rows), ["number"], once=["key"])


def disputes(session: Session) -> Counts:
    """The chargebacks of each payment that the file names, as a set."""
    c, target = s.disputes.c, TABLES["disputes"]
    rows = select(c.status.label("state"), c.amount.label("amount_cents"), c.reason, c.opened_date.label("opened_on"))
    within = _of_books(target, c.payment)
    return merge_set(session, target, _of_payment(s.disputes, rows), ["payment_id", "opened_on"], within)


def _of_payment(stage: Table, rows: Select[Any]) -> Select[Any]:
    joined = rows.add_columns(_payments.c.id.label("payment_id")).join_from(stage, _payments, _payments.c.number == stage.c.payment)
    return joined.where(stage.c.can_file, _payments.c.gateway == "")


def _of_books(target: Table, *numbers: ColumnElement[Any]) -> ColumnElement[bool]:
    of_portal = select(_payments.c.id).where(_payments.c.gateway != "")
    return and_(target.c.payment_id.in_(ids_of(_payments, *numbers)), target.c.payment_id.not_in(of_portal))
