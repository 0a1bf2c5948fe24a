"""Where the links and codes of letters lead, and asking for another letter, as a browser sees it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Company as CompanyRow
from db.models import Letter, OneTimeToken, Person, TokenPurpose
from pages import create_password, forgot_password
from pages import sign_in as sign_in_page
from pages.plain import PlainPages
from portal_ui.service import tokens
from portal_ui.service.company import Company
from portal_ui.service.new_passwords import NewPasswords
from portal_ui.service.sign_in import SignIn
from tests.builders.people import add_account, add_person
from tests.builders.portal import portal_with
from tests.sign_in.door import STORED, CountingDesk, TurnedClock, add_dana, change, enter, outcome
from tests.sign_in.visiting import cookies_of, from_where_it_says

pytestmark = pytest.mark.any_database

CREATE, RESET, PRINTED = TokenPurpose.CREATE_PASSWORD, TokenPurpose.RESET_PASSWORD, TokenPurpose.PRINTED_LETTER
DANA, NEW = "dana@example.com", "violet tractor mumbles sideways"
ELSEWHERE = {"x-test-address": "198.51.100.20", "user-agent": "SafeLinks/1.0"}
Mint = Callable[..., Awaitable[str]]


@pytest.fixture
def is_https() -> bool:
    """Whether the portal is reached over https; a test that cares says so itself."""
    return False


@pytest.fixture
async def browser(
    database: Database, clock: TurnedClock, sign_in: SignIn, passwords: CountingDesk, is_https: bool
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without cookies, and behind it the doors that are open to strangers."""
    portal = portal_with(
        company=Company(database, clock),
        sign_in=sign_in,
        new_passwords=NewPasswords(database, clock, passwords, tell_ended=sign_in.tell_ended),
    )
    plain = PlainPages(portal, is_https=is_https)
    app = FastAPI()
    for part in (sign_in_page, create_password, forgot_password):
        app.include_router(part.router(plain))
    scheme = "https" if is_https else "http"
    transport = httpx.ASGITransport(from_where_it_says(app))
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://portal.test") as client:
        yield client


@pytest.fixture
def mint(database: Database, clock: TurnedClock) -> Mint:
    """`await mint(person, RESET)`: the token of a letter that went out just now."""

    async def sent(person_id: int, purpose: TokenPurpose) -> str:
        def write(session: Session) -> str:
            return tokens.mint(session, purpose, person_id=person_id, now=clock(), lifetime=tokens.LIFETIMES[purpose])

        return await database.write(write)

    return sent


async def set_password(browser: httpx.AsyncClient, path: str, new: str = NEW, again: str = "", **more: str) -> httpx.Response:
    return await browser.post(path, data={"new": new, "again": again or new, **more})


@pytest.mark.parametrize("is_https", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(("purpose", "path"), [(CREATE, "/create-password"), (RESET, "/reset-password")])
async def test_a_link_leads_to_the_form_and_its_token_into_a_cookie_of_that_address_alone(
    browser: httpx.AsyncClient, database: Database, mint: Mint, is_https: bool, purpose: TokenPurpose, path: str
) -> None:
    token = await mint(await add_dana(database), purpose)
    answer = await browser.get(f"{path}/{token}")
    assert (answer.status_code, answer.headers["location"], answer.headers["cache-control"]) == (303, path, "no-store")
    name = "__Secure-portal-letter" if is_https else "portal-letter"
    wanted = {"HttpOnly", "SameSite=lax", f"Path={path}", "Max-Age=3600"} | ({"Secure"} if is_https else set())
    assert cookies_of(answer) == {name: wanted}

    page = await browser.get(path)
    assert page.status_code == 200
    assert DANA in page.text
    assert token not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page.text), "nothing is loaded from elsewhere"
    other = "/create-password" if path == "/reset-password" else "/reset-password"
    assert DANA not in (await browser.get(other)).text


async def test_scanners_may_look_at_a_link_as_often_as_they_like(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn, mint: Mint
) -> None:
    token = await mint(await add_dana(database), RESET)
    for _ in range(25):
        assert (await browser.get(f"/reset-password/{token}", headers=ELSEWHERE)).status_code == 303
        assert (await browser.get("/reset-password", headers=ELSEWHERE)).status_code == 200
    for _ in range(5):
        assert (await browser.head(f"/reset-password/{token}", headers=ELSEWHERE)).status_code == 303
        assert (await browser.head("/reset-password", headers=ELSEWHERE)).status_code == 200
    browser.cookies.clear()

    await browser.get(f"/reset-password/{token}")
    assert (await set_password(browser, "/reset-password")).status_code == 303
    assert await outcome(enter(sign_in, password=NEW)) == "let in"


