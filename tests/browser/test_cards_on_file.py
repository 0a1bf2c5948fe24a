"""The cards of an account: put on file, made the default, removed."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_server import Demo
from tests.browser.walking import ComeIn
from tests.browser.wishes import hasten, kept_wish

OLIVE, DANA, MARIA = "olive@example.com", "dana@example.com", "maria@example.com"


def _cards(page: Page) -> Locator:
    return page.get_by_role("region", name="Cards on file")


def _add(page: Page, last4: str) -> None:
    """From the account page to the list, choose a card, agree, and send it."""
    page.goto("/account")
    _cards(page).get_by_role("link", name="Add a card").click()
    page.get_by_role("radio", name=re.compile(rf"ending {last4}\b")).check()
    page.get_by_role("checkbox", name="Keep this card on file").check()
    page.get_by_role("button", name="Add card").click()


def test_a_card_is_added_made_the_default_and_removed(come_in_paying: ComeIn) -> None:
    page = come_in_paying(OLIVE)
    _add(page, "4242")
    expect(page.get_by_role("status")).to_have_text("Your card is on file.")
    card = _cards(page).get_by_role("listitem").filter(has_text="Visa ending 4242")
    expect(card).not_to_contain_text("Default")

    card.get_by_role("button", name="Make default: Visa ending 4242").click()
    expect(page.get_by_role("status")).to_have_text("That card is now the default.")
    expect(card).to_contain_text("Default")
    expect(_cards(page).get_by_text("Default", exact=True)).to_have_count(1)

    card.get_by_role("link", name="Remove Visa ending 4242").click()
    page.get_by_role("link", name="Keep it").click()
    expect(card).to_be_visible()
    card.get_by_role("link", name="Remove Visa ending 4242").press("Enter")
    page.get_by_role("button", name="Remove Visa ending 4242").press("Enter")
    expect(page.get_by_role("status")).to_have_text("The card is removed.")
    expect(card).to_have_count(0)


def test_nothing_is_kept_before_the_box_is_ticked(come_in_paying: ComeIn) -> None:
    page = come_in_paying(OLIVE)
    page.goto("/account/cards/new")
    page.get_by_role("radio", name=re.compile("ending 4444")).check()
    page.get_by_role("button", name="Add card").click()

    expect(page.get_by_role("alert")).to_contain_text("A card is kept on file only if you agree to it.")
    expect(page.get_by_role("radio", name=re.compile("ending 4444"))).to_be_checked()
    expect(page.get_by_role("checkbox", name="Keep this card on file")).not_to_be_checked()
    expect(page).to_have_url(re.compile("/account/cards/new$"))


def test_a_card_that_cannot_be_kept_says_why(come_in_paying: ComeIn) -> None:
    page = come_in_paying(OLIVE)
    _add(page, "0002")
    expect(page.get_by_role("heading", level=1)).to_have_text("The card was not accepted")
    page.get_by_role("link", name="Try another card").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Add a card")


def test_a_card_whose_bank_asks_is_kept_once_it_is_confirmed(come_in_paying: ComeIn) -> None:
    page = come_in_paying(MARIA, "3107")
    _add(page, "3155")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bank wants you to confirm this card")
    page.get_by_role("link", name="Confirm with your bank").click()
    expect(page.get_by_role("heading", name="Keep this card on file?")).to_be_visible()
    page.get_by_role("button", name="Confirm card").click()

    expect(page.get_by_role("status")).to_have_text("Your card is on file.")
    expect(_cards(page)).to_contain_text("Visa ending 3155")


def test_a_card_whose_bank_asks_can_be_given_up(come_in_paying: ComeIn) -> None:
    page = come_in_paying(MARIA, "3107")
    _add(page, "3184")
    page.get_by_role("button", name="Do not keep this card").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("No card was added")
    page.get_by_role("link", name="Back to account and settings").click()
    expect(_cards(page)).not_to_contain_text("3184")


def test_a_card_saved_while_paying_is_on_file(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA)
    page.goto(kept_wish(paying_demo, DANA, {"10433": 500}))
    page.get_by_role("radio", name=re.compile("ending 5126")).check()
    page.get_by_role("checkbox", name="Save this card").check()
    page.get_by_role("button", name="Pay $5.00").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")
    page.goto("/account")

    expect(_cards(page)).to_contain_text("Visa ending 5126")


def test_a_card_on_which_a_payment_runs_stays_on_file(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(OLIVE)
    _add(page, "0200")
    expect(page.get_by_role("status")).to_have_text("Your card is on file.")
    page.goto("/")
    page.get_by_role("button", name="Add Payment").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("ending 0200")).check()
    dialog.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(dialog).to_contain_text("We are confirming your payment")
    page.goto("/account")
    card = _cards(page).get_by_role("listitem").filter(has_text="Visa ending 0200")
    expect(card).to_contain_text("Payment in process")
    card.get_by_role("link", name="Remove Visa ending 0200").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Visa ending 0200 is in use")
    expect(page.get_by_role("status")).to_contain_text("The card stays on file; remove it once that is settled.")
    expect(page.get_by_role("button", name=re.compile("Remove"))).to_have_count(0)
    hasten(paying_demo)


def test_the_list_fits_a_phone(come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA, phone=True)
    page.goto("/account")
    expect(_cards(page).get_by_role("link", name="Remove Visa ending 4242")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
