"""Ways into accounts, as the office opens, changes and closes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import (
    Access,
    AccessLocation,
    AccessRole,
    AuditEntry,
    Contact,
    Customer,
    Letter,
    LetterState,
    Location,
    Person,
    SignInSession,
    StaffMember,
)
from db.queries.access_lists import INVITATIONS
from db.queries.people import by_email


def customer(session: Session, number: str) -> Customer | None:
    """The customer with this number."""
    return session.scalar(select(Customer).where(Customer.number == number))


def held_customer(session: Session, number: str) -> Customer | None:
    """The same, held until the writing transaction ends: who opens and closes ways into one account takes turns."""
    return session.scalar(select(Customer).where(Customer.number == number).with_for_update())


def login(session: Session, customer_id: int) -> tuple[Access, Person] | None:
    """The sign-in that the account is known by: its first owner."""
    asked = (
        select(Access, Person)
        .join(Person, Person.id == Access.person_id)
        .where(Access.customer_id == customer_id, Access.role == AccessRole.OWNER, Access.is_enabled)
        .order_by(Access.id)
        .limit(1)
    )
    found = session.execute(asked).one_or_none()
    return None if found is None else (found[0], found[1])


def way(session: Session, customer_id: int, access_id: int) -> tuple[Access, Person] | None:
    """One way into this account, and whose it is."""
    asked = (
        select(Access, Person).join(Person, Person.id == Access.person_id).where(Access.id == access_id, Access.customer_id == customer_id)
    )
    found = session.execute(asked).one_or_none()
    return None if found is None else (found[0], found[1])


def way_of(session: Session, customer_id: int, person_id: int) -> Access | None:
    """This person's way into this account."""
    return session.scalar(select(Access).where(Access.customer_id == customer_id, Access.person_id == person_id))


def ways(session: Session, customer_id: int) -> list[tuple[Access, Person]]:
    """All ways into this account, the oldest first."""
    asked = select(Access, Person).join(Person, Person.id == Access.person_id).where(Access.customer_id == customer_id).order_by(Access.id)
    return [(access, person) for access, person in session.execute(asked)]


def last_changer(session: Session, customer_id: int) -> str:
    """Who of the office last decided who comes into this account, by name; empty when nobody of it did."""
    entry = AuditEntry.__table__.c
    decided = or_(entry.action.startswith("access."), entry.action.startswith("person."))
    asked = select(entry.actor).where(entry.customer_id == customer_id, decided).order_by(entry.id.desc()).limit(1)
    kind, _colon, staff_id = (session.scalar(asked) or "").partition(":")
    member = session.get(StaffMember, int(staff_id)) if kind == "staff" else None
    return "" if member is None else member.name or member.email


