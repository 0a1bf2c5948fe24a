import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import OneTimeToken, TokenPurpose
from portal_ui.service import tokens
from tests.builders.people import add_account, add_company, add_person
from tests.sign_in.door import TurnedClock

CREATE, RESET, PRINTED = TokenPurpose.CREATE_PASSWORD, TokenPurpose.RESET_PASSWORD, TokenPurpose.PRINTED_LETTER


async def minted(database: Database, person_id: int, clock: TurnedClock, purpose: TokenPurpose = CREATE, **more: int) -> str:
    def mint(session: Session) -> str:
        return tokens.mint(session, purpose, person_id=person_id, now=clock(), lifetime=tokens.LIFETIMES[purpose], **more)

    return await database.write(mint)


async def spent_by(database: Database, token: str, clock: TurnedClock, purpose: TokenPurpose = CREATE) -> int | None:
    """Whose token it was that could be used up."""

    def spend(session: Session) -> int | None:
        found = tokens.spend(session, purpose, token, clock())
        return None if found is None else found.person_id

    return await database.write(spend)


async def is_good(database: Database, token: str, clock: TurnedClock, purpose: TokenPurpose = CREATE) -> bool:
    return await database.write(lambda session: tokens.look(session, purpose, token, clock()) is not None)


async def end_all(database: Database, clock: TurnedClock, person_id: int, customer_id: int | None = None) -> None:
    await database.write(lambda session: tokens.end_all(session, person_id=person_id, customer_id=customer_id, now=clock()))


async def test_a_thousand_tokens_are_long_all_different_and_have_nothing_in_common(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")

    def mint_many(session: Session) -> list[str]:
        return [tokens.mint(session, CREATE, person_id=inge, now=clock(), lifetime=timedelta(days=7)) for _ in range(1_000)]

    made = await database.write(mint_many)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43,}", token) for token in made)
    assert len(set(made)) == 1_000
    assert len({token[0] for token in made}) > 30


async def test_of_twenty_who_use_one_token_at_once_one_gets_it(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")
    token = await minted(database, inge, clock)
    got = await asyncio.gather(*(spent_by(database, token, clock) for _ in range(20)))
    assert sorted(got, key=str) == sorted([inge, *[None] * 19], key=str)
    assert not await is_good(database, token, clock)


async def test_looking_spends_nothing_and_the_first_look_is_remembered(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")
    token = await minted(database, inge, clock)
    first = clock.now
    for _ in range(60):
        assert await is_good(database, token, clock)
        clock.turn(minutes=1)
    kept = await database.read(lambda session: session.query(OneTimeToken).one().opened_at)
    assert kept == first
    assert await spent_by(database, token, clock) == inge


@pytest.mark.parametrize("purpose", list(TokenPurpose), ids=lambda purpose: purpose.value)
async def test_a_token_is_good_until_the_second_at_which_it_runs_out(database: Database, clock: TurnedClock, purpose: TokenPurpose) -> None:
    inge = await add_person(database, "inge@example.com")
    token = await minted(database, inge, clock, purpose)
    clock.now += tokens.LIFETIMES[purpose] - timedelta(seconds=1)
    assert await is_good(database, token, clock, purpose)
    for _ in range(2):
        clock.turn(seconds=1)
        assert not await is_good(database, token, clock, purpose)
        assert await spent_by(database, token, clock, purpose) is None


async def test_only_the_newest_of_three_is_good_also_for_a_clock_that_is_behind(database: Database, clock: TurnedClock) -> None:
    inge, other = await add_person(database, "inge@example.com"), await add_person(database, "otto@example.com")
    others = await minted(database, other, clock)
    first = await minted(database, inge, clock)
    clock.turn(minutes=1)
    second, third = [await minted(database, inge, clock) for _ in range(2)]
    clock.turn(seconds=-1)
    assert [await is_good(database, token, clock) for token in (first, third, others)] == [False, True, True]
    clock.turn(seconds=1)
    assert not await is_good(database, second, clock)


async def test_what_was_found_run_out_or_was_replaced_stays_so_when_the_clock_is_set_back(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")
    replaced, run_out = [await minted(database, inge, clock, RESET) for _ in range(2)]
    clock.turn(hours=1)
    assert not await is_good(database, run_out, clock, RESET)
    for back in (10, 3_600, 86_400):
        clock.turn(seconds=-back)
        assert [await is_good(database, token, clock, RESET) for token in (replaced, run_out)] == [False, False]


async def test_of_letters_minted_at_once_one_token_is_good(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")
    made = await asyncio.gather(*(minted(database, inge, clock) for _ in range(10)))
    assert sum([await is_good(database, token, clock) for token in made]) == 1


async def test_a_token_is_good_for_its_purpose_alone(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")
    made = {purpose: await minted(database, inge, clock, purpose) for purpose in TokenPurpose}
    for purpose, token in made.items():
        for wished in TokenPurpose:
            assert await is_good(database, token, clock, wished) == (wished is purpose)


async def test_ending_all_kills_what_is_open_or_what_was_sent_for_one_account(database: Database, clock: TurnedClock) -> None:
    await add_company(database)
    inge, other = await add_person(database, "inge@example.com"), await add_person(database, "otto@example.com")
    account = await add_account(database, inge)
    create, reset = await minted(database, inge, clock, CREATE, customer_id=account), await minted(database, inge, clock, RESET)
    others = await minted(database, other, clock)
    await end_all(database, clock, inge, account)
    assert [await is_good(database, create, clock), await is_good(database, reset, clock, RESET)] == [False, True]
    await end_all(database, clock, inge)
    assert not await is_good(database, reset, clock, RESET)
    assert await is_good(database, others, clock)


async def test_a_code_on_paper_may_be_typed_as_people_type(database: Database, clock: TurnedClock) -> None:
    inge = await add_person(database, "inge@example.com")
    code = await minted(database, inge, clock, PRINTED)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("0", "O").replace("1", "l")):
        assert tokens.is_printed(typed)
        assert await is_good(database, typed, clock, PRINTED)
    assert not tokens.is_printed("hello")
    assert not tokens.is_printed("x" * 43)
    assert await spent_by(database, code.lower(), clock, PRINTED) == inge


@pytest.mark.parametrize("token", ["", "\0", "\ud800", "é" * 50, "x" * 1_000_000, "' OR 1=1 --"])
async def test_what_is_no_token_is_none(database: Database, clock: TurnedClock, token: str) -> None:
    await minted(database, await add_person(database, "inge@example.com"), clock)
    for purpose in TokenPurpose:
        assert not await is_good(database, token, clock, purpose)
        assert await spent_by(database, token, clock, purpose) is None
