"""`/invoices.csv` and its like, as a browser asks for them."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Send
from starlette.types import Scope as Request

from db.engine import Database
from db.models import CustomerKind, InvoiceStatus, OrderStatus
from db.scope import Scope
from pages import exports
from pages.guard.visitors import VISIT
from pages.plain import PlainPages
from portal_ui.service.company import Company
from portal_ui.service.customers import Customers
from portal_ui.service.handouts import Handouts
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.payments import Payments
from portal_ui.service.routed_services import RoutedServices
from portal_ui.views import AccountView, Visit
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.builders.trade import NOON, TODAY, add_customer, add_invoice, add_location, add_order, add_payment, add_routed_service
from tests.exports.reading_workbooks import cells_of

pytestmark = pytest.mark.any_database


class Browser:
    """Asks the download routes as whoever is behind the guard."""

    def __init__(self, database: Database) -> None:
        company = Company(database, lambda: NOON)
        portal = portal_with(
            company=company,
            customers=Customers(database, company),
            routed_services=RoutedServices(database, company),
            orders=Orders(database, company),
            invoices=Invoices(database, company),
            payments=Payments(database, company),
            handouts=Handouts(database, lambda: NOON),
        )
        plain = PlainPages(portal, is_https=False)
        self._web = FastAPI()
        self._web.include_router(exports.router(plain))

    async def get(self, scope: Scope, address: str) -> httpx.Response:
        """What the person with this scope is answered."""

        async def guarded(request: Request, receive: Receive, send: Send) -> None:
            request["state"] = {VISIT: _visit(scope)}
            await self._web(request, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://portal") as client:
            return await client.get(address)


def _visit(scope: Scope) -> Visit:
    account = AccountView(scope.customer_id, '20/41 \r\n"é', "Dana", "Tyler", CustomerKind.ROLL_OFF)
    return Visit(1, 1, "Dana", "dana@example.com", "system", "en_US", account, 1, scope, TODAY)


@pytest.fixture
async def browser(database: Database) -> Browser:
    """A browser behind the guard."""
    await add_company(database)
    return Browser(database)


async def test_a_download_has_the_rows_that_the_address_asks_for(browser: Browser, database: Database) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_invoice(database, scope, number="INV-1", total_cents=123_450, on=date(2026, 10, 1), location_label="Łódź St")
    await add_invoice(database, scope, number="INV-2", paid_cents=10_000)
    await add_invoice(database, scope, number="INV-3", status=InvoiceStatus.PENDING)
    await add_invoice(database, another, number="INV-4")

    answer = await browser.get(scope, "/invoices.csv?status=open&sort=number&page=9")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="invoices-20-41-e-2026-11-23.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Invoice #,Invoice Date,Due Date,Status,Terms,Location Address,PO #,Invoice Total,Invoice Balance",
        "INV-1,2026-10-01,2026-12-23,Open,Net 30,Łódź St,,1234.50,1234.50",
    ]


async def test_every_list_is_there_in_both_forms(browser: Browser, database: Database) -> None:
    scope = await add_customer(database, kind=CustomerKind.COMMERCIAL)
    place = await add_location(database, scope)
    await add_order(database, scope, place, number="W-1", total_cents=900)
    await add_invoice(database, scope, number="INV-1")
    await add_payment(database, scope, number="P-1")
    await add_routed_service(database, scope, place, service="Front-load")

    for name, first in (("orders", "W-1"), ("invoices", "INV-1"), ("payments", "P-1,2026-11-23"), ("services", "Front-load")):
        plain = await browser.get(scope, f"/{name}.csv")
        book = await browser.get(scope, f"/{name}.xlsx")
        header, row = plain.content.decode("utf-8-sig").splitlines()
        assert row.startswith(first)
        assert [cell.text for cell in cells_of(BytesIO(book.content))[0]] == header.split(",")


async def test_a_file_says_how_an_invoice_stands_in_the_words_of_the_screen(browser: Browser, database: Database) -> None:
    scope = await add_customer(database)
    await add_invoice(database, scope, number="INV-1", due_in=-5, paid_cents=4_000)
    await add_invoice(database, scope, number="INV-2", due_in=-5)

    plain = await browser.get(scope, "/invoices.csv?sort=number")
    book = await browser.get(scope, "/invoices.xlsx?sort=number")

    assert [row.split(",")[3] for row in plain.text.splitlines()[1:]] == ["Part paid", "Overdue"]
    assert [row[3].text for row in cells_of(BytesIO(book.content))[1:]] == ["Part paid", "Overdue"]


async def test_a_site_contact_downloads_orders_without_amounts_and_no_invoices(browser: Browser, database: Database) -> None:
    owner = await add_customer(database)
    place = await add_location(database, owner)
    await add_order(database, owner, place, number="W-1", total_cents=98_765)
    contact = replace(owner, sees_money=False, location_ids=frozenset({place}))

    orders = await browser.get(contact, "/orders.csv")
    invoices = await browser.get(contact, "/invoices.csv")

    assert "W-1" in orders.text
    assert "987" not in orders.text
    assert "Amount" not in orders.text
    assert (invoices.status_code, "no invoices or payments" in invoices.text) == (403, True)


async def test_an_order_without_a_price_has_an_empty_amount(browser: Browser, database: Database) -> None:
    scope = await add_customer(database)
    place = await add_location(database, scope)
    await add_order(database, scope, place, number="W-1", status=OrderStatus.SCHEDULED, total_cents=0)
    await add_order(database, scope, place, number="W-2", status=OrderStatus.COMPLETED, total_cents=0)

    plain = await browser.get(scope, "/orders.csv?sort=number")
    book = await browser.get(scope, "/orders.xlsx?sort=number")

    assert [row.rsplit(",", 1)[1] for row in plain.text.splitlines()] == ["Order Amount", "", "0.00"]
    assert [len(cells) for cells in cells_of(BytesIO(book.content))] == [9, 8, 9]


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/invoices.csv?sort=x", 400, "cannot be sorted by"),
        ("/invoices.xlsx?status=pending", 400, "has no filter"),
        ("/invoices.csv?page=0", 400, "There is no page"),
        ("/invoices.csv?location=theirs", 404, "There is no location theirs"),
        ("/services.csv", 404, "no routed services"),
    ],
)
async def test_what_cannot_be_meant_is_a_page_with_a_sentence(
    browser: Browser, database: Database, address: str, status: int, sentence: str
) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_location(database, another, number="theirs")

    answer = await browser.get(scope, address)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert sentence in answer.text
