"""Money of invoices that is set aside for payments in process, and what becomes of it.

Each change is one conditional UPDATE, so that of two payers at once the second is told no. Whoever changes several
invoices does so in the order of their ids: that way no two wait for each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import BindParameter, CursorResult, Executable, Table, bindparam, select, update
from sqlalchemy.orm import Session

from db.models import Allocation, Invoice, InvoiceStatus
from db.queries.rows import Found
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_LEFT = _INVOICE.total_cents - _INVOICE.paid_cents - _INVOICE.credited_cents - _INVOICE.held_cents  # open, and nobody is paying it

# Built once: to build a statement takes longer than to execute it.
_ID: BindParameter[int] = bindparam("of_invoice")
_CENTS: BindParameter[int] = bindparam("cents")
_CHANGE = update(cast("Table", Invoice.__table__)).where(_INVOICE.id == _ID)
_OPEN = _CHANGE.where(_INVOICE.status == InvoiceStatus.POSTED, _LEFT >= _CENTS)
_SET_ASIDE = _OPEN.where(_INVOICE.customer_id == bindparam("of_customer")).values(held_cents=_INVOICE.held_cents + _CENTS)
_HOLD = _SET_ASIDE.returning(_LEFT)
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
        _LEFT.label("left_cents"),
    )
    .where(_INVOICE.customer_id == bindparam("of_customer"), _INVOICE.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_INVOICE.id)
)
_NAMED_BILLS = _NAMED.where(_INVOICE.status != InvoiceStatus.PENDING)
_ASKED = {  # by whether pending ones are shown, and whether they are locked: as by an UPDATE, so who only refers to one need not wait
    (sees_pending, locked): asked.with_for_update(key_share=True) if locked else asked
    for sees_pending, asked in ((True, _NAMED), (False, _NAMED_BILLS))
    for locked in (True, False)
}
_APPLY = (
    update(cast("Table", Allocation.__table__))
    .where(Allocation.__table__.c.payment_id == bindparam("of_payment"))
    .values(applied_on=bindparam("on"))
    .returning(Allocation.__table__.c.invoice_id, Allocation.__table__.c.amount_cents)
)


def named(session: Session, scope: Scope, numbers: Iterable[str], *, locked: bool = False) -> Sequence[Found]:
    """The account's invoices of these numbers, in the order in which they are to be changed; pending ones only where they are shown.

    `locked` ones stay as they are until the transaction ends.
    """
    return session.execute(_ASKED[scope.sees_pending, locked], {"of_customer": scope.customer_id, "numbers": sorted(numbers)}).all()


def hold(session: Session, scope: Scope, invoice_id: int, cents: int) -> int | None:
    """Set `cents` of the invoice aside for a payment, and return what is then left to pay; `None` when that much is not open."""
    meant = {"of_invoice": invoice_id, "of_customer": scope.customer_id, "cents": cents}
    left = session.execute(_HOLD, meant).scalar_one_or_none()
    return None if left is None else int(left)


def hold_all(session: Session, scope: Scope, amounts: Mapping[int, int]) -> bool:
    """Set all of that aside, in this order: cents by invoice; False when any of it is not open. One question for all of them."""
    meant = [{"of_invoice": invoice_id, "of_customer": scope.customer_id, "cents": cents} for invoice_id, cents in amounts.items()]
    return cast("CursorResult[Any]", session.execute(_SET_ASIDE, meant)).rowcount == len(meant)


def release(session: Session, invoice_id: int, cents: int) -> None:
    """Give back what was set aside: the payment came to nothing."""
    _change(session, _RELEASE, invoice_id, cents)


def take(session: Session, amounts: Mapping[int, int]) -> None:
    """Turn what was set aside into paid, in this order: cents by invoice."""
    session.execute(_TAKE, [{"of_invoice": invoice_id, "cents": cents} for invoice_id, cents in amounts.items()])


def take_all(session: Session, payment_id: int, on: date) -> None:
    """Turn all that is set aside for the payment into paid: its allocations count from that day on."""
    applied = session.execute(_APPLY, {"of_payment": payment_id, "on": on})
    take(session, dict(sorted((invoice_id, cents) for invoice_id, cents in applied)))


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
