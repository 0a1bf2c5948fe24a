"""Payments that the portal itself takes: charges, receipts, and those that nobody moves on."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from db.models import Counter, GatewayEvent, GatewayEventState, Payment, PaymentState

LATE = timedelta(minutes=10)
_PAYMENT = Payment.__table__.c
_OWN = _PAYMENT.gateway != ""
_DIGITS = re.compile(r"\d+$")

Wrong = Select[Any]


def charges(_now: datetime) -> Wrong:
    """A charge that several payments claim."""
    count = func.count()
    rows = select(_PAYMENT.gateway_charge.label("name"), literal("one payment").label("expected"), cast(count, String).label("found"))
    return rows.where(_PAYMENT.gateway_charge.is_not(None)).group_by(_PAYMENT.gateway_charge).having(count > 1)


def receipts(_now: datetime) -> Wrong:
    """A payment of the portal that succeeded without a receipt, or has one and did not succeed."""
    has_succeeded = _PAYMENT.state == PaymentState.SUCCEEDED
    rows = select(
        _PAYMENT.number.label("name"),
        literal("a receipt exactly when it succeeded").label("expected"),
        (cast(_PAYMENT.state, String) + literal(", receipt ") + func.coalesce(_PAYMENT.receipt_number, literal("missing"))).label("found"),
    )
    lacks = and_(has_succeeded, _PAYMENT.receipt_number.is_(None))
    return rows.where(_OWN, or_(lacks, and_(~has_succeeded, _PAYMENT.receipt_number.is_not(None)))).order_by(_PAYMENT.id)


def stuck(now: datetime) -> Wrong:
    """A payment that should have moved on more than ten minutes ago. One that is parked has an entry of its own."""
    late = now - LATE
    rows = select(
        _PAYMENT.number.label("name"),
        literal("moved on by now").label("expected"),
        (cast(_PAYMENT.state, String) + literal(" since ") + cast(_PAYMENT.created_at, String)).label("found"),
    )
    is_late = or_(
        and_(_PAYMENT.state == PaymentState.CREATED, _PAYMENT.created_at < late),
        and_(_PAYMENT.state == PaymentState.SUBMITTING, func.coalesce(_PAYMENT.lease_until, _PAYMENT.created_at) < late),
        and_(_PAYMENT.state == PaymentState.REQUIRES_ACTION, func.coalesce(_PAYMENT.expires_at, _PAYMENT.created_at) < late),
    )
    return rows.where(_OWN, _PAYMENT.parked_reason.is_(None), is_late).order_by(_PAYMENT.id)


def parked(_now: datetime) -> Wrong:
    """A payment of which the gateway says what cannot be true."""
    rows = select(_PAYMENT.number.label("name"), literal("settled").label("expected"), _PAYMENT.parked_reason.label("found"))
    return rows.where(_PAYMENT.parked_reason.is_not(None)).order_by(_PAYMENT.id)


def parked_news(_now: datetime) -> Wrong:
    """News that could not be acted on."""
    event = GatewayEvent.__table__.c
    rows = select((event.kind + literal(" ") + event.id).label("name"), literal("acted on").label("expected"), event.error.label("found"))
    return rows.where(event.state == GatewayEventState.PARKED).order_by(event.received_at)


def receipt_gaps(session: Session) -> list[tuple[str, str, str]]:
    """Rows of receipts that do not run from 1 to where their counter stands: gateway, expected, found."""
    counter = Counter.__table__.c
    said: dict[str, int] = defaultdict(int)
    for name, value in session.execute(select(counter.name, counter.value).where(counter.name.startswith("receipt:"))):
        said[name.removeprefix("receipt:")] = value
    given: dict[str, set[int]] = defaultdict(set)
    asked = select(_PAYMENT.gateway, _PAYMENT.receipt_number).where(_OWN, _PAYMENT.receipt_number.is_not(None))
    for gateway, number in session.execute(asked):
        digits = _DIGITS.search(number)
        given[gateway].add(int(digits[0]) if digits else 0)
    wrong = []
    for gateway in sorted(said.keys() | given.keys()):
        missing = set(range(1, said[gateway] + 1)) - given[gateway]
        foreign = given[gateway] - set(range(1, said[gateway] + 1))
        whole = f"1 to {said[gateway]}"
        wrong += [(f"{gateway} {number}", whole, "missing") for number in sorted(missing)]
        wrong += [(f"{gateway} {number}", whole, "never given out") for number in sorted(foreign)]
    return wrong
