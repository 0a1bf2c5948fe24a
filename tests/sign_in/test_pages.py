import re
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AccessRole, Invoice, InvoiceStatus
from db.models import Company as CompanyRow
from db.models import Customer as CustomerRow
from db.text import natural_key
from pages import account_posts, accounts, logo
from pages import sign_in as sign_in_page
from pages.plain import PlainPages, local_path
from portal_ui.service.company import Company
from portal_ui.service.customers import Customers
from portal_ui.service.sign_in import SignIn
from tests.builders.people import add_account, add_person
from tests.builders.pictures import png
from tests.builders.portal import portal_with
from tests.sign_in.door import PASSWORD, STORED, TurnedClock, add_dana, change, enter, outcome, visit_of
from tests.sign_in.visiting import cookies_of, from_where_it_says

pytestmark = pytest.mark.any_database

NEW = "violet tractor mumbles sideways"


@pytest.fixture
def is_https() -> bool:
    """Whether the portal is reached over https; a test that cares says so itself."""
    return False


@pytest.fixture
async def browser(database: Database, clock: TurnedClock, sign_in: SignIn, is_https: bool) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without cookies, and behind it the portal's plain pages."""
    company = Company(database, clock)
    portal = portal_with(company=company, sign_in=sign_in, customers=Customers(database, company))
    plain = PlainPages(portal, is_https=is_https)
    app = FastAPI()
    demo = sign_in_page.Demo((("dana@example.com", "A contractor"),), PASSWORD)
    for router in (sign_in_page.router(plain, demo), accounts.router(plain), account_posts.router(plain), logo.router(plain)):
        app.include_router(router)
    scheme = "https" if is_https else "http"
    transport = httpx.ASGITransport(from_where_it_says(app))
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://portal.test") as client:
        yield client


def _bill(session: Session, customer_id: int, number: str, due: date, cents: int) -> None:
    session.add(
        Invoice(
            customer_id=customer_id,
            number=number,
            number_key=natural_key(number),
            status=InvoiceStatus.POSTED,
            invoice_date=date(2026, 11, 3),
            due_date=due,
            total_cents=cents,
        )
    )


async def post(browser: httpx.AsyncClient, path: str, **form: str) -> httpx.Response:
    return await browser.post(path, data=form)


