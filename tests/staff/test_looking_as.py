"""See as customer: what a member of the office sees in someone's place, that it changes nothing, and how it ends."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access, AccessRole, AuditEntry, Company, Customer, Person, SignInSession, StaffMember, StaffRole
from pages import account_posts, accounts, card
from pages.guard import visit_of
from pages.guard.entrance import Entrance
from pages.guard.liveness import Liveness
from pages.guard.looks import NoteLook, unnoted
from pages.guard.refusals import Refusals
from pages.plain import PlainPages
from pages.staff import look_as
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.looking_as import LookingAs
from portal_ui.service.looks import LookRefusedError, NothingToSeeError
from portal_ui.views import StaffStep, StaffVisit, Visit
from tests.builders.people import add_account, add_company, add_person
from tests.builders.portal import portal_with
from tests.sign_in.door import STORED, TurnedClock
from tests.staff.office_door import ADDRESS, Office, add_ruth

pytestmark = pytest.mark.any_database

END = "/staff/see-as/end"


@dataclass
class Scene:
    """Ruth of the office, Dana of account 2041, and the service between them."""

    office: Office
    looking_as: LookingAs
    database: Database
    ruth_token: str
    dana: int

    async def ruth(self) -> StaffVisit:
        return await self.office.visit(self.ruth_token)

    async def look(self, number: str = "2041") -> str:
        """The token under which Ruth is in Dana's place."""
        return await self.looking_as.begin(await self.ruth(), self.dana, number, address=ADDRESS)

    async def visit(self, token: str) -> Visit:
        found = await self.office.sign_in.look_up(token)
        assert found is not None
        assert found.visit is not None
        return found.visit

    async def is_over(self, token: str) -> bool:
        """Whether the token shows nothing of a customer any more."""
        found = await self.office.sign_in.look_up(token)
        return found is None or (found.look_is_over and found.visit is None and found.staff is None)

    async def entries(self) -> list[tuple[str, str, str, object]]:
        """What is written down about looks."""

        def read(session: Session) -> list[tuple[str, str, str, object]]:
            rows = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("look-as")).order_by(AuditEntry.id))
            return [(row.actor, row.acting_as, row.action, (row.details or {}).get("page")) for row in rows]

        return await self.database.read(read)

    async def change(self, model: Any, **values: Any) -> None:
        def write(session: Session) -> None:
            for row in session.scalars(select(model)):
                for name, value in values.items():
                    setattr(row, name, value)

        await self.database.write(write)


@pytest.fixture
async def scene(database: Database, office: Office, clock: TurnedClock) -> Scene:
    await add_company(database)
    await add_ruth(database)
    dana = await add_person(database, password_hash=STORED)
    await add_account(database, dana)
    token = await office.enter()
    return Scene(office, LookingAs(database, clock, office.sign_in.tell_ended), database, token, dana)


async def test_the_member_sees_the_account_as_the_person_and_may_not_pay(scene: Scene) -> None:
    visit = await scene.visit(await scene.look())

    assert (visit.person_name, visit.account.number, visit.account_count) == ("Dana Ortiz", "2041", 1)
    assert visit.scope.sees_money
    assert not visit.scope.may_pay
    assert visit.looking is not None
    assert visit.looking.staff_name == "Ruth Calloway"


async def test_a_site_contact_is_seen_with_their_own_locations_and_no_money(scene: Scene, database: Database) -> None:
    sam = await add_person(database, "sam@example.com", name="Sam Reed")
    await add_account(database, sam, "3001", role=AccessRole.SITE_CONTACT, locations=("1",))

    visit = await scene.visit(await scene.looking_as.begin(await scene.ruth(), sam, "3001"))

    assert not visit.scope.sees_money
    assert visit.scope.location_ids is not None
    assert len(visit.scope.location_ids) == 1


async def test_the_office_may_look_before_the_portal_is_open(scene: Scene) -> None:
    await scene.change(Company, portal_active=False)

    assert (await scene.visit(await scene.look())).account.number == "2041"


async def test_beginning_and_ending_bring_new_tokens_and_leave_the_old_ones_dead(scene: Scene) -> None:
    looking = await scene.look()
    assert not await scene.office.is_in(scene.ruth_token)

    back = await scene.looking_as.end(looking, address=ADDRESS)

    assert back is not None
    assert back.customer_number == "2041"
    assert len({scene.ruth_token, looking, back.token}) == 3
    assert not await scene.office.is_in(looking)
    assert (await scene.office.visit(back.token)).name == "Ruth Calloway"
    assert await scene.looking_as.end(looking) is None
    assert [(actor.split(":")[0], whom, action) for actor, whom, action, _page in await scene.entries()] == [
        ("staff", f"person:{scene.dana}", "look-as.begin"),
        ("staff", f"person:{scene.dana}", "look-as.end"),
    ]


