"""What the portal has of one gateway: its payments, and what came back of them, to be held against the gateway's own list."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from db.models import Dispute, Payment, Refund
from db.queries.rows import Found

_PAYMENT = Payment.__table__.c
_REFUND = Refund.__table__.c
_DISPUTE = Dispute.__table__.c
_AT_ONCE = 500  # names in one question
_FAILED_LATE = exists().where(_DISPUTE.payment_id == _PAYMENT.id, _DISPUTE.gateway_reference == _PAYMENT.gateway_reference + ":failed")
_PAYMENTS = select(
    _PAYMENT.id,
    _PAYMENT.number,
    _PAYMENT.request_id,
    _PAYMENT.gateway_reference,
    _PAYMENT.state,
    _PAYMENT.amount_cents,
    _PAYMENT.currency,
    _PAYMENT.parameters,
    func.coalesce(_PAYMENT.settled_at, _PAYMENT.submitted_at, _PAYMENT.created_at).label("moved_at"),
    _FAILED_LATE.label("has_failed_late"),
)
_REFUNDS = select(
    _REFUND.id,
    _REFUND.payment_id,
    _REFUND.number,
    _REFUND.key,
    _REFUND.gateway_reference,
    _REFUND.state,
    _REFUND.amount_cents,
    _REFUND.created_at,
    _PAYMENT.currency,
).join_from(Refund.__table__, Payment.__table__, _PAYMENT.id == _REFUND.payment_id)
_DISPUTES = select(
    _DISPUTE.id,
    _DISPUTE.payment_id,
    _DISPUTE.gateway_reference,
    _DISPUTE.state,
    _DISPUTE.amount_cents,
    _DISPUTE.created_at,
    _PAYMENT.currency,
).join_from(Dispute.__table__, Payment.__table__, _PAYMENT.id == _DISPUTE.payment_id)


def payments(session: Session, gateway: str, since: datetime, named: Collection[str], requests: Collection[UUID]) -> Sequence[Found]:
    """Those taken to the gateway since then, and older ones that are named by its reference or by our request id."""
    asked = _PAYMENTS.where(_PAYMENT.gateway == gateway)
    wanted = [_PAYMENT.submitted_at >= since, *_among(_PAYMENT.gateway_reference, named), *_among(_PAYMENT.request_id, requests)]
    return _all(session, asked, wanted)


def refunds(session: Session, gateway: str, since: datetime, named: Collection[str], keys: Collection[UUID]) -> Sequence[Found]:
    """Those begun since then, and older ones that are named by the gateway's reference or by our key."""
    wanted = [_REFUND.created_at >= since, *_among(_REFUND.gateway_reference, named), *_among(_REFUND.key, keys)]
    return _all(session, _REFUNDS.where(_PAYMENT.gateway == gateway), wanted)


def disputes(session: Session, gateway: str, since: datetime, named: Collection[str]) -> Sequence[Found]:
    """Those heard of since then, and older ones that are named. A payment's own late failure, which is kept as one, is not among them."""
    asked = _DISPUTES.where(_PAYMENT.gateway == gateway, ~_DISPUTE.gateway_reference.endswith(":failed"))
    return _all(session, asked, [_DISPUTE.created_at >= since, *_among(_DISPUTE.gateway_reference, named)])


def payments_by_reference(session: Session, gateway: str, references: Collection[str]) -> dict[str, int]:
    """The ids of the payments that the gateway calls so."""
    found: dict[str, int] = {}
    for part in _among(_PAYMENT.gateway_reference, references):
        asked = select(_PAYMENT.gateway_reference, _PAYMENT.id).where(_PAYMENT.gateway == gateway, part)
        found |= {reference: payment_id for reference, payment_id in session.execute(asked)}
    return found


def _among(column: ColumnElement[Any], names: Collection[Any]) -> Iterator[ColumnElement[bool]]:
    every = sorted(names, key=str)
    yield from (column.in_(every[begin : begin + _AT_ONCE]) for begin in range(0, len(every), _AT_ONCE))


def _all(session: Session, asked: Select[Any], wanted: Sequence[ColumnElement[bool]]) -> Sequence[Found]:
    """Each row once, whichever of these it is; a question at a time, for a long one costs more than several."""
    found: dict[int, Found] = {}
    for one in wanted:
        found |= {row.id: row for row in session.execute(asked.where(one))}
    return [found[key] for key in sorted(found)]
