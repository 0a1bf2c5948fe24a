"""People who sign in, the company they sign in at, and the accounts they look into."""

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access, AccessLocation, AccessRole, Company, Customer, CustomerKind, Location, Person
from db.text import natural_key


async def add_company(database: Database, *, name: str = "Piney Hollow Hauling", portal_active: bool = True) -> None:
    """The hauler, its portal open."""

    def add(session: Session) -> None:
        session.add(Company(id=1, name=name, phone="(903) 555-0142", support_hours="Mon–Fri, 7 am – 5 pm", portal_active=portal_active))

    await database.write(add)


async def add_person(
    database: Database,
    email: str = "dana@example.com",
    *,
    password_hash: str | None = None,
    name: str = "Dana Ortiz",
    is_enabled: bool = True,
) -> int:
    """A person without any account; returns the id."""

    def add(session: Session) -> int:
        person = Person(email=email, name=name, password_hash=password_hash, is_enabled=is_enabled)
        session.add(person)
        session.flush()
        return person.id

    return await database.write(add)


async def add_account(
    database: Database,
    person_id: int,
    number: str = "2041",
    *,
    name: str = "Dana Ortiz Contracting",
    role: AccessRole = AccessRole.OWNER,
    portal_enabled: bool = True,
    access_enabled: bool = True,
    locations: tuple[str, ...] = (),
) -> int:
    """An account the person may look into, a site contact at its first `locations`; returns the customer's id."""

    def add(session: Session) -> int:
        customer = Customer(
            number=number,
            number_key=natural_key(number),
            name=name,
            city="Marshall",
            kind=CustomerKind.ROLL_OFF,
            portal_enabled=portal_enabled,
        )
        session.add(customer)
        session.flush()
        access = Access(person_id=person_id, customer_id=customer.id, role=role, is_enabled=access_enabled)
        places = [Location(customer_id=customer.id, number=place, address_line="1420 Harbor Rd") for place in locations]
        session.add_all([access, *places])
        session.flush()
        session.add_all(AccessLocation(access_id=access.id, location_id=place.id) for place in places)
        return customer.id

    return await database.write(add)
