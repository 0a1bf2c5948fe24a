"""What the office's own records of payments need: the account, its first day, and whether a check stands already."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from db.models import OFFICE, Customer, Invoice, Payment, PaymentMethod, Void
from db.queries.rows import Found

_CUSTOMER, _INVOICE, _PAYMENT = Customer.__table__.c, Invoice.__table__.c, Payment.__table__.c


def customer(session: Session, number: str) -> Found | None:
    """`id`, `name`, `number`, `email`, `created_at` of the customer of that number."""
    asked = select(_CUSTOMER.id, _CUSTOMER.name, _CUSTOMER.number, _CUSTOMER.email, _CUSTOMER.created_at)
    return session.execute(asked.where(_CUSTOMER.number == number)).one_or_none()


def first_day(session: Session, customer_id: int) -> date | None:
    """The first day of anything in the account's books; `None` where they are empty."""
    billed = select(func.min(_INVOICE.invoice_date).label("on_day")).where(_INVOICE.customer_id == customer_id)
    paid = select(func.min(_PAYMENT.paid_on)).where(_PAYMENT.customer_id == customer_id)
    both = union_all(billed, paid).subquery()
    first: date | None = session.execute(select(func.min(both.c.on_day))).scalar_one()
    return first


def same_check(session: Session, customer_id: int, reference: str, cents: int) -> str | None:
    """The number of a payment by a check of this number and amount that the office recorded and did not void."""
    is_void = select(1).where(Void.payment_id == _PAYMENT.id).exists()
    asked = select(_PAYMENT.number).where(
        _PAYMENT.customer_id == customer_id,
        _PAYMENT.gateway == OFFICE,
        _PAYMENT.method == PaymentMethod.CHECK,
        _PAYMENT.reference == reference,
        _PAYMENT.amount_cents == cents,
        ~is_void,
    )
    return session.execute(asked.limit(1)).scalar()


def invoice_days(session: Session, invoice_ids: Iterable[int]) -> dict[int, date]:
    """The date of each of these invoices."""
    asked = select(_INVOICE.id, _INVOICE.invoice_date).where(_INVOICE.id.in_(list(invoice_ids)))
    return {invoice_id: day for invoice_id, day in session.execute(asked)}
