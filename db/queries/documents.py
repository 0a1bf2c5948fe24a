"""What only papers ask for."""

from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import LIVE_STATES, Allocation, CreditApplication, Invoice, Payment
from db.scope import Scope


def balances_after(session: Session, scope: Scope, payment_number: str) -> dict[str, tuple[int, int]]:
    """What a payment left of each of its invoices, by invoice number, in cents: the balance, and what of it was in process then.

    Counts what was applied up to and with this payment, so a receipt says the same whatever is paid later. Of payments in the
    books nobody knows when they were in process.
    """
    own = aliased(Allocation)
    credited = select(func.coalesce(func.sum(CreditApplication.amount_cents), 0)).where(
        CreditApplication.invoice_id == own.invoice_id, CreditApplication.applied_on <= own.applied_on
    )
    balance = Invoice.total_cents - own.amount_cents - _paid_before(own).scalar_subquery() - credited.scalar_subquery()
    asked = (
        select(Invoice.number, balance, _in_process_beside(own).scalar_subquery())
        .join(own, own.invoice_id == Invoice.id)
        .join(Payment, Payment.id == own.payment_id)
        .where(Payment.customer_id == scope.customer_id, Payment.number == payment_number, own.applied_on.is_not(None))
    )
    return {number: (max(0, int(cents)), int(held)) for number, cents, held in session.execute(asked)}


def _paid_before(own: type[Allocation]) -> Select[Any]:
    """Cents that came to the same invoice before. Of two payments of one day the one that was settled first came first."""
    earlier, theirs = aliased(Allocation), aliased(Payment)
    came_first = case(
        (earlier.credit_use_id.is_not(None), earlier.id < own.id),
        (theirs.settled_at != Payment.settled_at, theirs.settled_at < Payment.settled_at),
        else_=earlier.id < own.id,
    )
    before = or_(earlier.applied_on < own.applied_on, and_(earlier.applied_on == own.applied_on, came_first))
    return (
        select(func.coalesce(func.sum(earlier.amount_cents - earlier.reversed_cents), 0))
        .join(theirs, theirs.id == earlier.payment_id)
        .where(earlier.invoice_id == own.invoice_id, before)
        .correlate(own, Payment)
    )


def _in_process_beside(own: type[Allocation]) -> Select[Any]:
    """Cents of the same invoice that other payments were about to bring when the asked one was settled."""
    other, theirs = aliased(Allocation), aliased(Payment)
    is_live = theirs.state.in_(LIVE_STATES)
    return (
        select(func.coalesce(func.sum(other.amount_cents), 0))
        .join(theirs, theirs.id == other.payment_id)
        .where(other.invoice_id == own.invoice_id, other.payment_id != own.payment_id, theirs.gateway != "")
        .where(theirs.created_at < Payment.settled_at, is_live | (theirs.settled_at > Payment.settled_at))
        .correlate(own, Payment)
    )
