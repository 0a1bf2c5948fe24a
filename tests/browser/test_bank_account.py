"""Paying from a bank account in the whole portal, a look-alike of Stripe behind it: from the card page over days to what came of it."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.judging import barriers
from tests.browser.stripe_demo import StripeDemo
from tests.browser.walking import ComeIn
from tests.browser.wishes import kept_wish

DANA, INVOICE = "dana@example.com", "10471"
PAYS, CLOSED, BY_DEPOSITS = "6789", "1113", "4320"


def _fields(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Secure payment input frame']")


def _pay(page: Page, account: str) -> None:
    """Choose the bank account in place of a card, type it, and press."""
    page.get_by_role("link", name="Bank account (US)").click()
    expect(page.get_by_role("button", name="Pay $7.00")).to_be_enabled()
    for label, text in {"Full name": "Dana Ortiz", "Routing number": "110000000", "Account number": f"00012345{account}"}.items():
        _fields(page).get_by_label(label).fill(text)
    page.get_by_role("button", name="Pay $7.00").click()


def _says(page: Page, title: str, *words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for sentence in words:
        expect(page.locator(".result")).to_contain_text(sentence)


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.by_hand(1)
def test_case_64_a_bank_account_is_agreed_to_pending_for_days_paid_returned_or_proven_first(
    stripe_demo: StripeDemo, come_in_stripe: ComeIn, phone: bool
) -> None:
    page = come_in_stripe(DANA, phone=phone)
    addresses = [kept_wish(stripe_demo, DANA, {INVOICE: 700}) for _wish in range(3)]
    page.goto(addresses[0])
    page.get_by_role("link", name="Bank account (US)").click()
    expect(page.get_by_role("button", name="Pay $7.00")).to_be_enabled()
    expect(page.locator(".final")).to_contain_text(
        "By pressing Pay you authorize Piney Hollow Hauling to debit $7.00 from your bank account, once"
    )
    expect(page.get_by_label("Save this card")).to_have_count(0)
    assert barriers(page) == []

    for address, account in zip(addresses, (PAYS, CLOSED, BY_DEPOSITS), strict=True):
        page.goto(address)
        _pay(page, account)
        expect(page.locator(".result")).to_be_visible()
    _says(page, "Please confirm your bank account", "In a day or two a small deposit arrives on it.")
    told_at_stripe = page.get_by_role("link", name="Confirm the bank account")
    assert (told_at_stripe.get_attribute("href") or "").startswith("https://payments.stripe.com/")
    page.goto(addresses[0])
    _says(page, "Your payment is on its way", "The money should be here by", "Please do not pay again.")
    page.goto(f"/invoices/{INVOICE}")
    expect(page.get_by_text("Payment pending: $14.00 from a bank account should be here by")).to_be_visible()

    with stripe_demo.stripe.lock:
        stripe_demo.stripe.world.days_pass()
    expect(page.get_by_text("Payment pending: ")).to_have_count(0)  # the open page hears of it by itself
    page.goto(addresses[0])
    _says(page, "Paid $7.00", "Bank account ending 6789")
    page.goto(addresses[1])
    _says(page, "The payment was not made", "The bank account is closed. Pay from another account, or by card.")
    page.goto(addresses[2])
    page.get_by_role("button", name="Cancel this payment").click()
    _says(page, "The payment was canceled", "Nothing was charged")
    assert [stripe_demo.charged(address) for address in addresses] == [[700], [], []]
