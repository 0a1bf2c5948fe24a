"""What the office decides about customers' people: rows T-12 to T-16, roles, letters again and on paper."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access as Way
from db.models import (
    AccessRole,
    AuditEntry,
    Company,
    Contact,
    Customer,
    Letter,
    LetterState,
    OneTimeToken,
    Person,
    StaffMember,
    StaffRole,
    TokenPurpose,
)
from db.scope import Scope
from db.text import searchable
from portal_ui.errors import BadRequestError, LocationNotFoundError, PortalError
from portal_ui.office_errors import (
    AskFirstError,
    BadEmailError,
    ChangedMeanwhileError,
    CustomerNotFoundError,
    MayNotChangeError,
    WayNotFoundError,
)
from portal_ui.service import tokens
from portal_ui.service.access import Access
from portal_ui.service.account_people import PersonWish, RoleWish
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.portal_access import PortalWish
from portal_ui.service.sign_in import SignIn
from portal_ui.views import GridWish, StaffVisit
from portal_ui.views.access import PersonRow, Sent, Stage, WayView
from tests.builders.office import add_member
from tests.builders.people import add_account, add_company, add_person
from tests.builders.trade import add_customer, add_location
from tests.sign_in.door import PASSWORD, STORED, CountingDesk, TurnedClock, enter, outcome

FROM = "198.51.100.4"
ON, OFF = True, False


@dataclass
class Office:
    """The service and who uses it; `ended` are the sessions it said are over."""

    access: Access
    clerk: StaffVisit
    clock: TurnedClock
    database: Database
    ended: list[int] = field(default_factory=list)

    async def save(self, number: str, email: str = "", *, on: bool = ON, agreed: bool | None = None, shown: str | None = None) -> Any:
        wish = PortalWish(on, email, agreed=not on if agreed is None else agreed, shown=shown)
        return await self.access.save(self.clerk, number, wish, address=FROM)

    async def add(
        self, number: str, email: str, role: AccessRole = AccessRole.VIEWER, locations: tuple[str, ...] = (), **more: Any
    ) -> Sent:
        return await self.access.add_person(self.clerk, number, PersonWish(email, "", role, locations, **more), address=FROM)

    async def way_of(self, number: str, email: str) -> int:
        found = await self.access.customer(number)
        return next(way.access_id for way in found.ways if way.email == email)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
async def office(database: Database, clock: TurnedClock) -> Office:
    """The office of an open portal, and one customer whom nobody was asked in for."""
    await add_company(database)
    await add_customer(database, number="2041", name="Ortiz Contracting", city="Marshall")
    ended: list[int] = []
    access = Access(database, CompanyService(database, clock), clock, ended.extend)
    return Office(access, await add_member(database), clock, database, ended)


@pytest.fixture
def sign_in(database: Database, clock: TurnedClock) -> Any:
    desk = CountingDesk()
    yield SignIn(database, clock, desk)
    desk.close()


async def letters(database: Database) -> list[tuple[str, str]]:
    """What went into the outbox: kind and address."""
    rows = await database.read(lambda session: session.scalars(select(Letter).order_by(Letter.id)).all())
    return [(row.kind, row.to_address) for row in rows]


async def entries(database: Database) -> Sequence[AuditEntry]:
    return await database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())


async def set_password(database: Database, email: str) -> None:
    """They followed the letter."""

    def change(session: Session) -> None:
        session.scalars(select(Person).where(Person.email == email)).one().password_hash = STORED

    await database.write(change)


async def mint(
    database: Database, clock: TurnedClock, email: str, number: str, purpose: TokenPurpose = TokenPurpose.CREATE_PASSWORD
) -> str:
    """A link to this person goes out, for that account."""

    def work(session: Session) -> str:
        person = session.scalars(select(Person).where(Person.email == email)).one()
        account = session.scalars(select(Customer).where(Customer.number == number)).one()
        return tokens.mint(session, purpose, person_id=person.id, customer_id=account.id, now=clock(), lifetime=timedelta(days=7))

    return await database.write(work)


async def is_good(database: Database, clock: TurnedClock, token: str, purpose: TokenPurpose = TokenPurpose.CREATE_PASSWORD) -> bool:
    return await database.write(lambda session: tokens.look(session, purpose, token, clock()) is not None)


async def stages(office: Office) -> dict[str, Stage]:
    page = await office.access.people.page(office.access.SCOPE, GridWish())
    return {row.email: row.stage for row in page.rows}


async def test_switching_a_customer_on_asks_its_login_in(office: Office) -> None:
    saved = await office.save("2041", "  Dana@Example.com ")

    assert (saved.is_changed, saved.email, saved.sent) == (True, "dana@example.com", Sent.CREATE_PASSWORD)
    assert await letters(office.database) == [("create-password", "dana@example.com")]
    found = await office.access.customer("2041")
    assert (found.is_enabled, found.login, [way.role for way in found.ways]) == (True, "dana@example.com", [AccessRole.OWNER])


async def test_saving_the_same_again_sends_nothing_and_says_so(office: Office) -> None:
    await office.save("2041", "dana@example.com")

    again = await office.save("2041", "DANA@example.com")

    assert again.is_changed is False
    assert len(await letters(office.database)) == 1


async def test_two_clicks_on_save_at_once_are_one_sign_in_and_one_letter(office: Office) -> None:
    await asyncio.gather(*(office.save("2041", "dana@example.com") for _ in range(5)))

    assert await letters(office.database) == [("create-password", "dana@example.com")]
    assert len(await office.database.read(lambda session: session.scalars(select(Way)).all())) == 1


async def test_the_contact_with_that_email_gives_the_person_a_name(office: Office) -> None:
    async def named() -> str:
        return (await office.access.customer("2041")).ways[0].name

    customer_id = (await customer_scope(office.database)).customer_id
    contact = insert(Contact).values(customer_id=customer_id, name="Dana Ortiz", email="Dana@Example.com")
    await office.database.write(Session.execute, contact)
    await office.save("2041", "dana@example.com")

    assert await named() == "Dana Ortiz"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "   ",
        "dana",
        "dana@",
        "@example.com",
        "dana@localhost",
        "a@x.com, b@x.com",
        "dana@example.com\r\nBcc: eve@evil.example",
        '"x" <a@x.com>',
        "dana@example.com\0",
        "d" * 300 + "@example.com",
        "dana @example.com",
    ],
)
async def test_an_email_that_no_letter_can_be_sent_to_is_refused(office: Office, email: str) -> None:
    with pytest.raises(BadEmailError):
        await office.save("2041", email)

    assert await letters(office.database) == []
    assert (await office.access.customer("2041")).is_enabled is False


@pytest.mark.parametrize("number", ["9999", "", "2041 ", "20\n41", "' OR 1=1 --"])
async def test_a_customer_that_is_not_in_the_books_is_not_found(office: Office, number: str) -> None:
    with pytest.raises(CustomerNotFoundError):
        await office.save(number, "dana@example.com")
    with pytest.raises(CustomerNotFoundError):
        await office.access.customer(number)


class TestTheSameEmailAtAnotherCustomer:
    """T-13."""

    @pytest.fixture
    async def maria(self, office: Office) -> None:
        maria = await add_person(office.database, "maria@example.com", password_hash=STORED, name="Maria")
        await add_account(office.database, maria, "3107", name="Maria Lindqvist")

    @pytest.mark.usefixtures("maria")
    async def test_the_office_is_told_with_which_and_asked_first(self, office: Office) -> None:
        with pytest.raises(AskFirstError) as asked:
            await office.save("2041", "Maria@Example.com ")

        assert asked.value.details == ("Maria Lindqvist (3107)",)
        assert await letters(office.database) == []
        assert (await office.access.customer("2041")).ways == ()

    @pytest.mark.usefixtures("maria")
    async def test_on_yes_one_login_has_two_accounts_and_keeps_its_password(self, office: Office, sign_in: SignIn) -> None:
        saved = await office.save("2041", "MARIA@example.com", agreed=True)

        assert saved.sent is Sent.ACCOUNT_ADDED
        assert await letters(office.database) == [("account-added", "maria@example.com")]
        found = await sign_in.look_up(await enter(sign_in, "maria@example.com"))
        assert found is not None
        assert [way.others for way in (await office.access.customer("2041")).ways] == [("Maria Lindqvist (3107)",)]
        [entry] = [each for each in await entries(office.database) if each.action == "access.on"]
        assert entry.details is not None
        assert entry.details["shared"] is True

    async def test_who_was_never_in_gets_the_invitation_again_instead(self, office: Office) -> None:
        await add_customer(office.database, number="3107")
        await office.save("3107", "maria@example.com")

        saved = await office.save("2041", "maria@example.com", agreed=True)

        assert saved.sent is Sent.CREATE_PASSWORD


class TestAnotherLoginEmail:
    """T-14."""

    async def test_the_old_one_is_out_its_address_is_told_and_the_new_one_asked_in(self, office: Office, sign_in: SignIn) -> None:
        await office.save("2041", "old@example.com")
        await set_password(office.database, "old@example.com")
        token = await enter(sign_in, "old@example.com")
        reset = await mint(office.database, office.clock, "old@example.com", "2041", TokenPurpose.RESET_PASSWORD)

        saved = await office.save("2041", "new@example.com")

        assert (saved.notified, saved.sent) == ("old@example.com", Sent.CREATE_PASSWORD)
        assert (await letters(office.database))[1:] == [("email-changed", "old@example.com"), ("create-password", "new@example.com")]
        assert await sign_in.look_up(token) is None
        assert len(office.ended) == 1
        assert not await is_good(office.database, office.clock, reset, TokenPurpose.RESET_PASSWORD)
        assert "SignInRefusedError" in await outcome(enter(sign_in, "old@example.com"))
        assert [way.email for way in (await office.access.customer("2041")).ways] == ["new@example.com"]

    async def test_other_accounts_of_the_old_login_stay_as_they_are(self, office: Office, sign_in: SignIn) -> None:
        await add_customer(office.database, number="3107")
        await office.save("3107", "maria@example.com")
        await office.save("2041", "maria@example.com", agreed=True)
        await set_password(office.database, "maria@example.com")
        here, there = await enter(sign_in, "maria@example.com"), await enter(sign_in, "maria@example.com")
        for token, number in ((here, "2041"), (there, "3107")):
            found = await sign_in.look_up(token)
            assert found is not None
            await sign_in.choose_account(found.session_id, number)
        reset = await mint(office.database, office.clock, "maria@example.com", "3107", TokenPurpose.RESET_PASSWORD)

        await office.save("2041", "other@example.com")

        assert await sign_in.look_up(here) is None
        still = await sign_in.look_up(there)
        assert still is not None
        assert still.visit is not None
        assert still.visit.account.number == "3107"
        assert await is_good(office.database, office.clock, reset, TokenPurpose.RESET_PASSWORD)
        assert await outcome(enter(sign_in, "maria@example.com")) == "let in"

    async def test_an_invited_login_with_another_account_gets_a_link_for_that(self, office: Office) -> None:
        await add_customer(office.database, number="3107")
        await office.save("3107", "maria@example.com")
        await office.save("2041", "maria@example.com", agreed=True)

        await office.save("2041", "other@example.com")

        last = await office.database.read(
            lambda session: session.scalars(select(Letter).where(Letter.to_address == "maria@example.com").order_by(Letter.id.desc())).all()
        )
        assert [(each.kind, each.customer_id is not None) for each in last][-1:] == [("create-password", True)]
        assert "create-password" in [each.kind for each in last[:2]]

    async def test_a_viewer_becomes_the_login_only_on_yes_and_reads_no_letter_that_is_not_so(self, office: Office) -> None:
        await office.save("2041", "old@example.com")
        await office.add("2041", "view@example.com")
        await set_password(office.database, "view@example.com")
        before = await letters(office.database)

        with pytest.raises(AskFirstError, match=r"view@example\.com is Viewer of Ortiz Contracting already") as asked:
            await office.save("2041", "view@example.com")
        assert asked.value.details == (
            "The role becomes Owner: sees and pays everything.",
            "old@example.com can sign in here no more, and an email tells that address.",
            "No email goes to view@example.com: the person is in already.",
        )
        saved = await office.save("2041", "view@example.com", agreed=True)

        assert (saved.sent, saved.was_enabled, saved.notified) == (Sent.NONE, True, "old@example.com")
        assert (await letters(office.database))[len(before) :] == [("email-changed", "old@example.com")]
        assert [(way.email, way.role) for way in (await office.access.customer("2041")).ways] == [("view@example.com", AccessRole.OWNER)]

    async def test_a_form_that_shows_what_a_colleague_changed_meanwhile_changes_nothing(self, office: Office) -> None:
        await office.save("2041", "old@example.com")
        shown = (await office.access.customer("2041")).stamp
        await office.save("2041", "new@example.com", shown=shown)
        before = await everything(office.database)

        for email, on in (("old@example.com", ON), ("third@example.com", ON), ("", OFF)):
            with pytest.raises(ChangedMeanwhileError, match=r"Ruth Calloway changed this meanwhile\. Nothing was saved"):
                await office.save("2041", email, on=on, shown=shown)
        assert (await office.save("2041", "new@example.com", shown=shown)).is_changed is False  # what both wished

        assert await everything(office.database) == before


class TestSwitchingOff:
    """T-15."""

    async def test_sessions_end_links_are_dead_and_signing_in_gives_the_usual_refusal(self, office: Office, sign_in: SignIn) -> None:
        await office.save("2041", "dana@example.com")
        await office.add("2041", "view@example.com")
        await set_password(office.database, "dana@example.com")
        token = await enter(sign_in)
        link = await mint(office.database, office.clock, "view@example.com", "2041")

        with pytest.raises(AskFirstError, match=r"Switch the portal off for Ortiz Contracting\? 2 people can sign in to it.") as asked:
            await office.save("2041", on=OFF, agreed=False)
        assert asked.value.details == ("dana@example.com", "view@example.com")
        assert await sign_in.look_up(token) is not None
        saved = await office.save("2041", on=OFF)

        assert (saved.is_changed, saved.is_enabled) == (True, False)
        assert await sign_in.look_up(token) is None
        assert len(office.ended) == 1
        assert not await is_good(office.database, office.clock, link)
        assert await outcome(enter(sign_in)) == await outcome(enter(sign_in, "nobody@example.com"))

    async def test_letters_that_wait_are_not_sent_any_more(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")

        await office.save("2041", on=OFF)

        [letter] = await office.database.read(lambda session: session.scalars(select(Letter)).all())
        assert letter.state is LetterState.GIVEN_UP
        assert letter.server_answer

    async def test_on_again_everyone_is_written_to_and_the_password_is_kept(self, office: Office, sign_in: SignIn) -> None:
        await office.save("2041", "dana@example.com")
        await office.add("2041", "view@example.com")
        await set_password(office.database, "dana@example.com")
        link = await mint(office.database, office.clock, "view@example.com", "2041")
        await office.save("2041", on=OFF)
        before = len(await letters(office.database))

        saved = await office.save("2041", "dana@example.com")

        assert saved.sent is Sent.ACCESS_BACK
        assert (await letters(office.database))[before:] == [("access-back", "dana@example.com"), ("create-password", "view@example.com")]
        assert not await is_good(office.database, office.clock, link)
        assert await outcome(enter(sign_in)) == "let in"

    async def test_off_twice_is_off_once(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")

        await asyncio.gather(*(office.save("2041", on=OFF) for _ in range(3)))

        assert [each.action for each in await entries(office.database)].count("access.off") == 1


class TestPeople:
    async def test_each_gets_a_letter_and_what_their_role_allows(self, office: Office, sign_in: SignIn) -> None:
        await office.save("2041", "dana@example.com")
        scope = await customer_scope(office.database)
        place = await add_location(office.database, scope, number="L-1")
        await add_location(office.database, scope, number="L-2")

        await office.add("2041", "pay@example.com", AccessRole.PAYABLE)
        await office.add("2041", "view@example.com", AccessRole.VIEWER)
        await office.add("2041", "site@example.com", AccessRole.SITE_CONTACT, ("L-1",))

        seen = {}
        for who in ("pay", "view", "site"):
            await set_password(office.database, f"{who}@example.com")
            found = await sign_in.look_up(await enter(sign_in, f"{who}@example.com"))
            assert found is not None
            assert found.visit is not None
            seen[who] = found.visit.scope
        assert (seen["pay"].sees_money, seen["pay"].may_pay) == (True, True)
        assert (seen["view"].sees_money, seen["view"].may_pay) == (True, False)
        assert (seen["site"].sees_money, seen["site"].location_ids) == (False, frozenset({place}))
        assert len(await letters(office.database)) == 4

    @pytest.mark.parametrize("locations", [(), ("L-9",), ("L-1", "L-9"), ("\0",)])
    async def test_a_site_contact_has_locations_of_this_customer(self, office: Office, locations: tuple[str, ...]) -> None:
        await office.save("2041", "dana@example.com")
        await add_location(office.database, await customer_scope(office.database), number="L-1")
        await add_location(office.database, await add_customer(office.database), number="L-9")

        with pytest.raises((BadRequestError, LocationNotFoundError)):
            await office.add("2041", "site@example.com", AccessRole.SITE_CONTACT, locations)

        assert len((await office.access.customer("2041")).ways) == 1
        assert len(await letters(office.database)) == 1

    async def test_nobody_is_added_twice_or_while_the_portal_is_off(self, office: Office) -> None:
        with pytest.raises(BadRequestError):
            await office.add("2041", "view@example.com")
        await office.save("2041", "dana@example.com")
        with pytest.raises(BadRequestError):
            await office.add("2041", "DANA@example.com")

        assert len(await letters(office.database)) == 1

    async def test_who_signs_in_elsewhere_is_asked_about_first(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        await add_account(office.database, await add_person(office.database, "maria@example.com", password_hash=STORED), "3107")

        with pytest.raises(AskFirstError):
            await office.add("2041", "maria@example.com")
        assert await office.add("2041", "maria@example.com", agreed=True) is Sent.ACCOUNT_ADDED

    async def test_the_last_owner_never_goes_by_accident(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")

        with pytest.raises(AskFirstError, match="only owner"):
            await office.access.change_role(office.clerk, "2041", way, RoleWish(AccessRole.VIEWER), address=FROM)
        with pytest.raises(AskFirstError, match="only owner"):
            await office.access.remove(office.clerk, "2041", way, agreed=False, address=FROM)
        assert (await office.access.customer("2041")).login == "dana@example.com"

        done = await office.access.change_role(office.clerk, "2041", way, RoleWish(AccessRole.VIEWER, agreed=True), address=FROM)
        assert (done.is_changed, done.login) == (True, "")

    async def test_who_is_the_login_after_the_first_owner_is_told_before_and_after(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")
        await office.add("2041", "second@example.com", AccessRole.OWNER)
        assert (await office.access.customer("2041")).login == "dana@example.com"

        with pytest.raises(AskFirstError, match=r"the login email becomes second@example\.com"):
            await office.access.remove(office.clerk, "2041", way, agreed=False, address=FROM)
        with pytest.raises(AskFirstError, match=r"the login email becomes second@example\.com"):
            await office.access.change_role(office.clerk, "2041", way, RoleWish(AccessRole.VIEWER), address=FROM)
        done = await office.access.change_role(office.clerk, "2041", way, RoleWish(AccessRole.VIEWER, agreed=True), address=FROM)

        assert (done.login, (await office.access.customer("2041")).login) == ("second@example.com", "second@example.com")

    async def test_a_role_that_a_colleague_changed_meanwhile_is_not_changed_back(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        await office.add("2041", "view@example.com")
        way = (await office.access.customer("2041")).ways[1]
        await office.access.change_role(office.clerk, "2041", way.access_id, RoleWish(AccessRole.PAYABLE), address=FROM)

        wish = RoleWish(AccessRole.VIEWER, shown=way.stamp)
        with pytest.raises(ChangedMeanwhileError):
            await office.access.change_role(office.clerk, "2041", way.access_id, wish, address=FROM)

        assert (await office.access.customer("2041")).ways[1].role is AccessRole.PAYABLE

    async def test_a_removed_person_is_out_at_once_and_stays_out(self, office: Office, sign_in: SignIn) -> None:
        await office.save("2041", "dana@example.com")
        await office.add("2041", "view@example.com")
        await set_password(office.database, "view@example.com")
        token = await enter(sign_in, "view@example.com")
        way = await office.way_of("2041", "view@example.com")

        await office.access.remove(office.clerk, "2041", way, agreed=True, address=FROM)

        assert await sign_in.look_up(token) is None
        assert len(office.ended) == 1
        with pytest.raises(WayNotFoundError):
            await office.access.remove(office.clerk, "2041", way, agreed=True, address=FROM)

    async def test_a_way_into_another_account_is_not_found_here(self, office: Office) -> None:
        await add_account(office.database, await add_person(office.database, "maria@example.com"), "3107")
        way = await office.way_of("3107", "maria@example.com")

        with pytest.raises(WayNotFoundError):
            await office.access.remove(office.clerk, "2041", way, agreed=True, address=FROM)

    async def test_the_same_role_again_changes_nothing(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")
        before = len(await entries(office.database))

        done = await office.access.change_role(office.clerk, "2041", way, RoleWish(AccessRole.OWNER), address=FROM)
        assert not done.is_changed
        assert len(await entries(office.database)) == before


class TestWritingAgain:
    async def test_the_invitation_goes_again_once_however_often_one_clicks(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")
        assert await office.access.write_again(office.clerk, "2041", way, address=FROM) is Sent.ALREADY
        await change_letters(office.database, LetterState.BOUNCED)
        office.clock.turn(minutes=5)

        sent = await asyncio.gather(*(office.access.write_again(office.clerk, "2041", way, address=FROM) for _ in range(4)))

        assert sorted(each.value for each in sent) == ["already"] * 3 + ["create-password"]
        assert await letters(office.database) == [("create-password", "dana@example.com")] * 2

    async def test_who_has_a_password_gets_a_way_to_a_new_one(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        await set_password(office.database, "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")

        assert await office.access.write_again(office.clerk, "2041", way, address=FROM) is Sent.RESET_PASSWORD

    async def test_many_at_once_without_those_who_are_switched_off(self, office: Office) -> None:
        await add_customer(office.database, number="3107")
        for number, email in (("2041", "dana@example.com"), ("3107", "maria@example.com")):
            await office.save(number, email)
        ways = [await office.way_of("2041", "dana@example.com"), await office.way_of("3107", "maria@example.com"), 999_999]
        await office.save("3107", on=OFF)
        await change_letters(office.database, LetterState.BOUNCED)
        office.clock.turn(minutes=5)

        assert await office.access.write_to_many(office.clerk, ways, address=FROM) == 1
        assert (await letters(office.database))[2:] == [("create-password", "dana@example.com")]

    async def test_two_clerks_who_write_to_the_same_people_at_once_send_each_one_letter(self, office: Office) -> None:
        numbers = [str(number) for number in range(3101, 3109)]
        for number in numbers:
            await add_customer(office.database, number=number)
            await office.save(number, f"{number}@example.com")
        await office.add("3108", "3101@example.com", agreed=True)  # one person, two accounts
        ways = [await office.way_of(number, f"{number}@example.com") for number in numbers]
        ways.append(await office.way_of("3108", "3101@example.com"))
        colleague = await add_member(office.database, email="second@example.com")

        for turn in range(1, 6):
            await change_letters(office.database, LetterState.BOUNCED)
            office.clock.turn(minutes=5)
            before = len(await letters(office.database))
            sent = await asyncio.gather(
                office.access.write_to_many(office.clerk, ways, address=FROM),
                office.access.write_to_many(colleague, ways[::-1], address=FROM),
            )
            written = [to for _kind, to in (await letters(office.database))[before:]]
            assert sorted(written) == [f"{number}@example.com" for number in numbers], f"in round {turn}"
            assert sum(sent) == len(numbers)

    async def test_two_clerks_who_write_to_one_person_from_two_accounts_send_one_letter(self, office: Office) -> None:
        await add_customer(office.database, number="3107")
        await office.save("2041", "dana@example.com")
        await office.save("3107", "dana@example.com", agreed=True)
        ways = {number: await office.way_of(number, "dana@example.com") for number in ("2041", "3107")}
        colleague = await add_member(office.database, email="second@example.com")

        for _turn in range(5):
            await change_letters(office.database, LetterState.BOUNCED)
            office.clock.turn(minutes=5)
            sent = await asyncio.gather(
                office.access.write_again(office.clerk, "2041", ways["2041"], address=FROM),
                office.access.write_again(colleague, "3107", ways["3107"], address=FROM),
            )
            assert set(sent) == {Sent.CREATE_PASSWORD, Sent.ALREADY}

    async def test_nothing_goes_to_who_is_switched_off(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")
        await office.save("2041", on=OFF)

        with pytest.raises(BadRequestError):
            await office.access.write_again(office.clerk, "2041", way, address=FROM)


class TestALetterOnPaper:
    async def test_its_code_is_good_once_for_fourteen_days_and_nowhere_kept(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")

        first = await office.access.print_letter(office.clerk, "2041", way, address=FROM)
        second = await office.access.print_letter(office.clerk, "2041", way, address=FROM)

        printed = TokenPurpose.PRINTED_LETTER
        assert not await is_good(office.database, office.clock, first.code, printed)
        assert await is_good(office.database, office.clock, second.code.lower(), printed)
        assert (second.email, second.account_number, (second.until - office.clock().date()).days) == ("dana@example.com", "2041", 14)
        office.clock.turn(days=14)
        assert not await is_good(office.database, office.clock, second.code, printed)
        everything = str([(each.action, each.details) for each in await entries(office.database)]) + str(
            await rows_of_tokens(office.database)
        )
        assert second.code not in everything
        assert [each.action for each in await entries(office.database)].count("letter.print") == 2

    async def test_none_is_printed_for_who_has_a_password_is_off_or_while_the_portal_is_closed(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")

        async def refused() -> str:
            return (await outcome(office.access.print_letter(office.clerk, "2041", way, address=FROM))).split(":")[0]

        await set_active(office.database, active=False)
        assert await refused() == "BadRequestError"
        await set_active(office.database, active=True)
        await set_password(office.database, "dana@example.com")
        assert await refused() == "BadRequestError"
        await office.save("2041", on=OFF)
        assert await refused() == "BadRequestError"
        assert await rows_of_tokens(office.database) == []


class TestWhoMay:
    @pytest.mark.parametrize("how", ["read-only", "disabled", "gone"])
    async def test_who_may_not_change_anything_is_refused_everywhere(self, office: Office, how: str) -> None:
        await office.save("2041", "dana@example.com")
        way = await office.way_of("2041", "dana@example.com")
        reader = await add_member(office.database, StaffRole.READ_ONLY if how == "read-only" else StaffRole.ADMIN)
        await lose_rights(office.database, reader, how)
        before = await everything(office.database)
        viewer = RoleWish(AccessRole.VIEWER, agreed=True)
        person = PersonWish("view@example.com", "", AccessRole.VIEWER)

        tries = [
            office.access.save(reader, "2041", PortalWish(OFF), address=FROM),
            office.access.save(reader, "2041", PortalWish(ON, "new@example.com"), address=FROM),
            office.access.add_person(reader, "2041", person, address=FROM),
            office.access.change_role(reader, "2041", way, viewer, address=FROM),
            office.access.remove(reader, "2041", way, agreed=True, address=FROM),
            office.access.write_again(reader, "2041", way, address=FROM),
            office.access.write_to_many(reader, [way], address=FROM),
            office.access.print_letter(reader, "2041", way, address=FROM),
        ]
        for each in tries:
            with pytest.raises(MayNotChangeError):
                await each

        assert await everything(office.database) == before

    async def test_a_customer_does_not_read_the_offices_lists(self, office: Office) -> None:
        scope = await customer_scope(office.database)

        for listing in (office.access.customers, office.access.people):
            with pytest.raises(PortalError):
                await listing.page(scope, GridWish())


async def test_each_act_is_one_line_in_the_audit_with_who_and_from_where(office: Office) -> None:
    await add_location(office.database, await customer_scope(office.database), number="L-1")
    await office.save("2041", "dana@example.com")
    await office.add("2041", "view@example.com")
    way = await office.way_of("2041", "view@example.com")
    await office.access.change_role(office.clerk, "2041", way, RoleWish(AccessRole.SITE_CONTACT, ("L-1",)), address=FROM)
    office.clock.turn(minutes=5)
    await change_letters(office.database, LetterState.BOUNCED)
    await office.access.write_again(office.clerk, "2041", way, address=FROM)
    await office.access.print_letter(office.clerk, "2041", way, address=FROM)
    await office.access.remove(office.clerk, "2041", way, agreed=True, address=FROM)
    await office.save("2041", "new@example.com")
    await office.save("2041", on=OFF)
    await office.save("2041", "new@example.com")

    found = await entries(office.database)
    assert [each.action for each in found] == [
        "access.on", "person.add", "person.role", "letter.again", "letter.print", "person.remove",
        "access.login", "access.off", "access.on",
    ]  # fmt: skip
    assert {(each.actor, each.address) for each in found} == {(office.clerk.actor, FROM)}
    assert all(each.customer_id is not None for each in found)
    assert "dana@example.com" not in str([each.details for each in found])


async def test_the_audit_calls_a_login_shared_only_where_it_opens_another_account(office: Office) -> None:
    await add_person(office.database, "once@example.com")  # was here before, and has no account any more
    await add_account(office.database, await add_person(office.database, "maria@example.com"), "3107")
    await office.save("2041", "dana@example.com")
    await office.add("2041", "once@example.com")
    await office.add("2041", "maria@example.com", agreed=True)
    await add_customer(office.database, number="3108")
    await office.save("3108", "new@example.com", agreed=True)

    assert [(each.details or {})["shared"] for each in await entries(office.database)] == [False, False, True, False]


async def test_what_fails_half_way_leaves_no_letter_and_no_sign_in(office: Office) -> None:
    await office.save("2041", "dana@example.com")
    before = await everything(office.database)

    with pytest.raises(BadRequestError):
        await office.add("2041", "site@example.com", AccessRole.SITE_CONTACT)

    assert await everything(office.database) == before


class TestStages:
    async def test_each_person_is_told_as_far_as_they_are(self, office: Office) -> None:
        clock = office.clock
        for at, number in enumerate(("3101", "3102", "3103", "3104", "3105", "3106", "3107", "3108")):
            await add_customer(office.database, number=number, name=f"Customer {at}")
        for number, name in (
            ("3107", "waiting"),
            ("3101", "sent"),
            ("3102", "bounced"),
            ("3103", "opened"),
            ("3104", "active"),
            ("3105", "locked"),
            ("3106", "off"),
            ("3108", "expired"),
        ):
            await office.save(number, f"{name}@example.com")
        await change_letters(office.database, LetterState.SENT)
        await change_letters(office.database, LetterState.BOUNCED, to="bounced@example.com")
        await change_letters(office.database, LetterState.WAITING, to="waiting@example.com")
        await mint(office.database, clock, "sent@example.com", "3101")
        await is_good(office.database, clock, await mint(office.database, clock, "opened@example.com", "3103"))
        for name in ("active", "locked"):
            await set_password(office.database, f"{name}@example.com")
        desk = CountingDesk()
        sign_in = SignIn(office.database, clock, desk)
        for _try in range(10):
            await outcome(sign_in.sign_in("locked@example.com", "wrong" + PASSWORD, address=FROM, user_agent=""))
        desk.close()
        await office.save("3106", on=OFF)

        assert await stages(office) == {f"{stage.name.lower()}@example.com": stage for stage in Stage if stage is not Stage.NOT_INVITED}
        board = await office.access.board()
        assert board.customers_without == 1
        assert all(board.people[stage] == 1 for stage in Stage if stage is not Stage.NOT_INVITED)
        for stage in Stage:
            name = stage.name.lower().replace("_", "-")
            page = await office.access.customers.page(office.access.SCOPE, GridWish(status=name))
            assert [row.stage for row in page.rows] == [stage]
            if stage is not Stage.NOT_INVITED:
                people = await office.access.people.page(office.access.SCOPE, GridWish(status=name))
                assert [row.email for row in people.rows] == [f"{stage.name.lower()}@example.com"]
        clock.turn(hours=1)
        assert (await stages(office))["locked@example.com"] is Stage.ACTIVE

    @pytest.mark.parametrize(("state", "stage"), [(LetterState.WAITING, Stage.WAITING), (LetterState.SENDING, Stage.WAITING)])
    async def test_a_letter_that_no_mail_server_has_taken_yet_is_not_called_sent(
        self, office: Office, state: LetterState, stage: Stage
    ) -> None:
        await office.save("2041", "dana@example.com")
        await change_letters(office.database, state)

        assert await stages(office) == {"dana@example.com": stage}
        await change_letters(office.database, LetterState.SENT)
        await mint(office.database, office.clock, "dana@example.com", "2041")
        assert await stages(office) == {"dana@example.com": Stage.SENT}

    async def test_a_letter_on_paper_counts_as_sent_and_its_page_as_opened(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        await change_letters(office.database, LetterState.BOUNCED)
        way = await office.way_of("2041", "dana@example.com")
        assert await stages(office) == {"dana@example.com": Stage.BOUNCED}

        letter = await office.access.print_letter(office.clerk, "2041", way, address=FROM)
        assert await stages(office) == {"dana@example.com": Stage.SENT}
        [dana] = (await office.access.customer("2041")).ways
        assert dana.paper_until == office.clock() + timedelta(days=14)
        await is_good(office.database, office.clock, letter.code, TokenPurpose.PRINTED_LETTER)
        assert await stages(office) == {"dana@example.com": Stage.OPENED}
        office.clock.turn(days=15)
        assert await stages(office) == {"dana@example.com": Stage.BOUNCED}
        [dana] = (await office.access.customer("2041")).ways
        assert dana.paper_until is None

    async def test_a_link_that_ran_out_is_told(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        await change_letters(office.database, LetterState.SENT)
        token = await mint(office.database, office.clock, "dana@example.com", "2041")

        async def told() -> tuple[Stage, bool]:
            [way] = (await office.access.customer("2041")).ways
            assert way.letter is not None
            return way.stage, way.letter.has_run_out

        assert await told() == (Stage.SENT, False)
        await is_good(office.database, office.clock, token)
        assert await told() == (Stage.OPENED, False)
        office.clock.turn(days=7)
        assert await told() == (Stage.EXPIRED, True)
        await set_password(office.database, "dana@example.com")
        assert await told() == (Stage.ACTIVE, False)  # nobody needs it any more

    async def test_of_several_customers_each_tells_of_the_letter_that_was_about_it(self, office: Office) -> None:
        await add_customer(office.database, number="3107")
        await office.save("2041", "dana@example.com")
        await change_letters(office.database, LetterState.SENT)
        await mint(office.database, office.clock, "dana@example.com", "2041")
        first_at = office.clock()
        office.clock.turn(minutes=5)
        await office.save("3107", "dana@example.com", agreed=True)

        def told(way: WayView | PersonRow) -> tuple[Stage, LetterState, datetime, bool]:
            assert way.letter is not None
            return way.stage, way.letter.state, way.letter.at, way.letter.has_run_out

        found = {number: told((await office.access.customer(number)).ways[0]) for number in ("2041", "3107")}
        assert found == {
            "2041": (Stage.WAITING, LetterState.SENT, first_at, False),
            "3107": (Stage.WAITING, LetterState.WAITING, office.clock(), False),
        }
        await change_letters(office.database, LetterState.SENT)
        await mint(office.database, office.clock, "dana@example.com", "3107")
        page = await office.access.people.page(office.access.SCOPE, GridWish())
        assert {row.number: told(row) for row in page.rows} == {
            "2041": (Stage.SENT, LetterState.SENT, first_at, True),  # the newer link took its place, and lets them in
            "3107": (Stage.SENT, LetterState.SENT, office.clock(), False),
        }

    @pytest.mark.parametrize("words", ["ortiz", "2041", "MARSHALL", "dana@example", "Dana@EXAMPLE.com", "mill street", "billing@ortiz"])
    async def test_a_customer_is_found_by_name_number_email_login_and_address(self, office: Office, words: str) -> None:
        await add_customer(office.database, number="3107", name="Somebody Else")
        kept = searchable("2041", "Ortiz Contracting", "billing@ortiz.example", "12 Mill Street", "Marshall")
        await office.database.write(
            lambda session: session.execute(update(Customer).values(search_text=kept).where(Customer.number == "2041"))
        )
        await office.save("2041", "dana@example.com")

        page = await office.access.customers.page(office.access.SCOPE, GridWish(search=words))

        assert [row.number for row in page.rows] == ["2041"]

    @pytest.mark.parametrize("hostile", ["%", "_", "\\", "'", '"; DROP TABLE people; --'])
    async def test_hostile_words_find_nothing(self, office: Office, hostile: str) -> None:
        page = await office.access.customers.page(office.access.SCOPE, GridWish(search=hostile))
        assert page.rows == ()

    async def test_every_sort_answers_on_both_databases(self, office: Office) -> None:
        await office.save("2041", "dana@example.com")
        for listing in (office.access.customers, office.access.people):
            for sort in listing.SORTS:
                for descending in (False, True):
                    page = await listing.page(office.access.SCOPE, GridWish(sort=sort, descending=descending))
                    assert len(page.rows) == 1


async def test_while_the_portal_is_closed_the_office_prepares_and_letters_wait(office: Office) -> None:
    """T-16: the mailroom holds such letters back."""
    await set_active(office.database, active=False)

    await office.save("2041", "dana@example.com")

    assert (await office.access.customer("2041")).portal_active is False
    [letter] = await office.database.read(lambda session: session.scalars(select(Letter)).all())
    assert letter.state is LetterState.WAITING


async def customer_scope(database: Database, number: str = "2041") -> Scope:
    return Scope(await database.read(lambda session: session.scalars(select(Customer.id).where(Customer.number == number)).one()))


async def change_letters(database: Database, state: LetterState, *, to: str = "") -> None:
    """The mail server has answered."""

    def change(session: Session) -> None:
        for letter in session.scalars(select(Letter)):
            if to in ("", letter.to_address):
                letter.state = state

    await database.write(change)


async def set_active(database: Database, *, active: bool) -> None:
    def change(session: Session) -> None:
        session.scalars(select(Company)).one().portal_active = active

    await database.write(change)


async def lose_rights(database: Database, member: StaffVisit, how: str) -> None:
    def change(session: Session) -> None:
        row = session.get(StaffMember, member.staff_id)
        assert row is not None
        if how == "disabled":
            row.is_enabled = False
        if how == "gone":
            session.delete(row)

    await database.write(change)


async def rows_of_tokens(database: Database) -> list[tuple[str, datetime]]:
    rows = await database.read(lambda session: session.scalars(select(OneTimeToken).order_by(OneTimeToken.id)).all())
    return [(row.token_hash, row.expires_at) for row in rows]


async def everything(database: Database) -> dict[str, list[Any]]:
    """Every row that the service may write to."""

    def ask(session: Session) -> dict[str, list[Any]]:
        tables = (Person, Way, Customer, Letter, OneTimeToken, AuditEntry)
        return {
            table.__name__: [tuple(row) for row in session.execute(select(*table.__table__.c).order_by(table.__table__.c.id))]
            for table in tables
        }

    return await database.read(ask)
