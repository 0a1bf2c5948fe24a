"""The office, at a computer of its own: a cheque comes in and is written to the invoice, unless that much is not open any more."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Allocation, Invoice, Payment, PaymentMethod, PaymentState
from db.queries import holding, splits
from portal_ui.service.paying import splitting
from tests.crashes.scene import TODAY


def write_cheque(session: Session, number: str, cents: int) -> bool:
    """Write a cheque to an invoice; False when less is open."""
    invoice = session.scalars(select(Invoice).where(Invoice.number == number)).one()
    left = splitting.left_by_location(session, {invoice.id: invoice.total_cents})[invoice.id]
    if not holding.pay(session, invoice.id, cents):
        return False
    name = f"P-{uuid4().hex[:8]}"
    facts = {"state": PaymentState.SUCCEEDED, "method": PaymentMethod.CHECK, "paid_on": TODAY}
    payment = Payment(customer_id=invoice.customer_id, number=name, number_key=name, amount_cents=cents, **facts)
    session.add(payment)
    session.flush()
    part = Allocation(payment_id=payment.id, invoice_id=invoice.id, amount_cents=cents, applied_on=TODAY)
    session.add(part)
    session.flush()
    splits.keep_allocation_shares(session, [(part.id, place, share) for place, share in splitting.shares(left, cents)])
    return True
