"""What needs a company of its own: thousands of rows, pending invoices, a server that goes away and comes back."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.demo_server import Demo
from tests.browser.walking import ComeIn, choose, column, count, how_many, rows, search, settled

DANA, LARGE = "dana@example.com", "large@example.com"


def test_thousands_of_rows_are_paged_at_once_and_counted_exactly_soon(come_in_own: ComeIn) -> None:
    page = come_in_own(LARGE)
    page.goto("/invoices?status=all")
    expect(page.locator(".pager:visible [role=status]")).to_have_text("1–25 of 3,000")
    expect(rows(page)).to_have_count(25)
    expect(page.get_by_role("link", name="Invoices")).to_contain_text("1,000+")

    page.get_by_role("button", name="Last page").click()
    settled(page)
    assert count(page) == "2,976–3,000 of 3,000"
    page.get_by_role("button", name="Invoice Total").click()
    settled(page)
    expect(page.get_by_role("columnheader", name="Invoice Total")).to_have_attribute("aria-sort", "descending")
    number = column(page, "Invoice #")[0]
    search(page, number)
    assert number in column(page, "Invoice #")
    assert how_many(page) < 25
    assert len(page.request.get("/invoices.csv?status=all").text().splitlines()) == 3001


def test_orders_by_the_thousand_are_counted_too(come_in_own: ComeIn) -> None:
    page = come_in_own(LARGE)
    page.goto("/orders?size=100&page=12")

    expect(page.locator(".pager:visible [role=status]")).to_have_text("1,101–1,200 of 1,200")
    expect(rows(page)).to_have_count(100)


@pytest.fixture
def showing_pending(own_demo: Demo) -> Iterator[None]:
    """The company shows pending invoices, for the time of the test."""
    _set_pending(own_demo, shown=True)
    yield
    _set_pending(own_demo, shown=False)


def test_pending_invoices_are_hidden_where_the_company_does_not_show_them(come_in_own: ComeIn) -> None:
    page = come_in_own(DANA)
    page.goto("/invoices?status=all&size=100")

    assert how_many(page) == 47
    assert "Pending, not a bill" not in column(page, "Status")
    expect(page.get_by_role("button", name="Pending")).to_have_count(0)


@pytest.mark.usefixtures("showing_pending")
def test_pending_invoices_are_shown_as_no_bill_and_count_for_nothing(come_in_own: ComeIn) -> None:
    page = come_in_own(DANA)
    page.goto("/invoices")
    expect(page.locator(".figures .card").first).to_contain_text("$4,085.22")
    expect(page.locator(".figures .card").nth(2)).to_contain_text("4")

    choose(page, "Open")
    assert how_many(page) == 4
    choose(page, "Pending")
    assert column(page, "Status") == ["Pending, not a bill"]
    assert column(page, "Invoice Balance") == ["–"]
    rows(page).first.get_by_role("link").first.click()
    expect(page.get_by_text("Pending: this is not a bill. It may still change, and nothing is owed on it yet.")).to_be_visible()
    expect(page.get_by_text("Remains")).to_have_count(0)


def test_a_tab_comes_back_signed_in_when_the_server_does(own_demo: Demo, come_in_own: ComeIn) -> None:
    page = come_in_own(DANA)
    page.goto("/orders?status=completed")
    expect(rows(page).first).to_be_visible()
    page.evaluate("window.untouched = true")

    own_demo.stop()
    own_demo.start()

    page.wait_for_function("window.untouched === undefined", timeout=40_000)
    expect(rows(page).first).to_be_visible(timeout=15_000)
    expect(page).to_have_url(re.compile(r"/orders\?status=completed$"))
    choose(page, "Cancelled")
    expect(page.locator("header .account")).to_contain_text("2041")


def _set_pending(demo: Demo, *, shown: bool) -> None:
    with closing(sqlite3.connect(demo.database)) as connection, connection:
        connection.execute("UPDATE company SET show_pending_invoices = ?", (shown,))
    demo.stop()
    demo.start()
