"""Paying from the dashboard of the real portal, with a card on file, with a new one, and with credit."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_server import Demo
from tests.browser.walking import PHONE, ComeIn, cents
from tests.browser.wishes import hasten, wait_until_settled, wait_until_told

DANA, OLIVE = "dana@example.com", "olive@example.com"
AT_ONCE = 2_000  # ms in which every open tab tells the same


def _outstanding(page: Page) -> Locator:
    return page.locator(".figures .value").first


def _dialog(page: Page) -> Locator:
    """The dialog, opened from the summary."""
    page.get_by_role("button", name="Add Payment").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Add Payment")).to_be_focused()
    return dialog


def test_a_payment_is_told_in_every_open_tab_at_once_and_after_a_restart(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, other, statement = come_in_paying(OLIVE), come_in_paying(OLIVE), come_in_paying(OLIVE)
    statement.goto("/statement")
    for tab in (page, other):
        tab.goto("/invoices?status=open&size=100")
        expect(tab.locator("tbody tr").first).to_be_visible()
    before = cents(_outstanding(other).inner_text())
    dialog = _dialog(page)
    first = dialog.get_by_role("textbox").first
    first.fill("12.34")
    for box in dialog.get_by_role("checkbox", checked=True).all()[:0:-1]:
        box.uncheck()

    dialog.get_by_role("radio", name="American Express ending 8431").check()
    dialog.get_by_role("button", name="Pay $12.34").click()
    expect(dialog.get_by_role("heading", name="Paid $12.34. Thank you.")).to_be_visible()

    after = f"${(before - 1234) / 100:,.2f}"
    expect(_outstanding(other)).to_have_text(after, timeout=AT_ONCE)
    expect(_outstanding(statement)).to_have_text(after, timeout=AT_ONCE)
    receipt = dialog.get_by_role("link", name="Download receipt").get_attribute("href")
    assert receipt is not None
    assert page.request.get(receipt).headers["content-type"] == "application/pdf"
    paying_demo.stop()
    paying_demo.start()
    other.goto("/payments")
    expect(_outstanding(other)).to_have_text(after)
    expect(other.locator("tbody tr").first).to_contain_text("$12.34")


def test_a_payment_that_ended_while_the_portal_was_started_anew_is_told_once(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(OLIVE)
    page.goto("/")
    dialog = _dialog(page)
    dialog.get_by_role("textbox").first.fill("7.77")
    for box in dialog.get_by_role("checkbox", checked=True).all()[:0:-1]:
        box.uncheck()
    dialog.get_by_role("radio", name="New card").check()
    dialog.get_by_role("button", name="Continue to card entry").click()
    page.get_by_role("radio", name=re.compile("ending 0200")).check()
    page.get_by_role("button", name="Pay $7.77").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We are confirming your payment")
    payment = page.url
    page.goto("about:blank")
    paying_demo.stop()
    hasten(paying_demo)
    paying_demo.start()
    wait_until_settled(paying_demo, payment)

    page.goto("/")

    told = page.get_by_role("status", name="Payments in process").get_by_text(re.compile(r"Your payment of \$7\.77.* went through"))
    expect(told).to_be_visible()
    page.wait_for_function("window.did_handshake === true")
    wait_until_told(paying_demo, payment)
    page.reload()
    expect(_outstanding(page)).to_be_visible()
    expect(told).to_have_count(0)


def test_a_new_card_is_entered_on_its_own_page_for_just_what_was_chosen(come_in_paying: ComeIn) -> None:
    page = come_in_paying(OLIVE)
    page.set_viewport_size(PHONE)
    page.goto("/")
    dialog = _dialog(page)
    dialog.get_by_role("button", name="Another amount…").click()
    page.keyboard.type("7,5")  # which may be 7.50 or 75
    expect(dialog).to_contain_text("Change the amount you want to pay first")
    expect(dialog.get_by_role("button", name=re.compile(r"^Pay \$"))).to_be_disabled()
    dialog.get_by_label("I want to pay").fill("7.50")
    expect(dialog.get_by_role("status")).to_contain_text("$7.50")
    dialog.get_by_role("radio", name="New card").check()

    dialog.get_by_role("button", name="Continue to card entry").click()

    page.wait_for_url(re.compile("/pay/"))
    page.get_by_role("radio", name=re.compile(r"ending 4242\b")).check()
    page.get_by_role("button", name="Pay $7.50").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $7.50")


def test_a_card_on_file_that_is_declined_leaves_everything_as_it_was(come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA)
    page.goto("/")
    before = _outstanding(page).inner_text()
    dialog = _dialog(page)
    dialog.get_by_role("radio", name="Discover ending 1117").check()

    dialog.get_by_role("button", name=re.compile(r"^Pay \$")).click()

    expect(dialog.get_by_role("heading", name="The payment was not made")).to_be_visible()
    expect(dialog).to_contain_text("Nothing was charged.")
    dialog.get_by_role("button", name="Try another card").click()
    expect(dialog.get_by_role("radio", name="Visa ending 4242")).to_be_checked()
    page.keyboard.press("Escape")
    expect(_outstanding(page)).to_have_text(before)


def test_credit_goes_to_the_invoice_chosen_and_is_then_gone(come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA)
    page.goto("/invoices/10512")
    page.get_by_role("button", name="Pay", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Use credit").click()
    dialog.get_by_label("Amount for Invoice 10512").fill("20")

    dialog.get_by_role("button", name="Use $20.00 of credit").click()

    expect(dialog.get_by_role("heading", name="Used $20.00 of credit.")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("region", name="Balance")).to_contain_text("$1,264.60", timeout=AT_ONCE)
    page.goto("/")
    expect(page.get_by_text("credit available $130.00")).to_be_visible()
