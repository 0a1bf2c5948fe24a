"""What a letter says beside what the outbox keeps: who gets it, which account and which payment it is about."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Access, AccessRole, Allocation, Customer, Invoice, Payment, Person, StaffMember
from db.queries.rows import Found

_PERSON, _CUSTOMER, _PAYMENT = Person.__table__.c, Customer.__table__.c, Payment.__table__.c


def person(session: Session, person_id: int) -> Found | None:
    """A customer's person: `email`, `name`, `locale`, `is_enabled`, and how many accounts are open to them (`accounts`)."""
    access = Access.__table__.c
    is_open = (access.person_id == _PERSON.id, access.is_enabled, _CUSTOMER.id == access.customer_id, _CUSTOMER.portal_enabled)
    count = select(func.count()).select_from(Access.__table__, Customer.__table__).where(*is_open).correlate(Person.__table__)
    asked = select(_PERSON.email, _PERSON.name, _PERSON.locale, _PERSON.is_enabled, count.scalar_subquery().label("accounts"))
    return session.execute(asked.where(_PERSON.id == person_id)).one_or_none()


def role(session: Session, person_id: int, customer_id: int) -> AccessRole | None:
    """What that person may do in the account; nothing where they have no way into it."""
    access = Access.__table__.c
    return session.scalar(select(access.role).where(access.person_id == person_id, access.customer_id == customer_id))


def staff(session: Session, staff_id: int) -> Found | None:
    """A member of the office: `email`, `name`, `locale`, `is_enabled`."""
    member = StaffMember.__table__.c
    asked = select(member.email, member.name, member.locale, member.is_enabled).where(member.id == staff_id)
    return session.execute(asked).one_or_none()


def account(session: Session, customer_id: int) -> Found | None:
    """`name` and `number` of a customer."""
    return session.execute(select(_CUSTOMER.name, _CUSTOMER.number).where(_CUSTOMER.id == customer_id)).one_or_none()


def payment(session: Session, customer_id: int, number: str) -> Found | None:
    """That payment of the account."""
    asked = select(
        _PAYMENT.id,
        _PAYMENT.number,
        _PAYMENT.state,
        _PAYMENT.amount_cents,
        _PAYMENT.currency,
        _PAYMENT.receipt_number,
        _PAYMENT.method,
        _PAYMENT.brand,
        _PAYMENT.last4,
        _PAYMENT.failure_code,
        _PAYMENT.unapplied_cents,
        _PAYMENT.reference,
        _PAYMENT.paid_on,
        _PAYMENT.is_automatic,
    )
    return session.execute(asked.where(_PAYMENT.customer_id == customer_id, _PAYMENT.number == number)).one_or_none()


def parts(session: Session, payment_id: int) -> tuple[tuple[str, int], ...]:
    """The numbers of the invoices it is for, each with the cents that go to it, by due date."""
    allocation, invoice = Allocation.__table__.c, Invoice.__table__.c
    asked = (
        select(invoice.number, allocation.amount_cents)
        .join_from(Allocation.__table__, Invoice.__table__)
        .where(allocation.payment_id == payment_id)
        .order_by(invoice.due_date, invoice.number_key)
    )
    return tuple((number, cents) for number, cents in session.execute(asked))
