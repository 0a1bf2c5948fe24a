"""People who sign in, and the accounts they may look into."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import Access, AccessLocation, AccessRole, Company, Customer, Person


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account that a person may look into at this moment."""

    customer_id: int
    number: str
    name: str


def by_email(session: Session, email: str) -> Person | None:
    """The person with this email, which is trimmed and in lower case."""
    return session.scalar(select(Person).where(Person.email == email))


def by_id(session: Session, person_id: int) -> Person | None:
    """That person."""
    return session.get(Person, person_id)


def held(session: Session, person_id: int) -> Person | None:
    """That person, held until the writing transaction ends."""
    return session.scalar(select(Person).where(Person.id == person_id).with_for_update())


def accounts(session: Session, person_id: int) -> list[Account]:
    """The accounts that both the office's switch and the person's access open, by name."""
    question = (
        select(Customer.id, Customer.number, Customer.name)
        .join(Access, Access.customer_id == Customer.id)
        .where(Access.person_id == person_id, Access.is_enabled, Customer.portal_enabled)
        .order_by(Customer.name, Customer.id)
    )
    return [Account(*row) for row in session.execute(question)]


def location_ids(session: Session, person_id: int, customer_id: int) -> frozenset[int]:
    """The locations a site contact is limited to; none when the office named none."""
    question = (
        select(AccessLocation.location_id)
        .join(Access, Access.id == AccessLocation.access_id)
        .where(Access.person_id == person_id, Access.customer_id == customer_id, Access.role == AccessRole.SITE_CONTACT)
    )
    return frozenset(session.scalars(question))


def is_portal_active(session: Session) -> bool:
    """Whether the operator has opened the portal to customers."""
    return bool(session.scalar(select(Company.portal_active).where(Company.id == 1)))


def company_name(session: Session) -> str:
    """The hauler's name; empty before the company is set up."""
    return session.scalar(select(Company.name).where(Company.id == 1)) or ""


def company_locale(session: Session) -> str:
    """The locale of the company; empty before it is set up."""
    return session.scalar(select(Company.locale).where(Company.id == 1)) or ""


def set_theme(session: Session, person_id: int, theme: str) -> None:
    """Keep how this person wishes to see the portal."""
    session.execute(update(Person).where(Person.id == person_id).values(theme=theme))


def set_locale(session: Session, person_id: int, locale: str) -> None:
    """Keep which language this person wishes to read."""
    session.execute(update(Person).where(Person.id == person_id).values(locale=locale))


def customer_number(session: Session, customer_id: int | None) -> str | None:
    """The number of that account."""
    return session.scalar(select(Customer.number).where(Customer.id == customer_id))
