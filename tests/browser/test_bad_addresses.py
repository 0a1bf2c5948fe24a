"""Addresses that lead nowhere, or cannot be meant: a sentence, the right status, and no word of what is inside."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import FIRST_CELL, ComeIn, choose_account, rows, settled

DANA, MARIA = "dana@example.com", "maria@example.com"
OTHERS = ("/invoices/10290", "/orders/1", "/payments/7000", "/invoices/10290.pdf", "/orders/1/receipt.pdf", "/payments/7000/receipt.pdf")


IMPOSSIBLE = [
    ("sort=password_hash", 'This list cannot be sorted by "password_hash". Choose one of its columns.'),
    ("status=%27%20or%201=1", 'This list has no filter "\' or 1=1". Choose one of those it offers.'),
    ("status=pending", 'This list has no filter "pending".'),
    ("page=abc", 'There is no page "abc". Pages are counted from 1.'),
    ("page=-1", 'There is no page "-1".'),
    ("page=0", 'There is no page "0".'),
    ("page=99999999999", 'There is no page "99999999999".'),
    ("size=7", 'A page cannot have "7" rows. Choose one of 10, 25, 50, 100.'),
    ("location=4155-1", "There is no location 4155-1 in this account."),
    ("from=2026-12-31&to=2026-01-01", "The first day of the range lies after the last."),
    ("from=31.12.2026", '"31.12.2026" is no day. Write it as 2026-11-23.'),
    ("q=" + "x" * 101, "A search may be at most 100 characters long."),
    ("q=" + "+".join("abcdefghi"), "A search may have at most 8 words."),
]


@pytest.mark.parametrize(("query", "sentence"), IMPOSSIBLE[::5])
def test_a_list_asked_for_what_it_has_not_says_so_and_shows_the_usual(come_in: ComeIn, query: str, sentence: str) -> None:
    page = come_in(DANA)
    page.goto(f"/invoices?{query}")

    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(rows(page)).to_have_count(25)
    page.get_by_role("alert").get_by_role("button", name="Clear").click()
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_whatever_a_list_is_asked_for_its_page_says_why_not_and_its_file_is_refused(come_in: ComeIn) -> None:
    page = come_in(DANA)
    for query, sentence in IMPOSSIBLE:
        answer = page.request.get(f"/invoices?{query}")
        assert answer.status == 200, query
        assert json.dumps(sentence)[1:-1] in answer.text(), query
        assert page.request.get(f"/invoices.csv?{query}").status in {400, 404}, query


def test_a_page_past_the_end_is_the_last_page_and_says_so(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/orders?page=999999")

    expect(page.get_by_role("alert")).to_contain_text("There is no page 999999 any more. This is the last one.")
    expect(page.get_by_text("26–38 of 38")).to_be_visible()


def test_an_unknown_address_is_a_plain_page_with_a_way_back(come_in: ComeIn) -> None:
    page = come_in(DANA)
    for address in ("/no-such-page", "/invoices/10471/more", "/invoices.exe", "/.env", "/docs", "/openapi.json", "/_nicegui/x"):
        _is_refused(page, address, 404, "There is nothing here")

    page.get_by_role("link", name="Go to your account").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_what_belongs_to_someone_else_is_not_there(come_in: ComeIn) -> None:
    page = come_in(DANA)
    for address in OTHERS:
        answer = page.request.get(address)
        assert answer.status == 404, address
        assert "in this account" in answer.text(), address
        assert "Olive" not in answer.text()
    _is_refused(page, "/invoices/10290", 404, "There is no invoice 10290 in this account.")


def test_what_is_in_ones_own_other_account_is_not_there_either(come_in: ComeIn) -> None:
    page = come_in(MARIA, "3107")
    page.goto("/invoices?status=all")
    number = rows(page).first.locator(FIRST_CELL).inner_text()
    page.goto(f"/invoices/{number}")
    expect(page.get_by_role("heading", name=f"Invoice {number}")).to_be_visible()

    page.goto("/accounts")
    choose_account(page, "3212")
    _is_refused(page, f"/invoices/{number}", 404, f"There is no invoice {number} in this account.")
    assert page.request.get(f"/invoices/{number}.pdf").status == 404
    page.goto("/accounts")
    choose_account(page, "3107")


def test_an_account_one_may_not_see_cannot_be_chosen(come_in: ComeIn) -> None:
    page = come_in(MARIA, "3107")
    page.goto("/accounts")
    page.locator("button.choice").first.evaluate("button => { button.value = '2041'; }")
    page.locator("button.choice").first.click()

    expect(page.get_by_role("alert")).to_contain_text("You have no account 2041 here. Choose one from the list.")
    page.goto("/")
    expect(page.locator("header .account")).to_contain_text("3107")


def test_a_stranger_learns_nothing_from_any_address(come_in: ComeIn) -> None:
    page = come_in()
    for address in ("/invoices/10471", "/invoices/99999", "/account", "/orders.csv", "/invoices/10471.pdf"):
        answer = page.request.get(address, max_redirects=0)
        assert answer.status in {303, 401}, address
        assert "10471" not in answer.text()


def _is_refused(page: Page, address: str, status: int, sentence: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status
    expect(page.get_by_role("main")).to_contain_text(sentence)
    assert "Traceback" not in page.content()
