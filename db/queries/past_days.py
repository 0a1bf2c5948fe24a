"""What happened to an account's money after a day, so that a statement can tell how things stood on it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Date, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    LIVE_STATES,
    Allocation,
    CreditApplication,
    CreditMemo,
    Invoice,
    InvoiceStatus,
    Payment,
    PaymentState,
)
from db.queries.rows import Found
from db.queries.statements import IN_PROCESS, LISTED, pieces
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_PAYMENT = Payment.__table__.c
_ALLOCATION = Allocation.__table__.c
_APPLICATION = CreditApplication.__table__.c
_MEMO = CreditMemo.__table__.c
_APPLIED_ON = func.coalesce(_ALLOCATION.applied_on, _PAYMENT.paid_on, type_=Date)


def posted_by(session: Session, scope: Scope, day: date, until: datetime, touched: Iterable[int]) -> Iterator[Found]:
    """The account's bills dated to `day` or before that are among the `touched`, and those that were voided at `until` or later."""
    own = select(*LISTED).where(_INVOICE.customer_id == scope.customer_id, _INVOICE.invoice_date <= day)
    is_posted = _INVOICE.status == InvoiceStatus.POSTED
    is_voided_later = (_INVOICE.status == InvoiceStatus.VOID) & (_INVOICE.voided_at >= until)
    yield from session.execute(own.where(is_voided_later))
    for ids in pieces(touched):
        yield from session.execute(own.where(is_posted, _INVOICE.id.in_(ids)))


def later_allocations(session: Session, scope: Scope, day: date) -> Sequence[Found]:
    """Allocations of succeeded payments applied after the day: `id`, `payment_id`, `invoice_id`, `amount_cents`, `reversed_cents`."""
    asked = (
        select(_ALLOCATION.id, _ALLOCATION.payment_id, _ALLOCATION.invoice_id, _ALLOCATION.amount_cents, _ALLOCATION.reversed_cents)
        .join_from(Allocation.__table__, Payment.__table__)
        .where(_PAYMENT.customer_id == scope.customer_id, _PAYMENT.state == PaymentState.SUCCEEDED, day < _APPLIED_ON)
    )
    return session.execute(asked).all()


def later_applications(session: Session, scope: Scope, day: date) -> Sequence[Found]:
    """Credit that went to an invoice after the day: `id`, `credit_memo_id`, `invoice_id`, `amount_cents`."""
    asked = (
        select(_APPLICATION.id, _APPLICATION.credit_memo_id, _APPLICATION.invoice_id, _APPLICATION.amount_cents)
        .join_from(CreditApplication.__table__, CreditMemo.__table__)
        .where(_MEMO.customer_id == scope.customer_id, _APPLICATION.applied_on > day)
    )
    return session.execute(asked).all()


def payments_with_credit(session: Session, scope: Scope, day: date, touched: Iterable[int]) -> Iterator[Found]:
    """Payments made by the day that have something unapplied, or are among the `touched`: `id`, `amount_cents`, `unapplied_cents`."""
    made = select(_PAYMENT.id, _PAYMENT.state, _PAYMENT.amount_cents, _PAYMENT.unapplied_cents).where(
        _PAYMENT.customer_id == scope.customer_id, _PAYMENT.paid_on <= day
    )
    chosen = frozenset(touched)
    for found in session.execute(made.where(_PAYMENT.unapplied_cents > 0)):
        if found.id not in chosen and found.state is PaymentState.SUCCEEDED:  # asked for a state, SQLite would look at all payments
            yield found
    for ids in pieces(chosen):
        yield from (found for found in session.execute(made.where(_PAYMENT.id.in_(ids))) if found.state is PaymentState.SUCCEEDED)


def memos_issued(session: Session, scope: Scope, day: date) -> Sequence[Found]:
    """Credit memos issued by the day: `id`, `remaining_cents`."""
    asked = select(_MEMO.id, _MEMO.remaining_cents).where(_MEMO.customer_id == scope.customer_id, _MEMO.issued_on <= day)
    return session.execute(asked).all()


def in_process(session: Session, scope: Scope, day: date, until: datetime) -> Sequence[Found]:
    """The payments that were not settled when the day ended, as `db.queries.statements.in_process` tells of those today.

    Of a payment in the books nobody knows when it was settled, so one that is settled counts as settled from its day on.
    """
    of_portal, of_books = _PAYMENT.gateway != "", _PAYMENT.gateway == ""
    is_live = _PAYMENT.state.in_(LIVE_STATES)
    asked = IN_PROCESS.where(
        or_(
            of_portal & (_PAYMENT.created_at < until) & (is_live | (_PAYMENT.settled_at >= until)),
            of_books & is_live & (_PAYMENT.paid_on <= day),
        )
    )
    return session.execute(asked, {"customer_id": scope.customer_id}).all()
