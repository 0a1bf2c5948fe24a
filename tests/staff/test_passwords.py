"""Passwords of the office: set with the operator's link, or changed by who names the old one; and where members are signed in."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Letter, StaffMember, StaffRole, TokenPurpose
from portal_ui import operating
from portal_ui.errors import BadRequestError, PasswordRefusedError, SessionNotFoundError
from portal_ui.service import tokens
from portal_ui.views import StaffStep
from tests.builders.people import add_company
from tests.sign_in.door import PASSWORD, TurnedClock, add_dana, audited, outcome
from tests.staff.office_door import RUTH, Office, add_ruth, code_at, link_for

pytestmark = pytest.mark.any_database

NEW = "violet tractor mumbles sideways"
ANOTHER = "eleven herons borrow lanterns"


async def test_a_link_sets_the_first_password_and_is_used_up(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_company(database)
    token = await link_for(database, clock)
    for _ in range(50):
        assert (await office.staff.holder(token)).email == RUTH

    await office.staff.set_password(token, NEW, NEW)

    assert await office.is_in(await office.enter(password=NEW))
    assert (await outcome(office.staff.set_password(token, ANOTHER, ANOTHER))).startswith("LinkNotGoodError")
    assert await audited(database) == ["staff.add", "staff.password.set", "staff.sign-in"]
    assert await letters(database, "password-changed") == 0


async def test_of_twenty_with_one_link_at_once_one_sets_the_password(office: Office, database: Database, clock: TurnedClock) -> None:
    token = await link_for(database, clock)
    wanted = [f"{NEW} {number}" for number in range(20)]

    told = await asyncio.gather(*(outcome(office.staff.set_password(token, one, one)) for one in wanted))

    winners = [one for one, said in zip(wanted, told, strict=True) if said == "let in"]
    assert len(winners) == 1, told
    assert await office.is_in(await office.enter(password=winners[0]))


@pytest.mark.parametrize(("days", "seconds", "is_good"), [(7, -1, True), (7, 0, False), (7, 1, False)])
async def test_a_link_is_good_for_seven_days(
    office: Office, database: Database, clock: TurnedClock, days: int, seconds: int, is_good: bool
) -> None:
    token = await link_for(database, clock)
    clock.turn(days=days, seconds=seconds)
    assert (await outcome(office.staff.holder(token))).partition(":")[0] == ("let in" if is_good else "LinkNotGoodError")


async def test_every_link_that_is_not_good_is_told_the_same(office: Office, database: Database, clock: TurnedClock) -> None:
    dana = await add_dana(database)
    replaced = await link_for(database, clock)
    used = await database.write(operating.new_link, RUTH, clock())
    await office.staff.set_password(used, NEW, NEW)
    disabled = await link_for(database, clock, "ann@example.com")
    await database.write(operating.set_enabled, "ann@example.com", False, clock())
    expired = await link_for(database, clock, "bob@example.com")
    customers = await database.write(_minted, dana, clock)
    told = [await outcome(office.staff.holder(token)) for token in ("", "unknown", "x" * 500, replaced, used, disabled, customers)]
    clock.turn(days=7)
    told.append(await outcome(office.staff.holder(expired)))

    assert len(set(told)) == 1
    assert told[0].startswith("LinkNotGoodError: ")


@pytest.mark.parametrize("password", ["short", "ruth calloway ruth", "Piney Hollow Hauling", "passwordpassword", "111111111111"])
async def test_an_easy_password_is_refused_and_the_link_stays_good(
    office: Office, database: Database, clock: TurnedClock, password: str
) -> None:
    await add_company(database)
    token = await link_for(database, clock)

    with pytest.raises(PasswordRefusedError):
        await office.staff.set_password(token, password, password)
    with pytest.raises(PasswordRefusedError):
        await office.staff.set_password(token, NEW, ANOTHER)

    assert not (await office.staff.judge(token, password)).is_enough
    await office.staff.set_password(token, NEW, NEW)


async def test_a_new_password_by_link_ends_every_sign_in_and_every_wait(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database)
    before = await office.enter()
    for at in range(12):
        await outcome(office.enter(password="wrong", address=f"198.51.100.{at}"))
    token = await database.write(operating.new_link, RUTH, clock())
    assert await office.is_in(before)

    await office.staff.set_password(token, NEW, NEW)

    assert not await office.is_in(before)
    assert await office.is_in(await office.enter(password=NEW))
    assert await letters(database, "password-changed") == 1


async def test_a_link_does_not_go_round_the_second_factor(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, StaffRole.ADMIN)
    _, secret, _ = await office.set_up(await office.enter())
    await office.staff.set_password(await database.write(operating.new_link, RUTH, clock()), NEW, NEW)
    clock.turn(seconds=30)

    visit = await office.visit(await office.enter(password=NEW))

    assert visit.has_factor
    assert await outcome(office.staff.give_code(visit, code_at(secret, clock()))) == "let in"


async def test_who_names_the_old_password_changes_it_and_stays_here_alone(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, StaffRole.ADMIN)
    here, _, codes = await office.set_up(await office.enter())
    there = await office.staff.give_code(await office.visit(await office.enter()), codes[0])
    link = await database.write(operating.new_link, RUTH, clock())

    renewed = await office.staff.change_password(await office.visit(here), PASSWORD, NEW, NEW)

    assert [await office.is_in(token) for token in (here, there, renewed)] == [False, False, True]
    assert (await office.visit(renewed)).step is StaffStep.IN
    assert (await outcome(office.staff.holder(link))).startswith("LinkNotGoodError")
    assert (await outcome(office.enter())).startswith("SignInRefusedError")
    assert await letters(database, "password-changed") == 1


NOT_TO_BE_DONE = [("wrong", NEW, NEW), (PASSWORD, NEW, ANOTHER), (PASSWORD, "short", "short"), (PASSWORD, PASSWORD, PASSWORD)]


@pytest.mark.parametrize(("current", "new", "again"), NOT_TO_BE_DONE)
async def test_a_change_that_cannot_be_done_changes_nothing(office: Office, database: Database, current: str, new: str, again: str) -> None:
    await add_ruth(database)
    token = await office.enter()

    with pytest.raises(PasswordRefusedError):
        await office.staff.change_password(await office.visit(token), current, new, again)

    assert await office.is_in(token)
    assert await office.is_in(await office.enter())


async def test_guessing_the_current_password_comes_to_a_wait(office: Office, database: Database) -> None:
    await add_ruth(database)
    visit = await office.visit(await office.enter())
    for at in range(10):
        await outcome(office.staff.change_password(visit, "wrong", NEW, NEW, address=f"198.51.100.{at}"))
    told = await outcome(office.staff.change_password(visit, PASSWORD, NEW, NEW, address="198.51.100.77"))
    assert told.startswith("TooManyTriesError")


async def test_a_member_sees_and_ends_their_own_sign_ins_alone(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database)
    here, there = await office.enter(), await office.enter(address="198.51.100.9")
    await office.staff.set_password(await link_for(database, clock, "ann@example.com"), NEW, NEW)
    anns = await office.enter("ann@example.com", NEW)
    visit = await office.visit(here)

    listed = await office.staff.sign_ins(visit)
    assert {(one.address, one.is_this_one) for one in listed} == {("203.0.113.7", True), ("198.51.100.9", False)}
    with pytest.raises(SessionNotFoundError):
        await office.staff.end_sign_ins(visit, (await office.visit(anns)).session_id)
    await office.staff.end_sign_ins(visit, next(one.id for one in listed if not one.is_this_one))
    assert [await office.is_in(token) for token in (here, there, anns)] == [True, False, True]

    await office.staff.end_sign_ins(visit, None)
    assert [await office.is_in(token) for token in (here, anns)] == [False, True]


async def test_a_member_keeps_their_own_theme_and_language(office: Office, database: Database) -> None:
    await add_company(database)
    await add_ruth(database)
    token = await office.enter()
    visit = await office.visit(token)

    await office.staff.set_theme(visit, "dark")
    await office.staff.set_language(visit, "es_US")

    after = await office.visit(token)
    assert (after.theme, after.locale) == ("dark", "es_US")
    with pytest.raises(BadRequestError):
        await office.staff.set_theme(visit, "pink")
    with pytest.raises(BadRequestError):
        await office.staff.set_language(visit, "tlh_QO")


async def letters(database: Database, kind: str) -> int:
    """How many letters of a kind wait for Ruth."""
    question = select(func.count()).select_from(Letter).where(Letter.kind == kind, Letter.to_address == RUTH)
    return await database.read(lambda session: session.scalar(question.where(Letter.staff_id == _ruth(session))) or 0)


def _ruth(session: Session) -> int | None:
    return session.scalar(select(StaffMember.id).where(StaffMember.email == RUTH))


def _minted(session: Session, person_id: int, clock: TurnedClock) -> str:
    purpose = TokenPurpose.CREATE_PASSWORD
    return tokens.mint(session, purpose, person_id=person_id, now=clock(), lifetime=tokens.LIFETIMES[purpose])