async def test_a_new_password_leads_to_the_door_and_signs_nobody_in(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn, mint: Mint
) -> None:
    token = await mint(await add_dana(database), RESET)
    signed_in = await enter(sign_in)
    browser.cookies.set("portal", signed_in)
    await browser.get(f"/reset-password/{token}")
    answer = await set_password(browser, "/reset-password")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?after=password")
    assert "Max-Age=0" in cookies_of(answer)["portal"]
    assert cookies_of(answer)["portal-letter"] >= {"Max-Age=0", "Path=/reset-password"}
    assert await sign_in.look_up(signed_in) is None
    assert "Your new password is set." in (await browser.get(answer.headers["location"])).text


async def test_whoever_is_signed_in_there_is_signed_out_even_if_the_letter_is_another_s(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn, mint: Mint
) -> None:
    await add_dana(database)
    otto = await add_person(database, "otto@example.com")
    await add_account(database, otto, "2042")
    danas = await enter(sign_in)
    browser.cookies.set("portal", danas)
    await browser.get(f"/create-password/{await mint(otto, CREATE)}")
    await set_password(browser, "/create-password")
    assert await sign_in.look_up(danas) is None


async def test_the_letter_says_whose_password_it_is_and_the_form_cannot(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn, mint: Mint
) -> None:
    dana = await add_dana(database)
    otto = await add_person(database, "otto@example.com", password_hash=STORED)
    await add_account(database, otto, "2042")
    await browser.get(f"/reset-password/{await mint(dana, RESET)}")
    await set_password(browser, "/reset-password", username="otto@example.com", person_id=str(otto), email="otto@example.com")
    assert await outcome(enter(sign_in, "otto@example.com")) == "let in"
    assert await outcome(enter(sign_in, password=NEW)) == "let in"


async def test_every_link_that_is_not_good_shows_the_same_page(
    browser: httpx.AsyncClient, database: Database, clock: TurnedClock, mint: Mint
) -> None:
    dana = await add_dana(database)
    run_out = await mint(dana, RESET)
    clock.turn(minutes=60)
    replaced = await mint(dana, RESET)
    used = await mint(dana, RESET)
    await browser.get(f"/reset-password/{used}")
    await set_password(browser, "/reset-password")
    other_purpose = await mint(dana, CREATE)
    seen = set()
    for token in ("unknown", "x" * 43, "%00%ff", "x" * 2000, run_out, replaced, used, other_purpose):
        await browser.get(f"/reset-password/{token}")
        for answer in (await browser.get("/reset-password"), await set_password(browser, "/reset-password", "x")):
            seen.add((answer.status_code, answer.text))
        browser.cookies.clear()
    ((status, page),) = seen
    assert status == 404
    assert "(903) 555-0142" in page
    assert 'href="/forgot-password"' in page
    assert "<form" not in page


async def test_a_password_that_will_not_do_is_refused_with_the_reason_and_never_shown(
    browser: httpx.AsyncClient, database: Database, mint: Mint
) -> None:
    await browser.get(f"/reset-password/{await mint(await add_dana(database), RESET)}")
    for new, again, why in [
        (NEW, f"{NEW}!", "The two passwords differ"),
        ("tractor.mum", "", "At least 12 characters"),
        ("DanaOrtiz2041!!", "", "alert"),
        ("x" * 1_000_000, "", "200 characters"),
        ("", "", "alert"),
    ]:
        answer = await set_password(browser, "/reset-password", new, again)
        assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
        assert 'role="alert"' in answer.text
        assert why in answer.text
        assert not new or new not in answer.text
    assert (await set_password(browser, "/reset-password")).status_code == 303


async def test_the_meter_tells_the_holder_of_a_letter_and_nobody_else(browser: httpx.AsyncClient, database: Database, mint: Mint) -> None:
    assert (await browser.post("/reset-password/judge", data={"new": NEW})).json() == {}
    await browser.get(f"/reset-password/{await mint(await add_dana(database), RESET)}")
    weak = (await browser.post("/reset-password/judge", data={"new": "jennifermichael"})).json()
    assert not weak["enough"]
    assert "names are tried first" in weak["advice"]
    good = await browser.post("/reset-password/judge", data={"new": NEW})
    assert good.json() == {"score": 4, "best": 4, "enough": True, "verdict": good.json()["verdict"], "advice": ""}
    assert good.headers["cache-control"] == "no-store"


