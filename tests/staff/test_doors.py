"""The office's doors as a browser meets them, behind the real guard's entrance: the link, the password, the second step, the account."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from fastapi import FastAPI, Request

from db.engine import Database
from db.models import StaffMember, StaffRole
from pages.guard import staff_of
from pages.guard.entrance import Entrance
from pages.guard.liveness import Liveness
from pages.guard.refusals import Refusals
from pages.plain import PlainPages
from pages.sign_in import Demo
from pages.staff import create_password, posts, second_factor
from pages.staff import sign_in as staff_sign_in
from portal_ui import totp
from portal_ui.service.company import Company
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.sign_in.door import PASSWORD, TurnedClock, add_dana, enter
from tests.staff.office_door import RUTH, Office, add_ruth, code_at, link_for

pytestmark = pytest.mark.any_database

NEW = "violet tractor mumbles sideways"
LINK = "/staff/create-password"


@pytest.fixture
async def browser(database: Database, clock: TurnedClock, office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without cookies, and behind it the office's plain pages; `/staff` says who is in."""
    company = Company(database, clock)
    plain = PlainPages(portal_with(company=company, sign_in=office.sign_in, staff=office.staff), is_https=False)
    app = FastAPI()
    for router in (staff_sign_in.router(plain, Demo()), create_password.router(plain), second_factor.router(plain), posts.router(plain)):
        app.include_router(router)
    app.add_api_route("/staff", home)
    app.add_api_route("/staff/customers", home)
    guarded = Entrance(app, Liveness(office.sign_in), Refusals(company.view), routes=app.routes, is_https=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://portal.test") as client:
        yield client


async def home(request: Request) -> str:
    """Who is in."""
    return f"in: {staff_of(request).email}"


async def post(browser: httpx.AsyncClient, path: str, **form: str) -> httpx.Response:
    return await browser.post(path, data=form)


async def sign_in(browser: httpx.AsyncClient, **form: str) -> httpx.Response:
    """Ruth names her password."""
    return await post(browser, "/staff/sign-in", **{"email": RUTH, "password": PASSWORD, **form})


def says(answer: httpx.Response) -> str:
    """What a page says of a refusal, above the form or beside its field."""
    found = re.search(r'id="(?:refusal|[a-z]+-wrong)" role="alert">(?:<span[^>]*></span><span>)?([^<]+)</', answer.text)
    return unescape(found[1]) if found is not None else ""


async def test_from_the_operators_link_to_the_first_page(
    browser: httpx.AsyncClient, office: Office, database: Database, clock: TurnedClock
) -> None:
    await add_company(database, portal_active=False)
    token = await link_for(database, clock, role=StaffRole.ADMIN)

    came = await browser.get(f"{LINK}/{token}")
    assert (came.status_code, came.headers["location"]) == (303, LINK)
    cookie = came.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", f"Path={LINK}", "SameSite=lax"))
    form = await browser.get(LINK)
    assert RUTH in form.text
    assert token not in form.text

    short = await post(browser, LINK, new="short", again="short")
    assert short.status_code == 400
    assert says(short)
    done = await post(browser, LINK, new=NEW, again=NEW)
    assert (done.status_code, done.headers["location"]) == (303, "/staff/sign-in?after=password")
    assert "Your password is set. Sign in with it." in (await browser.get("/staff/sign-in?after=password")).text

    inside = await sign_in(browser, password=NEW, next="/staff/customers")
    assert inside.headers["location"] == "/staff/customers"
    assert (await browser.get("/staff/customers")).headers["location"] == "/staff/second-factor"
    offered = await browser.get("/staff/second-factor")
    secret = shown_secret(offered)
    assert "<svg" in offered.text
    assert secret == shown_secret(await browser.get("/staff/second-factor"))
    wrong = await post(browser, "/staff/second-factor", code="000000")
    assert "not the code your app shows now" in says(wrong)
    before = browser.cookies["portal"]
    codes = await post(browser, "/staff/second-factor", code=code_at(secret, clock()))

    assert len(shown_codes(codes)) == 10
    assert browser.cookies["portal"] != before
    assert not await office.is_in(before)
    assert (await browser.get("/staff")).json() == f"in: {RUTH}"
    again = await browser.get("/staff/second-factor")
    assert secret not in again.text.replace(" ", "")
    assert "10 recovery codes are left." in again.text


async def test_looking_at_a_link_spends_nothing_whoever_looks(browser: httpx.AsyncClient, database: Database, clock: TurnedClock) -> None:
    token = await link_for(database, clock)
    for method in ("GET", "HEAD") * 10:
        assert (await browser.request(method, f"{LINK}/{token}")).status_code == 303
        assert (await browser.request(method, LINK)).status_code == 200

    assert (await post(browser, LINK, new=NEW, again=NEW)).status_code == 303


async def test_a_link_that_is_not_good_says_so_on_one_page(browser: httpx.AsyncClient, database: Database, clock: TurnedClock) -> None:
    used = await link_for(database, clock)
    await browser.get(f"{LINK}/{used}")
    await post(browser, LINK, new=NEW, again=NEW)
    pages = [await browser.get(LINK)]
    for token in (used, "unknown", "%2e%2e", "x" * 400):
        await browser.get(f"{LINK}/{token}")
        pages += [await browser.get(LINK), await post(browser, LINK, new=NEW, again=NEW)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "This link is not good any more" in pages[0].text


async def test_who_has_a_second_factor_is_asked_for_it_and_goes_on_where_they_wished(
    browser: httpx.AsyncClient, office: Office, database: Database, clock: TurnedClock
) -> None:
    await add_company(database)
    await add_ruth(database)
    _, secret, recovery = await office.set_up(await office.enter())

    asked = await sign_in(browser, next="/staff/customers")
    assert asked.headers["location"] == "/staff/sign-in/code?next=/staff/customers"
    half_in = browser.cookies["portal"]
    assert (await browser.get("/staff/customers")).headers["location"] == "/staff/sign-in/code"
    wrong = await post(browser, "/staff/sign-in/code", code="000000", next="/staff/customers")
    assert says(wrong).startswith("That code is not good.")
    clock.turn(seconds=30)
    within = await post(browser, "/staff/sign-in/code", code=code_at(secret, clock()), next="/staff/customers")

    assert (within.status_code, within.headers["location"]) == (303, "/staff/customers")
    assert browser.cookies["portal"] != half_in
    assert (await browser.get("/staff/customers")).json() == f"in: {RUTH}"

    await post(browser, "/staff/sign-out")
    await sign_in(browser)
    assert (await post(browser, "/staff/sign-in/code", code=recovery[0])).headers["location"] == "/staff"


async def test_half_in_one_can_neither_set_a_factor_up_nor_take_it_away(
    browser: httpx.AsyncClient, office: Office, database: Database
) -> None:
    await add_ruth(database)
    await office.set_up(await office.enter())
    await sign_in(browser)

    for path in ("/staff/second-factor", "/staff/second-factor/remove", "/staff/second-factor/recovery-codes", "/staff/password"):
        answer = await post(browser, path, code="000000", current=PASSWORD, new=NEW, again=NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in/code"), path


ELSEWHERE = ["https://evil.example", "//evil.example", "/orders", "/staff/sign-in", "/staffs", "/staff\\@evil.example"]


@pytest.mark.parametrize("wish", ELSEWHERE)
async def test_nobody_is_led_out_of_the_office(browser: httpx.AsyncClient, database: Database, wish: str) -> None:
    await add_ruth(database)
    assert (await sign_in(browser, next=wish)).headers["location"] == "/staff"


async def test_a_cookie_that_was_brought_along_is_not_adopted(browser: httpx.AsyncClient, office: Office, database: Database) -> None:
    dana = await add_dana(database)
    await add_ruth(database)
    customers = await enter(office.sign_in)
    assert dana
    browser.cookies.set("portal", customers, domain="portal.test", path="/")
    assert (await browser.get("/staff")).status_code == 404

    await sign_in(browser)

    assert browser.cookies.get("portal", domain="portal.test") != customers
    assert await office.sign_in.look_up(customers) is None


async def test_wrong_and_unknown_are_answered_alike(browser: httpx.AsyncClient, database: Database) -> None:
    await add_company(database)
    await add_ruth(database)
    wrong, unknown = await sign_in(browser, password="wrong"), await sign_in(browser, email="nobody@example.com")
    await_same = [answer.text.replace(RUTH, "-").replace("nobody@example.com", "-") for answer in (wrong, unknown)]
    assert (wrong.status_code, wrong.headers.keys()) == (unknown.status_code, unknown.headers.keys())
    assert await_same[0] == await_same[1]
    assert "set-cookie" not in wrong.headers


async def test_a_changed_password_brings_a_new_cookie_and_a_wrong_one_a_sentence(
    browser: httpx.AsyncClient, office: Office, database: Database
) -> None:
    await add_company(database)
    await add_ruth(database)
    await sign_in(browser)
    before = browser.cookies["portal"]

    refused = await post(browser, "/staff/password", current="wrong", new=NEW, again=NEW)
    assert says(refused).startswith("That is not your current password.")
    done = await post(browser, "/staff/password", current=PASSWORD, new=NEW, again=NEW)

    assert done.headers["location"] == "/staff/account?done=password"
    assert browser.cookies["portal"] != before
    assert (await browser.get("/staff")).json() == f"in: {RUTH}"


@pytest.mark.parametrize("session", ["", "x", "-1", "9" * 30, "999999", "1 OR 1=1"])
async def test_a_sign_in_that_is_not_there_is_not_ended(browser: httpx.AsyncClient, database: Database, session: str) -> None:
    await add_company(database)
    await add_ruth(database)
    await sign_in(browser)
    assert (await post(browser, "/staff/sign-ins/end", session=session)).status_code == 404
    assert (await browser.get("/staff")).status_code == 200


async def test_signing_out_everywhere_leaves_nothing_behind(browser: httpx.AsyncClient, office: Office, database: Database) -> None:
    await add_ruth(database)
    elsewhere = await office.enter()
    await sign_in(browser)

    out = await post(browser, "/staff/sign-ins/end", session="all")

    assert out.headers["location"] == "/staff/sign-in?after=everywhere"
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert not await office.is_in(elsewhere)
    assert (await browser.get("/staff")).headers["location"].startswith("/staff/sign-in")


async def test_a_members_theme_is_on_the_plain_pages_too(browser: httpx.AsyncClient, database: Database) -> None:
    await add_company(database)
    await add_ruth(database)
    await sign_in(browser)
    assert (await post(browser, "/staff/theme", theme="dark", next="/staff/customers")).headers["location"] == "/staff/customers"
    assert 'name="color-scheme" content="dark"' in (await browser.get("/staff/password")).text
    assert (await post(browser, "/staff/theme", theme="pink")).status_code == 400
    kept = await database.read(lambda session: session.query(StaffMember.theme).scalar())
    assert kept == "dark"


def shown_secret(page: httpx.Response) -> str:
    """The key that may be typed into the app, as the page has it."""
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page.text)
    assert found is not None, page.text
    return found[1].replace(" ", "")


def shown_codes(page: httpx.Response) -> list[str]:
    """The recovery codes on a page."""
    return re.findall(r"<code>([2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4})</code>", page.text)


def test_what_the_page_shows_is_what_an_app_needs() -> None:
    secret = totp.secret_of("a token of a session")
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    assert secret == totp.secret_of("a token of a session") != totp.secret_of("another")
    address = totp.address(secret, email=RUTH, company="Piney Hollow Hauling")
    assert address.startswith("otpauth://totp/Piney%20Hollow%20Hauling:ruth%40example.com?secret=")