def other_accounts(session: Session, person_ids: Iterable[int], customer_id: int) -> dict[int, list[tuple[str, str]]]:
    """Numbers and names of the other accounts that these people have a way into, by person."""
    asked = (
        select(Access.person_id, Customer.number, Customer.name)
        .join(Customer, Customer.id == Access.customer_id)
        .where(Access.person_id.in_(list(person_ids)), Access.customer_id != customer_id, Access.is_enabled)
        .order_by(Customer.name, Customer.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for person_id, number, name in session.execute(asked):
        found.setdefault(person_id, []).append((number, name))
    return found


def person_for(session: Session, email: str, name: str, now: datetime) -> Person:
    """The person with this email, made when there is none."""
    found = by_email(session, email)
    if found is not None:
        return found
    person = Person(email=email, name=name, created_at=now)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:  # somebody else of the office made it in the meantime
        return session.scalars(select(Person).where(Person.email == email)).one()
    return person


def contact_name(session: Session, customer_id: int, email: str) -> str:
    """How the customer's contact with this email is called; empty when there is none."""
    asked = select(Contact.name).where(Contact.customer_id == customer_id, func.lower(Contact.email) == email).limit(1)
    return session.scalar(asked) or ""


def add(session: Session, person_id: int, customer_id: int, role: AccessRole, now: datetime) -> Access:
    """A new way into an account."""
    access = Access(person_id=person_id, customer_id=customer_id, role=role, created_at=now)
    session.add(access)
    session.flush()
    return access


def remove(session: Session, access_id: int) -> None:
    """Close a way for good."""
    session.execute(delete(AccessLocation).where(AccessLocation.access_id == access_id))
    session.execute(delete(Access).where(Access.id == access_id))


def location_numbers(session: Session, access_ids: Iterable[int]) -> dict[int, list[str]]:
    """The numbers of the locations that site contacts are limited to, by way."""
    asked = (
        select(AccessLocation.access_id, Location.number)
        .join(Location, Location.id == AccessLocation.location_id)
        .where(AccessLocation.access_id.in_(list(access_ids)))
        .order_by(Location.address_line, Location.id)
    )
    found: dict[int, list[str]] = {}
    for access_id, number in session.execute(asked):
        found.setdefault(access_id, []).append(number)
    return found


def location_ids(session: Session, customer_id: int, numbers: Iterable[str]) -> list[int]:
    """The ids of those numbers that are locations of this customer."""
    return list(session.scalars(select(Location.id).where(Location.customer_id == customer_id, Location.number.in_(list(numbers)))))


def set_locations(session: Session, access_id: int, location_ids: Iterable[int]) -> None:
    """Limit a site contact to these locations."""
    session.execute(delete(AccessLocation).where(AccessLocation.access_id == access_id))
    session.add_all(AccessLocation(access_id=access_id, location_id=each) for each in sorted(location_ids))


def open_session_ids(session: Session, person_id: int, customer_id: int | None = None) -> list[int]:
    """The person's sessions that nobody has ended; with an account, those that look into it."""
    asked = select(SignInSession.id).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
    return list(session.scalars(asked if customer_id is None else asked.where(SignInSession.customer_id == customer_id)))


def last_letter(session: Session, person_id: int, kinds: Sequence[str]) -> Letter | None:
    """The newest letter of these kinds to this person."""
    asked = select(Letter).where(Letter.person_id == person_id, Letter.kind.in_(kinds)).order_by(Letter.id.desc()).limit(1)
    return session.scalar(asked)


def stop_invitations(session: Session, person_id: int, customer_id: int, answer: str) -> None:
    """Have invitations into this account that wait to be sent stay where they are; `answer` says why."""
    waiting = update(Letter).where(
        Letter.person_id == person_id,
        Letter.customer_id == customer_id,
        Letter.kind.in_(INVITATIONS),
        Letter.state == LetterState.WAITING,
    )
    stopped = waiting.values(state=LetterState.GIVEN_UP, server_answer=answer)
    session.execute(stopped.execution_options(synchronize_session=False))


def held_ways(session: Session, access_ids: Iterable[int]) -> list[tuple[Customer, Access, Person]]:
    """These ways, with whose they are and into which accounts; accounts and people held until the writing transaction ends.

    First the accounts by id, then the people by id, as everyone takes them: of two who write to the same people at once,
    the second waits for the first.
    """
    ids = list(access_ids)
    for table, key in ((Customer.__table__, Access.customer_id), (Person.__table__, Access.person_id)):
        wanted = select(key).where(Access.id.in_(ids))
        session.execute(select(table.c.id).where(table.c.id.in_(wanted)).order_by(table.c.id).with_for_update())
    asked = (
        select(Customer, Access, Person)
        .join_from(Access, Customer, Customer.id == Access.customer_id)
        .join(Person, Person.id == Access.person_id)
        .where(Access.id.in_(ids))
        .order_by(Customer.id, Access.id)
        .execution_options(populate_existing=True)
    )
    return [(account, access, person) for account, access, person in session.execute(asked)]
