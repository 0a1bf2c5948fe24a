"""An attacker cannot lock the owner out, and the owner hears of a browser they may not know."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import KnownBrowser, Letter
from portal_ui.service.sign_in import SignIn
from tests.builders.people import add_account, add_person
from tests.sign_in.door import FIREFOX, PASSWORD, STORED, CountingDesk, TurnedClock, add_dana, enter, failures, outcome, visit_of

DANA, OTTO = "dana@example.com", "otto@example.com"
NEW = "violet tractor mumbles sideways"


async def come_in(sign_in: SignIn, browser: str = "", email: str = DANA, password: str = PASSWORD) -> str:
    """Sign in with a browser; returns the cookie it is known by afterwards."""
    return (await sign_in.sign_in(email, password, address="203.0.113.7", user_agent=FIREFOX, browser=browser)).browser


async def letters(database: Database) -> Sequence[tuple[str, str]]:
    """What is in the outbox, in order, and to whom."""

    def ask(session: Session) -> Sequence[tuple[str, str]]:
        return [(row.kind, row.to_address) for row in session.scalars(select(Letter).order_by(Letter.id))]

    return await database.read(ask)


async def attack(sign_in: SignIn, clock: TurnedClock, *, hours: int = 1) -> None:
    """Guess from ever new addresses, as often as the wait allows."""
    for number in range(10):
        await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{number}"))
    for minute in range(hours * 60):
        clock.turn(minutes=1)
        await outcome(enter(sign_in, password="wrong", address=f"198.51.{minute % 100}.77"))


async def test_while_others_guess_for_an_hour_the_owner_comes_in_with_the_browser_they_know(
    sign_in: SignIn, database: Database, clock: TurnedClock
) -> None:
    await add_dana(database)
    browser = await come_in(sign_in)
    await attack(sign_in, clock)
    assert (await outcome(come_in(sign_in))).startswith("SignInRefusedError"), "the email is held at the longest wait"
    assert await outcome(come_in(sign_in, browser)) == "let in"
    assert await failures(database, DANA) > 0, "the owner's success gives the attacker no fresh tries"


async def test_a_known_browser_has_a_budget_too_and_it_is_its_own(
    sign_in: SignIn, database: Database, clock: TurnedClock, passwords: CountingDesk
) -> None:
    await add_dana(database)
    browser = await come_in(sign_in)
    passwords.compared.clear()
    for _ in range(25):
        await outcome(come_in(sign_in, browser, password="wrong"))
    assert passwords.real_comparisons == 10
    assert await outcome(come_in(sign_in, browser)) != "let in"
    assert await failures(database, DANA) == 0
    assert await outcome(come_in(sign_in)) == "let in"


async def test_the_cookie_of_one_person_is_no_help_against_another(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    otto = await add_person(database, OTTO, password_hash=STORED)
    await add_account(database, otto, "2050")
    ottos = await come_in(sign_in, email=OTTO)
    for number in range(10):
        await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{number}"))
    assert await outcome(come_in(sign_in, ottos)) != "let in"


async def test_a_browser_of_several_people_is_known_to_each_and_a_planted_token_is_never_adopted(
    sign_in: SignIn, database: Database
) -> None:
    await add_dana(database)
    otto = await add_person(database, OTTO, password_hash=STORED)
    await add_account(database, otto, "2050")
    planted = "p" * 43
    shared = await come_in(sign_in, await come_in(sign_in, planted), OTTO)
    assert await come_in(sign_in, shared) == shared
    assert await come_in(sign_in, shared, OTTO) == shared
    kept = await database.read(lambda session: session.query(KnownBrowser).count())
    assert kept == 2
    assert (await come_in(sign_in, planted)) != planted


async def test_the_cookie_holds_five_people_at_most_and_nothing_foreign(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    crowded = await come_in(sign_in, ".".join(["x" * 43] * 40))
    assert len(crowded.split(".")) == 5
    odd = await come_in(sign_in, "<script>; Path=/; " + "é" * 43)
    assert len(odd) == 43


async def test_the_database_holds_no_cookie(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    browser = await come_in(sign_in)
    kept = await database.read(lambda session: session.query(KnownBrowser).one().token_hash)
    assert kept not in browser
    assert browser not in kept


async def test_the_first_sign_in_ever_and_one_with_a_known_browser_are_no_news_an_unknown_browser_is(
    sign_in: SignIn, database: Database
) -> None:
    await add_dana(database)
    browser = await come_in(sign_in)
    await come_in(sign_in, browser)
    assert await letters(database) == []
    await come_in(sign_in)
    assert await letters(database) == [("new-sign-in", DANA)]
    facts = await database.read(lambda session: session.query(Letter).one().facts)
    assert facts is not None
    assert (facts["browser"], facts["address"]) == ("Firefox on Linux", "203.0.113.7")


async def test_a_failed_sign_in_makes_no_browser_known(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    await outcome(come_in(sign_in, password="wrong"))
    assert await database.read(lambda session: session.query(KnownBrowser).count()) == 0


async def test_a_changed_password_is_told_by_letter_and_works_while_others_guess(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    inside = await sign_in.sign_in(DANA, PASSWORD, address="203.0.113.7", user_agent=FIREFOX)
    for number in range(10):
        await outcome(enter(sign_in, password="wrong", address=f"198.51.100.{number}"))
    visit = await visit_of(sign_in, inside.token)
    await sign_in.change_password(visit, PASSWORD, NEW, NEW)
    assert await letters(database) == [("password-changed", DANA)]


async def test_a_browser_unused_for_a_year_is_forgotten(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    await come_in(sign_in)
    clock.turn(days=364)
    await sign_in.tidy()
    assert await database.read(lambda session: session.query(KnownBrowser).count()) == 1
    clock.turn(days=2)
    await sign_in.tidy()
    assert await database.read(lambda session: session.query(KnownBrowser).count()) == 0