async def test_password_managers_and_phones_know_what_the_fields_are_for(
    browser: httpx.AsyncClient, database: Database, mint: Mint
) -> None:
    await browser.get(f"/create-password/{await mint(await add_dana(database), CREATE)}")
    page = (await browser.get("/create-password")).text
    assert page.count('type="password"') == page.count('autocomplete="new-password"') == 2
    assert f'value="{DANA}" autocomplete="username"' in page
    assert "onpaste" not in page


async def test_a_code_from_paper_leads_to_the_same_form(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn, mint: Mint
) -> None:
    code = await mint(await add_dana(database), PRINTED)
    assert "Code from the letter" in (await browser.get("/create-password")).text
    wrong = await browser.post("/create-password/code", data={"code": "<b>AAAA-BBBB"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (400, False)
    assert "&lt;b&gt;AAAA-BBBB" in wrong.text
    right = await browser.post("/create-password/code", data={"code": f" {code.lower().replace('-', ' ')} "})
    assert (right.status_code, right.headers["location"]) == (303, "/create-password")
    assert DANA in (await browser.get("/create-password")).text
    assert (await set_password(browser, "/create-password")).headers["location"] == "/sign-in?after=password"
    assert await outcome(enter(sign_in, password=NEW)) == "let in"
    again = await browser.post("/create-password/code", data={"code": code})
    assert again.status_code == 400, "a code works once"


async def test_who_guesses_codes_is_told_when_to_come_back(browser: httpx.AsyncClient, database: Database, mint: Mint) -> None:
    code = await mint(await add_dana(database), PRINTED)
    for number in range(30):
        await browser.post("/create-password/code", data={"code": f"AAAA-BBBB-{number:04d}"})
    answer = await browser.post("/create-password/code", data={"code": code})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
    assert "set-cookie" not in answer.headers
    there = await browser.post("/create-password/code", data={"code": code}, headers=ELSEWHERE)
    assert there.status_code == 303


async def test_whoever_is_asked_for_the_answer_is_the_same_bytes(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    inge = await add_person(database, "inge@example.com")
    await add_account(database, inge, "2050")
    dirk = await add_person(database, "dirk@example.com", password_hash=STORED, is_enabled=False)
    await add_account(database, dirk, "2051")
    seen = set()
    for email in (DANA, "inge@example.com", "dirk@example.com", "none@example.com", DANA, DANA, DANA, DANA, "no email"):
        answer = await browser.post("/forgot-password", data={"email": email})
        seen.add(
            (answer.status_code, tuple((n, v) for n, v in answer.headers.items() if n != "content-length"), answer.text.replace(email, "*"))
        )
    assert len(seen) == 1
    queued = await database.read(lambda session: session.scalars(select(Letter.to_address)).all())
    assert queued == [DANA, "inge@example.com", DANA, DANA]


async def test_what_someone_types_for_an_email_is_text(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    page = (await browser.post("/forgot-password", data={"email": "<script>alert(1)</script>\0"})).text
    assert "<script>alert" not in page


async def test_while_the_portal_is_closed_every_door_gives_the_phone_and_no_form(
    browser: httpx.AsyncClient, database: Database, mint: Mint
) -> None:
    dana = await add_dana(database)
    token, code = await mint(dana, RESET), await mint(dana, PRINTED)
    await browser.get(f"/reset-password/{token}")
    await change(database, CompanyRow, portal_active=False)
    for answer in (
        await browser.get("/reset-password"),
        await set_password(browser, "/reset-password"),
        await browser.get("/create-password"),
        await browser.post("/create-password/code", data={"code": code}),
        await browser.get("/forgot-password"),
        await browser.post("/forgot-password", data={"email": DANA}),
    ):
        assert "(903) 555-0142" in answer.text
        assert "<form" not in answer.text
        assert "set-cookie" not in answer.headers
    spent = await database.read(lambda session: session.scalars(select(OneTimeToken.id).where(OneTimeToken.used_at.is_not(None))).all())
    assert spent == []
    assert await database.read(lambda session: session.scalars(select(Letter.id)).all()) == []


async def test_the_form_speaks_the_language_of_whoever_holds_the_letter(browser: httpx.AsyncClient, database: Database, mint: Mint) -> None:
    dana = await add_dana(database)
    await browser.get(f"/reset-password/{await mint(dana, RESET)}")
    assert '<html lang="en' in (await browser.get("/reset-password")).text
    await change(database, Person, locale="es_US")
    assert '<html lang="es' in (await browser.get("/reset-password")).text
    short = await browser.post("/reset-password", data={"new": "corta", "again": "corta"})
    other = await browser.post("/reset-password", data={"new": NEW, "again": f"{NEW}!"})
    assert "Use al menos 12 caracteres" in short.text
    assert "Las dos contraseñas no coinciden." in other.text
