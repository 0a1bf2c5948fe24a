"""Many papers as one ZIP file: who gets it, what is in it, and when the work for it ends."""

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import select
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from db.engine import Database
from db.models import AuditEntry
from pages import packs as pages
from pages.forms import declared_only
from pages.guard.refusals import Refusals
from pages.guard.visitors import VISIT
from pages.plain import PlainPages
from portal_ui.documents.refusals import DocumentFailedError
from portal_ui.documents.workers import Workers
from portal_ui.errors import PortalError, TooBusyError
from portal_ui.service.company import Company
from portal_ui.service.credits import Credits
from portal_ui.service.customers import Customers
from portal_ui.service.document_records import Records
from portal_ui.service.documents import Documents
from portal_ui.service.handouts import Handouts
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.pack_contents import MOST_PAPERS
from portal_ui.service.pack_sources import pack_sources
from portal_ui.service.packs import Packs, PackTimes
from portal_ui.service.payments import Payments
from portal_ui.service.statements import Statements
from portal_ui.views import AccountView, CustomerKind, DocumentFile, Looking, Scope, Visit
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.builders.statements import add_many_invoices
from tests.builders.trade import (
    NOON,
    TODAY,
    Line,
    add_credit_memo,
    add_customer,
    add_invoice,
    add_location,
    add_order,
    add_payment,
    add_refund,
)

pytestmark = pytest.mark.any_database
Made = Callable[[Scope, Any], Awaitable[DocumentFile]]