async def test_open_pages_of_the_ended_sessions_hear_of_it(scene: Scene) -> None:
    heard: list[int] = []
    scene.office.sign_in.on_end.append(heard.append)
    before = (await scene.ruth()).session_id

    looking = await scene.look()
    assert heard == [before]
    session_id = (await scene.visit(looking)).session_id
    await scene.looking_as.end(looking)
    assert heard == [before, session_id]


async def test_it_is_over_after_half_an_hour_and_the_way_back_is_open(scene: Scene, clock: TurnedClock) -> None:
    looking = await scene.look()
    clock.turn(minutes=20)
    await scene.office.sign_in.touch((await scene.visit(looking)).session_id)
    clock.turn(minutes=9, seconds=59)
    assert not await scene.is_over(looking)

    clock.turn(seconds=1)

    assert await scene.is_over(looking)
    back = await scene.looking_as.end(looking)
    assert back is not None
    assert (await scene.office.visit(back.token)).name == "Ruth Calloway"


async def test_a_look_lengthens_no_session(scene: Scene, database: Database) -> None:
    back = await scene.looking_as.end(await scene.look())

    assert back is not None
    ends = await database.read(lambda session: session.scalars(select(SignInSession.expires_at)).all())
    assert len(set(ends)) == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Person, {"is_enabled": False}),
        (Access, {"is_enabled": False}),
        (Customer, {"portal_enabled": False}),
        (StaffMember, {"is_enabled": False}),
        (StaffMember, {"role": StaffRole.READ_ONLY}),
        (StaffMember, {"auth_version": 9}),
    ],
)
async def test_what_ends_the_persons_access_or_the_members_right_ends_the_look(scene: Scene, model: Any, values: dict[str, object]) -> None:
    looking = await scene.look()

    await scene.change(model, **values)

    assert await scene.is_over(looking)


async def test_who_only_reads_takes_nobodys_place(scene: Scene) -> None:
    await scene.change(StaffMember, role=StaffRole.READ_ONLY)

    with pytest.raises(LookRefusedError):
        await scene.look()


async def test_before_the_second_factor_nobodys_place_is_taken(scene: Scene) -> None:
    await scene.change(StaffMember, totp_secret="A" * 32)
    assert (await scene.ruth()).step is StaffStep.CODE

    with pytest.raises(LookRefusedError):
        await scene.look()


@pytest.mark.parametrize("number", ["3001", "", "2041 ", "' or 1=1"])
async def test_only_an_account_of_the_person_is_looked_into(scene: Scene, database: Database, number: str) -> None:
    other = await add_person(database, "sam@example.com")
    await add_account(database, other, "3001")

    with pytest.raises(NothingToSeeError):
        await scene.look(number)
    with pytest.raises(NothingToSeeError):
        await scene.looking_as.begin(await scene.ruth(), 999_999, "2041")
    assert await scene.office.is_in(scene.ruth_token)


async def serve(scene: Scene, note: NoteLook) -> AsyncIterator[httpx.AsyncClient]:
    """Ruth's browser, and behind it everything a customer can post to, with the real entrance before it."""
    company = CompanyService(scene.database, scene.office.clock)
    plain = PlainPages(portal_with(company=company, sign_in=scene.office.sign_in, looking_as=scene.looking_as), is_https=False)
    app = FastAPI()
    for router in (look_as.router(plain), account_posts.router(plain), accounts.router(plain), card.router(plain)):
        app.include_router(router)
    for path in ("/", "/invoices", "/account", "/statement", "/statement.pdf"):
        app.add_api_route(path, page)
    for path in ("/staff", "/staff/customers/2041"):
        app.add_api_route(path, lambda: "of the office")
    guarded = Entrance(app, Liveness(scene.office.sign_in), Refusals(company.view), routes=app.routes, is_https=False, note_look=note)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://portal.test") as client:
        client.cookies.set("portal", scene.ruth_token, domain="portal.test", path="/")
        yield client


@pytest.fixture
async def browser(scene: Scene) -> AsyncIterator[httpx.AsyncClient]:
    async for client in serve(scene, scene.looking_as.note):
        yield client


async def page(request: Request) -> str:
    """One of the customer's pages."""
    visit = visit_of(request)
    return f"{visit.account.number} {visit.looking is not None}"


async def begin(browser: httpx.AsyncClient, scene: Scene) -> None:
    """Ruth goes on in Dana's place with the same browser."""
    browser.cookies.set("portal", await scene.look(), domain="portal.test", path="/")


async def test_from_the_office_into_a_customers_place_and_back_with_one_click(browser: httpx.AsyncClient, scene: Scene) -> None:
    await begin(browser, scene)
    assert (await browser.get("/invoices")).json() == "2041 True"

    back = await browser.post(END)

    assert (back.status_code, back.headers["location"]) == (303, "/staff/customers/2041")
    assert (await browser.get("/staff")).json() == "of the office"


