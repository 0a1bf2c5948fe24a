"""Sums that invoices, payments and credit memos keep, against the rows they are sums of."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, union_all

from db.models import (
    LIVE_STATES,
    Allocation,
    CreditApplication,
    CreditMemo,
    Customer,
    Dispute,
    DisputeState,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    Void,
)

_INVOICE = Invoice.__table__.c
_PAYMENT = Payment.__table__.c
_ALLOCATION = Allocation.__table__.c
_APPLICATION = CreditApplication.__table__.c
_MEMO = CreditMemo.__table__.c
_HAS_SUCCEEDED = _PAYMENT.state == PaymentState.SUCCEEDED

Wrong = Select[Any]


def total(_now: datetime) -> Wrong:
    """The lines of an invoice."""
    line = InvoiceLine.__table__.c
    return _differs(_INVOICE.total_cents, _sums(line.invoice_id, line.amount_cents))


def paid(_now: datetime) -> Wrong:
    """What succeeded payments brought to an invoice."""
    brought = _by_payments(_ALLOCATION.amount_cents - _ALLOCATION.reversed_cents, _HAS_SUCCEEDED)
    return _differs(_INVOICE.paid_cents, brought)


def held(_now: datetime) -> Wrong:
    """What payments in process set aside of an invoice."""
    aside = _by_payments(_ALLOCATION.amount_cents, _PAYMENT.state.in_(LIVE_STATES))
    return _differs(_INVOICE.held_cents, aside)


def credited(_now: datetime) -> Wrong:
    """What credit memos brought to an invoice."""
    return _differs(_INVOICE.credited_cents, _sums(_APPLICATION.invoice_id, _APPLICATION.amount_cents))


def balance(_now: datetime) -> Wrong:
    """An invoice that owes less than nothing or more than it is of; the nearest possible balance is what is expected."""
    nearest = case((_INVOICE.balance_cents < 0, 0), else_=_INVOICE.total_cents)
    wrong = or_(_INVOICE.balance_cents < 0, _INVOICE.balance_cents > _INVOICE.total_cents)
    return _rows(_INVOICE.number, nearest, _INVOICE.balance_cents).where(wrong).order_by(_INVOICE.id)


def not_a_bill(_now: datetime) -> Wrong:
    """Money on an invoice that cannot be paid."""
    money = _INVOICE.paid_cents + _INVOICE.credited_cents + _INVOICE.held_cents
    return _rows(_INVOICE.number, literal(0), money).where(_INVOICE.status != InvoiceStatus.POSTED, money != 0).order_by(_INVOICE.id)


def received(_now: datetime) -> Wrong:
    """Where a succeeded payment went: invoices, credit that waits, and back."""
    applied = _sums(_ALLOCATION.payment_id, _ALLOCATION.amount_cents - _ALLOCATION.reversed_cents)
    back = _returned()
    gave = func.coalesce(back.c.cents, 0)
    went = func.coalesce(applied.c.cents, 0) + _PAYMENT.unapplied_cents + _at_most(gave, _PAYMENT.amount_cents)
    rows = _rows(_PAYMENT.number, _PAYMENT.amount_cents, went).outerjoin(applied, applied.c.id == _PAYMENT.id)
    rows = rows.outerjoin(back, back.c.id == _PAYMENT.id)
    return rows.where(_HAS_SUCCEEDED, went != _PAYMENT.amount_cents).order_by(_PAYMENT.id)


def applied(_now: datetime) -> Wrong:
    """A payment that has not succeeded. One of the portal's own, in process, is applied for all of it."""
    parts = _sums(_ALLOCATION.payment_id, _ALLOCATION.amount_cents)
    sought = func.coalesce(parts.c.cents, 0) + _PAYMENT.unapplied_cents
    is_whole = and_(_PAYMENT.gateway != "", _PAYMENT.state.in_(LIVE_STATES))
    rows = _rows(_PAYMENT.number, _PAYMENT.amount_cents, sought).outerjoin(parts, parts.c.id == _PAYMENT.id)
    wrong = or_(sought > _PAYMENT.amount_cents, and_(is_whole, sought != _PAYMENT.amount_cents), _PAYMENT.unapplied_cents != 0)
    return rows.where(_PAYMENT.state != PaymentState.SUCCEEDED, wrong).order_by(_PAYMENT.id)


def refunded(_now: datetime) -> Wrong:
    """What was given back of a payment."""
    refund = Refund.__table__.c
    back = _sums(refund.payment_id, refund.amount_cents, refund.state == RefundState.SUCCEEDED)
    gave = case((_HAS_SUCCEEDED, _at_most(func.coalesce(back.c.cents, 0), _PAYMENT.amount_cents)), else_=0)
    rows = _rows(_PAYMENT.number, gave, _PAYMENT.refunded_cents).outerjoin(back, back.c.id == _PAYMENT.id)
    return rows.where(gave != _PAYMENT.refunded_cents).order_by(_PAYMENT.id)


