"""Automatic payments against what was announced."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from db.models import AutopayTry, Payment

_PAYMENT, _TRY = Payment.__table__.c, AutopayTry.__table__.c


def announced(_now: datetime) -> Select[Any]:
    """A payment that the portal began for more than it had announced."""
    told = select(func.coalesce(func.sum(_TRY.amount_cents), 0)).where(_TRY.payment_id == _PAYMENT.id).scalar_subquery()
    rows = select(_PAYMENT.number.label("name"), told.label("expected"), _PAYMENT.amount_cents.label("found"))
    return rows.where(_PAYMENT.is_automatic, _PAYMENT.amount_cents > told).order_by(_PAYMENT.id)