@dataclass
class World:
    """A portal with packs, and a browser past the guard; `scope` and `session` say whose it is."""

    database: Database
    scope: Scope
    packs: Packs
    sources: dict[str, object]
    session: int = 1
    looking: Looking | None = None
    asks: httpx.AsyncClient = None  # type: ignore[assignment]

    async def post(self, path: str, **form: object) -> httpx.Response:
        """A form of the account's."""
        return await self.asks.post(path, data={"account": "2041", **form})

    async def begun(self, **form: object) -> str:
        """Where the pack is watched that this form begins."""
        answer = await self.post("/packs", **form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def watched(self, path: str) -> str:
        """The page once nothing is made any more."""
        async with asyncio.timeout(60):
            while 'http-equiv="refresh"' in (page := (await self.asks.get(path)).text):  # noqa: ASYNC110 - a browser polls
                await asyncio.sleep(0.02)
        return page

    async def rows(self) -> list[tuple[str, str, dict[str, str] | None]]:
        """What the audit has."""
        found = await self.database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
        return [(row.action, row.subject, row.details) for row in found]


@pytest.fixture
async def world(database: Database, workers: Workers, tmp_path: Path) -> AsyncIterator[World]:
    """An account with three invoices and an order, which a site contact of one location sees."""
    await add_company(database)
    scope = await add_customer(database)
    location = await add_location(database, scope)
    for number in ("10482", "10483", "A/1"):
        await add_invoice(database, scope, number=number)
    await add_order(database, scope, location, number="W-9")
    company = Company(database, lambda: NOON)
    orders, invoices, payments = Orders(database, company), Invoices(database, company), Payments(database, company)
    records = Records(company, orders, invoices, payments, Credits(database), Statements(database, company))
    sources = pack_sources(database, company, Documents(database, records, workers, tmp_path))
    packs = Packs(sources, PackTimes(unwatched=30, kept=30, busy=0.01))
    portal = portal_with(company=company, customers=Customers(database, company), packs=packs, handouts=Handouts(database, lambda: NOON))
    app = FastAPI()
    app.include_router(pages.router(PlainPages(portal, is_https=False)), dependencies=[Depends(declared_only)])
    app.add_exception_handler(PortalError, Refusals(company.view).for_portal_error)
    world = World(database, scope, packs, sources)  # type: ignore[arg-type]

    async def guarded(asked: Asked, receive: Receive, send: Send) -> None:
        account = AccountView(world.scope.customer_id, "2041", "Dana Ortiz Contracting", "Marshall", CustomerKind.ROLL_OFF)
        visit = Visit(
            world.session, 1, "Dana Ortiz", "dana@example.com", "light", "en_US", account, 1, world.scope, TODAY, looking=world.looking
        )
        await app({**asked, "state": {VISIT: visit}}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://portal.test") as world.asks:
        yield world
    await packs.stop()


def form_of(page: str, button: str) -> dict[str, str]:
    """What a browser would post with this button, as the page came."""
    (form,) = (inner for inner in re.findall(r'<form method="post" action="/packs">(.*?)</form>', page, re.DOTALL) if button in inner)
    inputs = [(re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form)]
    chosen = re.findall(r'<select name="([^"]*)".*?<option value="([^"]*)" selected', form, re.DOTALL)
    return {name[1]: value[1] if value else "" for name, value in inputs if name} | dict(chosen)


def replace_make(world: World, kind: str, make: Made) -> None:
    """Have the papers of a kind made by this."""
    contents = world.packs.contents
    contents._sources = {**contents._sources, kind: replace(contents._sources[kind], make=make)}


def listed(data: bytes, name: str) -> list[dict[str, str]]:
    """The list in a pack."""
    with ZipFile(BytesIO(data)) as made:
        assert made.testzip() is None
        return list(csv.DictReader(StringIO(made.read(name).decode("utf-8-sig"))))


async def test_a_pack_is_asked_for_watched_and_taken_along_and_that_is_written_down(world: World) -> None:
    asked = (await world.asks.get("/packs/new?of=invoices&status=all")).text
    assert "3 invoices as PDFs, and a list of them." in asked

    path = await world.begun(of="invoices", status="all")
    page = await world.watched(path)
    assert "3 of 3 papers" in page
    taken = await world.asks.get(f"{path}/papers.zip")

    assert taken.headers["content-disposition"] == 'attachment; filename="invoices-2041-2026-11-23.zip"'
    assert taken.headers["cache-control"] == "no-store"
    with ZipFile(BytesIO(taken.content)) as made:
        assert sorted(made.namelist()) == ["invoice-10482.pdf", "invoice-10483.pdf", "invoice-A-1.pdf", "invoices.csv"]
        assert all(made.read(name).startswith(b"%PDF-") for name in made.namelist() if name.endswith(".pdf"))
    assert {row["Invoice #"]: row["File"] for row in listed(taken.content, "invoices.csv")} == {
        "10482": "invoice-10482.pdf",
        "10483": "invoice-10483.pdf",
        "A/1": "invoice-A-1.pdf",
    }
    assert await world.rows() == [("list.export", "list:invoices", {"format": "zip", "papers": "3"})]


async def test_each_page_says_of_which_account_the_papers_are(world: World) -> None:
    path = await world.begun(of="invoices")
    await world.watched(path)

    pages = [await world.asks.get(asked) for asked in (path, "/packs/new?of=everything", "/packs/new?of=invoices", "/packs/new?from=x")]
    pages.append(await world.post("/packs", of="everything", q="nothing like it"))

    assert ["Dana Ortiz Contracting · 2041" in re.sub(r"<title>.*?</title>", "", page.text) for page in pages] == [True] * 5


async def test_those_chosen_alone_are_in_it_each_once(world: World) -> None:
    path = await world.begun(of="invoices", number=["A/1", "10482", "A/1"])
    await world.watched(path)

    taken = await world.asks.get(f"{path}/papers.zip")

    assert [row["Invoice #"] for row in listed(taken.content, "invoices.csv")] == ["A/1", "10482"]
    assert (await world.post("/packs", of="invoices", number="10999")).status_code == 404


async def test_one_that_cannot_be_made_is_named_in_the_list_and_the_others_come(world: World) -> None:
    make = world.packs.contents._sources["invoices"].make
    tries = iter([TooBusyError, TooBusyError])

    async def sometimes(scope: Scope, row: Any) -> DocumentFile:
        if row.number == "10483":
            raise DocumentFailedError
        if row.number == "A/1" and (busy := next(tries, None)):
            raise busy
        return await make(scope, row)

    replace_make(world, "invoices", sometimes)
    path = await world.begun(of="invoices", number=["A/1", "10483", "10482"])
    page = await world.watched(path)
    taken = await world.asks.get(f"{path}/papers.zip")

    assert "1 paper could not be made." in page
    rows = {row["Invoice #"]: (row["File"], row["Not in this ZIP file because"]) for row in listed(taken.content, "invoices.csv")}
    assert rows["10482"] == ("invoice-10482.pdf", "")
    assert rows["A/1"] == ("invoice-A-1.pdf", "")
    assert rows["10483"][0] == ""
    assert rows["10483"][1].startswith("We could not make this document")
    assert await world.rows() == [("list.export", "list:invoices", {"format": "zip", "papers": "2"})]


async def test_a_site_contact_gets_orders_alone_and_no_money(world: World) -> None:
    world.scope = replace(world.scope, sees_money=False)
    for kind in ("invoices", "payments"):
        assert (await world.asks.get(f"/packs/new?of={kind}")).status_code == 403
        assert (await world.post("/packs", of=kind, number="10482")).status_code == 403

    path = await world.begun(of="orders")
    await world.watched(path)
    (row,) = listed((await world.asks.get(f"{path}/papers.zip")).content, "orders.csv")

    assert row["Order #"] == "W-9"
    assert "Order Amount" not in row


async def test_more_than_a_pack_holds_is_refused_with_what_to_narrow(world: World) -> None:
    await add_many_invoices(world.database, world.scope, MOST_PAPERS, await add_location(world.database, world.scope))
    said = "These are 203 papers; one ZIP file holds 200. Narrow them down"

    asked = await world.asks.get("/packs/new?of=invoices&status=all")
    refused = await world.post("/packs", of="invoices", status="all")

    assert (asked.status_code, said in asked.text, "Make the ZIP file" in asked.text) == (200, True, False)
    assert (refused.status_code, said in refused.text) == (400, True)
    assert (await world.post("/packs", of="invoices", q="nothing like it")).status_code == 400


async def test_an_account_has_one_pack_under_way_which_only_its_own_sign_in_sees_and_stops(world: World) -> None:
    is_held = asyncio.Event()

    async def never(_scope: Scope, _row: Any) -> DocumentFile:
        await is_held.wait()
        raise DocumentFailedError

    replace_make(world, "invoices", never)
    path = await world.begun(of="invoices")
    page = (await world.asks.get(path)).text
    assert re.search(r'<progress[^>]* value="0" max="3">', page)
    own = await world.post("/packs", of="everything", q="HR-91")
    assert (own.status_code, f'href="{path}">See the one being made</a>' in own.text) == (409, True)
    assert form_of(own.text, "Make the ZIP file")["q"] == "HR-91"
    chosen = await world.post("/packs", of="invoices", number="10482")
    assert (chosen.status_code, f'href="{path}"' in chosen.text, 'name="number" value="10482"' in chosen.text) == (409, True, True)
    world.session = 2
    others = await world.post("/packs", of="orders")
    assert (others.status_code, "Someone else" in others.text, path in others.text) == (409, True, False)
    assert [(await world.asks.get(path)).status_code, (await world.post(f"{path}/cancel")).status_code] == [404, 404]
    world.session = 1
    assert (await world.asks.get(f"{path}/papers.zip")).status_code == 404

    stopped = await world.post(f"{path}/cancel")

    assert (stopped.status_code, stopped.headers["location"]) == (303, "/invoices")
    assert (await world.asks.get(path)).status_code == 404
    await world.begun(of="orders")
    assert await world.rows() == []


async def test_what_nobody_looks_at_any_more_is_not_made_on(world: World) -> None:
    made: list[str] = []

    async def make(_scope: Scope, row: Any) -> DocumentFile:
        made.append(row.number)
        raise DocumentFailedError

    replace_make(world, "invoices", make)
    world.packs._times = PackTimes(unwatched=-1, kept=30)
    path = await world.begun(of="invoices")
    await asyncio.gather(*(task for task in asyncio.all_tasks() if "_work" in str(task.get_coro())))

    assert (made, (await world.asks.get(path)).status_code) == ([], 404)


async def test_a_right_that_is_lost_takes_the_pack_along(world: World) -> None:
    path = await world.begun(of="invoices")
    await world.watched(path)

    world.scope = replace(world.scope, sees_money=False)

    assert (await world.asks.get(f"{path}/papers.zip")).status_code == 404


async def test_a_kind_that_there_is_none_of_makes_no_pack_of_another(world: World) -> None:
    asked, posted = await world.asks.get("/packs/new?of=xx"), await world.post("/packs", of="xx")

    for refused in (asked, posted, await world.post("/packs")):
        assert refused.status_code == 400
        assert "A ZIP file holds orders, invoices, payments, or all of them" in refused.text
    assert await world.rows() == []
    assert (await world.asks.get("/packs/new")).status_code == 200


async def test_everything_of_some_days_comes_in_one_file_a_folder_and_a_list_a_kind(world: World) -> None:
    bill = await add_invoice(world.database, world.scope, number="10001", on=date(2026, 1, 5), due_in=-280)
    await add_payment(world.database, world.scope, number="P-1", paid_on=date(2026, 1, 20), to={bill: 100})
    await add_payment(world.database, world.scope, number="P-2")
    asked = (await world.asks.get("/packs/new?of=everything&from=2026-01-01&to=2026-01-31")).text
    assert "1 invoice as a PDF, and a list of it." in asked
    assert "The receipt of 1 payment, and a list of it." in asked
    assert "order" not in re.findall(r'<ul class="lead".*?</ul>', asked)[0]

    path = await world.begun(**{"of": "everything", "from": "2026-01-01", "to": "2026-01-31"})
    await world.watched(path)
    taken = await world.asks.get(f"{path}/papers.zip")

    assert taken.headers["content-disposition"] == 'attachment; filename="papers-2041-from-2026-01-01-to-2026-01-31-2026-11-23.zip"'
    with ZipFile(BytesIO(taken.content)) as made:
        assert made.namelist() == ["invoices/invoice-10001.pdf", "payments/payment-P-1-receipt.pdf", "invoices.csv", "payments.csv"]
    assert [row["File"] for row in listed(taken.content, "payments.csv")] == ["payments/payment-P-1-receipt.pdf"]
    assert await world.rows() == [("list.export", "list:everything", {"format": "zip", "papers": "2"})]


async def test_everything_of_a_po_number_brings_the_payments_of_its_invoices_whenever_they_were_made(world: World) -> None:
    bill = await add_invoice(world.database, world.scope, number="10700", po_number="HR-91")
    credit = await add_invoice(world.database, world.scope, number="10701", po_number="HR-91", credited_cents=50)
    await add_credit_memo(world.database, world.scope, number="CM-1", total_cents=50, remaining_cents=0, to={credit: 50})
    await add_credit_memo(world.database, world.scope, number="CM-2", total_cents=50, remaining_cents=50)
    await add_order(world.database, world.scope, await add_location(world.database, world.scope), number="W-91", po_number="HR-91")
    paid = await add_payment(world.database, world.scope, number="P-1", to={bill: 100, credit: 100})
    await add_refund(world.database, paid, number="R-1", amount_cents=30, reason="Paid twice")
    await add_refund(world.database, await add_payment(world.database, world.scope, number="P-2"), number="R-2", amount_cents=30)

    path = await world.begun(of="everything", q="HR-91")
    await world.watched(path)
    taken = (await world.asks.get(f"{path}/papers.zip")).content

    with ZipFile(BytesIO(taken)) as made:
        assert [name for name in sorted(made.namelist()) if name.endswith(".pdf")] == [
            "credits/credit-memo-CM-1.pdf",
            "invoices/invoice-10700.pdf",
            "invoices/invoice-10701.pdf",
            "orders/order-W-91-receipt.pdf",
            "payments/payment-P-1-receipt.pdf",
            "refunds/refund-R-1-note.pdf",
        ]
    (refund,), (memo,) = listed(taken, "refunds.csv"), listed(taken, "credits.csv")
    assert (refund["Refund #"], refund["Payment #"], refund["Refund Amount"], refund["Reason"]) == ("R-1", "P-1", "0.30", "Paid twice")
    assert (memo["Credit Memo #"], memo["Credit Amount"], memo["Left to Use"], memo["File"]) == (
        "CM-1",
        "0.50",
        "0.00",
        "credits/credit-memo-CM-1.pdf",
    )
    asked = (await world.asks.get("/packs/new?of=everything&q=HR-91")).text
    assert "The receipt of 1 payment, and a list of it." in asked
    assert "The note of 1 refund, and a list of it." in asked
    assert "1 credit memo as a PDF, and a list of it." in asked


async def test_the_zip_file_is_of_what_stands_in_the_fields_whatever_was_shown_before(world: World) -> None:
    await add_order(world.database, world.scope, await add_location(world.database, world.scope), number="W-91", po_number="HR-91")
    page = (await world.asks.get("/packs/new?of=everything")).text
    form = form_of(page, "Make the ZIP file")
    assert {"account": "2041", "of": "everything", "q": "", "from": "", "to": ""}.items() <= form.items()
    assert re.search(r'<button[^>]* formmethod="get" formaction="/packs/new"[^>]*>Show what fits', page)

    answer = await world.post("/packs", **{**form, "q": "HR-91"})
    path = answer.headers["location"]
    await world.watched(path)
    taken = await world.asks.get(f"{path}/papers.zip")

    assert taken.headers["content-disposition"] == 'attachment; filename="papers-2041-PO-HR-91-2026-11-23.zip"'
    with ZipFile(BytesIO(taken.content)) as made:
        assert [name for name in made.namelist() if name.endswith(".pdf")] == ["orders/order-W-91-receipt.pdf"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"of": "everything", "location": "L/7 ü"}, "papers-2041-location-L-7-u-2026-11-23"),
        ({"of": "everything", "from": "2026-01-01", "to": "2026-11-30"}, "papers-2041-from-2026-01-01-to-2026-11-30-2026-11-23"),
        ({"of": "invoices", "q": '/pine "st', "to": "2026-11-30"}, "invoices-2041-pine-st-to-2026-11-30-2026-11-23"),
        ({"of": "invoices", "q": '7/Pine "St" 木'}, "invoices-2041-PO-7-Pine-St-2026-11-23"),
        ({"of": "invoices", "q": "木"}, "invoices-2041-2026-11-23"),
        ({"of": "invoices", "number": "10482"}, "invoices-2041-2026-11-23"),
    ],
)
async def test_the_name_of_the_file_says_what_it_is_of(world: World, asked: dict[str, str], name: str) -> None:
    place = await add_location(world.database, world.scope, number="L/7 ü")
    await add_invoice(world.database, world.scope, number="10800", po_number='7/Pine "St" 木', lines=(Line(100, place),))

    path = await world.begun(**asked)
    await world.watched(path)
    taken = await world.asks.get(f"{path}/papers.zip")

    assert taken.headers["content-disposition"] == f'attachment; filename="{name}.zip"'


