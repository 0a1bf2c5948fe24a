"""What the gateway says of a payment becomes true here: one transaction, and only ever forward.

A state has a rank, and news of a lower or equal rank changes nothing. So a second telling, an old one and one that comes
out of order are harmless, and success wins over everything else.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from db.models import LIVE_STATES, Payment, PaymentMethod, PaymentState
from db.queries import changes, holding
from db.queries import paying as queries
from portal_ui.declines import NOT_SUBMITTED
from portal_ui.gateways import Charge, Report, Standing, charge_of
from portal_ui.service.paying import mirroring, noting, receiving
from portal_ui.service.paying.moments import AT_WORK, TO_CONFIRM, TO_VERIFY, Moment, Moved, next_look

_RANKS = {
    PaymentState.CREATED: 0,
    PaymentState.SUBMITTING: 1,
    PaymentState.REQUIRES_ACTION: 2,
    PaymentState.PROCESSING: 3,
    PaymentState.FAILED: 4,
    PaymentState.CANCELED: 4,
    PaymentState.SUCCEEDED: 9,
}
_STATES = {
    Standing.REQUIRES_ACTION: PaymentState.REQUIRES_ACTION,
    Standing.PROCESSING: PaymentState.PROCESSING,
    Standing.SUCCEEDED: PaymentState.SUCCEEDED,
    Standing.FAILED: PaymentState.FAILED,
    Standing.CANCELED: PaymentState.CANCELED,
}


def apply(session: Session, payment_id: int, report: Report, moment: Moment, *, is_awaited: bool) -> Moved | None:
    """Bring the payment to what the gateway says; `None` when that is nothing new.

    `is_awaited`: whoever pays is looking, so a failure needs no letter. What contradicts the row is parked, and
    the office told; the money stays held until a person has looked.
    """
    payment = queries.locked(session, payment_id)
    if payment is None or payment.gateway == "":
        return None
    target = _STATES[report.standing]
    doubt = _contradiction(payment, report, target)
    if doubt:
        return _parked(session, payment, doubt, moment)
    if _has_failed_late(payment, report):
        is_news = mirroring.fail_late(session, payment, report.reference, report.code, moment)
        return mirroring.settled(session, payment) if is_news else None
    if _RANKS[target] <= _RANKS[payment.state]:
        return None
    with session.no_autoflush:  # nothing that is read below is changed by it; so the row is written once, not before each question
        payment.gateway_reference = report.reference
        if report.card is not None:
            payment.brand, payment.last4 = report.card.brand, report.card.last4
            payment.method = PaymentMethod.BANK if report.card.is_account else PaymentMethod.CARD
        if target is PaymentState.SUCCEEDED:
            receiving.receive(session, payment, report, moment)
        elif target in LIVE_STATES:
            _wait(session, payment, target, moment)
        else:
            _fail(session, payment, target, report.code, moment, is_awaited=is_awaited)
    return _moved(session, payment)


def end(session: Session, payment_id: int, state: PaymentState, code: str, moment: Moment, *, is_awaited: bool) -> Moved | None:
    """Let a payment come to nothing that the gateway declared or that never reached it; `None` when it moved on meanwhile."""
    payment = queries.locked(session, payment_id)
    if payment is None or _RANKS[payment.state] >= _RANKS[PaymentState.REQUIRES_ACTION] or payment.parked_reason:
        return None
    _fail(session, payment, state, code, moment, is_awaited=is_awaited)
    return _moved(session, payment)


def expire(session: Session, payment_id: int, moment: Moment) -> Moved | None:
    """Give up a payment that was begun and never taken to the gateway; `None` when someone took it."""
    payment = queries.locked(session, payment_id)
    if payment is None or payment.state is not PaymentState.CREATED:
        return None
    _fail(session, payment, PaymentState.CANCELED, "not_submitted", moment, is_awaited=True)
    return _moved(session, payment)


def park(session: Session, payment_id: int, reason: str, moment: Moment) -> Moved | None:
    """Leave a payment to a person of the office: what the gateway says cannot be true of it."""
    payment = queries.locked(session, payment_id)
    return None if payment is None else _parked(session, payment, reason, moment)


def let_go(session: Session, payment_id: int, moment: Moment) -> Moved | None:
    """The office gives up a payment that was left to it: what it set aside is free again. `None` when it is none such."""
    payment = queries.locked(session, payment_id)
    if payment is None or payment.state not in LIVE_STATES or not payment.parked_reason:
        return None
    payment.parked_reason = None
    _fail(session, payment, PaymentState.FAILED, NOT_SUBMITTED, moment, is_awaited=False)
    return _moved(session, payment)


def look_again(session: Session, payment_id: int, reports: Sequence[Report], moment: Moment) -> Moved | None:
    """Apply all that the gateway lists of a payment, for the office: where it contradicts the row no more, nobody need look any more."""
    payment = queries.locked(session, payment_id)
    counting = [one for one in reports if one.standing not in (Standing.FAILED, Standing.CANCELED)] or list(reports[-1:])
    if payment is None or not counting:
        return None
    if len(counting) > 1:
        listed = ", ".join(one.reference for one in counting)
        return _parked(session, payment, f"the gateway has several payments for it: {listed}", moment)
    is_mended = bool(payment.parked_reason) and not _contradiction(payment, counting[0], _STATES[counting[0].standing])
    if is_mended:
        payment.parked_reason = None
        session.flush()
    moved = apply(session, payment_id, counting[0], moment, is_awaited=False)
    return moved or (_moved(session, payment) if is_mended else None)


def _contradiction(payment: Payment, report: Report, target: PaymentState) -> str:
    """Why this report cannot be of this payment as it stands; empty when it can."""
    if payment.gateway_reference not in (None, report.reference):
        return f"the gateway has a second payment for it: {report.reference}"
    if report.payment and report.payment != str(payment.request_id):
        return f"the gateway calls {report.reference} another payment of ours"
    if target is not PaymentState.SUCCEEDED:
        return ""
    charge = parameters_of(payment)
    if (report.amount_cents, report.currency) != (charge.amount_cents, charge.currency):
        said = f"{report.amount_cents} {report.currency}"
        return f"the gateway took {said} instead of {charge.amount_cents} {charge.currency}"
    return ""


def _has_failed_late(payment: Payment, report: Report) -> bool:
    """Whether the very movement that had succeeded failed. A failure of an earlier try, told late, is none."""
    if payment.state is not PaymentState.SUCCEEDED or report.standing is not Standing.FAILED:
        return False
    return payment.method is PaymentMethod.BANK or (bool(report.charge) and report.charge == payment.gateway_charge)


def parameters_of(payment: Payment) -> Charge:
    """The charge as it was frozen when the row was made."""
    assert payment.parameters is not None  # noqa: S101 - every payment of a gateway has them
    return charge_of(payment.parameters["charge"])


def _wait(session: Session, payment: Payment, target: PaymentState, moment: Moment) -> None:
    is_debit, begun = payment.method is PaymentMethod.BANK, payment.submitted_at or moment.now
    is_asked = target is PaymentState.REQUIRES_ACTION
    payment.state = target
    payment.expires_at = moment.now + (TO_VERIFY if is_debit else TO_CONFIRM) if is_asked else None
    payment.lease_until = moment.now + AT_WORK if is_asked and not is_debit else next_look(begun, moment.now)
    if is_debit:
        payment.paid_on = moment.today  # from this day on the bank has it
        noting.pending(session, payment, moment, moment.today + TO_VERIFY if is_asked else None)


def _fail(session: Session, payment: Payment, state: PaymentState, code: str, moment: Moment, *, is_awaited: bool) -> None:
    for allocation in queries.allocations(session, payment.id):
        holding.release(session, allocation.invoice_id, allocation.amount_cents)
    payment.state = state
    payment.failure_code = code
    payment.settled_at = moment.now
    payment.lease_until = None
    noting.failed(session, payment, moment, is_awaited=is_awaited)


def _parked(session: Session, payment: Payment, reason: str, moment: Moment) -> Moved | None:
    if payment.parked_reason == reason:
        return None
    payment.parked_reason = reason
    noting.parked(session, payment, reason, moment)
    return _moved(session, payment)


def _moved(session: Session, payment: Payment) -> Moved:
    session.flush()
    return Moved(payment.customer_id, changes.raise_version(session, payment.customer_id))
