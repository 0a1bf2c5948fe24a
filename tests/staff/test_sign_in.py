"""Coming in to the office: the password, the code of the second factor, and how long a sign-in lasts."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import RecoveryCode, SignInSession, StaffMember, StaffRole
from portal_ui import operating
from portal_ui.errors import FactorRefusedError, SignInRefusedError
from portal_ui.views import StaffStep
from tests.builders.people import add_company
from tests.sign_in.door import PASSWORD, CountingDesk, TurnedClock, add_dana, audited, change, enter, outcome
from tests.staff.office_door import RUTH, Office, add_ruth, code_at

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG = "not the password at all"
ADMIN = StaffRole.ADMIN


@pytest.mark.parametrize("portal_active", [True, False])
async def test_the_office_comes_in_whether_or_not_the_portal_is_open(office: Office, database: Database, portal_active: bool) -> None:
    await add_company(database, portal_active=portal_active)
    await add_ruth(database)

    visit = await office.visit(await office.enter())

    assert (visit.name, visit.role, visit.step, visit.has_factor) == ("Ruth Calloway", StaffRole.OFFICE, StaffStep.IN, False)
    assert await audited(database) == ["staff.sign-in"]


async def test_the_office_comes_in_before_there_is_a_company(office: Office, database: Database) -> None:
    await add_ruth(database)
    assert (await office.visit(await office.enter())).step is StaffStep.IN


async def test_whatever_speaks_against_someone_is_answered_in_the_same_words(office: Office, database: Database) -> None:
    await add_dana(database)
    await add_ruth(database)
    told = [await outcome(office.enter("nobody@example.com")), await outcome(office.enter(password=WRONG))]
    told.append(await outcome(office.enter("dana@example.com")))  # a customer's password opens nothing here

    await change(database, StaffMember, is_enabled=False)
    told.append(await outcome(office.enter()))
    await change(database, StaffMember, is_enabled=True, password_hash=None)
    told.append(await outcome(office.enter()))

    assert len(set(told)) == 1
    assert told[0].startswith("SignInRefusedError: ")


async def test_staff_do_not_come_in_at_the_customers_door(office: Office, database: Database) -> None:
    await add_company(database)
    await add_ruth(database)
    with pytest.raises(SignInRefusedError):
        await enter(office.sign_in, RUTH)


async def test_the_tenth_wrong_password_begins_a_wait_and_the_eleventh_is_not_compared(
    office: Office, database: Database, passwords: CountingDesk, clock: TurnedClock
) -> None:
    await add_ruth(database)
    for at in range(11):
        await outcome(office.enter(password=WRONG, address=f"203.0.113.{at}"))
    assert passwords.real_comparisons == 10
    assert (await outcome(office.enter(address="198.51.100.1"))).startswith("SignInRefusedError")

    clock.turn(minutes=1)
    assert await office.is_in(await office.enter(address="198.51.100.1"))


async def test_others_tries_do_not_lock_a_member_out_of_a_browser_they_came_in_with(office: Office, database: Database) -> None:
    await add_ruth(database)
    known = (await office.staff.sign_in(RUTH, PASSWORD, address="203.0.113.7", user_agent="")).browser
    for at in range(12):
        await outcome(office.enter(password=WRONG, address=f"198.51.100.{at}"))

    assert (await outcome(office.enter())).startswith("SignInRefusedError")
    assert await office.is_in(await office.enter(browser=known))


async def test_thirty_failures_from_one_address_have_it_wait(office: Office, database: Database) -> None:
    await add_ruth(database)
    for at in range(30):
        await outcome(office.enter(f"nobody{at}@example.com"))
    assert (await outcome(office.enter())).startswith("TooManyTriesError")


async def test_who_has_a_second_factor_gets_no_further_with_the_password_than_to_the_code(
    office: Office, database: Database, clock: TurnedClock
) -> None:
    await add_ruth(database, secret=SECRET)
    token = await office.enter()
    visit = await office.visit(token)
    assert visit.step is StaffStep.CODE

    within = await office.staff.give_code(visit, code_at(SECRET, clock()))

    assert (await office.visit(within)).step is StaffStep.IN
    assert within != token
    assert not await office.is_in(token)
    assert await audited(database) == ["staff.sign-in", "staff.code"]


@pytest.mark.parametrize(("seconds", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_code_may_be_of_one_step_before_or_after(
    office: Office, database: Database, clock: TurnedClock, seconds: int, is_good: bool
) -> None:
    await add_ruth(database, secret=SECRET)
    visit = await office.visit(await office.enter())
    shown = TurnedClock(clock())
    shown.turn(seconds=seconds)

    told = await outcome(office.staff.give_code(visit, code_at(SECRET, shown())))
    assert told.partition(":")[0] == ("let in" if is_good else "FactorRefusedError")


async def test_a_code_works_once_and_none_from_before_it_works_after_it(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, secret=SECRET)
    before = code_at(SECRET, clock())
    clock.turn(seconds=30)
    code = code_at(SECRET, clock())
    await office.staff.give_code(await office.visit(await office.enter()), code)

    again = await office.visit(await office.enter())
    assert (await outcome(office.staff.give_code(again, code))).startswith("FactorRefusedError")
    assert (await outcome(office.staff.give_code(again, before))).startswith("FactorRefusedError")
    clock.turn(seconds=30)
    assert await outcome(office.staff.give_code(again, code_at(SECRET, clock()))) == "let in"


async def test_of_two_browsers_with_the_same_code_at_once_one_comes_in(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, secret=SECRET)
    visits = [await office.visit(await office.enter()) for _ in range(4)]

    told = await asyncio.gather(*(outcome(office.staff.give_code(visit, code_at(SECRET, clock()))) for visit in visits))

    assert sorted(one.partition(":")[0] for one in told) == ["FactorRefusedError"] * 3 + ["let in"]


async def test_ten_wrong_codes_begin_a_wait_even_for_the_right_one(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, secret=SECRET)
    visit = await office.visit(await office.enter())
    for at in range(10):
        await outcome(office.staff.give_code(visit, f"00000{at}"))

    assert (await outcome(office.staff.give_code(visit, code_at(SECRET, clock())))).startswith("FactorRefusedError")
    clock.turn(minutes=1)
    assert await outcome(office.staff.give_code(visit, code_at(SECRET, clock()))) == "let in"


async def test_the_password_alone_is_worth_ten_minutes(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, secret=SECRET)
    token = await office.enter()
    clock.turn(minutes=9, seconds=59)
    assert await office.is_in(token)
    clock.turn(seconds=1)
    assert not await office.is_in(token)


async def test_an_administrator_sets_a_second_factor_up_before_anything_else(office: Office, database: Database) -> None:
    await add_ruth(database, ADMIN)
    token = await office.enter()
    assert (await office.visit(token)).step is StaffStep.SET_UP

    renewed, secret, codes = await office.set_up(token)

    assert (await office.visit(renewed)).step is StaffStep.IN
    assert not await office.is_in(token)
    assert len(set(codes)) == 10
    kept = await database.read(lambda session: session.scalars(select(RecoveryCode.code_hash)).all())
    assert not set(codes) & set(kept)
    assert await database.read(lambda session: session.scalars(select(StaffMember.totp_secret)).one()) == secret


async def test_a_code_that_the_app_does_not_show_sets_nothing_up(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, ADMIN)
    token = await office.enter()

    with pytest.raises(FactorRefusedError):
        await office.staff.set_up_factor(await office.visit(token), token, code_at(SECRET, clock()))

    assert (await office.visit(token)).step is StaffStep.SET_UP


async def test_nobody_sets_a_second_factor_up_over_another(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, secret=SECRET)
    token = await office.staff.give_code(await office.visit(await office.enter()), code_at(SECRET, clock()))

    with pytest.raises(FactorRefusedError):
        await office.set_up(token)


async def test_a_recovery_code_stands_in_for_the_phone_once(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, ADMIN)
    _, _, codes = await office.set_up(await office.enter())
    typed = f" {codes[3][:4].upper()}-{codes[3][4:8]} {codes[3][8:]} "

    first = await office.visit(await office.enter())
    within = await office.staff.give_code(first, typed)
    second = await office.visit(await office.enter())

    assert (await outcome(office.staff.give_code(second, codes[3]))).startswith("FactorRefusedError")
    assert await office.staff.recovery_codes_left(await office.visit(within)) == 9


async def test_new_recovery_codes_make_the_former_worthless(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, ADMIN)
    token, secret, old = await office.set_up(await office.enter())
    clock.turn(seconds=30)

    new = await office.staff.renew_recovery_codes(await office.visit(token), code_at(secret, clock()))

    half_in = await office.visit(await office.enter())
    assert (await outcome(office.staff.give_code(half_in, old[0]))).startswith("FactorRefusedError")
    assert await outcome(office.staff.give_code(half_in, new[0])) == "let in"


async def test_moving_to_another_phone_takes_a_code_and_ends_the_other_sign_ins(
    office: Office, database: Database, clock: TurnedClock
) -> None:
    await add_ruth(database, ADMIN)
    here, secret, codes = await office.set_up(await office.enter())
    there = await office.staff.give_code(await office.visit(await office.enter()), codes[0])
    visit = await office.visit(here)

    assert (await outcome(office.staff.remove_factor(visit, "000000"))).startswith("FactorRefusedError")
    clock.turn(seconds=30)
    await office.staff.remove_factor(visit, code_at(secret, clock()))

    assert not await office.is_in(there)
    assert (await office.visit(here)).step is StaffStep.SET_UP
    _, another, _ = await office.set_up(here)
    assert another != secret


@pytest.mark.parametrize("kept_at", [StaffRole.OFFICE, StaffRole.READ_ONLY])
async def test_others_may_have_a_second_factor_and_need_none(office: Office, database: Database, kept_at: StaffRole) -> None:
    await add_ruth(database, kept_at)
    assert (await office.visit(await office.enter())).step is StaffStep.IN

    await office.set_up(await office.enter())
    assert (await office.visit(await office.enter())).step is StaffStep.CODE


async def test_a_sign_in_ends_after_thirty_minutes_of_nothing_and_after_twelve_hours_of_work(
    office: Office, database: Database, clock: TurnedClock
) -> None:
    await add_ruth(database)
    idle = await office.enter()
    clock.turn(minutes=29, seconds=59)
    assert await office.is_in(idle)
    clock.turn(seconds=1)
    assert not await office.is_in(idle)

    busy = await office.enter()
    for _ in range(47):
        clock.turn(minutes=15)
        await office.sign_in.touch((await office.visit(busy)).session_id)
    clock.turn(minutes=14, seconds=59)
    assert await office.is_in(busy)
    clock.turn(seconds=1)
    assert not await office.is_in(busy)


async def test_a_code_does_not_make_a_sign_in_that_was_idle_alive_again(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, secret=SECRET)
    token = await office.enter()
    visit = await office.visit(token)
    await office.sign_in.sign_out(token)

    assert (await outcome(office.staff.give_code(visit, code_at(SECRET, clock())))).startswith("FactorRefusedError")


async def test_disabling_ends_every_sign_in_at_once(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database)
    tokens = [await office.enter(), await office.enter()]

    await database.write(operating.set_enabled, RUTH, False, clock())

    assert [await office.is_in(token) for token in tokens] == [False, False]
    await database.write(operating.set_enabled, RUTH, True, clock())
    assert [await office.is_in(token) for token in tokens] == [False, False]


@pytest.mark.parametrize("changed", [{"is_enabled": False}, {"auth_version": 2}])
async def test_what_the_member_s_own_row_says_counts_whatever_the_sign_in_s_says(
    office: Office, database: Database, changed: dict[str, object]
) -> None:
    await add_ruth(database)
    token = await office.enter()

    await change(database, StaffMember, **changed)

    assert not await office.is_in(token)


async def test_a_row_that_is_gone_is_a_sign_in_that_is_over(office: Office, database: Database) -> None:
    await add_ruth(database)
    token = await office.enter()

    def remove(session: Session) -> None:
        for row in session.scalars(select(SignInSession)):
            session.delete(row)

    await database.write(remove)
    assert not await office.is_in(token)


async def test_another_role_is_in_force_with_the_next_look(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database)
    token = await office.enter()

    await database.write(operating.set_role, RUTH, ADMIN, clock())

    assert (await office.visit(token)).step is StaffStep.SET_UP


async def test_the_operator_helps_who_lost_phone_and_paper(office: Office, database: Database, clock: TurnedClock) -> None:
    await add_ruth(database, ADMIN)
    token, _, codes = await office.set_up(await office.enter())

    def drop(session: Session) -> str:
        return operating.new_link(session, RUTH, clock(), drop_factor=True)

    await database.write(drop)

    assert not await office.is_in(token)
    visit = await office.visit(await office.enter())
    assert visit.step is StaffStep.SET_UP
    assert (await outcome(office.staff.give_code(visit, codes[0]))).startswith("FactorRefusedError")