async def test_the_name_says_the_po_number_also_where_only_an_invoice_is_left_that_does_not_bear_it(world: World) -> None:
    place = await add_location(world.database, world.scope)
    order = await add_order(world.database, world.scope, place, number="W-91", po_number="HR-91", service_on=TODAY - timedelta(days=60))
    await add_invoice(world.database, world.scope, number="10800", lines=(Line(100, place, order),), on=TODAY)

    path = await world.begun(**{"of": "everything", "q": "hr-91", "from": TODAY.isoformat()})
    await world.watched(path)
    taken = await world.asks.get(f"{path}/papers.zip")

    assert 'filename="papers-2041-PO-hr-91-from-2026-11-23-2026-11-23.zip"' in taken.headers["content-disposition"]
    with ZipFile(BytesIO(taken.content)) as made:
        assert [name for name in made.namelist() if name.endswith(".pdf")] == ["invoices/invoice-10800.pdf"]


async def test_what_no_zip_file_can_be_made_of_is_said_on_the_page_with_the_fields_as_typed(world: World) -> None:
    await add_many_invoices(world.database, world.scope, MOST_PAPERS, await add_location(world.database, world.scope, number="L-7"))
    typed = {"of": "everything", "q": "nothing like it", "from": "2026-01-01", "to": "2026-11-30", "location": "L-7"}

    none = await world.post("/packs", **typed)
    too_many = await world.post("/packs", **{**typed, "q": "", "location": "", "from": "2020-01-01"})

    assert (none.status_code, too_many.status_code) == (400, 400)
    assert "Nothing fits the search and the filters chosen" in none.text
    assert re.search(r"These are \d+ papers; one ZIP file holds 200", too_many.text)
    assert form_of(none.text, "Make the ZIP file") == {"account": "2041", **typed}
    assert form_of(too_many.text, "Make the ZIP file")["from"] == "2020-01-01"
    again = await world.asks.get("/packs")  # as a browser that opens the tab anew
    assert (again.status_code, again.headers.get("location")) == (303, "/packs/new?of=everything")
    shown = (await world.asks.get("/packs/new", params={name: text for name, text in typed.items() if name != "q"})).text
    assert "Make the ZIP file" in shown  # of other words, which may be typed now


