"""What happened to an account's invoices in a period, and all that ever happened to those of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import Allocation, CreditApplication, CreditMemo, Invoice, InvoiceStatus, Payment, PaymentState
from db.queries import returned
from db.queries.rows import Found
from db.queries.statements import pieces
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_PAYMENT = Payment.__table__.c
_ALLOCATION = Allocation.__table__.c
_APPLICATION = CreditApplication.__table__.c
_MEMO = CreditMemo.__table__.c
_IDS: BindParameter[Any] = bindparam("ids", type_=Integer, expanding=True)
_APPLIED_ON = func.coalesce(_ALLOCATION.applied_on, _PAYMENT.paid_on, type_=Date)


@dataclass(frozen=True, slots=True)
class Within:
    """A period: its days, and the moments at which it begins and ends. It may have no end."""

    since: date
    until: date
    begins: datetime
    ends: datetime | None


def touched(session: Session, scope: Scope, within: Within) -> set[int]:
    """The account's invoices that were made or voided in the period, or to or from which money went; their ids."""
    own = _INVOICE.customer_id == scope.customer_id
    made = select(_INVOICE.id).where(own, _INVOICE.invoice_date.between(within.since, within.until))
    voided = select(_INVOICE.id).where(own, _INVOICE.status == InvoiceStatus.VOID, _INVOICE.voided_at >= within.begins)
    paid = (
        select(_ALLOCATION.invoice_id)
        .join_from(Allocation.__table__, Payment.__table__)
        .where(
            _PAYMENT.customer_id == scope.customer_id,
            _APPLIED_ON.between(within.since, within.until),
        )
    )
    credited = (
        select(_APPLICATION.invoice_id)
        .join_from(CreditApplication.__table__, CreditMemo.__table__)
        .where(_MEMO.customer_id == scope.customer_id, _APPLICATION.applied_on.between(within.since, within.until))
    )
    voided = voided if within.ends is None else voided.where(_INVOICE.voided_at < within.ends)
    found = {id_ for asked in (made, voided, paid, credited) for id_ in session.scalars(asked)}
    back = returned.payments(session, scope, within.since, within.until)
    return found | {part.invoice_id for part in returned.parts(session, back)}


_BILLS = select(
    _INVOICE.id, _INVOICE.number, _INVOICE.number_key, _INVOICE.status, _INVOICE.invoice_date, _INVOICE.voided_at, _INVOICE.total_cents
).where(
    _INVOICE.id.in_(_IDS),
    (_INVOICE.status == InvoiceStatus.POSTED) | ((_INVOICE.status == InvoiceStatus.VOID) & _INVOICE.voided_at.is_not(None)),
)
_ALLOCATIONS = (
    select(
        _ALLOCATION.id,
        _ALLOCATION.payment_id,
        _ALLOCATION.invoice_id,
        _ALLOCATION.amount_cents,
        _ALLOCATION.reversed_cents,
        _ALLOCATION.credit_use_id,
        _APPLIED_ON.label("applied_on"),
        _PAYMENT.number,
        _PAYMENT.state,
        _PAYMENT.amount_cents.label("whole_cents"),
    )
    .join_from(Allocation.__table__, Payment.__table__)
    .where(_ALLOCATION.invoice_id.in_(_IDS))  # asked for a state, SQLite would go through all payments there are
    .order_by(_ALLOCATION.id)
)
_APPLICATIONS = (
    select(
        _APPLICATION.id,
        _APPLICATION.invoice_id,
        _APPLICATION.amount_cents,
        _APPLICATION.applied_on,
        _MEMO.number,
        _MEMO.total_cents.label("whole_cents"),
    )
    .join_from(CreditApplication.__table__, CreditMemo.__table__)
    .where(_APPLICATION.invoice_id.in_(_IDS))
    .order_by(_APPLICATION.id)
)


def bills(session: Session, invoice_ids: Iterable[int]) -> Iterator[Found]:
    """Those of these invoices that are or were bills: posted, or void since a known moment.

    `id`, `number`, `number_key`, `status`, `invoice_date`, `voided_at`, `total_cents`.
    """
    return _asked(session, _BILLS, invoice_ids)


def allocations(session: Session, invoice_ids: Iterable[int]) -> Iterator[Found]:
    """What of payments that succeeded went to these invoices, and what of it came back.

    `id`, `payment_id`, `invoice_id`, `amount_cents`, `reversed_cents`, `credit_use_id` (where it was left over first),
    `applied_on`; and the payment's `number`, `state` and `whole_cents`.
    """
    return (found for found in _asked(session, _ALLOCATIONS, invoice_ids) if found.state is PaymentState.SUCCEEDED)


def applications(session: Session, invoice_ids: Iterable[int]) -> Iterator[Found]:
    """What of credit memos went there: `id`, `invoice_id`, `amount_cents`, `applied_on`, the memo's `number` and `whole_cents`."""
    return _asked(session, _APPLICATIONS, invoice_ids)


def left_over(session: Session, scope: Scope, within: Within) -> Sequence[Found]:
    """Payments of the period that succeeded and went to no invoice when they came: `number`, `paid_on`, `amount_cents`."""
    went = select(1).where(_ALLOCATION.payment_id == _PAYMENT.id, _ALLOCATION.credit_use_id.is_(None)).correlate(Payment.__table__)
    asked = select(_PAYMENT.number, _PAYMENT.paid_on, _PAYMENT.amount_cents).where(
        _PAYMENT.customer_id == scope.customer_id,
        _PAYMENT.state == PaymentState.SUCCEEDED,
        _PAYMENT.paid_on.between(within.since, within.until),
        ~went.exists(),
    )
    return session.execute(asked.order_by(_PAYMENT.id)).all()


def _asked(session: Session, asked: Select[Any], ids: Iterable[int]) -> Iterator[Found]:
    for piece in pieces(ids):
        yield from session.execute(asked, {"ids": piece})
