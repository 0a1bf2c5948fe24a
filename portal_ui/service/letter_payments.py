"""What letters tell of a payment: as it stands, and what came back of it, read as its page reads it."""

from typing import Any

from sqlalchemy.orm import Session

from db.models import Letter
from db.queries import letter_facts
from db.scope import Scope
from portal_ui.errors import RefundNotFoundError
from portal_ui.mail import letters
from portal_ui.mail.letters import returns
from portal_ui.mail.letters.shapes import BackTold, PaymentTold
from portal_ui.service import payments


def payment(session: Session, letter: Letter, number: str) -> PaymentTold | None:
    """The payment of that number; nothing where the account has none."""
    found = letter_facts.payment(session, letter.customer_id, number) if letter.customer_id is not None else None
    if found is None:
        return None
    return PaymentTold(
        number=found.number,
        state=found.state,
        amount_cents=found.amount_cents,
        currency=found.currency,
        receipt_number=found.receipt_number or "",
        method=found.method,
        brand=found.brand,
        last4=found.last4,
        failure_code=found.failure_code,
        credit_cents=found.unapplied_cents,
        reference=found.reference,
        paid_on=found.paid_on,
        is_automatic=found.is_automatic,
        parts=letter_facts.parts(session, found.id),
    )


def back(session: Session, letter: Letter) -> BackTold | None:
    """The refund or the void of a payment that the letter is about; nothing in any other letter."""
    facts: dict[str, Any] = letter.facts or {}
    if letter.customer_id is None:
        return None
    scope, number = Scope(letter.customer_id), str(facts.get("payment", ""))
    if letter.kind == letters.PAYMENT_REFUNDED:
        return _refund(session, scope, number, str(facts.get("refund", "")))
    if letter.kind == letters.PAYMENT_RETURNED and facts.get("reason") == returns.VOID:
        return _void(session, scope, number)
    return None


def _refund(session: Session, scope: Scope, number: str, refund: str) -> BackTold | None:
    try:
        view = payments.refund_view(session, scope, number, refund)
    except RefundNotFoundError:
        return None
    opened = tuple((part.number, part.amount_cents) for part in view.opened)
    return BackTold(view.refund.number, view.refund.on, view.refund.reason, opened)


def _void(session: Session, scope: Scope, number: str) -> BackTold | None:
    view = payments.view(session, scope, number)
    if view.voided is None:
        return None
    opened = tuple((part.number, part.reversed_cents) for part in view.applied if part.reversed_cents)
    return BackTold("", view.voided.on, view.voided.reason, opened)
