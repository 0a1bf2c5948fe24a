import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Person, SignInSession
from portal_ui import browsers, throttling
from portal_ui.errors import BadRequestError, PasswordRefusedError, SessionNotFoundError, TooManyTriesError
from portal_ui.service.sign_in import SignIn
from tests.builders.people import add_account, add_person
from tests.sign_in.door import PASSWORD, STORED, CountingDesk, TurnedClock, add_dana, audited, change, enter, failures, outcome, visit_of

pytestmark = pytest.mark.any_database

NEW = "violet tractor mumbles sideways"


async def test_a_new_password_ends_every_session_and_begins_one_here(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    here, elsewhere = await enter(sign_in), await enter(sign_in)
    visit, other = await visit_of(sign_in, here), await visit_of(sign_in, elsewhere)
    ended: list[int] = []
    sign_in.on_end.append(ended.append)

    fresh = await sign_in.change_password(visit, PASSWORD, NEW, NEW, address="203.0.113.9")

    assert ended == [other.session_id], "the page that asked must stay until its answer is there"
    assert fresh not in (here, elsewhere)
    assert await sign_in.look_up(here) is None
    assert await sign_in.look_up(elsewhere) is None
    after = await visit_of(sign_in, fresh)
    assert after.session_id not in (visit.session_id, other.session_id)
    assert after.account.number == "2041"
    assert await outcome(enter(sign_in)) != "let in"
    assert await outcome(enter(sign_in, password=NEW)) == "let in"
    assert "password.change" in await audited(database)


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "not your current password"),
        (PASSWORD, NEW, NEW + "!", "differ"),
        (PASSWORD, "short", "short", "12 characters"),
        (PASSWORD, "DanaOrtizContracting", "DanaOrtizContracting", "too close"),
        (PASSWORD, "pineyhollow2026", "pineyhollow2026", "too close"),
        (PASSWORD, "passwordpassword", "passwordpassword", "easy to guess"),
        (PASSWORD, PASSWORD, PASSWORD, "the one you have"),
    ],
)
async def test_a_refused_password_changes_nothing(
    sign_in: SignIn, database: Database, current: str, new: str, again: str, said: str
) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    visit = await visit_of(sign_in, token)
    with pytest.raises(PasswordRefusedError, match=said):
        await sign_in.change_password(visit, current, new, again)
    assert await sign_in.look_up(token) is not None
    assert await outcome(enter(sign_in)) == "let in"


async def test_what_fails_at_the_same_address_keeps_no_one_who_is_signed_in_from_a_new_password(
    sign_in: SignIn, database: Database
) -> None:
    await add_dana(database)
    visit = await visit_of(sign_in, await enter(sign_in, address="203.0.113.9"))
    for number in range(throttling.ADDRESS_TRIES):
        await outcome(enter(sign_in, f"stranger{number}@example.com", address="203.0.113.9"))
    assert (await outcome(enter(sign_in, address="203.0.113.9"))).startswith("TooManyTriesError")
    assert await sign_in.change_password(visit, PASSWORD, NEW, NEW, address="203.0.113.9")


