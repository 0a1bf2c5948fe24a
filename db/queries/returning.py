"""What came back of payments: refunds, money that banks took back, and recorded payments that were voided."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from db.models import Dispute, DisputeState, Payment, Refund, RefundState, Void
from db.queries.rows import Found

_REFUND = Refund.__table__.c
_DISPUTE = Dispute.__table__.c
_PAYMENT = Payment.__table__.c
ON_THEIR_WAY = (RefundState.REQUESTED, RefundState.SUBMITTING, RefundState.PENDING)
_CHANGE = update(Refund).execution_options(synchronize_session=False)


def by_number(session: Session, number: str) -> Payment | None:
    """The payment of that number, whoever's it is, held until the transaction ends."""
    asked = select(Payment).where(_PAYMENT.number == number).with_for_update()
    return session.scalar(asked, execution_options={"populate_existing": True})


def seen(session: Session, number: str) -> Payment | None:
    """The same, only to be looked at."""
    return session.scalar(select(Payment).where(_PAYMENT.number == number))


def came_back(session: Session, payment_id: int) -> tuple[int, int, bool]:
    """Cents that refunds gave back, cents that banks have taken and not returned, and whether it is voided."""
    refunds = select(func.coalesce(func.sum(_REFUND.amount_cents), 0)).where(
        _REFUND.payment_id == payment_id, _REFUND.state == RefundState.SUCCEEDED
    )
    disputes = select(func.coalesce(func.sum(_DISPUTE.amount_cents), 0)).where(
        _DISPUTE.payment_id == payment_id, _DISPUTE.state != DisputeState.WON
    )
    return int(session.execute(refunds).scalar_one()), int(session.execute(disputes).scalar_one()), void_of(session, payment_id) is not None


def promised(session: Session, payment_id: int) -> int:
    """Cents of refunds that succeeded or may yet."""
    counts = (*ON_THEIR_WAY, RefundState.SUCCEEDED)
    asked = select(func.coalesce(func.sum(_REFUND.amount_cents), 0)).where(_REFUND.payment_id == payment_id, _REFUND.state.in_(counts))
    return int(session.execute(asked).scalar_one())


def refunds(session: Session, payment_id: int) -> list[Refund]:
    """All of a payment, the oldest first, as the database has them now."""
    asked = select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.id)
    return list(session.scalars(asked, execution_options={"populate_existing": True}))


def disputes(session: Session, payment_id: int) -> list[Dispute]:
    """All of a payment, the oldest first."""
    asked = select(Dispute).where(Dispute.payment_id == payment_id).order_by(Dispute.id)
    return list(session.scalars(asked, execution_options={"populate_existing": True}))


def void_of(session: Session, payment_id: int) -> Void | None:
    """How it was voided, if it was."""
    return session.scalar(select(Void).where(Void.payment_id == payment_id))


def refund_by_request(session: Session, request_id: UUID) -> Found | None:
    """The refund begun under this request id: `id`, `payment_id`, `amount_cents`, `state`."""
    asked = select(_REFUND.id, _REFUND.payment_id, _REFUND.amount_cents, _REFUND.state).where(_REFUND.request_id == request_id)
    return session.execute(asked).one_or_none()


def add_refund(
    session: Session,
    *,
    payment_id: int,
    number: str,
    key: UUID,
    state: RefundState,
    cents: int,
    reason: str,
    on: date,
    now: datetime,
    request_id: UUID | None = None,
    staff_id: int | None = None,
    reference: str | None = None,
    lease_until: datetime | None = None,
) -> Refund:
    """A refund's row; a second one under the same request id or reference breaks the transaction."""
    row = Refund(
        payment_id=payment_id,
        number=number,
        request_id=request_id,
        key=key,
        state=state,
        amount_cents=cents,
        reason=reason,
        refunded_on=on,
        failure_code="",
        gateway_reference=reference,
        staff_id=staff_id,
        created_at=now,
        lease_until=lease_until,
    )
    session.add(row)
    session.flush()
    return row


def claim(session: Session, refund_id: int, now: datetime, until: datetime) -> bool:
    """Take a new refund to the gateway; False when somebody else did."""
    mine = _CHANGE.where(_REFUND.id == refund_id, _REFUND.state == RefundState.REQUESTED)
    claimed = session.execute(mine.values(state=RefundState.SUBMITTING, submitted_at=now, lease_until=until))
    return cast("CursorResult[Any]", claimed).rowcount == 1


def unsettled(session: Session, gateway: str, now: datetime, most: int) -> Sequence[Found]:
    """Refunds on their way whose lease is over, the longest waiting first, with the payment that each is of."""
    asked = (
        select(
            _REFUND.id,
            _REFUND.payment_id,
            _REFUND.key,
            _REFUND.state,
            _REFUND.amount_cents,
            _REFUND.submitted_at,
            _PAYMENT.gateway_reference.label("payment_reference"),
        )
        .join_from(Refund.__table__, Payment.__table__, _PAYMENT.id == _REFUND.payment_id)
        .where(_REFUND.state.in_(ON_THEIR_WAY), _REFUND.lease_until <= now, _PAYMENT.gateway == gateway)
    )
    return session.execute(asked.order_by(_REFUND.lease_until, _REFUND.id).limit(most)).all()


def lease(session: Session, refund_ids: Iterable[int], now: datetime, until: datetime) -> set[int]:
    """Be the one who looks after these for a while; those that somebody else has are not among what is returned."""
    mine = _CHANGE.where(_REFUND.id.in_(list(refund_ids)), _REFUND.state.in_(ON_THEIR_WAY), _REFUND.lease_until <= now)
    return set(session.scalars(mine.values(lease_until=until).returning(_REFUND.id)))


def look_again(session: Session, refund_id: int, at: datetime) -> None:
    """Have a refund nobody is sure of looked after from then on."""
    session.execute(_CHANGE.where(_REFUND.id == refund_id, _REFUND.state == RefundState.SUBMITTING).values(lease_until=at))


def free_leases(session: Session, now: datetime) -> None:
    """Have every refund on its way looked after now."""
    session.execute(_CHANGE.where(_REFUND.state.in_(ON_THEIR_WAY), _REFUND.lease_until.is_not(None)).values(lease_until=now))
