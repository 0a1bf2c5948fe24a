"""Money that arrived: what was held becomes paid, what came too late finds a place, and the receipt gets its number."""

from sqlalchemy.orm import Session

from db.models import LIVE_STATES, Allocation, Invoice, Payment, PaymentState
from db.queries import cards, counters, holding, splits
from db.queries import paying as queries
from portal_ui.gateways import CardFacts, Report
from portal_ui.service.paying import noting, splitting
from portal_ui.service.paying.moments import Moment
from portal_ui.wording import payment_method

_REFERENCE_LETTERS = 8


def receive(session: Session, payment: Payment, report: Report, moment: Moment) -> None:
    """Turn a payment into one that succeeded, in this transaction."""
    was_held = payment.state in LIVE_STATES
    surplus = 0
    if was_held:
        holding.take_all(session, payment.id, moment.today)
    else:
        surplus = sum(_place(session, allocation, moment) for allocation in queries.allocations(session, payment.id))
    payment.state = PaymentState.SUCCEEDED
    payment.unapplied_cents = surplus
    payment.gateway_charge = report.charge or None
    payment.reference = (report.charge or report.reference)[-_REFERENCE_LETTERS:]
    payment.paid_on = moment.today
    payment.is_late = not was_held
    payment.settled_at = moment.now
    payment.lease_until = None
    payment.expires_at = None
    payment.parked_reason = None
    if report.card is not None and not report.card.is_account:
        _keep_card(session, payment, report.card, moment)
    numbers = (part.number for part in queries.parts(session, [payment.id]))
    said = payment_method(payment.method, payment.brand, payment.last4)
    payment.search_text = queries.described(payment.number, payment.reference, said, *numbers)
    who = queries.payer(session, payment.customer_id, payment.person_id)
    payment.receipt_number = _receipt_number(session, payment.gateway)  # last of all questions: whoever else wants a number waits now
    noting.received(session, payment, who, moment, was_late=not was_held)


def keep(session: Session, customer_id: int, person_id: int | None, gateway: str, card: CardFacts, consent: str, moment: Moment) -> int:
    """Put a card on file; one that is there already is replaced and stays what it was. Returns its id."""
    known = cards.by_reference(session, card.reference)
    if known is not None:
        return known
    before = cards.same(session, customer_id, card.fingerprint)
    is_default = any(old.is_default for old in before) or not cards.has_default(session, customer_id)
    for old in before:
        cards.remove(session, old.id, moment.now)
    return cards.add(
        session,
        {
            "customer_id": customer_id,
            "person_id": person_id,
            "gateway": gateway,
            "gateway_reference": card.reference,
            "brand": card.brand,
            "last4": card.last4,
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": card.fingerprint or None,
            "is_default": is_default,
            "consent_version": consent,
            "created_at": moment.now,
        },
    )


def _place(session: Session, allocation: Allocation, moment: Moment) -> int:
    """Apply late money to what is still open on the invoice; returns what found no place."""
    open_cents = max(0, min(allocation.amount_cents, holding.left(session, allocation.invoice_id)))
    surplus = allocation.amount_cents - open_cents
    splits.drop_allocation_shares(session, allocation.id)
    if open_cents == 0:
        queries.drop_allocation(session, allocation.id)
        return surplus
    invoice = session.get_one(Invoice, allocation.invoice_id)
    left = splitting.left_by_location(session, {invoice.id: invoice.total_cents})[invoice.id]
    shared = splitting.shares(left, open_cents)
    splits.keep_allocation_shares(session, [(allocation.id, place, cents) for place, cents in shared])
    holding.pay(session, allocation.invoice_id, open_cents)
    allocation.amount_cents = open_cents
    allocation.applied_on = moment.today
    return surplus


def _keep_card(session: Session, payment: Payment, card: CardFacts, moment: Moment) -> None:
    if payment.card_id is not None or not card.reference:
        return
    consent = (payment.parameters or {}).get("consent_version", "")
    payment.card_id = keep(session, payment.customer_id, payment.person_id, payment.gateway, card, consent, moment)
    noting.card_kept(session, payment.customer_id, payment.person_id, payment.card_id, moment)


def _receipt_number(session: Session, gateway: str) -> str:
    """The next number of its own row of receipts: no gaps, for it is given in the transaction of the success."""
    prefix = "DEMO-R" if gateway == "demo" else "R"
    return f"{prefix}-{counters.next_number(session, f'receipt:{gateway}'):06d}"