async def come_in(browser: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await post(browser, "/sign-in", **{"email": "dana@example.com", "password": PASSWORD, **form})


@pytest.mark.parametrize("is_https", [False, True], ids=["http", "https"])
async def test_the_right_password_leads_on_with_a_cookie_no_script_can_read(
    browser: httpx.AsyncClient, database: Database, is_https: bool
) -> None:
    await add_dana(database)
    answer = await come_in(browser, next="/invoices?status=paid")
    assert (answer.status_code, answer.headers["location"]) == (303, "/invoices?status=paid")
    wanted = {"HttpOnly", "SameSite=lax", "Path=/"} | ({"Secure"} if is_https else set())
    session, known = ("__Host-portal", "__Host-portal-known") if is_https else ("portal", "portal-known")
    assert cookies_of(answer) == {session: wanted, known: wanted | {"Max-Age=31536000"}}


async def test_a_refusal_is_the_same_bytes_for_every_reason(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    await add_person(database, "inge@example.com")
    await add_person(database, "dirk@example.com", password_hash=STORED, is_enabled=False)
    wait = await add_person(database, "wait@example.com", password_hash=STORED)
    await add_account(database, wait, "2043")
    for number in range(10):
        await browser.post(
            "/sign-in", data={"email": "wait@example.com", "password": "x"}, headers={"x-test-address": f"198.51.100.{number}"}
        )
    seen = set()
    for email, password in [
        ("none@example.com", PASSWORD),
        ("dana@example.com", "not the one"),
        ("inge@example.com", PASSWORD),
        ("dirk@example.com", PASSWORD),
        ("wait@example.com", PASSWORD),
    ]:
        answer = await come_in(browser, email=email, password=password)
        seen.add((answer.status_code, tuple(answer.headers.items()), answer.text.replace(f'value="{email}" autocomplete', "*")))
        assert email in answer.text
        assert password not in answer.text.replace(f"<code>{PASSWORD}</code>", "")
    assert len(seen) == 1


@pytest.mark.parametrize("is_https", [False, True], ids=["http", "https"])
async def test_a_token_brought_along_is_never_adopted_and_its_session_ends(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn, is_https: bool
) -> None:
    await add_dana(database)
    planted = await enter(sign_in)
    name = "__Host-portal" if is_https else "portal"
    answer = await browser.post(
        "/sign-in", data={"email": "dana@example.com", "password": PASSWORD}, headers={"cookie": f"{name}={planted}"}
    )
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert await sign_in.look_up(planted) is None


async def test_too_many_failures_from_one_address_say_when_to_come_back(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    for number in range(30):
        await come_in(browser, email=f"someone{number}@example.com")
    answer = await come_in(browser)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
    assert "10 minutes" in answer.text


async def test_who_is_signed_in_goes_on_from_the_sign_in_page(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    assert (await browser.get("/sign-in")).status_code == 200
    await come_in(browser)
    answer = await browser.get("/sign-in?next=/orders")
    assert (answer.status_code, answer.headers["location"]) == (303, "/orders")


async def test_signing_out_drops_the_cookie_and_the_session(browser: httpx.AsyncClient, database: Database, sign_in: SignIn) -> None:
    await add_dana(database)
    await come_in(browser)
    token = browser.cookies.get("portal") or ""
    answer = await post(browser, "/sign-out")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert await sign_in.look_up(token) is None
    assert "You are signed out." in (await browser.get(answer.headers["location"])).text


async def test_a_demo_visitor_comes_in_with_one_click_and_only_as_someone_of_the_demo(
    browser: httpx.AsyncClient, database: Database
) -> None:
    await add_dana(database)
    stranger = await add_person(database, "olive@example.com", password_hash=STORED)
    await add_account(database, stranger, "2043")
    assert (await post(browser, "/sign-in", demo="olive@example.com")).status_code == 400
    assert (await post(browser, "/sign-in", demo="dana@example.com")).status_code == 303


async def test_while_the_portal_is_closed_the_page_gives_the_phone_and_no_form(
    browser: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await add_dana(database)
    await change(database, CompanyRow, portal_active=False)
    for answer in (await browser.get("/sign-in"), await come_in(browser)):
        assert "(903) 555-0142" in answer.text
        assert "<form" not in answer.text
        assert "set-cookie" not in answer.headers


async def test_the_chooser_shows_what_is_open_and_switches(browser: httpx.AsyncClient, database: Database, sign_in: SignIn) -> None:
    dana = await add_dana(database)
    second = await add_account(database, dana, "2050", name="<b>Ortiz & Sons</b>")
    await database.write(_bill, second, "10471", date(2026, 11, 18), 218_944)
    await database.write(_bill, second, "10512", date(2026, 12, 18), 189_578)
    await add_account(database, dana, "2060", name="Harbor Site", role=AccessRole.SITE_CONTACT)
    assert (await browser.get("/accounts")).headers["location"] == "/sign-in?next=/accounts"
    answer = await come_in(browser, next="/orders")
    assert answer.headers["location"] == "/accounts?next=/orders"
    page = (await browser.get("/accounts?next=/orders")).text
    assert "$4,085.22" in page
    assert "$2,189.44" in page
    assert "&lt;b&gt;Ortiz &amp; Sons" in page
    assert "Orders only" in page
    assert "aria-current" not in page
    chosen = await post(browser, "/accounts/choose", number="2050", next="/orders")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/orders")
    token = browser.cookies.get("portal") or ""
    assert (await visit_of(sign_in, token)).account.number == "2050"
    refused = await post(browser, "/accounts/choose", number="9999")
    assert refused.status_code == 404
    assert "no account 9999" in refused.text
    assert 'value="2050" aria-current="true"' in (await browser.get("/accounts")).text


async def test_a_new_password_gives_this_browser_a_new_cookie(browser: httpx.AsyncClient, database: Database, sign_in: SignIn) -> None:
    await add_dana(database)
    await come_in(browser)
    before = browser.cookies.get("portal")
    refused = await post(browser, "/account/password", current=PASSWORD, new="short", again="short")
    assert refused.status_code == 400
    assert "12 characters" in refused.text
    answer = await post(browser, "/account/password", current=PASSWORD, new=NEW, again=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=password")
    assert browser.cookies.get("portal") != before
    assert (await browser.get("/account/password")).status_code == 200
    assert await outcome(enter(sign_in, password=NEW)) == "let in"


async def test_a_theme_is_kept_and_colours_the_next_page(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    await come_in(browser)
    answer = await post(browser, "/account/theme", theme="dark", next="/orders")
    assert answer.headers["location"] == "/orders"
    assert '<meta name="color-scheme" content="dark">' in (await browser.get("/accounts")).text
    assert (await post(browser, "/account/theme", theme="blue")).status_code == 400


async def test_a_chosen_language_is_spoken_on_the_next_page(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    await come_in(browser)
    answer = await post(browser, "/account/language", locale="es_US")
    assert answer.headers["location"] == "/account"
    page = (await browser.get("/accounts")).text
    assert '<html lang="es-US">' in page
    assert "Elija una cuenta" in page
    refused = await post(browser, "/account/language", locale="tlh_QO")
    assert refused.status_code == 400
    assert "No se cambió nada." in refused.text


@pytest.mark.parametrize("session", ["", "-1", "1.5", "²", "9" * 9, "9" * 30])
async def test_a_sign_in_that_is_none_of_theirs_is_a_clear_sentence(browser: httpx.AsyncClient, database: Database, session: str) -> None:
    await add_dana(database)
    await come_in(browser)
    answer = await post(browser, "/account/sign-ins/end", session=session)
    assert answer.status_code in (400, 404)
    assert "sign-in" in answer.text


async def test_whose_access_was_switched_off_is_told_so_and_a_stranger_is_told_nothing(
    browser: httpx.AsyncClient, database: Database
) -> None:
    dana = await add_dana(database)
    await come_in(browser)
    ended = "Your session has ended. Nothing was lost; sign in to go on."
    off = "Your access to Dana Ortiz Contracting was switched off by our office."
    await change(database, CustomerRow, portal_enabled=False)

    told = (await browser.get("/sign-in?after=end&next=/invoices")).text
    assert off in told
    assert "Questions? Call us: (903) 555-0142." in told
    assert ended not in told
    assert "other accounts" not in told
    await add_account(database, dana, "2042", name="Ortiz Rentals")
    assert f"{off} Sign in to go on with your other accounts." in (await browser.get("/sign-in?after=end")).text
    await change(database, CustomerRow, portal_enabled=True)
    await browser.post("/sign-out")
    browser.cookies.set("portal", "somebody-made-this-up")
    strangers = (await browser.get("/sign-in?after=end")).text
    assert ended in strangers
    assert "Ortiz" not in strangers


async def test_ending_all_sign_ins_leads_to_the_door(browser: httpx.AsyncClient, database: Database, sign_in: SignIn) -> None:
    await add_dana(database)
    elsewhere = await enter(sign_in)
    await come_in(browser)
    one = await post(browser, "/account/sign-ins/end", session=str((await visit_of(sign_in, elsewhere)).session_id))
    assert one.headers["location"] == "/account?done=sign-in"
    assert await sign_in.look_up(elsewhere) is None
    everywhere = await post(browser, "/account/sign-ins/end", session="all")
    assert everywhere.headers["location"] == "/sign-in?after=everywhere"
    assert "Max-Age=0" in everywhere.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/account/password", "/account/theme", "/account/language", "/account/sign-ins/end", "/accounts/choose"])
async def test_a_stranger_s_form_leads_to_the_door(browser: httpx.AsyncClient, database: Database, path: str) -> None:
    await add_dana(database)
    answer = await post(browser, path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?")


async def test_no_plain_page_carries_a_script_or_a_style_of_its_own(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    pages = [await browser.get("/sign-in"), await come_in(browser, password="wrong")]
    await come_in(browser)
    pages += [await browser.get("/accounts"), await browser.get("/account/password")]
    for page in pages:
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page.text)
        assert page.headers["cache-control"] == "no-store"


async def test_the_companys_logo_is_shown_to_strangers_and_found_by_its_key_alone(browser: httpx.AsyncClient, database: Database) -> None:
    await add_dana(database)
    await change(database, CompanyRow, logo_key="a1b2", logo=png())

    assert '<img class="logo picture" src="/brand/a1b2.png" alt="">' in (await browser.get("/sign-in")).text
    picture = await browser.get("/brand/a1b2.png")
    assert (picture.headers["content-type"], picture.content) == ("image/png", png())
    assert (await browser.get("/brand/a1b3.png")).status_code == 404


async def test_the_brand_s_colours_come_as_a_style_sheet_and_nothing_else_does(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/brand/0f6b5c.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "--brand:" in answer.text
    for color in ("0F6B5C", "12345", "zzzzzz", "}body{x", "0f6b5c0"):
        assert (await browser.get(f"/brand/{color}.css")).status_code == 404


@pytest.mark.parametrize(
    "wish",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/%0d%0a\r\nSet-Cookie: x=1",
        "evil.example",
        "",
        " /orders",
        "/sign-in?next=/orders",
        "/sign-out",
        "/accounts/choose",
        "//[",
        "/" + "x" * 600,
    ],
)
def test_the_way_on_never_leads_out_of_the_portal_or_in_circles(wish: str) -> None:
    assert local_path(wish) == "/"


@pytest.mark.parametrize("wish", ["/", "/orders", "/invoices/10482", "/invoices?q=a%20b&status=paid&page=2", "/account"])
def test_the_way_on_keeps_a_path_of_ours(wish: str) -> None:
    assert local_path(wish) == wish
