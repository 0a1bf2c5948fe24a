"""What the office is told by itself: of a flood of failed sign-ins, of a new browser at its door, of changed details."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from email.message import EmailMessage
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, CardSetup, CardSetupState, Company, StaffMember, StaffRole
from db.scope import Scope
from portal_ui.service.alarm import USUAL_FAILURES, Alarm
from portal_ui.service.details import ContactWish, Details, DetailsWish
from portal_ui.service.paying import velocity
from portal_ui.service.paying.moments import Moment
from portal_ui.service.sign_in import SignIn
from portal_ui.service.staff import Staff
from tests.builders.people import add_account, add_person
from tests.mail.outbox import BASE, Outbox, outbox_over
from tests.mail.post_office import PostOffice, post_office
from tests.sign_in.door import FIREFOX, PASSWORD, STORED, CountingDesk, audited, change, enter, visit_of
from tests.staff.office_door import RUTH, add_ruth

pytestmark = pytest.mark.any_database

COMPANY = "office@hauler.example"


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    """A mail server that accepts everything."""
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def outbox(database: Database, office: PostOffice) -> Outbox:
    """An empty outbox of a company with an email."""
    outbox = await outbox_over(database, office)
    await change(database, Company, email=COMPANY, customers_edit_details=True)
    return outbox


@pytest.fixture
def passwords() -> Iterator[CountingDesk]:
    """A desk that compares quickly."""
    desk = CountingDesk()
    yield desk
    desk.close()


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


async def fail(outbox: Outbox, count: int) -> None:
    """So many sign-ins that fail just now."""
    actions = ("sign-in.failed", "staff.sign-in.failed", "staff.code.refused", "password.refused", "staff.password.refused")
    entries = [AuditEntry(at=outbox.clock(), actor="portal", action=actions[index % len(actions)]) for index in range(count)]
    await outbox.database.write(lambda session: session.add_all(entries))


async def test_of_more_failures_than_usual_the_log_and_every_administrator_are_told_once_an_hour(
    outbox: Outbox, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    alarm = Alarm(outbox.database, outbox.clock)
    people = (
        ("ida@hauler.example", StaffRole.ADMIN, True),
        ("otto@hauler.example", StaffRole.ADMIN, False),
        (RUTH, StaffRole.OFFICE, True),
    )
    members = [StaffMember(email=email, role=role, is_enabled=is_enabled) for email, role, is_enabled in people]
    await outbox.database.write(lambda session: session.add_all(members))

    async def told() -> int:
        await alarm.look()
        return await outbox.mailroom.deliver()

    await fail(outbox, USUAL_FAILURES)
    assert await told() == 0
    await fail(outbox, 1)
    assert [await told(), await told()] == [1, 0]
    outbox.clock.pass_(minutes=11)
    assert await told() == 0, "what is past is past"
    await fail(outbox, USUAL_FAILURES + 1)
    assert await told() == 0
    outbox.clock.pass_(minutes=50)
    await fail(outbox, USUAL_FAILURES + 30)
    assert await told() == 1

    assert office.recipients() == ["ida@hauler.example"] * 2
    assert "201 sign-ins failed within ten minutes." in words_of(office.letters[0])
    assert f"{BASE}/staff/audit?status=sign-ins" in words_of(office.letters[0])
    assert "230 sign-ins failed" in words_of(office.letters[1])
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warnings == [f"{count} sign-ins failed within ten minutes. The administrators are told." for count in (201, 230)]
    assert (await audited(outbox.database)).count("sign-in.alarm") == 2


async def test_while_the_card_processor_refuses_the_key_the_office_is_told_once_an_hour(outbox: Outbox, office: PostOffice) -> None:
    refused: list[datetime] = []
    alarm = Alarm(outbox.database, outbox.clock, lambda: refused[-1] if refused else None)

    async def told() -> int:
        await alarm.look()
        return await outbox.mailroom.deliver()

    assert await told() == 0
    refused.append(outbox.clock())
    assert [await told(), await told()] == [1, 0]
    outbox.clock.pass_(minutes=61)
    assert await told() == 0, "it was well again since"
    refused.append(outbox.clock())
    assert await told() == 1

    assert office.recipients() == [COMPANY] * 2
    assert "Payments by card wait until this is mended." in words_of(office.letters[0])
    assert (await audited(outbox.database)).count("gateway.alarm") == 2


async def test_of_an_account_with_many_declined_cards_the_office_hears_who_it_is_and_what_to_do(outbox: Outbox, office: PostOffice) -> None:
    account = await add_account(outbox.database, await add_person(outbox.database), "20/41")
    scope, moment = Scope(account), Moment(outbox.clock(), outbox.clock().date())

    def told(session: Session) -> None:
        facts = {"customer_id": account, "person_id": 1, "gateway": "demo", "created_at": moment.now, "expires_at": moment.now}
        for _nth in range(5):
            setup = CardSetup(**facts, request_id=uuid4(), state=CardSetupState.FAILED, failure_code="generic_decline")
            session.add(setup)
        session.flush()
        velocity.tell_office(session, scope, "20/41", velocity.USUAL, moment)

    await outbox.database.write(told)
    await outbox.mailroom.deliver()

    [letter] = office.letters
    assert (letter["To"], letter["Subject"]) == (COMPANY, "Portal: many declined cards for customer 20/41")
    for said in (
        "5 cards were declined within an hour for",
        "account 20/41",
        "tries out stolen card numbers",
        f"{BASE}/staff/customers/20%2F41",
    ):
        assert said in words_of(letter)


async def test_where_nobody_is_administrator_the_company_is_told(outbox: Outbox, office: PostOffice) -> None:
    await fail(outbox, USUAL_FAILURES + 1)
    await Alarm(outbox.database, outbox.clock).look()
    await outbox.mailroom.deliver()

    assert office.recipients() == [COMPANY]


async def test_a_member_of_the_office_hears_of_a_browser_they_may_not_know(
    outbox: Outbox, office: PostOffice, passwords: CountingDesk
) -> None:
    await add_ruth(outbox.database, StaffRole.ADMIN, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    staff = Staff(outbox.database, outbox.clock, passwords)

    async def told(browser: str = "") -> tuple[str, int]:
        inside = await staff.sign_in(RUTH, PASSWORD, address="203.0.113.9", user_agent=FIREFOX, browser=browser)
        return inside.browser, await outbox.mailroom.deliver()

    first, letters = await told()
    assert letters == 0, "who was never here knows no browser"
    await change(outbox.database, StaffMember, last_sign_in_at=outbox.clock())
    assert (await told(first))[1] == 0
    assert (await told())[1] == 1

    [letter] = office.letters
    assert letter["To"] == RUTH
    assert letter["Subject"] == "Piney Hollow Hauling: office sign-in from a new browser"
    for said in (f"The office password of {RUTH} was used", "Firefox on Linux", "203.0.113.9", "Change your password at once"):
        assert said in words_of(letter)


async def test_the_office_hears_what_a_customer_changed_of_its_details_but_not_into_what(
    outbox: Outbox, office: PostOffice, passwords: CountingDesk
) -> None:
    dana = await add_person(outbox.database, password_hash=STORED)
    await add_account(outbox.database, dana, "20/41")
    sign_in = SignIn(outbox.database, outbox.clock, passwords)
    visit = await visit_of(sign_in, await enter(sign_in))
    details = Details(outbox.database, outbox.clock)
    wish = DetailsWish("(903) 555-0188", "", (ContactWish(None, "Ana Reyes"), ContactWish(None, "http://evil.example")))

    await details.change(visit, wish)
    with pytest.raises(Exception, match="not an address"):
        await details.change(visit, DetailsWish("", "nowhere", ()))
    await outbox.mailroom.deliver()

    [letter] = office.letters
    assert (letter["To"], letter["Subject"]) == (COMPANY, "Portal: customer 20/41 changed its details")
    for said in (
        "Dana Ortiz changed what is on file",
        "account 20/41",
        "Phone: changed",
        "Contacts added: 2",
        f"{BASE}/staff/customers/20%2F41",
    ):
        assert said in words_of(letter)
    assert not any(written in words_of(letter) for written in ("0188", "Ana", "evil"))


async def test_who_changes_details_again_and_again_does_not_fill_the_offices_mailbox(
    outbox: Outbox, office: PostOffice, passwords: CountingDesk
) -> None:
    dana = await add_person(outbox.database, password_hash=STORED)
    await add_account(outbox.database, dana)
    sign_in = SignIn(outbox.database, outbox.clock, passwords)
    visit = await visit_of(sign_in, await enter(sign_in))

    for number in range(10):
        await Details(outbox.database, outbox.clock).change(visit, DetailsWish(f"555-01{number}", "", ()))
    await outbox.mailroom.deliver()

    assert len(office.letters) == 5
    assert (await audited(outbox.database)).count("details.change") == 10
