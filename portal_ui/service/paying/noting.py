"""What of a payment is written down and written about: the audit and the letters, in the transaction of the fact."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.models import Payment
from db.queries import audit, letters
from db.queries import paying as queries
from db.queries.rows import Found
from portal_ui.debits import expected_on
from portal_ui.service.paying.moments import Moment

RECEIPT = "payment-receipt"
FAILED = "payment-failed"
PENDING = "payment-pending"
TO_OFFICE = "office-alert"


def received(session: Session, payment: Payment, who: Found, moment: Moment, *, was_late: bool) -> None:
    """It arrived: the payer gets a receipt; the office hears of money that found no open invoice or came after it was given up.

    `who` is `queries.payer` of it: the caller has asked before the receipt got its number.
    """
    audited(session, payment, "payment.succeeded", moment, {"cents": payment.amount_cents, "receipt": payment.receipt_number})
    _queue(session, payment, who, RECEIPT, moment)
    if payment.unapplied_cents or was_late:
        kept = {"late": was_late, "credit_cents": payment.unapplied_cents}
        audited(session, payment, "payment.late", moment, kept)
        alert(session, payment, moment, {"reason": "late-payment", **kept})


def pending(session: Session, payment: Payment, moment: Moment, until: date | None) -> None:
    """A bank account is to be debited: whoever pays reads by when the money should be there, or `until` when to confirm the account."""
    if until is None:
        audited(session, payment, "payment.on-its-way", moment, {"cents": payment.amount_cents})
        write(session, payment, PENDING, moment, reason="on-its-way", day=expected_on(moment.today).isoformat())
    else:
        audited(session, payment, "payment.unproven", moment, {"cents": payment.amount_cents})
        write(session, payment, PENDING, moment, reason="verify", day=until.isoformat())


def failed(session: Session, payment: Payment, moment: Moment, *, is_awaited: bool) -> None:
    """It came to nothing; who is not looking at it gets a letter."""
    audited(session, payment, f"payment.{payment.state.value}", moment, {"cents": payment.amount_cents, "code": payment.failure_code})
    if not is_awaited and not payment.is_automatic:  # those have letters of their own
        write(session, payment, FAILED, moment)


def parked(session: Session, payment: Payment, reason: str, moment: Moment) -> None:
    """A person of the office has to look at it."""
    audited(session, payment, "payment.parked", moment, {"reason": reason})
    alert(session, payment, moment, {"reason": "parked"})


def warned(session: Session, payment_id: int, moment: Moment) -> None:
    """Somebody told the card's network that this payment was not theirs. No money moved; the office may give it back first."""
    payment = queries.locked(session, payment_id)
    if payment is not None:
        audited(session, payment, "payment.warned", moment, {"cents": payment.amount_cents})
        alert(session, payment, moment, {"reason": "fraud-warning", "cents": payment.amount_cents})


def card_kept(session: Session, customer_id: int, person_id: int | None, card_id: int, moment: Moment, *, address: str = "") -> None:
    """A card was put on file."""
    actor = "portal" if person_id is None else f"person:{person_id}"
    subject = f"card:{card_id}"
    audit.add(session, at=moment.now, actor=actor, action="card.keep", subject=subject, customer_id=customer_id, address=address)


def audited(session: Session, payment: Payment, action: str, moment: Moment, details: dict[str, Any], *, actor: str = "portal") -> None:
    """Write down what happened to it."""
    subject, customer_id = f"payment:{payment.number}", payment.customer_id
    audit.add(session, at=moment.now, actor=actor, action=action, subject=subject, customer_id=customer_id, details=details)


def write(session: Session, payment: Payment, kind: str, moment: Moment, **facts: Any) -> None:
    """A letter to whoever paid, or to the account where no person of it did."""
    _queue(session, payment, queries.payer(session, payment.customer_id, payment.person_id), kind, moment, **facts)


def _queue(session: Session, payment: Payment, who: Found, kind: str, moment: Moment, **facts: Any) -> None:
    letters.queue(
        session,
        kind=kind,
        to_address=who.person_email or who.customer_email,
        at=moment.now,
        facts={"payment": payment.number, **facts},
        person_id=payment.person_id,
        customer_id=payment.customer_id,
    )


def alert(session: Session, payment: Payment, moment: Moment, facts: dict[str, Any]) -> None:
    """A letter to the office."""
    who = queries.payer(session, payment.customer_id, payment.person_id)
    letters.queue(
        session,
        kind=TO_OFFICE,
        to_address=who.company_email or "",
        at=moment.now,
        facts={"payment": payment.number, **facts},
        customer_id=payment.customer_id,
    )