@pytest.mark.parametrize(
    ("asked", "said", "marked"),
    [
        ({"from": "2026-03-01", "to": "2026-02-01"}, "The first day of the range lies after the last.", ["from", "to"]),
        ({"from": "2026-02-30"}, "is no day. Write it as 2026-11-23.", ["from"]),
        ({"to": "someday"}, "is no day. Write it as 2026-11-23.", ["to"]),
        ({"q": "HR" * 60}, "A search may be at most 100 characters long.", ["q"]),
        ({"location": "L-none"}, "There is no location L-none in this account.", ["location"]),
    ],
)
async def test_what_cannot_be_meant_is_said_at_its_field_and_the_form_stays_as_it_was_typed(
    world: World, asked: dict[str, str], said: str, marked: list[str]
) -> None:
    typed = {"q": "HR-91", "from": "", "to": "", **asked, "of": "everything"}

    for answer in (await world.asks.get("/packs/new", params=typed), await world.post("/packs", **typed)):
        assert answer.status_code == (404 if "location" in asked else 400)
        assert said in answer.text
        fields = re.findall(r"<(?:input|select)[^>]*>", answer.text)
        assert [re.findall(r'name="([^"]*)"', field)[0] for field in fields if 'aria-invalid="true"' in field] == marked
        beside = marked[0] if len(marked) == 1 else ""
        assert (f'id="{beside}-wrong"' if beside else 'id="refusal"') in answer.text
        form = form_of(answer.text, "Make the ZIP file")
        assert {name: form[name] for name in typed if name != "location"} == {name: typed[name] for name in typed if name != "location"}


