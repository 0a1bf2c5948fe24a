"""What became of a payment's money, as columns of a query over payments: held or taken by a bank, voided."""

from sqlalchemy import func, select

from db.models import Dispute, DisputeState, Payment, Void

_DISPUTE = Dispute.__table__.c
_MINE = select(1).where(_DISPUTE.payment_id == Payment.__table__.c.id).correlate(Payment.__table__)

DISPUTED = _MINE.where(_DISPUTE.state.in_((DisputeState.OPEN, DisputeState.LOST))).exists()
LOST = _MINE.where(_DISPUTE.state == DisputeState.LOST).exists()
LOST_FOR = (
    select(func.max(_DISPUTE.reason))
    .where(_DISPUTE.payment_id == Payment.__table__.c.id, _DISPUTE.state == DisputeState.LOST)
    .correlate(Payment.__table__)
    .scalar_subquery()
)  # the bank's reason, where it took something for good
VOIDED = select(1).where(Void.__table__.c.payment_id == Payment.__table__.c.id).correlate(Payment.__table__).exists()
TAKEN = (
    select(func.coalesce(func.sum(_DISPUTE.amount_cents), 0))
    .where(_DISPUTE.payment_id == Payment.__table__.c.id, _DISPUTE.state != DisputeState.WON)
    .correlate(Payment.__table__)
    .scalar_subquery()
)  # cents that banks have taken and not returned