async def test_every_page_is_written_down(browser: httpx.AsyncClient, scene: Scene) -> None:
    await begin(browser, scene)
    for path in ("/", "/invoices", "/statement", "/statement.pdf"):
        await browser.get(path)

    entries = await scene.entries()

    assert [(action, at) for _who, _whom, action, at in entries] == [
        ("look-as.begin", None),
        ("look-as.page", "/"),
        ("look-as.page", "/invoices"),
        ("look-as.page", "/statement"),  # whoever hands out a file writes that down in another way
    ]
    assert {(who.split(":")[0], whom) for who, whom, _action, _at in entries} == {("staff", f"person:{scene.dana}")}


async def test_what_cannot_be_written_down_is_not_shown(scene: Scene) -> None:
    async for browser in serve(scene, unnoted):
        await begin(browser, scene)

        assert (await browser.get("/invoices")).status_code == 503


def all_posts() -> list[str]:
    """Every address to which a customer posts: passwords, themes, sign-ins, accounts, payments, cards."""
    plain = PlainPages(portal_with(), is_https=False)
    app = FastAPI()
    for router in (account_posts, accounts, card):
        app.include_router(router.router(plain))
    name = "5a7e0b0c-3a43-4e0e-9d3c-0c7f6a1f2b11"
    return [path.replace("{name}", name) for path, methods in app.openapi()["paths"].items() if "post" in methods]


def test_there_are_payments_cards_and_passwords_among_the_posts() -> None:
    posts = " ".join(all_posts())
    assert all(word in posts for word in ("/account/password", "/account/cards/new", "/default", "/remove", "/pay/", "/accounts/choose"))


@pytest.mark.parametrize("path", all_posts())
async def test_nothing_is_changed_in_someones_place(browser: httpx.AsyncClient, scene: Scene, path: str) -> None:
    await begin(browser, scene)
    before = await scene.entries()

    answer = await browser.post(path, data={"theme": "dark", "locale": "de_DE", "session": "all", "number": "2041", "new": "x" * 20})

    assert answer.status_code == 403
    assert "change nothing" in answer.text
    assert await scene.entries() == before
    assert (await browser.get("/invoices")).json() == "2041 True"


@pytest.mark.parametrize("path", ["/account/password", "/account/cards/new", "/account/cards/7/remove"])
async def test_the_forms_that_change_something_are_not_even_shown(browser: httpx.AsyncClient, scene: Scene, path: str) -> None:
    await begin(browser, scene)

    assert (await browser.get(path)).status_code == 403


ENDS = f'<form method="post" action="{END}"><button'


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/account/theme"), ("GET", "/account/password"), ("GET", "/pay/5a7e0b0c-3a43-4e0e-9d3c-0c7f6a1f2b11")]
)
async def test_a_refusal_can_end_the_look_too(browser: httpx.AsyncClient, scene: Scene, method: str, path: str) -> None:
    assert ENDS not in (await browser.request(method, path)).text
    await begin(browser, scene)

    refusal = await browser.request(method, path)

    assert refusal.status_code == 403
    assert "You see this portal as Dana Ortiz does." in refusal.text
    assert ENDS in refusal.text


async def test_a_fault_can_end_the_look_too(scene: Scene) -> None:
    async for browser in serve(scene, unnoted):
        await begin(browser, scene)

        assert ENDS in (await browser.get("/invoices")).text


async def test_the_offices_pages_wait_until_it_is_ended(browser: httpx.AsyncClient, scene: Scene) -> None:
    await begin(browser, scene)

    answer = await browser.get("/staff", headers={"sec-fetch-mode": "navigate"})

    assert answer.headers["location"] == END
    asked = await browser.get(END)
    assert "Back to the office" in asked.text
    assert "Dana Ortiz" in asked.text


async def test_when_the_time_is_over_every_page_leads_to_the_way_back(browser: httpx.AsyncClient, scene: Scene, clock: TurnedClock) -> None:
    await begin(browser, scene)
    clock.turn(minutes=29)
    await scene.office.sign_in.touch((await scene.visit(browser.cookies["portal"])).session_id)
    clock.turn(minutes=1)

    answer = await browser.get("/invoices", headers={"sec-fetch-mode": "navigate"})

    assert answer.headers["location"] == END
    assert "is over" in (await browser.get(END)).text
    assert (await browser.post(END)).headers["location"] == "/staff/customers/2041"


async def test_for_a_customer_there_is_nothing_to_end(browser: httpx.AsyncClient, scene: Scene) -> None:
    inside = await scene.office.sign_in.sign_in("dana@example.com", "roll off the truck", address=ADDRESS, user_agent="")
    browser.cookies.set("portal", inside.token, domain="portal.test", path="/")

    assert (await browser.post(END)).status_code == 404
    assert (await browser.get("/invoices")).json() == "2041 False"
