"""The office's forms about a customer as a browser meets them, behind the real guard's entrance."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access as Way
from db.models import AccessRole, AuditEntry, Customer, Letter, OneTimeToken, Person, StaffMember, StaffRole
from db.scope import Scope
from pages.guard import staff_of
from pages.guard.entrance import Entrance
from pages.guard.liveness import Liveness
from pages.guard.refusals import Refusals
from pages.plain import PlainPages
from pages.sign_in import Demo
from pages.staff import customer_posts, paper_posts, people_posts
from pages.staff import sign_in as staff_sign_in
from pages.staff.told import Done, Told
from portal_ui import qr
from portal_ui.changes import Changes
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.service.access import Access
from portal_ui.service.autopay import AutomaticPayments
from portal_ui.service.company import Company
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.looking_as import LookingAs
from portal_ui.service.paying import Paying
from portal_ui.service.portal_access import PortalWish
from portal_ui.views.access import Sent
from tests.builders.office import add_member
from tests.builders.people import add_account, add_company, add_person
from tests.builders.portal import portal_with
from tests.builders.trade import add_customer, add_location
from tests.sign_in.door import PASSWORD, STORED, TurnedClock
from tests.staff.office_door import ADDRESS, RUTH, Office, add_ruth

pytestmark = pytest.mark.any_database

PLACE = "/staff/customers/2041"
BASE = "http://portal.test"


@dataclass
class Desk:
    """Ruth's browser, what stands behind it, and the customer 2041 with Dana as its owner."""

    browser: httpx.AsyncClient
    routes: Sequence[APIRoute]
    access: Access
    database: Database
    dana: int  # her way into the account

    async def post(self, path: str, **form: str | list[str]) -> httpx.Response:
        return await self.browser.post(f"{PLACE}/{path}", data=form)

    async def printed(self, way: int, **form: str) -> httpx.Response:
        """The page of a letter on paper, by way of the form that has it written."""
        written = await self.post(f"people/{way}/print", **form)
        assert written.status_code == 303
        assert written.headers["location"] == f"{PLACE}/people/{way}/print/letter"
        shown = await self.browser.get(written.headers["location"])
        assert shown.status_code == 200
        return shown

    async def told(self) -> str:
        """What the profile says was just done."""
        return str((await self.browser.get(PLACE)).json())

    async def emails(self) -> list[str]:
        """Who has a way into 2041."""
        return [way.email for way in (await self.access.customer("2041")).ways]


@pytest.fixture
async def desk(database: Database, clock: TurnedClock, office: Office) -> AsyncIterator[Desk]:
    """The forms are the real ones; in the profile's place stands a page that says only what was just done."""
    await add_company(database)
    company = Company(database, clock)
    looking_as = LookingAs(database, clock, office.sign_in.tell_ended)
    access = Access(database, company, clock, office.sign_in.tell_ended, BASE)
    gateway = ClosedGateway()
    accounts = GatewayAccounts(database, gateway)
    paying = Paying(database, company, Changes(database), gateway, accounts, clock)
    parts = {
        "company": company,
        "sign_in": office.sign_in,
        "staff": office.staff,
        "access": access,
        "looking_as": looking_as,
        "autopay": AutomaticPayments(database, company, gateway, accounts, paying, clock),
    }
    plain = PlainPages(portal_with(**parts), is_https=False)
    told = Told()

    async def profile(request: Request, number: str) -> str:
        done = told.take(staff_of(request).session_id, number)
        return done.said(letters_wait=False) if done is not None else ""

    app = FastAPI()
    forms = (customer_posts.router(plain, told), people_posts.router(plain, told), paper_posts.router(plain, told))
    for router in (staff_sign_in.router(plain, Demo()), *forms):
        app.include_router(router)
    app.add_api_route("/staff/customers/{number}", profile)
    clerk = await add_member(database)
    await add_account(database, await add_person(database), portal_enabled=False)
    await access.save(clerk, "2041", PortalWish(is_enabled=True, email="dana@example.com"), address=ADDRESS)
    [dana] = (await access.customer("2041")).ways
    await add_ruth(database)
    guarded = Entrance(app, Liveness(office.sign_in), Refusals(company.view), routes=app.routes, is_https=False)
    ours = [route for router in forms for route in router.routes if isinstance(route, APIRoute)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url=BASE) as browser:
        await browser.post("/staff/sign-in", data={"email": RUTH, "password": PASSWORD})
        yield Desk(browser, ours, access, database, dana.access_id)


