"""Stripe's fields in the whole portal: from the payment dialog to the receipt, behind the real guard."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from portal_ui.dates import utc_clock
from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.choices import CHOICES, new_token
from tests.browser.signing_in import PASSWORD
from tests.browser.stripe_demo import SECRET, StripeDemo
from tests.browser.walking import ComeIn
from tests.browser.wishes import charged, kept_wish
from tests.stripe_js import playing
from tests.stripe_js.playing import Said, Sent

DANA, OLIVE = "dana@example.com", "olive@example.com"
GOOD, ASKS, ASKS_UNLESS_KEPT = "4242", "3184", "3155"


@pytest.fixture
def come_in_framed(stripe_demo: StripeDemo, come_in_stripe: ComeIn) -> ComeIn:
    """`come_in` there, with a stand-in for Stripe in each window."""

    def token(sent: Sent) -> Said:
        return {"id": new_token(next(choice for choice in CHOICES if choice.last4 == sent["number"][-4:]))}

    def answer(sent: Sent) -> Said:
        with closing(DemoGateway(stripe_demo.database.with_name("gateway.sqlite"), utc_clock)) as gateway, ThreadPoolExecutor(1) as thread:
            told = gateway.answer(sent["secret"].removesuffix(SECRET), agrees="agrees" in sent)
            thread.submit(asyncio.run, told).result()
        return {"paymentIntent": {}} if "agrees" in sent else {"error": {"type": "invalid_request_error"}}

    def come(*args: str, **more: bool) -> Page:
        page = come_in_stripe(*args, **more)
        playing.put(page.context, token, answer)
        return page

    return come


def _enter(page: Page, ending: str, button: str) -> None:
    """Type a card with that ending, and press."""
    expect(page.get_by_role("button", name=button)).to_be_enabled()
    fields = page.frame_locator("iframe[title='Secure payment input frame']")
    for label, text in {
        "Card number": f"400000000000{ending}",
        "Expiration date": "12/34",
        "Security code": "123",
        "ZIP code": "75670",
    }.items():
        fields.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


def _bank(page: Page, answer: str) -> None:
    page.frame_locator("iframe[title='Secure 3D Secure authentication']").get_by_role("button", name=answer).click()


def _dialog(page: Page) -> Locator:
    page.get_by_role("button", name="Add Payment").first.click()
    return page.get_by_role("dialog")


def test_case_52_a_card_is_entered_from_the_dialog_kept_and_its_bank_asks_each_time(come_in_framed: ComeIn) -> None:
    page = come_in_framed(OLIVE, phone=True)
    page.goto("/")
    dialog = _dialog(page)
    dialog.get_by_role("textbox").first.fill("5.00")
    for box in dialog.get_by_role("checkbox", checked=True).all()[:0:-1]:
        box.uncheck()
    dialog.get_by_role("radio", name="New card").check()
    dialog.get_by_role("button", name="Continue to card entry").click()
    page.get_by_label("Save this card").check()
    _enter(page, ASKS, "Pay $5.00")
    _bank(page, "Complete")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")
    page.get_by_role("link", name="Back to your account").click()
    dialog = _dialog(page)
    dialog.get_by_role("radio", name="Visa ending 3184").check()
    dialog.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bank wants you to confirm")
    page.get_by_role("button", name="Confirm with your bank").click()
    _bank(page, "Fail")

    expect(page.get_by_role("heading", level=1)).to_have_text("The payment was not made")
    expect(page.locator(".result")).to_contain_text("The payment was not confirmed with the bank.")
    page.get_by_role("button", name="Try another card").click()
    expect(page.get_by_role("button", name=re.compile(r"^Pay \$"))).to_be_enabled()


def test_who_was_signed_out_meanwhile_comes_back_to_the_same_payment(stripe_demo: StripeDemo, come_in_framed: ComeIn) -> None:
    page, address = come_in_framed(), kept_wish(stripe_demo, DANA, {"10471": 500})
    page.goto(address)
    _sign_in(page)
    _enter(page, GOOD, "Pay $5.00")  # the first page of all after signing in is the payment
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")

    address = kept_wish(stripe_demo, DANA, {"10471": 700})
    page.goto(address)
    page.context.request.post("/sign-out", headers={"Origin": stripe_demo.url})  # in another tab
    _enter(page, GOOD, "Pay $7.00")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out meanwhile. Nothing was charged.")
    assert charged(stripe_demo, address) == []
    page.get_by_role("link", name="Sign in and come back here").click()
    _sign_in(page)
    _enter(page, GOOD, "Pay $7.00")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $7.00")
    assert charged(stripe_demo, address) == [700]


def test_case_65_a_card_number_in_place_of_a_token_is_refused_and_not_repeated(stripe_demo: StripeDemo, come_in_framed: ComeIn) -> None:
    browser, address = come_in_framed(DANA).context.request, kept_wish(stripe_demo, DANA, {"10471": 500})
    headers = {"Origin": stripe_demo.url, "Content-Type": "application/json", "Accept": "application/json"}
    for field in ("token", "keep", "number"):
        answer = browser.post(address, headers=headers, data={"account": "2041", "token": "ctoken", field: "4242 4242 4242 4242"})
        assert (answer.status, "4242" in answer.text()) == (400, False)

    assert "4242 4242" not in stripe_demo.log.read_text()
    assert "its body holds what may be a card number" in stripe_demo.log.read_text()
    assert charged(stripe_demo, address) == []


def test_case_51_68_69_a_card_is_put_on_file_once_its_bank_agrees_and_nothing_secret_is_kept(
    stripe_demo: StripeDemo, come_in_framed: ComeIn
) -> None:
    page = come_in_framed(OLIVE)
    page.goto("/account/cards/new")
    page.get_by_label("Keep this card on file").check()
    _enter(page, ASKS_UNLESS_KEPT, "Add card")
    _bank(page, "Complete")

    expect(page.get_by_role("status")).to_have_text("Your card is on file.")
    expect(page.get_by_role("region", name="Cards on file")).to_contain_text("Visa ending 3155")
    kept = stripe_demo.log.read_bytes() + b"".join(file.read_bytes() for file in stripe_demo.database.parent.glob("portal.sqlite*"))
    assert SECRET.encode() not in kept  # with it anybody could answer the bank
    assert b"400000000000" not in kept


def _sign_in(page: Page) -> None:
    page.get_by_label("Email").fill(DANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
