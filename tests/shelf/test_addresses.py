"""The addresses of the shelf, as browsers ask for them."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import Depends, FastAPI
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from db.engine import Database
from db.models import StaffRole
from pages import shelf
from pages.forms import declared_only
from pages.guard.uploads import SPOOLED
from pages.guard.visitors import STAFF, VISIT
from pages.plain import PlainPages
from pages.staff import shelf_endings, shelf_posts
from pages.staff.told import Told
from portal_ui.errors import PortalError
from portal_ui.service.company import Company
from portal_ui.views import AccountView, CustomerKind, Scope, StaffVisit, Visit
from tests.builders.office import add_member
from tests.builders.people import add_account, add_company, add_person
from tests.builders.pictures import png
from tests.builders.portal import portal_with
from tests.builders.shelf import TABLE, ShelfScene, pdf
from tests.builders.trade import NOON, TODAY

pytestmark = pytest.mark.any_database

NEW = "/staff/documents/new"
FORM = {"kind": "tax-form", "title": "W-9 2026", "audience": "everyone"}


class Browser:
    """A browser past the guard: of a customer's person, and of a member of the office below `/staff`."""

    def __init__(self, app: FastAPI, visit: Visit, staff: StaffVisit) -> None:
        self.visit = visit
        self.staff = staff
        self._app = app
        self.asks = httpx.AsyncClient(transport=httpx.ASGITransport(self._guarded), base_url="http://portal.test")

    async def _guarded(self, asked: Asked, receive: Receive, send: Send) -> None:
        await self._app({**asked, SPOOLED: True, "state": {VISIT: self.visit, STAFF: self.staff}}, receive, send)

    async def put_up(self, data: bytes, name: str, path: str = NEW, **more: str) -> httpx.Response:
        """Send the form with a file."""
        return await self.asks.post(path, data=FORM | more, files={"file": (name, data, "text/html")})


def checked(page: str) -> list[str]:
    """Which of the form's buttons for whom are chosen."""
    return re.findall(r'value="(\w+)" checked', page)


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> ShelfScene:
    """A company with someone of the office, and an empty shelf."""
    await add_company(database)
    return ShelfScene(database, tmp_path, await add_member(database))


@pytest.fixture
async def browser(database: Database, scene: ShelfScene) -> AsyncIterator[Browser]:
    """Dana's browser, which is Ruth's as well."""
    person = await add_person(database)
    account = AccountView(await add_account(database, person), "2041", "Dana Ortiz Contracting", "Marshall", CustomerKind.ROLL_OFF)
    visit = Visit(1, person, "Dana Ortiz", "dana@example.com", "light", "en_US", account, 1, Scope(account.customer_id), TODAY)
    app = FastAPI()
    plain = PlainPages(portal_with(company=Company(database, lambda: NOON), shelf=scene.shelf, shelf_office=scene.office), is_https=False)
    told = Told()
    for part in (shelf.router(plain), shelf_posts.router(plain, told), shelf_endings.router(plain, told)):
        app.include_router(part, dependencies=[Depends(declared_only)])

    @app.exception_handler(PortalError)
    async def refused(_request: object, error: Exception) -> httpx.Response:
        return await plain.refusal(error)  # type: ignore[arg-type,return-value]

    browser = Browser(app, visit, scene.staff)
    async with browser.asks:
        yield browser


async def test_a_file_comes_down_shut_off_from_everything(browser: Browser, scene: ShelfScene) -> None:
    document = await scene.put_up(data=pdf(), name="Zoë’s W-9.pdf")

    answer = await browser.asks.get(f"/documents/{document}", headers={"Range": "bytes=0-3"})

    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/pdf", pdf())
    assert answer.headers["content-disposition"] == "attachment; filename=\"Zo--s W-9.pdf\"; filename*=UTF-8''Zo%C3%AB%E2%80%99s%20W-9.pdf"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "no-store" in answer.headers["cache-control"]


async def test_only_a_picture_that_was_drawn_anew_is_shown_in_the_browser(browser: Browser, scene: ShelfScene) -> None:
    ways = {}
    for name, data in (("a.png", png()), ("a.pdf", pdf()), ("a.csv", TABLE)):
        answer = await browser.asks.get(f"/documents/{await scene.put_up(name, data=data, name=name)}")
        ways[name] = answer.headers["content-disposition"].split(";")[0]

    assert ways == {"a.png": "inline", "a.pdf": "attachment", "a.csv": "attachment"}