async def demote(database: Database) -> None:
    """Ruth only looks from now on."""

    def change(session: Session) -> None:
        session.scalars(select(StaffMember).where(StaffMember.email == RUTH)).one().role = StaffRole.READ_ONLY

    await database.write(change)


async def everything(database: Database) -> list[Any]:
    """All that the office's forms could have changed."""

    def read(session: Session) -> list[Any]:
        models: tuple[Any, ...] = (Person, Way, Letter, OneTimeToken, AuditEntry)
        rows = [(model.__name__, row.id) for model in models for row in session.scalars(select(model).order_by(model.id))]
        ways = [(way.role, way.is_enabled) for way in session.scalars(select(Way).order_by(Way.id))]
        return [*rows, *ways, [one.portal_enabled for one in session.scalars(select(Customer).order_by(Customer.id))]]

    return await database.read(read)


def says(answer: httpx.Response) -> str:
    """What a page says of a refusal, above the form or beside its field."""
    found = re.search(r'id="(?:refusal|[a-z]+-wrong)" role="alert">(?:<span[^>]*></span><span>)?([^<]+)</', answer.text)
    return unescape(found[1]) if found is not None else ""


def hidden(answer: httpx.Response) -> dict[str, str]:
    """What a question sends when somebody agrees."""
    return {unescape(name): unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', answer.text)}


def focused(answer: httpx.Response) -> str:
    """What the keyboard is at when the page opens."""
    found = re.search(r"autofocus>([^<]+)<", answer.text)
    return unescape(found[1]) if found is not None else ""


async def test_saving_leads_to_the_profile_which_says_it_once_and_nothing_stands_in_the_address(desk: Desk) -> None:
    saved = await desk.post("edit", enabled="on", email="  New.Owner@Example.com ")

    assert (saved.status_code, saved.headers["location"]) == (303, PLACE)
    assert await desk.told() == (
        "The login email is changed. The old address was told, and its link is worthless."
        " The “Create Password” email to new.owner@example.com is on its way."
    )
    assert await desk.told() == ""


async def test_what_was_done_is_said_on_that_customers_profile_and_to_that_session_alone(desk: Desk) -> None:
    await add_customer(desk.database, number="3107")
    await desk.post("edit", email="", agreed="yes")
    assert (await desk.browser.get("/staff/customers/3107")).json() == ""
    ours = dict(desk.browser.cookies)
    desk.browser.cookies.clear()
    await desk.browser.post("/staff/sign-in", data={"email": RUTH, "password": PASSWORD})
    assert await desk.told() == ""

    desk.browser.cookies.clear()
    desk.browser.cookies.update(ours)
    assert (await desk.told()).startswith("The portal is off for this customer.")


async def test_an_address_that_somebody_made_up_says_nothing(desk: Desk) -> None:
    assert (await desk.browser.get(f"{PLACE}?done=off&to=mallory@example.com&sent=create-password")).json() == ""


def test_while_the_portal_is_closed_nobody_is_told_that_a_letter_is_on_its_way() -> None:
    done = Done("on", "dana@example.com", Sent.CREATE_PASSWORD)

    assert done.said(letters_wait=False).endswith("The “Create Password” email to dana@example.com is on its way.")
    assert done.said(letters_wait=True) == (
        "The portal is on for this customer. An email to dana@example.com is written, and waits until the portal is open to customers."
    )
    assert done.said(letters_wait=False, has_server=False) == (
        "The portal is on for this customer. An email to dana@example.com is written, and waits until the portal has a mail server; "
        "your operator names one."
    )


def test_what_nobody_comes_for_makes_room() -> None:
    told = Told()
    for session_id in range(3000):
        told.keep(session_id, "2041", Done("on"))

    assert told.take(0, "2041") is None
    assert told.take(2999, "2041") == Done("on")
    assert len(told._kept) < 1001


async def test_an_email_that_cannot_be_written_to_is_refused_in_the_form_and_kept_there(desk: Desk) -> None:
    before = await everything(desk.database)

    refused = await desk.post("edit", enabled="on", email="dana at example")

    assert refused.status_code == 400
    assert "is no email address" in says(refused)
    field = re.search(r'<input[^>]* name="email"[^>]*>', refused.text)
    assert field is not None
    for mark in ('aria-invalid="true"', 'aria-describedby="email-note email-wrong"', "autofocus"):
        assert mark in field[0]
    assert 'value="dana at example"' in refused.text
    assert await everything(desk.database) == before


async def test_an_email_of_other_customers_is_asked_about_and_yes_goes_on(desk: Desk) -> None:
    await add_account(desk.database, await add_person(desk.database, "maria@example.com", password_hash=STORED), "3107", name="Lindqvist")
    before = await everything(desk.database)

    asked = await desk.post("people/new", email="maria@example.com", name="", role="viewer")
    assert asked.status_code == 409
    assert "Lindqvist (3107)" in asked.text
    assert focused(asked) == "Use it here too"
    assert await everything(desk.database) == before

    done = await desk.post("people/new", **hidden(asked))
    assert done.headers["location"] == PLACE
    assert await desk.told() == (
        "The person may sign in from now on. maria@example.com has a password already; an email tells that this account was added."
    )


async def test_a_form_left_open_while_a_colleague_saves_changes_nothing_back_and_shows_how_it_is_now(desk: Desk) -> None:
    mine = hidden(await desk.browser.get(f"{PLACE}/edit"))
    await desk.post("edit", **mine, enabled="on", email="books@example.com")
    await desk.told()
    before = await everything(desk.database)

    refused = await desk.post("edit", **mine, enabled="on", email="dana@example.com")

    assert refused.status_code == 409
    assert says(refused) == "Ruth Calloway changed this meanwhile. Nothing was saved; here is how it is now."
    assert 'name="email" value="books@example.com"' in refused.text
    assert await everything(desk.database) == before
    again = await desk.post("edit", **hidden(refused), enabled="on", email="dana@example.com")
    assert again.headers["location"] == PLACE  # whoever read it and still wishes it may


async def test_a_role_form_left_open_while_a_colleague_saves_changes_nothing_back(desk: Desk) -> None:
    await desk.post("people/new", email="view@example.com", name="", role="viewer")
    way = (await desk.access.customer("2041")).ways[1].access_id
    mine = hidden(await desk.browser.get(f"{PLACE}/people/{way}"))
    await desk.post(f"people/{way}", **mine, role="payable")
    before = await everything(desk.database)

    refused = await desk.post(f"people/{way}", **mine, role="viewer")

    assert says(refused).startswith("Ruth Calloway changed this meanwhile.")
    assert re.search(r'value="payable" checked', refused.text)
    assert await everything(desk.database) == before


async def test_without_an_owner_the_form_names_no_login_and_a_viewer_becomes_it_only_on_yes(desk: Desk) -> None:
    await desk.post(f"people/{desk.dana}", role="viewer", agreed="yes")
    assert await desk.told() == ("The role is changed. The customer has no login email any more: name one with “Edit existing details”.")
    form = await desk.browser.get(f"{PLACE}/edit")
    assert 'name="email" value=""' in form.text
    before = await everything(desk.database)

    asked = await desk.post("edit", **hidden(form), enabled="on", email="dana@example.com")
    assert "dana@example.com is Viewer of Dana Ortiz Contracting already. Make it the login email?" in unescape(asked.text)
    assert await everything(desk.database) == before
    letters = [row for row in before if row[0] == "Letter"]
    await desk.post("edit", **hidden(asked))

    assert await desk.told() == "The login email is set."
    assert [row for row in await everything(desk.database) if row[0] == "Letter"] == letters
    [dana] = (await desk.access.customer("2041")).ways
    assert dana.role is AccessRole.OWNER


async def test_nobody_is_shut_out_by_one_press_of_enter(desk: Desk) -> None:
    asked = await desk.post("edit", **hidden(await desk.browser.get(f"{PLACE}/edit")), email="dana@example.com")

    assert "1 person can sign in to it." in asked.text
    assert focused(asked) == "No, leave it as it is"
    assert (await desk.access.customer("2041")).is_enabled
    await desk.post("edit", **hidden(asked))
    assert (await desk.told()).startswith("The portal is off for this customer.")


async def test_one_more_owner_is_told_who_the_main_login_is(desk: Desk) -> None:
    form = await desk.browser.get(f"{PLACE}/people/new")
    assert "one more owner beside the main login, which stays dana@example.com" in unescape(form.text)

    await desk.post("people/new", email="second@example.com", name="", role="owner")
    assert (await desk.told()).startswith("The account has one more owner from now on. Its main login stays as it is.")
    await desk.post(f"people/{desk.dana}", role="viewer", agreed="yes")
    assert await desk.told() == "The role is changed. The login email is second@example.com now."


async def test_nobody_is_removed_by_one_press_of_enter(desk: Desk) -> None:
    await desk.post("people/new", email="view@example.com", name="", role="viewer")
    way = next(one.access_id for one in (await desk.access.customer("2041")).ways if one.email == "view@example.com")

    for asked in (await desk.browser.get(f"{PLACE}/people/{way}/remove"), await desk.post(f"people/{way}/remove")):
        assert focused(asked) == "No, leave it as it is"
        assert await desk.emails() == ["dana@example.com", "view@example.com"]

    assert (await desk.post(f"people/{way}/remove", **hidden(asked))).headers["location"] == PLACE
    assert await desk.emails() == ["dana@example.com"]
    assert await desk.told() == "The person has no access to this customer any more."


async def test_the_only_owner_stays_owner_until_somebody_agrees(desk: Desk) -> None:
    asked = await desk.post(f"people/{desk.dana}", role="viewer")
    assert "dana@example.com is the only owner" in unescape(asked.text)
    assert focused(asked) == "No, leave it as it is"

    await desk.post(f"people/{desk.dana}", **hidden(asked))
    [dana] = (await desk.access.customer("2041")).ways
    assert dana.role is AccessRole.VIEWER


async def test_hundreds_of_locations_are_counted_and_choosable(desk: Desk) -> None:
    customer_id = await desk.database.read(lambda session: session.scalars(select(Customer.id).where(Customer.number == "2041")).one())
    for at in range(120):
        await add_location(desk.database, Scope(customer_id), number=f"L-{at:03}")

    form = await desk.browser.get(f"{PLACE}/people/new")
    assert "Locations of a site contact (120)" in form.text
    chosen = [f"L-{at:03}" for at in range(100)]
    added = await desk.post("people/new", email="site@example.com", name="", role="site-contact", location=chosen)
    assert added.status_code == 303
    site = (await desk.access.customer("2041")).ways[-1]
    assert len(site.locations) == 100


async def test_a_letter_on_paper_is_shown_once_with_its_code_as_text_and_picture_and_looking_makes_none(desk: Desk) -> None:
    before = await everything(desk.database)
    asked = await desk.browser.get(f"{PLACE}/people/{desk.dana}/print")
    assert "It works once, for 14 days" in asked.text
    assert await everything(desk.database) == before

    paper = await desk.printed(desk.dana, **hidden(asked))
    assert "and pay when it suits you" in paper.text
    await desk.post("people/new", email="view@example.com", name="", role="viewer")
    viewer = (await desk.access.customer("2041")).ways[1].access_id
    assert not re.search(r"\bpay", (await desk.printed(viewer, agreed="yes")).text.partition("<main")[2])
    assert paper.headers["cache-control"] == "no-store"
    code = re.search(r'class="code-large">([^<]+)<', paper.text)
    assert code is not None
    assert qr.svg(f"{BASE}/create-password/{code[1]}") in paper.text
    written = await everything(desk.database)
    assert code[1] not in str(written)
    again = await desk.browser.get(f"{PLACE}/people/{viewer}/print/letter")
    assert "A letter is shown once, and its code stands nowhere else." in again.text
    assert "code-large" not in again.text
    assert await everything(desk.database) == written


async def test_a_letter_on_paper_is_shown_to_who_had_it_written_and_for_that_person_alone(desk: Desk) -> None:
    await desk.post("people/new", email="view@example.com", name="", role="viewer")
    viewer = (await desk.access.customer("2041")).ways[1].access_id
    await desk.post(f"people/{viewer}/print", agreed="yes")

    assert "code-large" not in (await desk.browser.get(f"{PLACE}/people/{desk.dana}/print/letter")).text
    assert "code-large" in (await desk.browser.get(f"{PLACE}/people/{viewer}/print/letter")).text


@pytest.mark.parametrize("way", ["0", "-1", "999999999999", "x", "%2e%2e", "1%00"])
async def test_a_person_who_is_not_there_is_not_found(desk: Desk, way: str) -> None:
    before = await everything(desk.database)

    for path in (f"people/{way}", f"people/{way}/remove", f"people/{way}/letter", f"people/{way}/print", f"people/{way}/look"):
        assert (await desk.post(path, role="viewer", agreed="yes")).status_code == 404

    assert await everything(desk.database) == before


@pytest.mark.parametrize("number", ["9999", "2041%00", "%27%20or%201=1", "2" * 200])
async def test_a_customer_who_is_not_in_the_books_is_not_found(desk: Desk, number: str) -> None:
    for path in ("edit", "people/new"):
        assert (await desk.browser.get(f"/staff/customers/{number}/{path}")).status_code == 404
    saved = await desk.browser.post(f"/staff/customers/{number}/edit", data={"enabled": "on", "email": "a@example.com"})
    assert saved.status_code == 404


async def test_who_only_looks_is_refused_every_form_and_changes_nothing(desk: Desk) -> None:
    await demote(desk.database)
    before = await everything(desk.database)
    filled = {"enabled": "on", "email": "mallory@example.com", "name": "", "role": "viewer", "agreed": "yes"}
    tried = 0

    for route in desk.routes:
        path = route.path.format(number="2041", way=desk.dana)
        for method in route.methods or ():
            answer = await desk.browser.request(method, path, data=filled if method == "POST" else None)
            if method == "POST" or not path.endswith("/remove"):
                assert answer.status_code == 403, f"{method} {path}"
                assert "Back to the office" in answer.text, f"{method} {path}"
            assert "<form" not in answer.text.partition("<main")[2], f"{method} {path}"
            tried += 1

    assert tried >= 12
    assert await everything(desk.database) == before


async def test_a_stranger_is_led_to_the_offices_door(desk: Desk) -> None:
    desk.browser.cookies.clear()
    before = await everything(desk.database)

    for route in desk.routes:
        path = route.path.format(number="2041", way=desk.dana)
        for method in route.methods or ():
            answer = await desk.browser.request(method, path, data={"agreed": "yes"} if method == "POST" else None)
            assert answer.status_code in {303, 401, 403}, f"{method} {path}"

    assert await everything(desk.database) == before
