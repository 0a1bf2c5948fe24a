"""What customers change of their own account where the office lets them."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AccessRole, AuditEntry, Company, Contact, Customer
from portal_ui.errors import BadRequestError
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.details import ContactWish, Details, DetailsRefusedError, DetailsWish, may_edit
from portal_ui.views import Looking, Visit
from tests.builders.people import add_account, add_person
from tests.sign_in.door import STORED, TurnedClock, add_dana, enter, visit_of
from tests.staff.office_door import Office

pytestmark = pytest.mark.any_database

ANA = ContactWish(None, "Ana Reyes", "Superintendent", "(903) 555-0177", "ana@example.com")


@pytest.fixture
def details(database: Database, clock: TurnedClock) -> Details:
    return Details(database, clock)


@pytest.fixture
async def visit(database: Database, office: Office) -> Visit:
    """Dana, whose office lets her change her details."""
    await add_dana(database)
    await database.write(lambda session: setattr(session.scalars(select(Company)).one(), "customers_edit_details", True))
    return await visit_of(office.sign_in, await enter(office.sign_in))


async def on_file(database: Database) -> tuple[str, str, list[tuple[str, str, str, str]]]:
    def read(session: Session) -> tuple[str, str, list[tuple[str, str, str, str]]]:
        customer = session.scalars(select(Customer).where(Customer.number == "2041")).one()
        rows = session.scalars(select(Contact).where(Contact.customer_id == customer.id).order_by(Contact.id))
        return customer.phone, customer.email, [(row.name, row.title, row.phone, row.email) for row in rows]

    return await database.read(read)


async def changes(database: Database) -> list[tuple[str, dict[str, object]]]:
    def read(session: Session) -> list[tuple[str, dict[str, object]]]:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "details.change"))
        return [(row.actor, row.details or {}) for row in rows]

    return await database.read(read)


async def test_phone_email_and_contacts_are_kept_and_written_down(details: Details, database: Database, visit: Visit) -> None:
    await details.change(visit, DetailsWish("(903) 555-0188", "office@dana.example", (ANA,)))

    assert await on_file(database) == (
        "(903) 555-0188",
        "office@dana.example",
        [("Ana Reyes", "Superintendent", "(903) 555-0177", "ana@example.com")],
    )
    [(actor, told)] = await changes(database)
    assert actor == f"person:{visit.person_id}"
    assert told["phone"] == {"before": "", "after": "(903) 555-0188"}
    assert told["email"] == {"before": "***", "after": "o***@dana.example"}
    assert told["contacts added"] == ["Ana Reyes"]


async def test_a_contact_is_changed_and_another_removed(details: Details, database: Database, visit: Visit, clock: TurnedClock) -> None:
    await details.change(visit, DetailsWish("", "", (ANA, ContactWish(None, "Bo Ito"))))
    form = await details.form(visit, await CompanyService(database, clock).view())
    ana, bo = form.contacts

    await details.change(visit, replace(form, contacts=(replace(ana, phone="555-0100"), ContactWish(bo.contact_id))))

    assert (await on_file(database))[2] == [("Ana Reyes", "Superintendent", "555-0100", "ana@example.com")]
    assert (await changes(database))[-1][1] == {"contacts changed": ["Ana Reyes"], "contacts removed": ["Bo Ito"]}


async def test_the_same_again_is_no_change(details: Details, database: Database, visit: Visit) -> None:
    wish = DetailsWish("555-0100", "", ())
    await details.change(visit, wish)
    await details.change(visit, wish)

    assert len(await changes(database)) == 1


async def test_when_the_office_has_switched_it_off_nothing_is_changed(details: Details, database: Database, visit: Visit) -> None:
    await database.write(lambda session: setattr(session.scalars(select(Company)).one(), "customers_edit_details", False))

    with pytest.raises(DetailsRefusedError):
        await details.change(visit, DetailsWish("555-0100", "", ()))

    assert (await on_file(database))[0] == ""


@pytest.mark.parametrize("role", [AccessRole.VIEWER, AccessRole.SITE_CONTACT])
async def test_who_only_sees_changes_nothing(
    details: Details, database: Database, visit: Visit, clock: TurnedClock, role: AccessRole
) -> None:
    seeing = replace(visit, account=replace(visit.account, role=role))

    assert not may_edit(seeing, await CompanyService(database, clock).view())
    with pytest.raises(DetailsRefusedError):
        await details.change(seeing, DetailsWish("555-0100", "", ()))


async def test_the_office_in_a_persons_place_changes_nothing(
    details: Details, database: Database, visit: Visit, clock: TurnedClock
) -> None:
    with pytest.raises(DetailsRefusedError):
        await details.change(replace(visit, looking=Looking(1, "Ruth", clock())), DetailsWish("555-0100", "", ()))


async def test_another_accounts_contact_is_out_of_reach(details: Details, database: Database, visit: Visit) -> None:
    sam = await add_person(database, "sam@example.com", password_hash=STORED)
    theirs = await add_account(database, sam, "3001")

    def add(session: Session) -> int:
        contact = Contact(customer_id=theirs, name="Sam Reed")
        session.add(contact)
        session.flush()
        return contact.id

    contact_id = await database.write(add)

    with pytest.raises(BadRequestError, match="gone in the meantime"):
        await details.change(visit, DetailsWish("555-0100", "", (ContactWish(contact_id, "Mine now"),)))

    assert (await on_file(database))[0] == ""
    name = await database.read(lambda session: session.scalars(select(Contact.name).where(Contact.id == contact_id)).one())
    assert name == "Sam Reed"


@pytest.mark.parametrize(
    "wish",
    [
        DetailsWish("5" * 41, "", ()),
        DetailsWish("555\x00", "", ()),
        DetailsWish("", "no address", ()),
        DetailsWish("", "a@b.example, c@d.example", ()),
        DetailsWish("", "", (ContactWish(None, "", "Boss"),)),
        DetailsWish("", "", (ContactWish(None, "A" * 101),)),
        DetailsWish("", "", (ContactWish(None, "Ana", email="ana"),)),
        DetailsWish("", "", (ANA,) * 51),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_nothing_kept(
    details: Details, database: Database, visit: Visit, wish: DetailsWish
) -> None:
    with pytest.raises(BadRequestError):
        await details.change(visit, wish)

    assert await on_file(database) == ("", "", [])
