"""Tries with cards that came to nothing: payments, and cards that were to be put on file."""

from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, bindparam, select, union_all
from sqlalchemy.orm import Session

from db.models import CardSetup, CardSetupState, Payment, PaymentMethod, PaymentState
from db.scope import Scope

_PAYMENT, _SETUP = cast("Table", Payment.__table__).c, cast("Table", CardSetup.__table__).c
_FAILED = union_all(
    select(_PAYMENT.created_at, _PAYMENT.failure_code).where(
        _PAYMENT.customer_id == bindparam("of_customer"),
        _PAYMENT.paid_on >= bindparam("from_day"),
        _PAYMENT.created_at > bindparam("after"),
        (_PAYMENT.state == PaymentState.FAILED).is_(True),  # so that no index by state is taken: the account has fewer
        _PAYMENT.method == PaymentMethod.CARD,
        _PAYMENT.is_automatic.is_(False),
    ),
    select(_SETUP.created_at, _SETUP.failure_code).where(
        _SETUP.customer_id == bindparam("of_customer"),
        _SETUP.created_at > bindparam("after"),
        _SETUP.state == CardSetupState.FAILED,
    ),
)


def failed(session: Session, scope: Scope, from_day: date, after: datetime) -> list[tuple[datetime, str]]:
    """When people of the account tried cards in vain after that moment, and with which code each failed.

    `from_day`: a day of the company's on which that moment may have been, or an earlier one; it only narrows what is read.
    """
    found = session.execute(_FAILED, {"of_customer": scope.customer_id, "from_day": from_day, "after": after})
    return [(at, code) for at, code in found]
