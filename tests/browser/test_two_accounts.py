"""Two tabs of one person who has two accounts: what is done in one is done for its own account, or not at all."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_server import Demo
from tests.browser.walking import ComeIn, choose_account
from tests.browser.wishes import charged, kept_wish

MARIA, HOUSEHOLD, FIRM = "maria@example.com", "3107", "3212"


def turn_to(page: Page, number: str) -> None:
    """Look into this account from now on, in all tabs."""
    page.goto("/accounts")
    choose_account(page, number)


@pytest.fixture
def left(come_in_paying: ComeIn) -> Iterator[Page]:
    """Maria's tab in her household's account, where her session is again afterwards."""
    page = come_in_paying(MARIA, HOUSEHOLD)
    turn_to(page, HOUSEHOLD)
    yield page
    turn_to(page, HOUSEHOLD)


def payments_of(demo: Demo, number: str) -> int:
    """How many payments the account has, of whatever kind."""
    asked = "SELECT count(*) FROM payments JOIN customers ON customers.id = payments.customer_id WHERE customers.number = ?"
    with closing(sqlite3.connect(demo.database)) as open_file:
        return int(open_file.execute(asked, (number,)).fetchone()[0])


def test_a_payment_dialog_left_open_in_one_account_pays_nothing_for_the_other(paying_demo: Demo, left: Page) -> None:
    left.goto("/")
    left.get_by_role("button", name="Add Payment").click()
    expect(left.get_by_role("dialog").get_by_role("button", name=re.compile(r"^Pay |^Continue"))).to_be_visible()
    before = payments_of(paying_demo, HOUSEHOLD), payments_of(paying_demo, FIRM)
    held = "window.pressed = [...document.querySelectorAll('[role=dialog] button')].find(one => /^(Pay|Continue)/.test(one.innerText))"
    left.evaluate(f"{held}; undefined")

    other = left.context.new_page()
    turn_to(other, FIRM)
    expect(left.get_by_role("dialog")).to_contain_text("You changed to another account in another tab", timeout=6_000)
    left.evaluate("window.pressed && window.pressed.click()")
    expect(left.get_by_role("dialog").get_by_role("button", name=re.compile(r"^Pay |^Continue"))).to_have_count(0)
    left.get_by_role("button", name="Show that account").click()

    expect(left.locator("a.account, div.account")).to_contain_text(FIRM)
    other.goto("/payments")
    expect(other.locator("a.account, div.account")).to_contain_text(FIRM)
    assert (payments_of(paying_demo, HOUSEHOLD), payments_of(paying_demo, FIRM)) == before


def test_a_card_page_left_open_in_one_account_is_refused_in_the_other(paying_demo: Demo, left: Page) -> None:
    with closing(sqlite3.connect(paying_demo.database)) as open_file:
        asked = (
            "SELECT invoices.number FROM invoices JOIN customers ON customers.id = invoices.customer_id WHERE customers.number = ?"
            " AND invoices.status = 'posted' AND invoices.total_cents - invoices.paid_cents - invoices.held_cents >= 500"
        )
        (number,) = open_file.execute(asked, (HOUSEHOLD,)).fetchone()
    address = kept_wish(paying_demo, MARIA, {number: 500})
    left.goto(address)
    left.get_by_role("radio", name=re.compile("ending 4242")).check()
    before = payments_of(paying_demo, FIRM)

    other = left.context.new_page()
    turn_to(other, FIRM)
    left.get_by_role("button", name="Pay $5.00").click()

    expect(left.get_by_text("Nothing was changed. Change back to do it there")).to_be_visible()
    assert charged(paying_demo, address) == []
    assert payments_of(paying_demo, FIRM) == before


def test_details_filled_in_for_one_account_are_not_written_into_the_other(paying_demo: Demo, left: Page) -> None:
    with closing(sqlite3.connect(paying_demo.database, timeout=10)) as open_file, open_file:
        open_file.execute("UPDATE company SET customers_edit_details = 1")
    before = phones(paying_demo)
    left.goto("/account")
    left.get_by_role("link", name="Change details and contacts").click()
    left.get_by_label("Phone").first.fill("555 0199")

    other = left.context.new_page()
    turn_to(other, FIRM)
    left.get_by_role("button", name="Save").click()

    expect(left.get_by_text("Nothing was changed. Change back to do it there")).to_be_visible()
    assert phones(paying_demo) == before


def phones(demo: Demo) -> list[tuple[str, str]]:
    """The phone of each account."""
    with closing(sqlite3.connect(demo.database)) as open_file:
        return open_file.execute("SELECT number, phone FROM customers WHERE number IN (?, ?) ORDER BY number", (HOUSEHOLD, FIRM)).fetchall()
