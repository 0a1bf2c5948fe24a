"""The addresses of the papers, as a browser asks for them."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from db.engine import Database
from db.models import AuditEntry
from pages import downloads
from pages.guard.visitors import VISIT
from pages.plain import PlainPages
from portal_ui.documents.statement import MOST_ROWS
from portal_ui.documents.workers import Workers
from portal_ui.service.company import Company
from portal_ui.service.credits import Credits
from portal_ui.service.document_records import Records
from portal_ui.service.documents import Documents
from portal_ui.service.handouts import Handouts
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.payments import Payments
from portal_ui.service.statements import Statements
from portal_ui.views import AccountView, CustomerKind, Scope, Visit
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.builders.statements import add_many_invoices
from tests.builders.trade import (
    NOON,
    TODAY,
    add_credit_memo,
    add_customer,
    add_invoice,
    add_location,
    add_order,
    add_payment,
    add_refund,
)

pytestmark = pytest.mark.any_database


class Browser:
    """A browser whose visitor is in one account, past the guard."""

    def __init__(self, app: FastAPI, scope: Scope) -> None:
        self.scope = scope
        self._app = app
        self.asks = httpx.AsyncClient(transport=httpx.ASGITransport(self._guarded), base_url="http://portal.test")

    async def _guarded(self, asked: Asked, receive: Receive, send: Send) -> None:
        account = AccountView(self.scope.customer_id, "2041", "Dana Ortiz Contracting", "Marshall", CustomerKind.ROLL_OFF)
        visit = Visit(1, 1, "Dana Ortiz", "dana@example.com", "light", "en_US", account, 1, self.scope, TODAY)
        await self._app({**asked, "state": {VISIT: visit}}, receive, send)


@pytest.fixture
async def browser(database: Database, workers: Workers, tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser in the account of a customer with one order, one invoice and one payment."""
    await add_company(database)
    scope = await add_customer(database)
    invoice = await add_invoice(database, scope, number="10482")
    await add_order(database, scope, await add_location(database, scope), number="W-9")
    payment = await add_payment(database, scope, number="P-1", to={invoice: 100}, amount_cents=100)
    await add_refund(database, payment, number="R-4", amount_cents=10)
    await add_credit_memo(database, scope, number="CM-5", total_cents=100, remaining_cents=100)
    company = Company(database, lambda: NOON)
    statements = Statements(database, company)
    records = Records(
        company, Orders(database, company), Invoices(database, company), Payments(database, company), Credits(database), statements
    )
    documents = Documents(database, records, workers, tmp_path)
    app = FastAPI()
    handouts = Handouts(database, lambda: NOON)
    portal = portal_with(company=company, documents=documents, statements=statements, handouts=handouts)
    app.include_router(downloads.router(PlainPages(portal, is_https=False)))
    browser = Browser(app, scope)
    async with browser.asks:
        yield browser


ADDRESSES = {
    "/orders/W-9/receipt.pdf": "order-W-9-receipt.pdf",
    "/invoices/10482.pdf": "invoice-10482.pdf",
    "/payments/P-1/receipt.pdf": "payment-P-1-receipt.pdf",
    "/payments/P-1/refunds/R-4.pdf": "refund-R-4-note.pdf",
    "/credits/CM-5.pdf": "credit-memo-CM-5.pdf",
}
STATEMENTS = ("/statement.pdf", "/statement.csv", "/statement.xlsx")


async def test_each_paper_is_a_download_that_nobody_keeps(browser: Browser) -> None:
    for address, filename in ADDRESSES.items():
        answer = await browser.asks.get(address)

        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-disposition"] == f"attachment; filename=\"{filename}\"; filename*=UTF-8''{filename}"
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.content.startswith(b"%PDF-")


async def test_each_paper_that_goes_out_is_written_down_once_and_nothing_else_is(browser: Browser, database: Database) -> None:
    for address in (*ADDRESSES, "/statement.pdf", "/statement.csv?as_of=2026-11-20"):
        assert (await browser.asks.get(address, headers={"Range": "bytes=0-9"})).status_code == 200
        assert (await browser.asks.head(address)).status_code in (200, 405)
    browser.scope = await add_customer(database)
    for address in (*ADDRESSES, "/statement.pdf?as_of=tomorrow", "/statement.csv?location=none"):
        assert (await browser.asks.get(address)).status_code in (400, 404)

    rows = await database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    assert {(row.actor, row.acting_as, row.action, row.address, row.at) for row in rows} == {
        ("person:1", "", "document.download", "127.0.0.1", NOON)
    }
    assert [(row.subject, row.details) for row in rows] == [
        ("order:W-9", {"format": "pdf"}),
        ("invoice:10482", {"format": "pdf"}),
        ("payment:P-1", {"format": "pdf"}),
        ("refund:R-4", {"format": "pdf"}),
        ("credit:CM-5", {"format": "pdf"}),
        ("statement:2041", {"format": "pdf"}),
        ("statement:2041", {"format": "csv", "as_of": "2026-11-20"}),
    ]


async def test_what_cannot_be_written_down_does_not_go_out(browser: Browser, database: Database) -> None:
    def forbid(session: Session) -> None:
        session.execute(text("DROP TABLE audit"))

    await database.write(forbid)

    for address in (*ADDRESSES, *STATEMENTS):
        with pytest.raises(DBAPIError):
            await browser.asks.get(address)


