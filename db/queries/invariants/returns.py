"""What goes back on the money desk: refunds that nobody moves on, and rows that fit no payment."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, or_, select

from db.models import OFFICE, Payment, PaymentState, Refund, RefundState, Void

LATE = timedelta(hours=1)
_PAYMENT, _REFUND, _VOID = Payment.__table__.c, Refund.__table__.c, Void.__table__.c
_COUNTS = _REFUND.state.not_in((RefundState.FAILED, RefundState.CANCELED))

Wrong = Select[Any]


def stuck(now: datetime) -> Wrong:
    """A refund that was asked for more than an hour ago, and nobody knows whether the gateway has heard of it."""
    begun = func.coalesce(_REFUND.submitted_at, _REFUND.created_at)
    rows = select(
        _REFUND.number.label("name"),
        literal("taken to the gateway, or given up, by now").label("expected"),
        (cast(_REFUND.state, String) + literal(" since ") + cast(begun, String)).label("found"),
    )
    waits = _REFUND.state.in_((RefundState.REQUESTED, RefundState.SUBMITTING))
    return rows.where(waits, begun < now - LATE).order_by(_REFUND.id)


def promised(_now: datetime) -> Wrong:
    """A payment of which more goes back in refunds than was received."""
    received = case((_PAYMENT.state == PaymentState.SUCCEEDED, _PAYMENT.amount_cents), else_=0)
    goes = func.sum(_REFUND.amount_cents)
    rows = select(_PAYMENT.number.label("name"), received.label("expected"), goes.label("found"))
    rows = rows.join_from(Refund.__table__, Payment.__table__, _PAYMENT.id == _REFUND.payment_id).where(_COUNTS)
    grouped = rows.group_by(_PAYMENT.id, _PAYMENT.number, _PAYMENT.state, _PAYMENT.amount_cents)
    return grouped.having(goes > received).order_by(_PAYMENT.id)


def voided(_now: datetime) -> Wrong:
    """A void of what the office did not record, or of what was given back as well."""
    is_refunded = select(1).where(_REFUND.payment_id == _PAYMENT.id, _COUNTS).exists()
    is_recorded = and_(_PAYMENT.gateway == OFFICE, _PAYMENT.state == PaymentState.SUCCEEDED)
    rows = select(
        _PAYMENT.number.label("name"),
        literal("recorded by the office, and not refunded").label("expected"),
        (literal("of ") + _PAYMENT.gateway + case((is_refunded, literal(", refunded")), else_=literal(""))).label("found"),
    ).join_from(Void.__table__, Payment.__table__, _PAYMENT.id == _VOID.payment_id)
    return rows.where(or_(~is_recorded, is_refunded)).order_by(_PAYMENT.id)
