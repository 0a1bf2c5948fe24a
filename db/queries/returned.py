"""What came back of payments, thing by thing, on the day on which it did."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, FromClause, Integer, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from db.models import Allocation, Dispute, DisputeState, Payment, PaymentState, Refund, RefundState, Void
from db.queries.rows import Found
from db.queries.statements import pieces
from db.scope import Scope

REFUND, TAKEN, WON, VOID = "refund", "taken", "won", "void"

_PAYMENT = Payment.__table__.c
_ALLOCATION = Allocation.__table__.c
_REFUND = Refund.__table__.c
_DISPUTE = Dispute.__table__.c
_VOID = Void.__table__.c
_IDS: BindParameter[Any] = bindparam("ids", type_=Integer, expanding=True)
_OWN = _PAYMENT.customer_id == bindparam("customer_id", type_=Integer)
_APPLIED_ON = func.coalesce(_ALLOCATION.applied_on, _PAYMENT.paid_on, type_=Date).label("applied_on")


def _branch(
    kind: str, table: FromClause, payment_id: ColumnElement[int], on_day: ColumnElement[Any], cents: ColumnElement[int], *that: Any
) -> Select[Any]:
    """One kind of thing that came back, of payments that have succeeded: `that` says which rows count."""
    number = _REFUND.number if kind == REFUND else literal("")
    reason = _DISPUTE.reason if kind == TAKEN else literal("")
    columns = (payment_id.label("payment_id"), on_day.label("on_day"), cents.label("cents"), literal(kind).label("kind"))
    paid = (_PAYMENT.amount_cents, _PAYMENT.number.label("payment"), _PAYMENT.method)
    return (
        select(*columns, number.label("number"), reason.label("reason"), *paid)
        .join_from(table, Payment.__table__, _PAYMENT.id == payment_id)
        .where(_PAYMENT.state == PaymentState.SUCCEEDED, *that)
    )


# What a bank took counts until it was won back; where nobody knows when that was, it counts as never taken.
_WON_BACK = (_DISPUTE.state == DisputeState.WON) & _DISPUTE.closed_on.is_not(None)
_DAYS = {REFUND: _REFUND.refunded_on, TAKEN: _DISPUTE.opened_on, WON: _DISPUTE.closed_on, VOID: _VOID.voided_on}
_BRANCHES = {
    REFUND: _branch(
        REFUND, Refund.__table__, _REFUND.payment_id, _DAYS[REFUND], _REFUND.amount_cents, _REFUND.state == RefundState.SUCCEEDED
    ),
    TAKEN: _branch(
        TAKEN,
        Dispute.__table__,
        _DISPUTE.payment_id,
        _DAYS[TAKEN],
        _DISPUTE.amount_cents,
        (_DISPUTE.state != DisputeState.WON) | _WON_BACK,
    ),
    WON: _branch(WON, Dispute.__table__, _DISPUTE.payment_id, _DAYS[WON], -_DISPUTE.amount_cents, _WON_BACK),
    VOID: _branch(VOID, Void.__table__, _VOID.payment_id, _DAYS[VOID], _PAYMENT.amount_cents),
}
_ORDER = {REFUND: 0, TAKEN: 1, WON: 2, VOID: 3}
_OF = union_all(*(branch.where(_PAYMENT.id.in_(_IDS)) for branch in _BRANCHES.values()))
_BETWEEN = union_all(
    *(
        branch.where(_OWN, _DAYS[kind].between(bindparam("since", type_=Date), bindparam("until", type_=Date)))
        for kind, branch in _BRANCHES.items()
    )
)
_PARTS = (
    select(
        _ALLOCATION.id, _ALLOCATION.payment_id, _ALLOCATION.invoice_id, _ALLOCATION.amount_cents, _ALLOCATION.reversed_cents, _APPLIED_ON
    )
    .join_from(Allocation.__table__, Payment.__table__)
    .where(_PAYMENT.id.in_(_IDS))
    .order_by(_ALLOCATION.id)
)


def payments(session: Session, scope: Scope, since: date, until: date) -> set[int]:
    """The account's payments of which something came back, or came again, on one of these days; their ids."""
    return {found.payment_id for found in between(session, scope, since, until)}


def between(session: Session, scope: Scope, since: date, until: date) -> Sequence[Found]:
    """All that came back of the account's payments, or came again, on one of these days, in no order; as in `returns`."""
    return session.execute(_BETWEEN, {"customer_id": scope.customer_id, "since": since, "until": until}).all()


def returns(session: Session, payment_ids: Iterable[int]) -> list[Found]:
    """All that came back of these payments, in order.

    `payment_id`, `on_day`, `cents` (less than nothing where a bank gave it back), `kind`, the refund's `number`, the bank's
    `reason`; and the payment's `amount_cents`, its number as `payment`, and its `method`.
    """
    found = [row for ids in pieces(payment_ids) for row in session.execute(_OF, {"ids": ids})]
    return sorted(found, key=lambda row: (row.payment_id, row.on_day, _ORDER[row.kind], row.number))


def parts(session: Session, payment_ids: Iterable[int]) -> Iterator[Found]:
    """What of these payments went where: `id`, `payment_id`, `invoice_id`, `amount_cents`, `reversed_cents`, `applied_on`."""
    for ids in pieces(payment_ids):
        yield from session.execute(_PARTS, {"ids": ids})
