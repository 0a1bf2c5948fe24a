"""What belongs to which location: shares and subtotals, against what they are shares and subtotals of."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select, union_all

from db.models import (
    Allocation,
    AllocationSplit,
    CreditApplication,
    CreditMemo,
    CreditSplit,
    Invoice,
    InvoiceLine,
    InvoiceLocation,
    Location,
    Payment,
)

_INVOICE = Invoice.__table__.c
_ON = literal(" on invoice ")

Wrong = Select[Any]


def allocation_shares(_now: datetime) -> Wrong:
    """A payment on an invoice whose shares are more or less than it."""
    part, share, payment = Allocation.__table__, AllocationSplit.__table__, Payment.__table__.c
    wrong = _shares(part, share.c.allocation_id, share.c.amount_cents, payment.number)
    return wrong.join(Payment.__table__, payment.id == part.c.payment_id).join(Invoice.__table__, _INVOICE.id == part.c.invoice_id)


def application_shares(_now: datetime) -> Wrong:
    """A credit on an invoice whose shares are more or less than it."""
    part, share, memo = CreditApplication.__table__, CreditSplit.__table__, CreditMemo.__table__.c
    wrong = _shares(part, share.c.application_id, share.c.amount_cents, memo.number)
    return wrong.join(CreditMemo.__table__, memo.id == part.c.credit_memo_id).join(Invoice.__table__, _INVOICE.id == part.c.invoice_id)


def _shares(part: FromClause, of: ColumnElement[int], cents: ColumnElement[int], number: ColumnElement[str]) -> Wrong:
    sums = select(of.label("id"), func.sum(cents).label("cents")).group_by(of).subquery()
    found = func.coalesce(sums.c.cents, 0)
    words = number + _ON + _INVOICE.number
    rows = select(words.label("name"), part.c.amount_cents.label("expected"), found.label("found")).select_from(part)
    return rows.outerjoin(sums, sums.c.id == part.c.id).where(found != part.c.amount_cents).order_by(part.c.id)


def subtotals(_now: datetime) -> Wrong:
    """A location of an invoice whose subtotal is not what its lines there come to."""
    line, place = InvoiceLine.__table__.c, InvoiceLocation.__table__.c
    none = literal(0)
    lines = select(line.invoice_id, line.location_id, line.amount_cents.label("said"), none.label("kept")).where(
        line.location_id.is_not(None)
    )
    kept = select(place.invoice_id, place.location_id, none.label("said"), place.subtotal_cents.label("kept"))
    both = union_all(lines, kept).subquery()
    said, found = func.sum(both.c.said), func.sum(both.c.kept)
    location = Location.__table__.c
    words = _INVOICE.number + literal(" at location ") + location.number
    rows = select(words.label("name"), said.label("expected"), found.label("found")).select_from(both)
    rows = rows.join(Invoice.__table__, _INVOICE.id == both.c.invoice_id).join(Location.__table__, location.id == both.c.location_id)
    rows = rows.group_by(both.c.invoice_id, both.c.location_id, _INVOICE.number, location.number)
    return rows.having(said != found).order_by(both.c.invoice_id, both.c.location_id)