async def test_what_is_not_theirs_is_not_found_and_nothing_is_written_down_for_its_headers(browser: Browser, scene: ShelfScene) -> None:
    document = await scene.put_up()
    assert (await browser.asks.head(f"/documents/{document}")).status_code == 200
    assert (await scene.office.document(document)).taken == ()
    await scene.office.take_down(scene.staff, document, address="")

    for path in (f"/documents/{document}", "/documents/99", "/documents/x", "/documents/99999999999"):
        assert (await browser.asks.get(path)).status_code == 404


async def test_the_office_puts_a_file_up_and_reads_why_one_is_not_taken(browser: Browser, scene: ShelfScene) -> None:
    done = await browser.put_up(pdf(), "../w9.html", note="The newest one", valid_until="2026-12-31")

    assert done.status_code == 303
    document = await scene.office.document(int(done.headers["location"].rpartition("/")[2]))
    assert (document.title, document.note, document.file_name) == ("W-9 2026", "The newest one", "w9.pdf")
    assert document.media_type == "application/pdf"
    refused = await browser.put_up(b"MZ", "w9.pdf", title="Typed before")
    assert refused.status_code == 400
    assert "whatever its name says" in refused.text
    assert "Typed before" in refused.text
    assert (await browser.asks.post(NEW, data=FORM)).status_code == 400, "without a file"


async def test_for_whom_a_file_is_is_never_chosen_before_the_office_does_unless_it_came_from_there(browser: Browser) -> None:
    assert [checked((await browser.asks.get(f"{NEW}{query}")).text) for query in ("", "?customer=2041", "?order=48210")] == [
        [],
        ["customers"],
        ["order"],
    ]


@pytest.mark.parametrize("place", ["title", "note", "file"])
async def test_a_card_number_beside_a_file_is_refused(browser: Browser, scene: ShelfScene, place: str) -> None:
    card = "4242 4242 4242 4242"

    answer = await browser.put_up(pdf(), f"{card}.pdf" if place == "file" else "w9.pdf", **({} if place == "file" else {place: card}))

    assert answer.status_code == 400
    assert f"What stands in “{place}” looks like a card number" in answer.text
    assert scene.files() == []


async def test_a_file_comes_in_where_one_is_expected_and_only_one(browser: Browser) -> None:
    two = [("file", ("a.pdf", pdf())), ("file", ("b.pdf", pdf()))]

    assert (await browser.asks.post(NEW, data=FORM, files=two)).status_code in (400, 422)
    assert (await browser.asks.post(NEW, data=FORM, files={"other": ("a.pdf", pdf())})).status_code == 422
    assert (await browser.asks.post("/staff/documents/1/take-down", data={"agreed": "yes"}, files={"file": ("a", b"x")})).status_code == 422
    assert (await browser.asks.post(NEW, data=FORM | {"file": "no file"})).status_code in (400, 422)


async def test_taking_down_asks_first(browser: Browser, scene: ShelfScene) -> None:
    document = await scene.put_up()
    where = f"/staff/documents/{document}"

    assert "Customers find it no more" in (await browser.asks.post(f"{where}/take-down")).text
    assert (await scene.office.document(document)).ended_at is None
    assert (await browser.asks.post(f"{where}/take-down", data={"agreed": "yes"})).status_code == 303
    assert (await scene.office.document(document)).ended_at == NOON
    assert (await browser.asks.post(f"{where}/take-down", data={"agreed": "yes"})).status_code == 409
    assert (await browser.asks.get(f"{where}/replace")).status_code == 409
    assert (await browser.asks.post(f"{where}/erase", data={"agreed": "yes"})).status_code == 403
    browser.staff = replace(browser.staff, role=StaffRole.ADMIN)
    assert "Nobody can bring it back" in (await browser.asks.get(f"{where}/erase")).text
    assert (await browser.asks.get(f"{where}/file")).status_code == 200, "the office may look at what was taken down"


async def test_who_only_sees_is_offered_no_form(browser: Browser, scene: ShelfScene) -> None:
    document = await scene.put_up()
    browser.staff = replace(browser.staff, role=StaffRole.READ_ONLY)

    for path in (NEW, *(f"/staff/documents/{document}/{deed}" for deed in ("replace", "take-down", "erase"))):
        assert (await browser.asks.get(path)).status_code == 403
    assert (await browser.put_up(pdf(), "w9.pdf")).status_code == 403
    assert (await browser.asks.get(f"/staff/documents/{document}/file")).status_code == 200