def remaining(_now: datetime) -> Wrong:
    """What a credit memo has left."""
    used = _sums(_APPLICATION.credit_memo_id, _APPLICATION.amount_cents)
    left = _MEMO.total_cents - func.coalesce(used.c.cents, 0)
    rows = _rows(_MEMO.number, left, _MEMO.remaining_cents).outerjoin(used, used.c.id == _MEMO.id)
    return rows.where(left != _MEMO.remaining_cents).order_by(_MEMO.id)


def owners(_now: datetime) -> Wrong:
    """Money of one account on another's invoice, by the ids of the accounts."""
    words = literal("payment ") + _PAYMENT.number + literal(" on invoice ") + _INVOICE.number
    payments = _rows(words, _PAYMENT.customer_id, _INVOICE.customer_id).select_from(Allocation.__table__)
    payments = payments.join(Payment.__table__, _PAYMENT.id == _ALLOCATION.payment_id)
    payments = payments.join(Invoice.__table__, _INVOICE.id == _ALLOCATION.invoice_id)
    words = literal("credit memo ") + _MEMO.number + literal(" on invoice ") + _INVOICE.number
    memos = _rows(words, _MEMO.customer_id, _INVOICE.customer_id).select_from(CreditApplication.__table__)
    memos = memos.join(CreditMemo.__table__, _MEMO.id == _APPLICATION.credit_memo_id)
    memos = memos.join(Invoice.__table__, _INVOICE.id == _APPLICATION.invoice_id)
    both = union_all(
        payments.where(_PAYMENT.customer_id != _INVOICE.customer_id), memos.where(_MEMO.customer_id != _INVOICE.customer_id)
    ).subquery()
    return select(both)


def _rows(name: ColumnElement[Any], expected: ColumnElement[Any], found: ColumnElement[Any]) -> Wrong:
    return select(name.label("name"), expected.label("expected"), found.label("found"))


def _sums(of: ColumnElement[int], amount: ColumnElement[int], *conditions: ColumnElement[bool]) -> Subquery:
    """The sum of an amount for each row it belongs to: `id`, `cents`."""
    return select(of.label("id"), func.sum(amount).label("cents")).where(*conditions).group_by(of).subquery()


def _by_payments(amount: ColumnElement[int], counts: ColumnElement[bool]) -> Subquery:
    sums = select(_ALLOCATION.invoice_id.label("id"), func.sum(amount).label("cents"))
    sums = sums.join_from(Allocation.__table__, Payment.__table__, _PAYMENT.id == _ALLOCATION.payment_id)
    return sums.where(counts).group_by(_ALLOCATION.invoice_id).subquery()


def _returned() -> Subquery:
    """What refunds that succeeded, chargebacks that were not won, and voids took of each payment."""
    refund, dispute = Refund.__table__.c, Dispute.__table__.c
    ours = select(refund.payment_id, refund.amount_cents).where(refund.state == RefundState.SUCCEEDED)
    banks = select(dispute.payment_id, dispute.amount_cents).where(dispute.state != DisputeState.WON)
    voids = select(_PAYMENT.id, _PAYMENT.amount_cents).join_from(Void.__table__, Payment.__table__)
    both = union_all(ours, banks, voids).subquery()
    return _sums(both.c.payment_id, both.c.amount_cents)


def _at_most(cents: ColumnElement[int], most: ColumnElement[int]) -> ColumnElement[int]:
    return case((cents > most, most), else_=cents)


def _differs(kept: ColumnElement[int], sums: Subquery) -> Wrong:
    """Invoices that keep another sum than was worked out."""
    worked_out = func.coalesce(sums.c.cents, 0)
    rows = _rows(_INVOICE.number, worked_out, kept).outerjoin(sums, sums.c.id == _INVOICE.id)
    return rows.where(worked_out != kept).order_by(_INVOICE.id)


def outstanding() -> Wrong:
    """What each account owes, worked out from the sums its invoices keep: `number`, `id`, `cents`."""
    customer = Customer.__table__.c
    left = _INVOICE.total_cents - _INVOICE.paid_cents - _INVOICE.credited_cents
    owed = func.sum(case((and_(_INVOICE.status == InvoiceStatus.POSTED, left > 0), left), else_=0))
    rows = select(customer.number, customer.id, owed.label("cents")).join_from(Invoice.__table__, Customer.__table__)
    return rows.group_by(customer.number, customer.id).order_by(customer.id)
