"""What the gateway says came back of a payment becomes true here: refunds and disputes as rows, then the balances.

Each row only moves forward, so a second telling and one that comes out of order change nothing.
"""

from uuid import uuid4

from sqlalchemy.orm import Session

from db.models import Dispute, DisputeState, Payment, PaymentState, Refund, RefundState
from db.queries import changes, counters
from db.queries import paying as queries
from db.queries import returning as rows
from portal_ui.gateways import DisputeReport, DisputeStanding, RefundReport, Returns, Standing
from portal_ui.service.paying import returning, telling_returns
from portal_ui.service.paying.moments import ON_ITS_WAY, Moment, Moved

_LONGEST_REASON = 500
_REFUNDS = {
    Standing.REQUIRES_ACTION: RefundState.PENDING,
    Standing.PROCESSING: RefundState.PENDING,
    Standing.SUCCEEDED: RefundState.SUCCEEDED,
    Standing.FAILED: RefundState.FAILED,
    Standing.CANCELED: RefundState.CANCELED,
}
_REFUND_RANKS = {
    RefundState.REQUESTED: 0,
    RefundState.SUBMITTING: 1,
    RefundState.PENDING: 2,
    RefundState.SUCCEEDED: 3,
    RefundState.FAILED: 4,  # one that succeeded may fail days later, never the other way round
    RefundState.CANCELED: 4,
}
_DISPUTES = {
    DisputeStanding.OPEN: DisputeState.OPEN,
    DisputeStanding.WON: DisputeState.WON,
    DisputeStanding.LOST: DisputeState.LOST,
}


def take(session: Session, payment_id: int, returns: Returns, moment: Moment) -> Moved | None:
    """Bring refunds and disputes of the payment to what the gateway says, and the balances after them.

    `None` when nothing is new, or the payment has not succeeded here.
    """
    payment = queries.locked(session, payment_id)
    if payment is None or payment.state is not PaymentState.SUCCEEDED:
        return None
    told = [_refund(session, payment, report, moment) for report in returns.refunds]
    told += [_dispute(session, payment, report, moment) for report in returns.disputes]
    return settled(session, payment) if any(told) else None


def settle_refund(session: Session, refund_id: int, payment_id: int, state: RefundState, code: str, moment: Moment) -> Moved | None:
    """Let a refund come to nothing that the gateway declared, or that never reached it; `None` when it moved on meanwhile."""
    payment = queries.locked(session, payment_id)
    refund = next((one for one in rows.refunds(session, payment_id) if one.id == refund_id), None)
    if payment is None or refund is None or refund.state not in (RefundState.REQUESTED, RefundState.SUBMITTING):
        return None
    _ended(session, payment, refund, state, code, moment)
    return settled(session, payment)


def fail_late(session: Session, payment: Payment, reference: str, code: str, moment: Moment) -> bool:
    """A payment that had succeeded failed after all, as bank debits do: a row of its own, and the balances after it."""
    named = f"{reference}:failed"
    if any(row.gateway_reference == named for row in rows.disputes(session, payment.id)):
        return False
    report = DisputeReport(named, reference, DisputeStanding.LOST, payment.amount_cents, code)
    return _dispute(session, payment, report, moment)


def settled(session: Session, payment: Payment) -> Moved:
    """The balances after rows changed, and the account's next version."""
    returning.rebalance(session, payment)
    session.flush()
    return Moved(payment.customer_id, changes.raise_version(session, payment.customer_id))


def next_number(session: Session, gateway: str) -> str:
    """The number of the next refund; late in its transaction, for whoever else wants one waits from here on."""
    prefix = "DEMO-RF" if gateway == "demo" else "RF"
    return f"{prefix}-{counters.next_number(session, f'refund:{prefix}'):06d}"


def _refund(session: Session, payment: Payment, report: RefundReport, moment: Moment) -> bool:
    state = _REFUNDS[report.standing]
    refund = _known(session, payment, report)
    is_new = refund is None
    if refund is None:
        refund = rows.add_refund(
            session, payment_id=payment.id, number=next_number(session, payment.gateway), key=uuid4(),
            state=RefundState.SUBMITTING, cents=report.amount_cents, reason="", on=moment.today, now=moment.now, reference=report.reference,
        )  # fmt: skip
    is_first_word = refund.gateway_reference is None  # what was concluded here without the gateway's word gives way to it
    if not is_first_word and _REFUND_RANKS[state] <= _REFUND_RANKS[refund.state] and not is_new:
        return False
    refund.gateway_reference = report.reference
    if is_new:
        telling_returns.found(session, payment, refund, moment)
    if state is RefundState.PENDING:
        refund.state, refund.lease_until = state, moment.now + ON_ITS_WAY
    elif state is RefundState.SUCCEEDED:
        refund.state, refund.lease_until, refund.refunded_on = state, None, moment.today
        telling_returns.refunded(session, payment, refund, moment)
    else:
        _ended(session, payment, refund, state, report.code, moment)
    return True


def _known(session: Session, payment: Payment, report: RefundReport) -> Refund | None:
    own = rows.refunds(session, payment.id)
    same = (one for one in own if one.gateway_reference == report.reference)
    ours = (one for one in own if report.refund and str(one.key) == report.refund)
    return next(same, None) or next(ours, None)


def _ended(session: Session, payment: Payment, refund: Refund, state: RefundState, code: str, moment: Moment) -> None:
    had_succeeded = refund.state is RefundState.SUCCEEDED
    refund.state, refund.lease_until, refund.failure_code = state, None, code
    telling_returns.refund_failed(session, payment, refund, moment, had_succeeded=had_succeeded)


def _dispute(session: Session, payment: Payment, report: DisputeReport, moment: Moment) -> bool:
    state = _DISPUTES[report.standing]
    dispute = next((one for one in rows.disputes(session, payment.id) if one.gateway_reference == report.reference), None)
    if dispute is None:
        dispute = Dispute(
            payment_id=payment.id, state=state, amount_cents=report.amount_cents, reason=report.reason[:_LONGEST_REASON],
            opened_on=moment.today, gateway_reference=report.reference, created_at=moment.now,
        )  # fmt: skip
        session.add(dispute)
    elif state is DisputeState.OPEN or state is dispute.state:  # what was decided is not open again
        return False
    else:
        dispute.state = state
    dispute.closed_on = None if state is DisputeState.OPEN else moment.today
    session.flush()
    telling_returns.disputed(session, payment, dispute, moment)
    return True
