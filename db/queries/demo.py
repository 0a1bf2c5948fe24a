"""What the demo company has beyond its books: people who sign in, the office, cards on file, two letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from db.models import Access, Card, Company, Customer, Letter, LetterState, Order, Person, StaffMember, StaffRole


def is_filled(session: Session) -> bool:
    """Whether anybody can sign in already. People come last and at once, so a half-made demo is not filled."""
    return bool(session.scalar(select(exists(select(Person.id)) | exists(select(StaffMember.id)))))


def payer(session: Session, email: str) -> tuple[int, str, int]:
    """The id and name of that person, and the customer whose account is theirs."""
    asked = select(Person.id, Person.name, Access.customer_id).join(Access, Access.person_id == Person.id).where(Person.email == email)
    person_id, name, customer_id = session.execute(asked.limit(1)).one()
    return person_id, name, customer_id


def staff_id(session: Session, email: str) -> int:
    """The id of that member of the office."""
    return session.scalars(select(StaffMember.id).where(StaffMember.email == email)).one()


def weighed_order(session: Session, customer: str) -> tuple[str, str, int, int] | None:
    """The number of that customer's newest order that was weighed, with its ticket, gross and tare in pounds."""
    asked = select(Order.number, Order.ticket_number, Order.gross_pounds, Order.tare_pounds)
    asked = asked.join(Customer, Customer.id == Order.customer_id).where(Customer.number == customer, Order.ticket_number != "")
    asked = asked.where(Order.gross_pounds.is_not(None), Order.tare_pounds.is_not(None))
    found = session.execute(asked.order_by(Order.service_on.desc(), Order.id.desc()).limit(1)).one_or_none()
    return None if found is None else (found[0], found[1], found[2] or 0, found[3] or 0)


def activate(session: Session) -> None:
    """Open the portal to customers, as its operator would, and take bank accounts, as its office may."""
    session.execute(update(Company).values(portal_active=True, takes_bank_debits=True, takes_automatic_payments=True))


def enable_customers(session: Session, numbers: list[str]) -> dict[str, int]:
    """Let these customers in; their ids by number."""
    session.execute(update(Customer).where(Customer.number.in_(numbers)).values(portal_enabled=True))
    return {number: key for key, number in session.execute(select(Customer.id, Customer.number).where(Customer.number.in_(numbers)))}


def add_person(session: Session, email: str, name: str, password_hash: str | None, customer_ids: list[int]) -> int:
    """A person and their way into each account, as its owner; the person's id."""
    person = Person(email=email, name=name, password_hash=password_hash)
    session.add(person)
    session.flush()
    session.add_all(Access(person_id=person.id, customer_id=customer_id) for customer_id in customer_ids)
    return person.id


def add_staff(session: Session, email: str, name: str, role: StaffRole, password_hash: str) -> None:
    """A member of the office. An administrator sets up the second factor when first signed in."""
    session.add(StaffMember(email=email, name=name, role=role, password_hash=password_hash))


def add_card(session: Session, customer_id: int, person_id: int, **facts: Any) -> None:
    """A card on file at the demo's own gateway."""
    session.add(Card(customer_id=customer_id, person_id=person_id, gateway="demo", consent_version="demo", **facts))


def add_letter(session: Session, person_id: int, customer_id: int, at: datetime, state: LetterState, answer: str) -> None:
    """An invitation that went out, and what the mail server said to it."""
    email = session.scalars(select(Person.email).where(Person.id == person_id)).one()
    session.add(
        Letter(
            kind="create-password",
            to_address=email,
            person_id=person_id,
            customer_id=customer_id,
            state=state,
            attempts=1,
            next_attempt_at=at,
            created_at=at,
            sent_at=at if state is LetterState.SENT else None,
            server_answer=answer,
        )
    )
