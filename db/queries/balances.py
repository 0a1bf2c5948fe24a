"""What accounts owe. Everything that shows a debt reads it here, so that no two places can differ.

Only open invoices count: posted, not void, with something left to pay. Money in process lowers no balance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Date, Integer, bindparam, case, func, literal_column, select
from sqlalchemy.orm import Session

from db.models import CreditMemo, Invoice, Payment, PaymentState
from db.queries.invoices import IS_OPEN

_INVOICE = Invoice.__table__.c
_PAYMENT = Payment.__table__.c
_MEMO = CreditMemo.__table__.c
_DAYS = (0, 30, 60, 90)  # an invoice is later than so many days when it was due before today less so many


@dataclass(frozen=True, slots=True)
class Owed:
    """An account's debt on a day, in cents. The five ages sum to it; the last four of them are overdue."""

    invoices: int = 0
    cents: int = 0
    late_invoices: int = 0
    oldest_due: date | None = None
    held_cents: int = 0  # in process
    late_held_cents: int = 0  # of it, what is late
    ages: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)  # current, 1-30, 31-60, 61-90, 90+ days late

    @property
    def late_cents(self) -> int:
        """The part that was due before today; what is due today is not late."""
        return sum(self.ages[1:])


def _later_than(days: int) -> ColumnElement[bool]:
    return _INVOICE.due_date < bindparam(f"less_{days}", type_=Date)


def _sum_later_than(days: int) -> ColumnElement[int]:
    return func.sum(case((_later_than(days), _INVOICE.balance_cents), else_=0))


_OWED = (
    select(
        _INVOICE.customer_id,
        func.count(),
        func.sum(_INVOICE.balance_cents),
        func.sum(case((_later_than(0), 1), else_=0)),
        func.min(_INVOICE.due_date),
        func.sum(_INVOICE.held_cents),
        func.sum(case((_later_than(0), _INVOICE.held_cents), else_=0)),
        *(_sum_later_than(days) for days in _DAYS),
    )
    .where(_INVOICE.customer_id.in_(bindparam("customers", type_=Integer, expanding=True)), IS_OPEN)
    .group_by(_INVOICE.customer_id)
)


def owed(session: Session, customer_ids: Iterable[int], today: date) -> dict[int, Owed]:
    """What each of these accounts owes as of `today`, the company's day."""
    asked = sorted(customer_ids)
    cuts = {f"less_{days}": today - timedelta(days=days) for days in _DAYS}
    found = {customer_id: Owed() for customer_id in asked}
    for customer_id, invoices, cents, late, oldest, held, late_held, *later in session.connection().execute(
        _OWED, {"customers": asked, **cuts}
    ):
        over = [int(cents), *map(int, later), 0]
        current, first, second, third, last = (more - less for more, less in pairwise(over))
        found[customer_id] = Owed(invoices, int(cents), int(late), oldest, int(held), int(late_held), (current, first, second, third, last))
    return found


_UNAPPLIED = select(func.coalesce(func.sum(_PAYMENT.unapplied_cents), 0)).where(
    _PAYMENT.customer_id == bindparam("customer_id"),
    _PAYMENT.unapplied_cents > literal_column("0"),
    _PAYMENT.state == PaymentState.SUCCEEDED,
)
_REMAINING = select(func.coalesce(func.sum(_MEMO.remaining_cents), 0)).where(
    _MEMO.customer_id == bindparam("customer_id"), _MEMO.remaining_cents > literal_column("0")
)
_CREDIT = select(_UNAPPLIED.scalar_subquery() + _REMAINING.scalar_subquery())


def credit(session: Session, customer_id: int) -> int:
    """Cents that wait to be used: what succeeded payments and credit memos have left."""
    return int(session.connection().execute(_CREDIT, {"customer_id": customer_id}).scalar_one())
