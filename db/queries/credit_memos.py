"""Credit memos as their customer reads them, and what payments left over."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from db.models import CreditApplication, CreditMemo, Invoice, InvoiceLocation, Payment, PaymentState
from db.queries import invoices
from db.queries.grid import LOCATION_ID, LOCATION_IDS, Grid, has_word
from db.queries.rows import Found
from db.scope import Scope

_MEMO = CreditMemo.__table__.c
_PAYMENT = Payment.__table__.c
_COLUMNS = (_MEMO.id, _MEMO.number, _MEMO.issued_on, _MEMO.reason, _MEMO.total_cents, _MEMO.remaining_cents)
_PART = CreditApplication.__table__
_PLACE = InvoiceLocation.__table__.c


def _at(is_there: ColumnElement[bool]) -> ColumnElement[bool]:
    return invoices.applied_at(_PART, _PART.c.credit_memo_id == _MEMO.id, is_there)


def _to(is_meant: ColumnElement[bool]) -> ColumnElement[bool]:
    return _MEMO.id.in_(invoices.applied_to(_PART, "credit_memo_id", is_meant))


GRID = Grid(
    table=CreditMemo.__table__,
    columns=_COLUMNS,
    filters={"all": ()},
    sorts={"date": (_MEMO.issued_on,)},
    day=_MEMO.issued_on,
    at_location=_at(_PLACE.location_id == LOCATION_ID),
    at_locations=_at(_PLACE.location_id.in_(LOCATION_IDS)),
    word=lambda pattern: or_(has_word(func.lower(_MEMO.number), pattern), has_word(func.lower(_MEMO.reason), pattern)),
    of_po=_to(invoices.OF_PO),
    beside=lambda patterns: _to(invoices.with_words(patterns)),
)


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