async def test_guessing_the_current_password_comes_to_a_wait_of_its_own(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    visit = await visit_of(sign_in, await enter(sign_in))
    for _ in range(10):
        with pytest.raises(PasswordRefusedError):
            await sign_in.change_password(visit, "wrong", NEW, NEW)
    assert await failures(database, "dana@example.com") == 0, "sign-ins have a budget of their own"
    with pytest.raises(TooManyTriesError) as refused:
        await sign_in.change_password(visit, PASSWORD, NEW, NEW)
    assert refused.value.retry_after_seconds == 60
    clock.turn(minutes=1)
    assert await sign_in.change_password(visit, PASSWORD, NEW, NEW)
    assert (await audited(database)).count("password.refused") == 10


async def test_of_two_new_passwords_at_once_the_second_is_refused(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    visit = await visit_of(sign_in, await enter(sign_in))

    class OvertakenDesk(CountingDesk):
        async def hash(self, password: str) -> str:
            await change(database, Person, password_hash=await super().hash("someone was quicker"))
            return await super().hash(password)

    desk = OvertakenDesk()
    with pytest.raises(PasswordRefusedError, match="in the meantime"):
        await SignIn(database, clock, desk).change_password(visit, PASSWORD, NEW, NEW)
    desk.close()
    assert await outcome(enter(sign_in, password="someone was quicker")) == "let in"


async def test_a_session_that_ended_meanwhile_changes_no_password(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    token = await enter(sign_in)
    visit = await visit_of(sign_in, token)
    await sign_in.sign_out(token)
    with pytest.raises(PasswordRefusedError, match="in the meantime"):
        await sign_in.change_password(visit, PASSWORD, NEW, NEW)
    assert await outcome(enter(sign_in)) == "let in"


async def test_a_person_sees_where_they_are_signed_in_and_ends_one(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    await add_dana(database)
    await enter(sign_in)
    clock.turn(minutes=40)  # the first has run out by now
    elsewhere = await enter(sign_in, address="198.51.100.4")
    clock.turn(minutes=1)
    visit = await visit_of(sign_in, await enter(sign_in))
    listed = await sign_in.sign_ins(visit)
    assert [(one.is_this_one, one.browser, one.address) for one in listed] == [
        (True, "Firefox on Linux", "203.0.113.7"),
        (False, "Firefox on Linux", "198.51.100.4"),
    ]
    await sign_in.end_sign_in(visit, listed[1].id)
    assert await sign_in.look_up(elsewhere) is None
    assert len(await sign_in.sign_ins(visit)) == 1
    with pytest.raises(SessionNotFoundError):
        await sign_in.end_sign_in(visit, listed[1].id)


async def test_of_a_browser_that_says_a_card_number_nothing_is_kept(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    token = (await sign_in.sign_in("dana@example.com", PASSWORD, address="203.0.113.7", user_agent="Mozilla/5.0 4242 4242 4242 4242")).token
    await visit_of(sign_in, token)

    assert await database.read(lambda session: session.scalars(select(SignInSession.user_agent)).all()) == [""]


async def test_nobody_ends_another_s_sign_in(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    other = await add_person(database, "other@example.com", password_hash=STORED)
    await add_account(database, other, "9000")
    theirs = await enter(sign_in, "other@example.com")
    visit = await visit_of(sign_in, await enter(sign_in))
    with pytest.raises(SessionNotFoundError):
        await sign_in.end_sign_in(visit, (await visit_of(sign_in, theirs)).session_id)
    await sign_in.sign_out_everywhere(visit)
    assert await sign_in.look_up(theirs) is not None


async def test_signing_out_everywhere_ends_this_one_too(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    tokens = [await enter(sign_in) for _ in range(3)]
    ended: list[int] = []
    sign_in.on_end.append(ended.append)
    await sign_in.sign_out_everywhere(await visit_of(sign_in, tokens[0]))
    assert [await sign_in.look_up(token) for token in tokens] == [None] * 3
    assert len(ended) == 3


async def test_a_language_is_kept_for_the_person(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    visit = await visit_of(sign_in, await enter(sign_in))
    await sign_in.set_language(visit, "es_US")
    for locale in ("", "es", "tlh", "../es_US", "es_US\0"):
        with pytest.raises(BadRequestError):
            await sign_in.set_language(visit, locale)
    assert (await visit_of(sign_in, await enter(sign_in))).locale == "es_US"


async def test_a_theme_is_kept_for_the_person(sign_in: SignIn, database: Database) -> None:
    await add_dana(database)
    visit = await visit_of(sign_in, await enter(sign_in))
    await sign_in.set_theme(visit, "dark")
    for theme in ("", "blue", "Dark", "light\0"):
        with pytest.raises(BadRequestError):
            await sign_in.set_theme(visit, theme)
    assert (await visit_of(sign_in, await enter(sign_in))).theme == "dark"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.5; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Mac"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/140.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0",
            "Opera on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36", "Browser on Linux"),
        ("curl/8.5.0", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(user_agent: str, name: str) -> None:
    assert browsers.named(user_agent) == name
