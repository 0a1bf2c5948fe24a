"""What is written down and written about when money comes back, in the transaction of the fact."""

from typing import Any

from sqlalchemy.orm import Session

from db.models import Dispute, DisputeState, Payment, Refund
from portal_ui import return_wording
from portal_ui.mail import letters
from portal_ui.mail.letters import returns
from portal_ui.service.paying import noting
from portal_ui.service.paying.moments import Moment


def found(session: Session, payment: Payment, refund: Refund, moment: Moment) -> None:
    """A refund was begun at the gateway itself, past the portal."""
    facts = {"cents": refund.amount_cents, "refund": refund.number}
    noting.audited(session, payment, "refund.found", moment, facts)
    noting.alert(session, payment, moment, {"reason": "refund-found", **facts})


def refunded(session: Session, payment: Payment, refund: Refund, moment: Moment) -> None:
    """The money is on its way to the customer."""
    facts = {"cents": refund.amount_cents, "refund": refund.number}
    noting.audited(session, payment, "refund.succeeded", moment, facts)
    noting.write(session, payment, letters.PAYMENT_REFUNDED, moment, **facts)


def refund_failed(session: Session, payment: Payment, refund: Refund, moment: Moment, *, had_succeeded: bool) -> None:
    """It did not arrive; the office has to give it back in another way. The customer hears of one that was called made."""
    facts: dict[str, Any] = {"cents": refund.amount_cents, "refund": refund.number}
    noting.audited(session, payment, f"refund.{refund.state.value}", moment, {**facts, "code": refund.failure_code})
    noting.alert(session, payment, moment, {"reason": "refund-failed", **facts})
    if had_succeeded:
        noting.write(session, payment, letters.PAYMENT_RESTORED, moment, reason="refund-failed", **facts)


def disputed(session: Session, payment: Payment, dispute: Dispute, moment: Moment) -> None:
    """A bank took the money, kept it for good, or returned it."""
    facts: dict[str, Any] = {"cents": dispute.amount_cents}
    is_debit = return_wording.is_debit(payment.method, dispute.reason)
    name = "returned" if is_debit and dispute.state is not DisputeState.WON else dispute.state.value
    noting.audited(session, payment, f"dispute.{name}", moment, {**facts, "code": dispute.reason})
    noting.alert(session, payment, moment, {"reason": f"dispute-{name}", **facts})
    is_first = dispute.created_at == moment.now
    if dispute.state is DisputeState.WON:
        if not is_first:
            noting.write(session, payment, letters.PAYMENT_RESTORED, moment, reason="dispute-won", **facts)
    elif is_first:
        noting.write(session, payment, letters.PAYMENT_RETURNED, moment, reason="debit" if is_debit else "dispute", **facts)


def voided(session: Session, payment: Payment, moment: Moment) -> None:
    """A recorded payment was taken back; who paid it reads why on the payment."""
    noting.write(session, payment, letters.PAYMENT_RETURNED, moment, reason=returns.VOID, cents=payment.amount_cents)
