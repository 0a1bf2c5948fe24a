import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access, Company, Person, SignInSession
from portal_ui.errors import SignInRefusedError, TooManyTriesError
from portal_ui.passwords import PasswordDesk, hash_password
from portal_ui.service.sign_in import SignIn
from tests.builders.people import add_account, add_company, add_person
from tests.sign_in.door import (
    COST,
    PASSWORD,
    PEPPER,
    STORED,
    CountingDesk,
    TurnedClock,
    add_dana,
    audited,
    change,
    enter,
    failures,
    outcome,
)


async def test_the_right_password_gives_a_token_of_which_the_database_keeps_only_a_hash(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    token = await enter(sign_in, " Dana@Example.COM ")
    found = await sign_in.look_up(token)
    kept = await database.read(lambda session: session.get_one(SignInSession, found.session_id if found else 0).token_hash)
    assert len(token) >= 43
    assert kept != token
    assert await sign_in.look_up(kept) is None


async def test_each_sign_in_has_a_token_of_its_own(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    tokens = {await enter(sign_in) for _ in range(3)}
    assert len(tokens) == 3


async def test_who_may_not_come_in_reads_one_sentence_whatever_the_reason(
    sign_in: SignIn, database: Database, passwords: CountingDesk
) -> None:
    await add_dana(database)
    await add_person(database, "invited@example.com")
    await add_person(database, "broken@example.com", password_hash="x")
    await add_person(database, "nowhere@example.com", password_hash=STORED)
    disabled = await add_person(database, "disabled@example.com", password_hash=STORED, is_enabled=False)
    await add_account(database, disabled, "2042")
    closed = await add_person(database, "closed@example.com", password_hash=STORED)
    await add_account(database, closed, "2043", portal_enabled=False)
    await add_account(database, closed, "2044", access_enabled=False)
    throttled = await add_person(database, "throttled@example.com", password_hash=STORED)
    await add_account(database, throttled, "2045")
    for number in range(10):
        await outcome(enter(sign_in, "throttled@example.com", "wrong", address=f"198.51.100.{number}"))
    passwords.compared.clear()

    kinds = ["unknown", "invited", "broken", "nowhere", "disabled", "closed", "throttled"]
    tried = [f"{kind}@example.com" for kind in kinds] + ["", "x" * 500, "dana\0@example.com"]
    outcomes = {await outcome(enter(sign_in, email)) for email in tried}
    outcomes.add(await outcome(enter(sign_in, "dana@example.com", "wrong")))
    outcomes.add(await outcome(enter(sign_in, "dana@example.com", "w" * 100_000)))

    assert outcomes == {f"SignInRefusedError: {SignInRefusedError()}"}
    assert len(passwords.compared) == len(tried) + 2, "a comparison runs in every case, so that all take the same time"


async def test_a_closed_portal_lets_nobody_in(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    await change(database, Company, portal_active=False)
    with pytest.raises(SignInRefusedError):
        await enter(sign_in)
    assert await sign_in.look_up(token) is None


async def test_of_fifty_guesses_at_once_all_count_and_ten_are_compared(database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    desk = CountingDesk(waiting=100)
    sign_in = SignIn(database, clock, desk)
    guesses = [enter(sign_in, password=f"guess {number}", address=f"203.0.113.{number}") for number in range(50)]
    outcomes = await asyncio.gather(*map(outcome, guesses))
    desk.close()
    assert len(set(outcomes)) == 1
    assert await failures(database, "dana@example.com") == 50
    assert desk.real_comparisons == 10


async def test_the_wait_doubles_up_to_fifteen_minutes_and_the_right_password_ends_it(
    sign_in: SignIn, database: Database, clock: TurnedClock
) -> None:
    await add_dana(database)
    for number in range(10):
        await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{number}"))
    for minutes in (1, 2, 4, 8, 15, 15):
        clock.turn(minutes=minutes, seconds=-1)
        assert await outcome(enter(sign_in)) != "let in", f"{minutes} minutes are not over"
        clock.turn(seconds=1)
        assert await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{100 + minutes}")) != "let in"
    clock.turn(minutes=15)
    assert await outcome(enter(sign_in)) == "let in"
    assert await failures(database, "dana@example.com") == 0


async def test_a_wait_outlives_a_restart(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    for number in range(10):
        await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{number}"))
    desk = CountingDesk()
    after_restart = SignIn(database, clock, desk)
    assert await outcome(enter(after_restart)) != "let in"
    assert desk.compared == [None]
    desk.close()


async def test_failures_are_forgotten_after_half_a_day(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    for _ in range(9):
        await outcome(enter(sign_in, password="wrong"))
    clock.turn(hours=12)
    await outcome(enter(sign_in, password="wrong"))
    assert await failures(database, "dana@example.com") == 1
    assert await outcome(enter(sign_in)) == "let in"


async def test_one_address_that_fails_thirty_times_has_to_wait_ten_minutes_whoever_it_names(
    sign_in: SignIn, database: Database, clock: TurnedClock
) -> None:
    await add_dana(database)
    for number in range(29):
        await outcome(enter(sign_in, f"someone{number}@example.com", address=f"2001:db8::{number:x}"))
    await enter(sign_in, address="2001:db8::99")
    thirtieth = await outcome(enter(sign_in, "someone@example.com", address="2001:db8::ffff"))
    assert thirtieth == f"SignInRefusedError: {SignInRefusedError()}", "a success is no failure"
    with pytest.raises(TooManyTriesError) as refused:
        await enter(sign_in, address="2001:db8::1:0:0:1")
    assert refused.value.retry_after_seconds == 600
    assert await outcome(enter(sign_in, address="2001:db8:0:1::1")) == "let in"
    clock.turn(minutes=10)
    assert await outcome(enter(sign_in, address="2001:db8::1")) == "let in"


async def test_an_address_that_has_to_wait_cannot_make_others_wait(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    for number in range(30):
        await outcome(enter(sign_in, f"someone{number}@example.com"))
    for _ in range(20):
        await outcome(enter(sign_in, password="wrong"))
    assert await failures(database, "dana@example.com") == 0


async def test_a_password_kept_at_a_lower_cost_is_hashed_anew_at_sign_in(database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    desk = CountingDesk(cost=COST + 1)
    sign_in = SignIn(database, clock, desk)
    await enter(sign_in)
    await enter(sign_in)
    desk.close()
    kept = await database.read(lambda session: session.scalars(select(Person)).one().password_hash)
    assert kept is not None
    assert kept.startswith("v1:$2b$05$")


async def test_when_the_secret_is_replaced_passwords_move_to_the_new_one_at_each_sign_in(database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    both, new_alone = (
        PasswordDesk("another pepper, just as long", former=PEPPER, cost=COST),
        PasswordDesk("another pepper, just as long", cost=COST),
    )
    assert await outcome(enter(SignIn(database, clock, new_alone))) != "let in"
    assert await outcome(enter(SignIn(database, clock, both), password="wrong")) != "let in"
    assert await outcome(enter(SignIn(database, clock, both))) == "let in"
    kept = await database.read(lambda session: session.scalars(select(Person)).one().password_hash)
    assert kept != STORED
    assert await outcome(enter(SignIn(database, clock, new_alone))) == "let in"
    await enter(SignIn(database, clock, both))
    assert await database.read(lambda session: session.scalars(select(Person)).one().password_hash) == kept
    both.close()
    new_alone.close()


async def test_a_password_changed_while_it_is_compared_refuses_the_old_one(database: Database, clock: TurnedClock) -> None:
    await add_dana(database)

    class SlowDesk(CountingDesk):
        async def matches(self, password: str, stored: str | None) -> bool:
            await change(database, Person, password_hash=hash_password("another", PEPPER, COST))
            return await super().matches(password, stored)

    desk = SlowDesk()
    with pytest.raises(SignInRefusedError):
        await enter(SignIn(database, clock, desk))
    desk.close()


async def test_who_came_in_and_who_did_not_is_written_down_without_the_email(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    await outcome(enter(sign_in, "not-dana@example.com"))
    await sign_in.sign_out(await enter(sign_in))
    assert await audited(database) == ["sign-in.failed", "sign-in", "sign-out"]

    def written(session: Session) -> str:
        rows = session.connection().exec_driver_sql("SELECT actor, action, subject, details, address FROM audit ORDER BY id")
        return repr(rows.fetchall())

    text = await database.read(written)
    assert "n***@example.com" in text
    assert "not-dana" not in text
    assert PASSWORD not in text
    assert text.count("203.0.113.7") == 2


async def test_who_has_one_account_is_in_it_and_who_has_several_chooses(sign_in: SignIn, database: Database) -> None:
    await add_company(database)
    maria = await add_person(database, "maria@example.com", password_hash=STORED)
    await add_account(database, maria, "1001", name="Alvarez household")
    await add_account(database, maria, "1002", name="Alvarez Fence")
    await add_account(database, maria, "1003", name="Closed", access_enabled=False)
    token = await enter(sign_in, "maria@example.com")
    found = await sign_in.look_up(token)
    assert found is not None
    assert found.visit is None
    await sign_in.choose_account(found.session_id, "1002")
    chosen = await sign_in.look_up(token)
    assert chosen is not None
    assert chosen.visit is not None
    assert (chosen.visit.account.number, chosen.visit.account_count) == ("1002", 2)
    await change(database, Access, is_enabled=False)
    assert await sign_in.look_up(token) is None