async def test_another_accounts_paper_looks_like_one_that_is_not_there(browser: Browser, database: Database) -> None:
    own = browser.scope
    browser.scope = await add_customer(database)
    foreign = [await browser.asks.get(address) for address in ADDRESSES]
    browser.scope = own
    missing = [await browser.asks.get(address.replace("10482", "10999").replace("-", "-7")) for address in ADDRESSES]

    assert [answer.status_code for answer in foreign + missing] == [404] * 2 * len(ADDRESSES)
    for ours, theirs in zip(missing, foreign, strict=True):
        assert ours.text.replace("10999", "10482").replace("-7", "-") == theirs.text.replace("-7", "-")
        assert ours.headers.keys() == theirs.headers.keys()


async def test_a_number_may_hold_a_slash(browser: Browser, database: Database) -> None:
    await add_invoice(database, browser.scope, number="INV/2026/0042")

    answer = await browser.asks.get("/invoices/INV%2F2026%2F0042.pdf")

    assert answer.status_code == 200
    assert 'filename="invoice-INV-2026-0042.pdf"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("number", ["..%2F..%2Fetc%2Fpasswd", "%00", "x" * 2_000, "%F0%9F%9A%9B", "'%20OR%201=1"])
async def test_nonsense_is_not_found(browser: Browser, number: str) -> None:
    assert (await browser.asks.get(f"/invoices/{number}.pdf")).status_code == 404


async def test_who_sees_no_money_is_told_so(browser: Browser) -> None:
    browser.scope = replace(browser.scope, sees_money=False)

    assert (await browser.asks.get("/invoices/10482.pdf")).status_code == 403


async def test_a_name_with_other_letters_is_written_for_old_and_new_systems(browser: Browser, database: Database) -> None:
    await add_invoice(database, browser.scope, number='Ł "1"')

    answer = await browser.asks.get("/invoices/%C5%81%20%221%22.pdf")

    disposition = answer.headers["content-disposition"]
    assert disposition == "attachment; filename=\"invoice----1-.pdf\"; filename*=UTF-8''invoice-%C5%81%20%221%22.pdf"


async def test_a_statement_is_a_paper_and_a_file_named_after_the_account_and_the_day(browser: Browser, database: Database) -> None:
    number = (await browser.asks.get("/statement.csv")).headers["content-disposition"].split("-")[1]
    await add_location(database, browser.scope, number="L 7")
    paper = await browser.asks.get("/statement.pdf")
    file = await browser.asks.get("/statement.csv?location=L+7&as_of=2026-11-20")

    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert f'filename="statement-{number}-2026-11-23.pdf"' in paper.headers["content-disposition"]
    assert paper.content.startswith(b"%PDF-")
    assert (file.status_code, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert file.headers["content-disposition"] == f'attachment; filename="statement-{number}-L-7-2026-11-20.csv"'
    assert all("no-store" in answer.headers["cache-control"] for answer in (paper, file))


async def test_an_activity_is_a_paper_and_files_named_after_the_account_and_its_days(browser: Browser, database: Database) -> None:
    days = "view=activity&from=2026-10-05&as_of=2026-11-20"
    for form in ("pdf", "csv", "xlsx"):
        answer = await browser.asks.get(f"/statement.{form}?{days}")

        assert answer.status_code == 200
        assert re.search(rf'filename="activity-\d+-2026-10-05-2026-11-20.{form}"', answer.headers["content-disposition"])
    [row, *_others] = await database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    assert (row.subject, row.details) == (
        "statement:2041",
        {"format": "pdf", "view": "activity", "from": "2026-10-05", "as_of": "2026-11-20"},
    )


async def test_a_statement_made_twice_is_the_same_file(browser: Browser) -> None:
    first, again = [(await browser.asks.get("/statement.pdf")).content for _time in range(2)]

    assert first == again


@pytest.mark.parametrize("address", STATEMENTS)
@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("location=L-theirs", 404, "There is no location L-theirs"),
        ("as_of=2026-11-24", 400, "still to come"),
        ("as_of=tomorrow", 400, "is no day"),
        ("as_of=2026-02-30", 400, "is no day"),
        ("view=everything", 400, "There is no statement"),
        ("view=activity&from=2026-11-20&as_of=2026-11-19", 400, "lies after the last"),
        ("view=activity&as_of=2026-11-24", 400, "still to come"),
        ("view=activity&from=2016-01-01", 400, "10 years at most"),
        ("view=activity&period=soon", 400, "There is no period"),
    ],
)
async def test_a_statement_that_cannot_be_meant_is_a_page_with_a_sentence(
    browser: Browser, database: Database, address: str, query: str, status: int, sentence: str
) -> None:
    await add_location(database, await add_customer(database), number="L-theirs")

    answer = await browser.asks.get(f"{address}?{query}")

    assert (answer.status_code, sentence in answer.text) == (status, True)


@pytest.mark.parametrize("address", STATEMENTS)
async def test_a_site_contact_gets_no_statement(browser: Browser, address: str) -> None:
    browser.scope = replace(browser.scope, sees_money=False, location_ids=frozenset({1}))

    assert (await browser.asks.get(address)).status_code == 403


async def test_a_statement_too_long_for_a_paper_says_what_to_take_in_its_place(browser: Browser, database: Database) -> None:
    await add_many_invoices(database, browser.scope, MOST_ROWS, await add_location(database, browser.scope))  # and the one it has

    answer = await browser.asks.get("/statement.pdf")

    assert (answer.status_code, "Take the CSV file, which has them all" in answer.text) == (400, True)
    assert (await browser.asks.get("/statement.csv")).status_code == 200
    answer = await browser.asks.get("/statement.pdf?view=activity")
    assert (answer.status_code, "or a shorter period" in answer.text) == (400, True)
