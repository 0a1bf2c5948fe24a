"""Money of invoices that is set aside for payments in process, and what becomes of it.

Each change is one conditional UPDATE, so that of two payers at once the second is told no. Whoever changes several
invoices does so in the order of their ids: that way no two wait for each other.
"""

from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session

from db.models import Invoice, InvoiceStatus
from db.queries.rows import Found
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_CHANGE = update(Invoice).execution_options(synchronize_session=False)
_LEFT = _INVOICE.total_cents - _INVOICE.paid_cents - _INVOICE.credited_cents - _INVOICE.held_cents  # open, and nobody is paying it


def named(session: Session, scope: Scope, numbers: Iterable[str]) -> Sequence[Found]:
    """The account's invoices of these numbers, in the order in which they are to be changed; pending ones only where they are shown."""
    asked = select(
        _INVOICE.id,
        _INVOICE.number,
        _INVOICE.status,
        _INVOICE.due_date,
        _INVOICE.total_cents,
        _INVOICE.balance_cents,
        _INVOICE.held_cents,
    ).where(_INVOICE.customer_id == scope.customer_id, _INVOICE.number.in_(sorted(numbers)))
    if not scope.sees_pending:
        asked = asked.where(_INVOICE.status != InvoiceStatus.PENDING)
    return session.execute(asked.order_by(_INVOICE.id)).all()


def hold(session: Session, scope: Scope, invoice_id: int, cents: int) -> int | None:
    """Set `cents` of the invoice aside for a payment, and return what is then left to pay; `None` when that much is not open."""
    held = (
        _CHANGE.where(
            _INVOICE.id == invoice_id,
            _INVOICE.customer_id == scope.customer_id,
            _INVOICE.status == InvoiceStatus.POSTED,
            cents <= _LEFT,
        )
        .values(held_cents=_INVOICE.held_cents + cents)
        .returning(_LEFT)
    )
    left = session.execute(held).scalar_one_or_none()
    return None if left is None else int(left)


def release(session: Session, invoice_id: int, cents: int) -> None:
    """Give back what was set aside: the payment came to nothing."""
    _change(session, _CHANGE.where(_INVOICE.id == invoice_id).values(held_cents=_INVOICE.held_cents - cents))


def take(session: Session, invoice_id: int, cents: int) -> None:
    """Turn what was set aside into paid."""
    taken = _CHANGE.where(_INVOICE.id == invoice_id)
    _change(session, taken.values(held_cents=_INVOICE.held_cents - cents, paid_cents=_INVOICE.paid_cents + cents))


def pay(session: Session, invoice_id: int, cents: int) -> bool:
    """Pay `cents` of it with money that is there already; False when that much is not open."""
    return _change(session, _open(invoice_id, cents).values(paid_cents=_INVOICE.paid_cents + cents))


def credit(session: Session, invoice_id: int, cents: int) -> bool:
    """Take `cents` off it by a credit memo; False when that much is not open."""
    return _change(session, _open(invoice_id, cents).values(credited_cents=_INVOICE.credited_cents + cents))


def left(session: Session, invoice_id: int) -> int:
    """What of it is open and not being paid; the invoice stays as it is until the transaction ends."""
    asked = select(_LEFT, _INVOICE.status).where(_INVOICE.id == invoice_id).with_for_update()
    cents, status = session.execute(asked).one()
    return int(cents) if status is InvoiceStatus.POSTED else 0


def _open(invoice_id: int, cents: int) -> Update:
    return _CHANGE.where(_INVOICE.id == invoice_id, _INVOICE.status == InvoiceStatus.POSTED, cents <= _LEFT)


def _change(session: Session, statement: Update) -> bool:
    return cast("CursorResult[object]", session.execute(statement)).rowcount == 1
