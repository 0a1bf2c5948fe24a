import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Update, select, update

from db.engine import Database
from db.models import Access, AccessRole, Company, Customer, Person, SignInSession
from portal_ui.errors import AccountNotFoundError
from portal_ui.service.sign_in import SignIn
from tests.builders.people import add_account, add_company, add_person
from tests.sign_in.door import STORED, CountingDesk, TurnedClock, add_dana, audited, change, enter, visit_of


async def seen_at(database: Database) -> str:
    row = await database.read(lambda session: session.scalars(select(SignInSession)).one())
    return row.last_seen_at.strftime("%H:%M:%S")


async def test_a_visit_says_who_looks_and_at_what(sign_in: SignIn, database: Database) -> None:
    dana = await add_dana(database)
    visit = await visit_of(sign_in, await enter(sign_in))
    assert (visit.person_id, visit.person_name, visit.email, visit.initials) == (dana, "Dana Ortiz", "dana@example.com", "DO")
    assert (visit.account.number, visit.account.name, visit.account.city) == ("2041", "Dana Ortiz Contracting", "Marshall")
    assert visit.scope.customer_id == visit.account.customer_id
    assert (visit.theme, visit.locale, str(visit.today)) == ("system", "en_US", "2026-11-23")


async def test_today_is_the_company_s(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    clock.turn(hours=14, minutes=59)  # 5:59 am UTC on the 24th, 11:59 pm in Chicago
    token = await enter(sign_in)
    assert str((await visit_of(sign_in, token)).today) == "2026-11-23"
    clock.turn(minutes=1)
    assert str((await visit_of(sign_in, token)).today) == "2026-11-24"


@pytest.mark.parametrize("role", [AccessRole.OWNER, AccessRole.PAYABLE, AccessRole.VIEWER])
async def test_whoever_looks_after_the_money_sees_all_of_the_account(sign_in: SignIn, database: Database, role: AccessRole) -> None:
    await add_company(database)
    person = await add_person(database, password_hash=STORED)
    await add_account(database, person, role=role, locations=("L1",))
    scope = (await visit_of(sign_in, await enter(sign_in))).scope
    assert (scope.sees_money, scope.sees_pending, scope.location_ids) == (True, False, None)
    await change(database, Company, show_pending_invoices=True)
    assert (await visit_of(sign_in, await enter(sign_in))).scope.sees_pending


@pytest.mark.parametrize("locations", [(), ("L1", "L2")])
async def test_a_site_contact_sees_named_locations_and_no_money(sign_in: SignIn, database: Database, locations: tuple[str, ...]) -> None:
    await add_company(database)
    person = await add_person(database, password_hash=STORED)
    await add_account(database, person, role=AccessRole.SITE_CONTACT, locations=locations)
    await change(database, Company, show_pending_invoices=True)
    scope = (await visit_of(sign_in, await enter(sign_in))).scope
    assert (scope.sees_money, scope.sees_pending) == (False, False)
    assert scope.location_ids is not None
    assert len(scope.location_ids) == len(locations)


async def test_a_session_without_activity_is_over_after_half_an_hour(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    clock.turn(minutes=29, seconds=59)
    assert await sign_in.look_up(token) is not None
    clock.turn(seconds=1)
    assert await sign_in.look_up(token) is None


async def test_activity_keeps_a_session_but_not_beyond_twelve_hours(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    session_id = (await visit_of(sign_in, token)).session_id
    for _ in range(36):
        assert await sign_in.look_up(token) is not None
        clock.turn(minutes=20)
        await sign_in.touch(session_id)
    assert await sign_in.look_up(token) is None


async def test_activity_is_written_at_most_once_a_minute(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    session_id = (await visit_of(sign_in, await enter(sign_in))).session_id
    seen = []
    for seconds in (10, 59, 1):
        clock.turn(seconds=seconds)
        await sign_in.touch(session_id)
        seen.append(await seen_at(database))
    assert seen == ["15:00:10", "15:00:10", "15:01:10"]


async def test_activity_does_not_revive_a_session_that_ran_out(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    session_id = (await visit_of(sign_in, token)).session_id
    clock.turn(minutes=31)
    await sign_in.touch(session_id)
    assert await sign_in.look_up(token) is None


async def test_a_clock_set_back_does_not_revive_a_session_that_was_seen_expired(
    sign_in: SignIn, database: Database, clock: TurnedClock
) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    clock.turn(minutes=31)
    assert await sign_in.look_up(token) is None
    clock.turn(minutes=-31)
    assert await sign_in.look_up(token) is None


async def test_signing_out_ends_the_session_once_and_tells_the_open_pages(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    token, other = await enter(sign_in), await enter(sign_in)
    session_id = (await visit_of(sign_in, token)).session_id
    ended: list[int] = []
    sign_in.on_end.append(ended.append)
    await asyncio.gather(*(sign_in.sign_out(token) for _ in range(3)))
    await sign_in.sign_out("nobody's")
    assert ended == [session_id]
    assert await sign_in.look_up(token) is None
    assert await sign_in.look_up(other) is not None
    assert (await audited(database)).count("sign-out") == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Person, {"is_enabled": False}),
        (Person, {"auth_version": 2}),
        (Access, {"is_enabled": False}),
        (Customer, {"portal_enabled": False}),
        (Company, {"portal_active": False}),
    ],
    ids=["person disabled", "auth version raised", "access off", "customer's portal off", "portal closed"],
)
async def test_what_the_office_switches_off_is_off_at_the_next_question(
    sign_in: SignIn, database: Database, kind: type[Any], values: dict[str, object]
) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    assert await sign_in.look_up(token) is not None
    await change(database, kind, **values)
    assert await sign_in.look_up(token) is None


@pytest.mark.parametrize(
    "closing",
    [
        lambda customer_id: update(Customer).where(Customer.id == customer_id).values(portal_enabled=False),
        lambda customer_id: update(Access).where(Access.customer_id == customer_id).values(is_enabled=False),
    ],
    ids=["customer's portal off", "access off"],
)
async def test_who_loses_the_account_they_are_in_chooses_among_the_others(
    sign_in: SignIn, database: Database, closing: Callable[[int], Update]
) -> None:
    dana = await add_dana(database)
    token = await enter(sign_in)
    await add_account(database, dana, "2050")
    first = (await visit_of(sign_in, token)).account
    assert first.number == "2041"
    await database.write(lambda session: session.execute(closing(first.customer_id)).close())
    found = await sign_in.look_up(token)
    assert found is not None
    assert found.visit is None


@pytest.mark.parametrize(
    "spoil", [lambda _: "", lambda token: token[:-1], lambda token: token + "x", lambda _: "x" * 5000, lambda _: "\0ÿ\udcff"]
)
async def test_a_token_of_nobody_is_nobody(sign_in: SignIn, database: Database, spoil: Callable[[str], str]) -> None:
    await add_dana(database)
    assert await sign_in.look_up(spoil(await enter(sign_in))) is None


async def test_another_s_account_cannot_be_chosen(sign_in: SignIn, database: Database) -> None:
    dana = await add_dana(database)
    await add_account(database, await add_person(database, "other@example.com"), "9000")
    await add_account(database, dana, "2050", access_enabled=False)
    token = await enter(sign_in)
    session_id = (await visit_of(sign_in, token)).session_id
    for number in ("9000", "2050", "none", "20\0"):
        with pytest.raises(AccountNotFoundError):
            await sign_in.choose_account(session_id, number)
    assert (await visit_of(sign_in, token)).account.number == "2041"


async def test_switching_the_account_is_written_down_once(sign_in: SignIn, database: Database) -> None:
    dana = await add_dana(database)
    await add_account(database, dana, "2050")
    token = await enter(sign_in)
    looked_up = await sign_in.look_up(token)
    assert looked_up is not None
    for _ in range(2):
        await sign_in.choose_account(looked_up.session_id, "2050")
    assert (await visit_of(sign_in, token)).account.number == "2050"
    assert (await audited(database)).count("account.choose") == 1


async def test_tidying_forgets_what_is_long_over_and_nothing_else(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    await enter(sign_in)
    clock.turn(days=91)
    token = await enter(sign_in)
    await sign_in.tidy()
    left = await database.read(lambda session: len(session.scalars(select(SignInSession)).all()))
    assert left == 1
    assert await sign_in.look_up(token) is not None


async def test_two_doors_on_one_database_agree(sign_in: SignIn, database: Database, clock: TurnedClock, passwords: CountingDesk) -> None:
    await add_dana(database)
    other_process = SignIn(database, clock, passwords)
    token = await enter(sign_in)
    assert await other_process.look_up(token) is not None
    await other_process.sign_out(token)
    assert await sign_in.look_up(token) is None
