"""Who holds a letter of ours sets a password with it, once; who asks for a letter learns nothing."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access, AuditEntry, Company, Customer, Letter, Person, TokenPurpose
from portal_ui.service import tokens
from portal_ui.service.new_passwords import Door, Link, NewPasswords
from portal_ui.service.sign_in import SignIn
from portal_ui.throttling import ADDRESS_TRIES, ASKED_OF_ADDRESS
from tests.builders.people import add_account, add_company, add_person
from tests.sign_in.door import FIREFOX, PASSWORD, STORED, CountingDesk, TurnedClock, add_dana, change, enter, failures, outcome, visit_of

pytestmark = pytest.mark.any_database

CREATE, RESET, PRINTED = TokenPurpose.CREATE_PASSWORD, TokenPurpose.RESET_PASSWORD, TokenPurpose.PRINTED_LETTER
DANA, NEW = "dana@example.com", "violet tractor mumbles sideways"
HERE = "203.0.113.7"
NOT_GOOD = "LinkNotGoodError"
Mint = Callable[..., Awaitable[Link]]


@pytest.fixture
def ended() -> list[int]:
    """The sessions of which the open pages heard that they are over."""
    return []


@pytest.fixture
def doors(database: Database, clock: TurnedClock, passwords: CountingDesk, ended: list[int]) -> NewPasswords:
    return NewPasswords(database, clock, passwords, tell_ended=ended.extend)


@pytest.fixture
def mint(database: Database, clock: TurnedClock) -> Mint:
    """`await mint(person, RESET)`: what someone holds to whom a letter went out just now."""

    async def sent(person_id: int, purpose: TokenPurpose, customer_id: int | None = None, address: str = HERE) -> Link:
        def write(session: Session) -> str:
            lifetime = tokens.LIFETIMES[purpose]
            return tokens.mint(session, purpose, person_id=person_id, customer_id=customer_id, now=clock(), lifetime=lifetime)

        return Link(Door.RESET if purpose is RESET else Door.CREATE, await database.write(write), address)

    return sent


async def outbox(database: Database) -> Sequence[tuple[str, str]]:
    """What is in the outbox, in order, and to whom."""

    def ask(session: Session) -> Sequence[tuple[str, str]]:
        return [(row.kind, row.to_address) for row in session.scalars(select(Letter).order_by(Letter.id))]

    return await database.read(ask)


async def add_invited(database: Database) -> int:
    """Inge, who was asked in and has no password yet; returns her id."""
    await add_company(database)
    inge = await add_person(database, "inge@example.com", name="Inge Dahl")
    await add_account(database, inge, "2050", name="Dahl Landscaping")
    return inge


async def test_who_was_asked_in_sets_a_password_and_signs_in_with_it(
    doors: NewPasswords, sign_in: SignIn, database: Database, mint: Mint
) -> None:
    link = await mint(await add_invited(database), CREATE)

    assert (await doors.holder(link)).email == "inge@example.com"
    await doors.set_password(link, NEW, NEW)

    assert await outbox(database) == [("password-set", "inge@example.com")]  # nothing was changed by a first one
    assert await outcome(enter(sign_in, "inge@example.com", NEW)) == "let in"
    assert (await outcome(doors.set_password(link, PASSWORD, PASSWORD))).startswith(NOT_GOOD)
    assert await outcome(enter(sign_in, "inge@example.com", NEW)) == "let in"


async def test_of_twenty_who_use_one_link_at_once_one_sets_the_password(
    doors: NewPasswords, sign_in: SignIn, database: Database, mint: Mint
) -> None:
    link = await mint(await add_dana(database), RESET)
    wishes = [f"{NEW} {number}" for number in range(20)]

    outcomes = await asyncio.gather(*(outcome(doors.set_password(link, wish, wish)) for wish in wishes))

    assert outcomes.count("let in") == 1
    assert sum(told.startswith(NOT_GOOD) for told in outcomes) == 19
    won = wishes[outcomes.index("let in")]
    assert await outcome(enter(sign_in, password=won)) == "let in"
    assert await outcome(enter(sign_in, password=wishes[outcomes.index("let in") - 1])) != "let in"
    assert [kind for kind, _to in await outbox(database)].count("password-changed") == 1


@pytest.mark.parametrize(
    ("purpose", "lifetime"), [(RESET, timedelta(minutes=60)), (CREATE, timedelta(days=7)), (PRINTED, timedelta(days=14))]
)
async def test_a_letter_is_good_until_the_second_at_which_it_runs_out(
    doors: NewPasswords, database: Database, clock: TurnedClock, mint: Mint, purpose: TokenPurpose, lifetime: timedelta
) -> None:
    link = await mint(await add_dana(database), purpose)
    clock.now += lifetime - timedelta(seconds=1)
    assert (await doors.holder(link)).email == DANA
    clock.turn(seconds=1)
    assert (await outcome(doors.set_password(link, NEW, NEW))).startswith(NOT_GOOD)
    clock.turn(days=-1)
    assert (await outcome(doors.holder(link))).startswith(NOT_GOOD), "a clock set back does not revive it"


async def test_a_letter_opens_its_own_door_alone(doors: NewPasswords, database: Database, mint: Mint) -> None:
    dana = await add_dana(database)
    for purpose, other in [(RESET, Door.CREATE), (CREATE, Door.RESET), (PRINTED, Door.RESET)]:
        link = await mint(dana, purpose)
        assert (await outcome(doors.set_password(Link(other, link.token, HERE), NEW, NEW))).startswith(NOT_GOOD)
        assert (await doors.holder(link)).person_id == dana


@pytest.mark.parametrize(
    ("kind", "column"),
    [(Person, "is_enabled"), (Access, "is_enabled"), (Customer, "portal_enabled"), (Company, "portal_active")],
    ids=["the person", "their way into the account", "the customer", "the portal"],
)
async def test_what_is_switched_off_makes_the_link_worthless(
    doors: NewPasswords, sign_in: SignIn, database: Database, mint: Mint, kind: type[Person], column: str
) -> None:
    link = await mint(await add_dana(database), RESET)
    await change(database, kind, **{column: False})
    assert (await outcome(doors.holder(link))).startswith(NOT_GOOD)
    assert (await outcome(doors.set_password(link, NEW, NEW))).startswith(NOT_GOOD)
    await change(database, kind, **{column: True})
    assert await outcome(enter(sign_in)) == "let in", "the old password stayed"


async def test_a_password_that_is_set_kills_every_other_link(doors: NewPasswords, sign_in: SignIn, database: Database, mint: Mint) -> None:
    dana = await add_dana(database)
    links = [await mint(dana, purpose) for purpose in (RESET, CREATE, PRINTED)]
    await doors.set_password(links[0], NEW, NEW)
    for link in links:
        assert (await outcome(doors.holder(link))).startswith(NOT_GOOD)

    link = await mint(dana, RESET)
    visit = await visit_of(sign_in, await enter(sign_in, password=NEW))
    await sign_in.change_password(visit, NEW, f"{NEW} too", f"{NEW} too")
    assert (await outcome(doors.holder(link))).startswith(NOT_GOOD), "changed on the account page it is the same"


async def test_a_new_password_ends_every_session_and_a_letter_tells_of_it(
    doors: NewPasswords, sign_in: SignIn, database: Database, mint: Mint, ended: list[int]
) -> None:
    dana = await add_dana(database)
    otto = await add_person(database, "otto@example.com", password_hash=STORED)
    await add_account(database, otto, "2042")
    seen = [await enter(sign_in) for _ in range(3)]
    other = await enter(sign_in, "otto@example.com")
    ids = {(await visit_of(sign_in, token)).session_id for token in seen}

    await doors.set_password(await mint(dana, RESET), NEW, NEW)

    assert [await sign_in.look_up(token) for token in seen] == [None] * 3
    assert set(ended) == ids
    assert await sign_in.look_up(other) is not None
    assert (await outbox(database))[-1] == ("password-changed", DANA)
    assert await outcome(enter(sign_in)) != "let in"


async def test_the_login_hears_that_a_letter_on_paper_was_used(doors: NewPasswords, database: Database, mint: Mint) -> None:
    link = await mint(await add_dana(database), PRINTED)
    await doors.set_password(Link(Door.CREATE, link.token.lower().replace("-", " "), HERE), NEW, NEW)
    assert await outbox(database) == [("access-printed", DANA)]


async def test_a_reset_ends_the_wait_that_others_brought_about(
    doors: NewPasswords, sign_in: SignIn, database: Database, clock: TurnedClock, mint: Mint
) -> None:
    dana = await add_dana(database)
    browser = (await sign_in.sign_in(DANA, PASSWORD, address=HERE, user_agent=FIREFOX)).browser
    for minute in range(30):
        clock.turn(seconds=30)
        await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{minute}"))
        tried = sign_in.sign_in(DANA, "wrong", address=f"198.51.101.{minute}", user_agent=FIREFOX, browser=browser)
        await outcome(tried)
    assert (await outcome(enter(sign_in))).startswith("SignInRefusedError"), "others hold the email at its wait"

    await doors.ask(DANA, address="198.51.100.1")
    assert ("reset-password", DANA) in await outbox(database), "the letter goes out all the same"
    await doors.set_password(await mint(dana, RESET), NEW, NEW)

    assert await failures(database, DANA) == 0
    assert await outcome(enter(sign_in, password=NEW)) == "let in"
    assert await outcome(sign_in.sign_in(DANA, NEW, address=HERE, user_agent=FIREFOX, browser=browser)) == "let in"


async def test_a_password_that_will_not_do_is_refused_with_the_reason_and_the_link_stays_good(
    doors: NewPasswords, database: Database, mint: Mint
) -> None:
    link = await mint(await add_dana(database), RESET)
    assert "differ" in await outcome(doors.set_password(link, NEW, f"{NEW} "))
    assert "12 characters" in await outcome(doors.set_password(link, "tractor.mum", "tractor.mum"))
    for easy in ("passwordpassword", "DanaOrtizContracting", "Piney-Hollow-2041!"):
        assert (await outcome(doors.set_password(link, easy, easy))).startswith("PasswordRefusedError")
        assert not (await doors.judge(link, easy)).is_enough
    assert (await doors.judge(link, NEW)).is_enough
    assert await outbox(database) == []
    assert await outcome(doors.set_password(link, NEW, NEW)) == "let in"


async def test_how_long_a_password_must_be_is_the_operators_to_say(
    database: Database, clock: TurnedClock, passwords: CountingDesk, mint: Mint
) -> None:
    doors = NewPasswords(database, clock, passwords, shortest_password=20)
    link = await mint(await add_dana(database), RESET)
    short = "violet tractor mumb"
    assert "20 characters" in await outcome(doors.set_password(link, short, short))
    assert await outcome(doors.set_password(link, f"{short}l", f"{short}l")) == "let in"


async def test_codes_on_paper_cannot_be_guessed_from_one_address(doors: NewPasswords, database: Database, mint: Mint) -> None:
    link = await mint(await add_dana(database), PRINTED, address="198.51.100.9")
    for number in range(ADDRESS_TRIES):
        assert (await outcome(doors.holder(Link(Door.CREATE, f"AAAA-BBBB-{number:04d}", HERE)))).startswith(NOT_GOOD)
    assert (await outcome(doors.holder(Link(Door.CREATE, link.token, HERE)))).startswith("TooManyTriesError")
    for _ in range(ADDRESS_TRIES + 5):
        assert (await doors.holder(link)).email == DANA, "whoever has the letter is no guesser"


async def test_a_letter_is_sent_to_whoever_may_come_in_and_to_nobody_else(doors: NewPasswords, database: Database) -> None:
    await add_dana(database)
    inge = await add_person(database, "inge@example.com")
    await add_account(database, inge, "2050")
    dirk = await add_person(database, "dirk@example.com", password_hash=STORED, is_enabled=False)
    await add_account(database, dirk, "2051")
    nora = await add_person(database, "nora@example.com", password_hash=STORED)
    await add_account(database, nora, "2052", portal_enabled=False)
    for email in ("  DANA@Example.com ", "inge@example.com", "dirk@example.com", "nora@example.com", "none@example.com", "", "\ud800@x"):
        assert await outcome(doors.ask(email, address=HERE)) == "let in"
    assert await outbox(database) == [("reset-password", DANA), ("create-password", "inge@example.com")]


async def test_while_the_portal_is_closed_no_letter_is_queued(doors: NewPasswords, database: Database) -> None:
    await add_dana(database)
    await change(database, Company, portal_active=False)
    await doors.ask(DANA, address=HERE)
    assert await outbox(database) == []


async def test_three_letters_an_hour_go_to_one_email_also_over_a_restart(
    doors: NewPasswords, database: Database, clock: TurnedClock, passwords: CountingDesk
) -> None:
    await add_dana(database)
    for number in range(30):
        await doors.ask(DANA, address=f"198.51.100.{number}")
    assert len(await outbox(database)) == 3
    begun_again = NewPasswords(database, clock, passwords)
    await begun_again.ask(DANA, address="198.51.100.99")
    assert len(await outbox(database)) == 3
    clock.turn(hours=1)
    await begun_again.ask(DANA, address="198.51.100.99")
    assert len(await outbox(database)) == 4


async def test_of_thirty_at_once_three_are_sent(doors: NewPasswords, database: Database) -> None:
    await add_dana(database)
    await asyncio.gather(*(doors.ask(DANA, address=f"198.51.100.{number}") for number in range(30)))
    assert len(await outbox(database)) == 3


async def test_twenty_letters_an_hour_go_out_at_the_wish_of_one_address(doors: NewPasswords, database: Database) -> None:
    await add_company(database)
    for number in range(ASKED_OF_ADDRESS + 5):
        person = await add_person(database, f"p{number}@example.com", password_hash=STORED)
        await add_account(database, person, f"30{number:02d}")
        await doors.ask(f"p{number}@example.com", address="2001:db8:1:2::1" if number % 2 else "2001:db8:1:2::ffff")
    assert len(await outbox(database)) == ASKED_OF_ADDRESS


async def test_asking_takes_as_long_whoever_is_asked_for(doors: NewPasswords, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    took: dict[str, list[float]] = {DANA: [], "none@example.com": []}
    for number in range(40):
        clock.turn(hours=1)
        for email, times in took.items():
            began = time.perf_counter()
            await doors.ask(email, address=f"198.51.100.{number}")
            times.append(time.perf_counter() - began)
    assert len(await outbox(database)) == 40
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.010


async def test_what_happened_is_written_down_without_email_or_secret(doors: NewPasswords, database: Database, mint: Mint) -> None:
    dana = await add_dana(database)
    link = await mint(dana, RESET)
    await doors.ask(DANA, address=HERE)
    await doors.ask("none@example.com", address=HERE)
    await doors.set_password(link, NEW, NEW)
    rows = await database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    assert [(row.action, row.actor) for row in rows] == [
        ("password.forgotten", "portal"),
        ("password.forgotten", "portal"),
        ("password.set", f"person:{dana}"),
    ]
    kept = " ".join(f"{row.details} {row.actor}" for row in rows)
    assert all(secret not in kept for secret in (DANA, "none@example.com", NEW, link.token))
    assert [(row.details or {}).get("letter") for row in rows[:2]] == ["as for everyone"] * 2
