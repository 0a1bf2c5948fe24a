"""Credit as a customer uses it on the portal, written straight into a database."""

from datetime import date
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Allocation, AllocationSplit, CreditApplication, CreditMemo, CreditSplit, CreditUse, Customer, Invoice, Payment, Person

USED_ON = date(2026, 11, 22)


def use_memo(session: Session, memo: str, invoice: str, cents: int) -> None:
    """Apply `cents` of a credit memo, by number, to an invoice."""
    found = session.scalars(select(CreditMemo).where(CreditMemo.number == memo)).one()
    billed = _invoice(session, invoice)
    used = _use(session, found.customer_id, cents)
    row = CreditApplication(credit_memo_id=found.id, invoice_id=billed.id, amount_cents=cents, applied_on=USED_ON, credit_use_id=used.id)
    session.add(row)
    session.flush()
    session.add(CreditSplit(application_id=row.id, location_id=None, amount_cents=cents))
    found.remaining_cents -= cents
    billed.credited_cents += cents


def use_left_over(session: Session, payment: str, invoice: str, cents: int) -> None:
    """Apply `cents` that a payment left to an invoice."""
    found = session.scalars(select(Payment).where(Payment.number == payment)).one()
    billed = _invoice(session, invoice)
    used = _use(session, found.customer_id, cents)
    row = Allocation(payment_id=found.id, invoice_id=billed.id, amount_cents=cents, applied_on=USED_ON, credit_use_id=used.id)
    session.add(row)
    session.flush()
    session.add(AllocationSplit(allocation_id=row.id, location_id=None, amount_cents=cents))
    found.unapplied_cents -= cents
    found.search_text += f"\n{invoice}"
    billed.paid_cents += cents


def _invoice(session: Session, number: str) -> Invoice:
    return session.scalars(select(Invoice).where(Invoice.number == number)).one()


def _use(session: Session, customer_id: int, cents: int) -> CreditUse:
    customer = session.get_one(Customer, customer_id)
    email = f"owner-{customer.number}@example.com"
    person = session.scalars(select(Person).where(Person.email == email)).one_or_none() or Person(email=email, name="Dana")
    session.add(person)
    session.flush()
    used = CreditUse(customer_id=customer_id, person_id=person.id, request_id=uuid4(), amount_cents=cents)
    session.add(used)
    session.flush()
    return used
