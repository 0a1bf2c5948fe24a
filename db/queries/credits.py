"""Credit that waits to be used, and uses of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from db.models import Allocation, CreditApplication, CreditMemo, CreditUse, Payment, PaymentState
from db.queries.rows import Found
from db.scope import Scope

_MEMO = CreditMemo.__table__.c
_PAYMENT = Payment.__table__.c


def memos(session: Session, scope: Scope) -> Sequence[Found]:
    """Credit memos with something left, the oldest first: `id`, `cents`."""
    asked = select(_MEMO.id, _MEMO.remaining_cents.label("cents")).where(_MEMO.customer_id == scope.customer_id, _MEMO.remaining_cents > 0)
    return session.execute(asked.order_by(_MEMO.issued_on, _MEMO.id)).all()


def payments(session: Session, scope: Scope) -> Sequence[Found]:
    """Payments that left something over, the oldest first: `id`, `cents`."""
    asked = select(_PAYMENT.id, _PAYMENT.unapplied_cents.label("cents")).where(
        _PAYMENT.customer_id == scope.customer_id, _PAYMENT.unapplied_cents > 0, _PAYMENT.state == PaymentState.SUCCEEDED
    )
    return session.execute(asked.order_by(_PAYMENT.paid_on, _PAYMENT.id)).all()


def use_of_memo(session: Session, memo_id: int, cents: int) -> bool:
    """Take `cents` of what a memo has left; False when someone was faster."""
    taken = update(CreditMemo).where(CreditMemo.id == memo_id, CreditMemo.remaining_cents >= cents)
    return _changed(session, taken.values(remaining_cents=CreditMemo.remaining_cents - cents))


def use_of_payment(session: Session, payment_id: int, cents: int) -> bool:
    """Take `cents` of what a payment left over; False when someone was faster."""
    taken = update(Payment).where(Payment.id == payment_id, Payment.unapplied_cents >= cents)
    return _changed(session, taken.values(unapplied_cents=Payment.unapplied_cents - cents))


def begin_use(session: Session, scope: Scope, by: tuple[int | None, int | None], request_id: UUID, cents: int, now: datetime) -> int:
    """A new use, by a person or by a member of the office; returns its id. Two under one request id break the transaction."""
    person_id, staff_id = by
    use = CreditUse(
        customer_id=scope.customer_id, person_id=person_id, staff_id=staff_id, request_id=request_id, amount_cents=cents, created_at=now
    )
    session.add(use)
    session.flush()
    return use.id


def use_by_request(session: Session, request_id: UUID) -> CreditUse | None:
    """The use that was made under this request id."""
    return session.scalar(select(CreditUse).where(CreditUse.request_id == request_id))


def used(session: Session, use_id: int) -> dict[int, int]:
    """What a use did: cents by invoice id."""
    found: dict[int, int] = {}
    for part in (CreditApplication, Allocation):
        for invoice_id, cents in session.execute(select(part.invoice_id, part.amount_cents).where(part.credit_use_id == use_id)):
            found[invoice_id] = found.get(invoice_id, 0) + cents
    return found


def apply_memo(session: Session, use_id: int, memo_id: int, invoice_id: int, cents: int, day: date) -> int:
    """Part of a memo goes to an invoice; returns the application's id."""
    part = CreditApplication(credit_memo_id=memo_id, invoice_id=invoice_id, amount_cents=cents, applied_on=day, credit_use_id=use_id)
    session.add(part)
    session.flush()
    return part.id


def apply_payment(session: Session, use_id: int, payment_id: int, invoice_id: int, cents: int, day: date) -> int:
    """Part of what a payment left over goes to an invoice; returns the allocation's id."""
    part = Allocation(payment_id=payment_id, invoice_id=invoice_id, amount_cents=cents, applied_on=day, credit_use_id=use_id)
    session.add(part)
    session.flush()
    return part.id


def _changed(session: Session, statement: object) -> bool:
    return cast("CursorResult[object]", session.execute(statement)).rowcount == 1  # type: ignore[call-overload]
