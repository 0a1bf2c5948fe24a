"""Credit memos as their customer reads them, and what payments left over."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import CreditApplication, CreditMemo, Invoice, Payment, PaymentState
from db.queries.rows import Found
from db.scope import Scope

_MEMO = CreditMemo.__table__.c
_PAYMENT = Payment.__table__.c
_COLUMNS = (_MEMO.id, _MEMO.number, _MEMO.issued_on, _MEMO.reason, _MEMO.total_cents, _MEMO.remaining_cents)


def of_account(session: Session, scope: Scope) -> Sequence[Found]:
    """All credit memos of the account, the newest first."""
    asked = select(*_COLUMNS).where(_MEMO.customer_id == scope.customer_id)
    return session.execute(asked.order_by(_MEMO.issued_on.desc(), _MEMO.id.desc())).all()


def left_over(session: Session, scope: Scope) -> Sequence[Found]:
    """Payments that left something over, the newest first: `number`, `paid_on`, `unapplied_cents`."""
    asked = select(_PAYMENT.number, _PAYMENT.paid_on, _PAYMENT.unapplied_cents).where(
        _PAYMENT.customer_id == scope.customer_id, _PAYMENT.unapplied_cents > 0, _PAYMENT.state == PaymentState.SUCCEEDED
    )
    return session.execute(asked.order_by(_PAYMENT.paid_on.desc(), _PAYMENT.id.desc())).all()


def record(session: Session, scope: Scope, number: str) -> Found | None:
    """One credit memo of the account."""
    asked = select(*_COLUMNS).where(_MEMO.customer_id == scope.customer_id, _MEMO.number == number)
    return session.execute(asked).one_or_none()


def invoices_of(session: Session, memo_id: int) -> Sequence[Found]:
    """What of it went to which invoice, the earliest first: `number`, `applied_on`, `amount_cents`."""
    application, invoice = CreditApplication.__table__.c, Invoice.__table__.c
    asked = (
        select(invoice.number, application.applied_on, application.amount_cents)
        .join_from(CreditApplication.__table__, Invoice.__table__)
        .where(application.credit_memo_id == memo_id)
        .order_by(application.applied_on, invoice.number_key, application.id)
    )
    return session.execute(asked).all()