async def test_everything_of_a_location_is_what_its_lists_show(world: World) -> None:
    place = await add_location(world.database, world.scope, number="L-7")
    await add_invoice(world.database, world.scope, number="10800", lines=(Line(100, place),))

    path = await world.begun(of="everything", location="L-7")
    await world.watched(path)

    with ZipFile(BytesIO((await world.asks.get(f"{path}/papers.zip")).content)) as made:
        assert made.namelist() == ["invoices/invoice-10800.pdf", "invoices.csv"]
    assert (await world.post("/packs", of="everything", location="L-none")).status_code == 404


async def test_everything_is_orders_alone_for_who_sees_no_money_and_never_too_much(world: World) -> None:
    await add_many_invoices(world.database, world.scope, MOST_PAPERS, await add_location(world.database, world.scope))
    too_many = (await world.asks.get("/packs/new?of=everything")).text
    assert "These are 204 papers; one ZIP file holds 200." in too_many
    assert (await world.post("/packs", of="everything")).status_code == 400

    world.scope = replace(world.scope, sees_money=False)
    path = await world.begun(of="everything")
    await world.watched(path)

    with ZipFile(BytesIO((await world.asks.get(f"{path}/papers.zip")).content)) as made:
        assert made.namelist() == ["order-W-9-receipt.pdf", "orders.csv"]


async def test_who_sees_as_a_customer_is_told_and_has_no_button(world: World) -> None:
    world.looking = Looking(3, "Olga", NOON)

    for asked in ("of=orders", "of=everything", "of=everything&q=nothing+like+it", "of=everything&from=x"):
        page = (await world.asks.get(f"/packs/new?{asked}")).text

        assert "You see the portal as the customer does, so you can make no ZIP file" in page
        assert "Make the ZIP file" not in page
        assert "/packs" not in page
        assert "Dana Ortiz Contracting · 2041" in page


async def test_who_sees_as_a_customer_is_told_so_on_each_page_and_can_end_it_there(world: World) -> None:
    ends = '<form method="post" action="/staff/see-as/end"><button class="btn small">Back to the office</button></form>'
    page = (await world.asks.get("/packs/new")).text
    assert ("You see this portal as" in page, ends in page, "Sign out" in page) == (False, False, True)

    world.looking = Looking(3, "Olga", NOON)

    for asked in ("/packs/new?of=orders", "/packs/new?of=everything", "/packs/none"):
        page = (await world.asks.get(asked)).text
        assert "You see this portal as Dana Ortiz does. You can change nothing." in page
        assert ends in page
        assert "Sign out" not in page
