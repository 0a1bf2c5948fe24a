"""Someone types a card number where none belongs."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import ComeIn, rows, search

SENTENCE = "That looks like a card number. It was not kept; enter cards only on the card page."


@pytest.mark.parametrize("typed", ["4242 4242 4242 4242", "4242424242424242"])
def test_a_card_number_in_a_search_is_turned_away_and_the_list_goes_on(come_in: ComeIn, typed: str) -> None:
    page = come_in("dana@example.com")
    page.goto("/invoices")
    expect(rows(page).first).to_be_visible()
    field = page.locator("input[type=search]:visible")

    field.fill(typed)

    expect(page.get_by_text(SENTENCE)).to_be_visible()
    expect(field).to_have_value("")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    search(page, "10471")
    expect(rows(page)).to_have_count(1)
    assert typed.replace(" ", "") not in page.url.replace("%20", "")


def test_a_card_number_typed_as_an_amount_is_turned_away_and_the_dialog_goes_on(come_in: ComeIn) -> None:
    page = come_in("dana@example.com")
    page.goto("/invoices/10471")
    page.get_by_role("button", name="Pay").first.click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Amount for Invoice 10471")
    before = field.input_value()

    field.fill("4242424242424242")

    expect(dialog.get_by_role("alert")).to_have_text(SENTENCE)
    expect(field).to_have_value(before)
    field.fill("5.00")
    expect(dialog.get_by_role("button", name="Pay $5.00")).to_be_enabled()
    expect(dialog.get_by_role("alert")).to_have_count(0)
