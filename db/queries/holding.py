"""Money of invoices that is set aside for payments in process, and what becomes of it.

Each change is one conditional UPDATE, so that of two payers at once the second is told no. Whoever changes several
invoices does so in the order of their ids: that way no two wait for each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import BindParameter, CursorResult, Executable, Table, bindparam, select, update
from sqlalchemy.orm import Session

from db.models import Invoice, InvoiceStatus
from db.queries.rows import Found
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_LEFT = _INVOICE.total_cents - _INVOICE.paid_cents - _INVOICE.credited_cents - _INVOICE.held_cents  # open, and nobody is paying it

# Built once: to build a statement takes longer than to execute it.
_ID: BindParameter[int] = bindparam("of_invoice")
_CENTS: BindParameter[int] = bindparam("cents")
_CHANGE = update(cast("Table", Invoice.__table__)).where(_INVOICE.id == _ID)
_OPEN = _CHANGE.where(_INVOICE.status == InvoiceStatus.POSTED, _LEFT >= _CENTS)
_HOLD = _OPEN.where(_INVOICE.customer_id == bindparam("of_customer")).values(held_cents=_INVOICE.held_cents + _CENTS).returning(_LEFT)
_RELEASE = _CHANGE.values(held_cents=_INVOICE.held_cents - _CENTS)
_TAKE = _CHANGE.values(held_cents=_INVOICE.held_cents - _CENTS, paid_cents=_INVOICE.paid_cents + _CENTS)
_PAY = _OPEN.values(paid_cents=_INVOICE.paid_cents + _CENTS)
_TAKE_BACK = _CHANGE.where(_INVOICE.paid_cents >= _CENTS).values(paid_cents=_INVOICE.paid_cents - _CENTS)
_CREDIT = _OPEN.values(credited_cents=_INVOICE.credited_cents + _CENTS)
_NAMED = (
    select(
        _INVOICE.id,
        _INVOICE.number,
        _INVOICE.status,
        _INVOICE.due_date,
        _INVOICE.total_cents,
        _INVOICE.balance_cents,
        _INVOICE.held_cents,
    )
    .where(_INVOICE.customer_id == bindparam("of_customer"), _INVOICE.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_INVOICE.id)
)
_NAMED_BILLS = _NAMED.where(_INVOICE.status != InvoiceStatus.PENDING)


def named(session: Session, scope: Scope, numbers: Iterable[str]) -> Sequence[Found]:
    """The account's invoices of these numbers, in the order in which they are to be changed; pending ones only where they are shown."""
    asked = _NAMED if scope.sees_pending else _NAMED_BILLS
    return session.execute(asked, {"of_customer": scope.customer_id, "numbers": sorted(numbers)}).all()


def hold(session: Session, scope: Scope, invoice_id: int, cents: int) -> int | None:
    """Set `cents` of the invoice aside for a payment, and return what is then left to pay; `None` when that much is not open."""
    meant = {"of_invoice": invoice_id, "of_customer": scope.customer_id, "cents": cents}
    left = session.execute(_HOLD, meant).scalar_one_or_none()
    return None if left is None else int(left)


def release(session: Session, invoice_id: int, cents: int) -> None:
    """Give back what was set aside: the payment came to nothing."""
    _change(session, _RELEASE, invoice_id, cents)


def take(session: Session, amounts: Mapping[int, int]) -> None:
    """Turn what was set aside into paid, in this order: cents by invoice."""
    session.execute(_TAKE, [{"of_invoice": invoice_id, "cents": cents} for invoice_id, cents in amounts.items()])


def pay(session: Session, invoice_id: int, cents: int) -> bool:
    """Pay `cents` of it with money that is there already; False when that much is not open."""
    return _change(session, _PAY, invoice_id, cents)


def take_back(session: Session, invoice_id: int, cents: int) -> bool:
    """Open `cents` of it again: the money that paid them went back. False when so much was never paid."""
    return _change(session, _TAKE_BACK, invoice_id, cents)


def credit(session: Session, invoice_id: int, cents: int) -> bool:
    """Take `cents` off it by a credit memo; False when that much is not open."""
    return _change(session, _CREDIT, invoice_id, cents)


def left(session: Session, invoice_id: int) -> int:
    """What of it is open and not being paid; the invoice stays as it is until the transaction ends."""
    asked = select(_LEFT, _INVOICE.status).where(_INVOICE.id == invoice_id).with_for_update()
    cents, status = session.execute(asked).one()
    return int(cents) if status is InvoiceStatus.POSTED else 0


def _change(session: Session, statement: Executable, invoice_id: int, cents: int) -> bool:
    return cast("CursorResult[object]", session.execute(statement, {"of_invoice": invoice_id, "cents": cents})).rowcount == 1
