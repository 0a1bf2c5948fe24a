"""Stripe's fields in the whole portal, a look-alike of Stripe behind it: from the payment dialog to the receipt and what comes after."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.signing_in import PASSWORD
from tests.browser.stripe_demo import StripeDemo
from tests.browser.walking import ComeIn
from tests.browser.wishes import kept_wish
from tests.gateways.stripe_look_alike import Fault

DANA, OLIVE = "dana@example.com", "olive@example.com"
GOOD, MASTERCARD, AMEX = "4242424242424242", "5555555555554444", "371449635398431"
ASKS, ASKS_UNLESS_KEPT, ASKS_ALWAYS_HERE, ASKS_THEN_POOR, ASKS_THEN_NO = "3184", "3155", "0446", "3178", "1629"
LATER_NO, DISPUTED, REFUND_FAILS, REFUND_SLOW = "0341", "0259", "5126", "7726"
DECLINES = {
    "0002": "The bank declined the card.",
    "9995": "The card does not have enough funds",
    "9987": "The bank declined the card.",  # lost
    "9979": "The bank declined the card.",  # stolen
    "0069": "The card has expired.",
    "0127": "The security code was not right.",
    "0119": "The bank had a problem of its own.",
    "6975": "The card has reached its limit for now.",
    "0019": "The bank declined the card.",  # blocked as fraud
}
NOT_CONFIRMED = "The payment was not confirmed with the bank."


def _title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def _fields(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Secure payment input frame']")


def _type(page: Page, card: str, button: str) -> None:
    """Type a card: a number, or the ending of one."""
    expect(page.get_by_role("button", name=button)).to_be_enabled()
    number = card if len(card) > 4 else f"400000000000{card}"
    for label, text in {"Card number": number, "Expiration date": "12/34", "Security code": "123", "ZIP code": "75670"}.items():
        _fields(page).get_by_label(label).fill(text)


def _enter(page: Page, card: str, button: str) -> None:
    """Type it, and press."""
    _type(page, card, button)
    page.get_by_role("button", name=button).click()


def _bank(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Secure 3D Secure authentication']")


def _answer(page: Page, answer: str) -> None:
    _bank(page).get_by_role("button", name=answer).click()


def _dialog(page: Page) -> Locator:
    page.get_by_role("button", name="Add Payment").first.click()
    return page.get_by_role("dialog")


@contextmanager
def _held(demo: StripeDemo) -> Iterator[None]:
    """What is asked of Stripe takes until the block ends."""
    demo.stripe.goes_on.clear()
    try:
        yield
    finally:
        demo.stripe.goes_on.set()


def test_case_49_after_nine_declines_another_card_pays_on_the_same_page_once(stripe_demo: StripeDemo, come_in_stripe: ComeIn) -> None:
    page, tried = come_in_stripe(DANA), []
    page.goto(kept_wish(stripe_demo, DANA, {"10471": 500}))
    for card, reason in DECLINES.items():
        _enter(page, card, "Pay $5.00")
        expect(page.get_by_role("alert")).to_contain_text(reason)
        expect(page.get_by_role("alert")).to_contain_text("Nothing was charged.")
        expect(page.get_by_role("button", name="Pay $5.00")).to_be_enabled()
        expect(page.get_by_text("Back without paying")).to_be_visible()
        tried.append(page.url)
    _enter(page, AMEX, "Pay $5.00")

    expect(_title(page)).to_have_text("Paid $5.00")
    expect(page.locator("dl.facts")).to_contain_text("American Express ending 8431")
    assert [stripe_demo.charged(one) for one in [*tried, page.url]] == [*[[]] * 9, [500]]


@pytest.mark.parametrize("phone", [False, True])
def test_case_50_the_bank_asks_and_each_answer_ends_clearly(stripe_demo: StripeDemo, come_in_stripe: ComeIn, phone: bool) -> None:
    page = come_in_stripe(DANA, phone=phone)
    stripe_demo.postman.how = "shuffled" if phone else "twice"
    for card, answer, title, words in (
        (ASKS, "Complete", "Paid $6.00", "Your payment of $6.00 has arrived."),
        (ASKS, "Fail", "The payment was not made", NOT_CONFIRMED),
        (ASKS_THEN_POOR, "Complete", "The payment was not made", "The card does not have enough funds"),
        (ASKS_THEN_NO, "Complete", "The payment was not made", "The bank declined the card."),
        (ASKS_ALWAYS_HERE, "Complete", "Paid $6.00", "Your payment of $6.00 has arrived."),
    ):
        address = kept_wish(stripe_demo, DANA, {"10471": 600})
        page.goto(address)
        _enter(page, card, "Pay $6.00")
        _answer(page, answer)
        expect(_title(page)).to_have_text(title)
        expect(page.locator(".result")).to_contain_text(words)
        assert stripe_demo.charged(address) == ([600] if "Paid" in title else [])
    stripe_demo.postman.how = "once"


def test_case_50_who_walks_away_from_the_bank_can_cancel_and_a_late_answer_is_heard(
    stripe_demo: StripeDemo, come_in_stripe: ComeIn
) -> None:
    page, given_up, late = come_in_stripe(DANA), kept_wish(stripe_demo, DANA, {"10471": 700}), kept_wish(stripe_demo, DANA, {"10471": 800})
    page.goto(given_up)
    _enter(page, ASKS, "Pay $7.00")
    expect(_bank(page).get_by_role("button", name="Complete")).to_be_visible()
    page.goto("/")  # the window of the bank is gone with its page
    page.goto(given_up)
    expect(_title(page)).to_have_text("Your bank wants you to confirm")
    page.get_by_role("button", name="Cancel this payment").click()
    expect(_title(page)).to_have_text("The payment was canceled")
    stripe_demo.answer(given_up, agrees=True)
    page.reload()
    expect(_title(page)).to_have_text("The payment was canceled")
    assert stripe_demo.charged(given_up) == []

    page.goto(late)
    _enter(page, ASKS, "Pay $8.00")
    expect(_bank(page).get_by_role("button", name="Complete")).to_be_visible()
    page.goto(late)
    expect(_title(page)).to_have_text("Your bank wants you to confirm")
    stripe_demo.answer(late, agrees=True)  # in the bank's app, on a phone
    expect(_title(page)).to_have_text("Paid $8.00")
    assert stripe_demo.charged(late) == [800]


def test_case_17_progress_cannot_be_pressed_twice_and_what_is_not_answered_is_found(
    stripe_demo: StripeDemo, come_in_stripe: ComeIn
) -> None:
    page, address = come_in_stripe(DANA), kept_wish(stripe_demo, DANA, {"10471": 900})
    page.goto(address)
    with _held(stripe_demo):
        _enter(page, MASTERCARD, "Pay $9.00")
        button = page.get_by_role("button", name="Paying…")
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(page.get_by_text("Back without paying")).to_be_hidden()
        for _time in range(3):
            button.click(force=True)
            button.press("Enter")
    expect(_title(page)).to_have_text("Paid $9.00")
    page.go_back()
    page.goto(address)  # whoever comes back to the page sees how it went
    expect(_title(page)).to_have_text("Paid $9.00")
    assert stripe_demo.charged(address) == [900]

    address = kept_wish(stripe_demo, DANA, {"10471": 1000})
    page.goto(address)
    _type(page, GOOD, "Pay $10.00")
    stripe_demo.postman.how = "never"
    stripe_demo.stripe.faults.extend([Fault.LOST] * 3)
    page.get_by_role("button", name="Pay $10.00").click()
    expect(_title(page)).to_have_text("We are confirming your payment")
    expect(_title(page)).to_have_text("Paid $10.00")
    stripe_demo.postman.how = "once"
    assert stripe_demo.charged(address) == [1000]


def test_by_keyboard_alone_on_a_phone_a_card_is_entered_kept_confirmed_and_the_way_back_found(
    stripe_demo: StripeDemo, come_in_stripe: ComeIn
) -> None:
    page, address = come_in_stripe(DANA, phone=True), kept_wish(stripe_demo, DANA, {"10471": 1100})
    page.goto(address)
    expect(page.get_by_role("button", name="Pay $11.00")).to_be_enabled()
    _tab_to(page, _fields(page).get_by_label("Card number"))
    for text in (f"400000000000{ASKS}", "1234", "123", "75670"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.get_by_label("Save this card")).to_be_focused()
    page.keyboard.press("Space")
    _tab_to(page, page.get_by_role("button", name="Pay $11.00"))
    page.keyboard.press("Enter")
    expect(_bank(page).get_by_role("button", name="Complete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_title(page)).to_have_text("Paid $11.00")
    _tab_to(page, page.get_by_role("link", name="Back to your account"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Add Payment").first).to_be_visible()
    assert stripe_demo.charged(address) == [1100]


def _tab_to(page: Page, there: Locator) -> None:
    """Press Tab until it has the focus."""
    for _time in range(40):
        page.keyboard.press("Tab")
        if there.evaluate("one => one === document.activeElement && document.hasFocus()"):
            return
    raise AssertionError(f"no Tab leads to {there}")


def test_case_52_a_card_is_entered_from_the_dialog_kept_and_its_bank_asks_each_time(come_in_stripe: ComeIn) -> None:
    page = come_in_stripe(OLIVE, phone=True)
    page.goto("/invoices?status=open")
    dialog = _dialog(page)
    dialog.get_by_role("textbox").first.fill("5.00")
    for box in dialog.get_by_role("checkbox", checked=True).all()[:0:-1]:
        box.uncheck()
    dialog.get_by_role("radio", name="New card").check()
    dialog.get_by_role("button", name="Continue to card entry").click()
    page.get_by_label("Save this card").check()
    _enter(page, ASKS, "Pay $5.00")
    _answer(page, "Complete")
    expect(_title(page)).to_have_text("Paid $5.00")
    page.get_by_role("link", name="Back to your account").click()
    expect(page).to_have_url(re.compile(r"/invoices\?status=open$"))  # where the payment began
    dialog = _dialog(page)
    dialog.get_by_role("radio", name="Visa ending 3184").check()
    dialog.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(_title(page)).to_have_text("Your bank wants you to confirm")
    page.get_by_role("button", name="Confirm with your bank").click()
    _answer(page, "Fail")

    expect(_title(page)).to_have_text("The payment was not made")
    expect(page.locator(".result")).to_contain_text(NOT_CONFIRMED)
    page.get_by_role("button", name="Try another card").click()
    expect(page.get_by_role("button", name=re.compile(r"^Pay \$"))).to_be_enabled()


def test_who_was_signed_out_meanwhile_comes_back_to_the_same_payment(stripe_demo: StripeDemo, come_in_stripe: ComeIn) -> None:
    page, address = come_in_stripe(), kept_wish(stripe_demo, DANA, {"10471": 500})
    page.goto(address)
    _sign_in(page)
    _enter(page, GOOD, "Pay $5.00")  # the first page of all after signing in is the payment
    expect(_title(page)).to_have_text("Paid $5.00")

    address = kept_wish(stripe_demo, DANA, {"10471": 700})
    page.goto(address)
    page.context.request.post("/sign-out", headers={"Origin": stripe_demo.url})  # in another tab
    _enter(page, GOOD, "Pay $7.00")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out meanwhile. Nothing was charged.")
    assert stripe_demo.charged(address) == []
    page.get_by_role("link", name="Sign in and come back here").click()
    _sign_in(page)
    expect(page.get_by_role("button", name="Pay $7.00")).to_be_enabled()
    other = page.context.new_page()
    page.context.request.post("/sign-out", headers={"Origin": stripe_demo.url})
    other.goto("/")
    _sign_in(other)  # so that the page of before is that of a former sign-in
    expect(other.get_by_role("button", name="Add Payment").first).to_be_visible()
    _enter(page, GOOD, "Pay $7.00")
    expect(page.get_by_role("alert")).to_contain_text("You have signed in anew since this page was opened. Nothing was charged")
    assert stripe_demo.charged(address) == []
    page.reload()
    _enter(page, GOOD, "Pay $7.00")
    expect(_title(page)).to_have_text("Paid $7.00")
    assert stripe_demo.charged(address) == [700]


def test_case_65_a_card_number_in_place_of_a_token_is_refused_and_not_repeated(stripe_demo: StripeDemo, come_in_stripe: ComeIn) -> None:
    browser, address = come_in_stripe(DANA).context.request, kept_wish(stripe_demo, DANA, {"10471": 500})
    headers = {"Origin": stripe_demo.url, "Content-Type": "application/json", "Accept": "application/json"}
    for field in ("token", "keep", "number"):
        answer = browser.post(address, headers=headers, data={"account": "2041", "token": "ctoken", field: "4242 4242 4242 4242"})
        assert (answer.status, "4242" in answer.text()) == (400, False)

    assert "4242 4242" not in stripe_demo.log.read_text()
    assert "its body, in its field number, holds what may be a card number" in stripe_demo.log.read_text()
    assert stripe_demo.charged(address) == []


def test_case_51_68_69_a_card_is_put_on_file_once_its_bank_agrees_and_nothing_secret_is_kept(
    stripe_demo: StripeDemo, come_in_stripe: ComeIn
) -> None:
    page = come_in_stripe(OLIVE)
    for card, is_asked in ((ASKS_UNLESS_KEPT, True), (LATER_NO, False), (MASTERCARD, False)):
        page.goto("/account/cards/new")
        page.get_by_label("Keep this card on file").check()
        _enter(page, card, "Add card")
        if is_asked:
            _answer(page, "Complete")
        expect(page.get_by_role("status")).to_have_text("Your card is on file.")
        expect(page.get_by_role("region", name="Cards on file")).to_contain_text(f"ending {card[-4:]}")
    page.goto("/")
    dialog = _dialog(page)
    dialog.get_by_role("radio", name=f"Visa ending {LATER_NO}").check()
    dialog.get_by_role("button", name=re.compile(r"^Pay \$")).click()

    expect(dialog).to_contain_text("The bank declined the card.")
    dialog.get_by_role("button", name="Try another card").click()
    dialog.get_by_role("radio", name="Mastercard ending 4444").check()
    dialog.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(dialog.get_by_role("heading", name=re.compile(r"^Paid \$"))).to_be_visible()
    kept = stripe_demo.log.read_bytes() + b"".join(file.read_bytes() for file in stripe_demo.database.parent.glob("portal.sqlite*"))
    assert b"_secret_" not in kept  # with it anybody could answer the bank
    assert b"400000000000" not in kept


def test_what_comes_back_after_a_payment_is_told_on_its_open_page(stripe_demo: StripeDemo, come_in_stripe: ComeIn) -> None:
    page = come_in_stripe(DANA)
    for cents, card, at_once, later in (
        (1200, DISPUTED, "Disputed", "Disputed"),
        (1201, REFUND_SLOW, "On its way", "Refunded"),
        (1202, REFUND_FAILS, "Refunded", "It did not reach you, so this payment counts again."),
    ):
        amount, address = f"${cents / 100:.2f}", kept_wish(stripe_demo, DANA, {"10471": cents})
        page.goto(address)
        _enter(page, card, f"Pay {amount}")
        expect(_title(page)).to_have_text(f"Paid {amount}")
        page.goto((page.get_by_role("link", name="Download receipt").get_attribute("href") or "").removesuffix("/receipt.pdf"))
        if card != DISPUTED:
            stripe_demo.refund(address, cents)
        expect(page.locator("main")).to_contain_text(at_once)
        with stripe_demo.stripe.lock:
            stripe_demo.stripe.world.let_days_pass()

        expect(page.locator("main")).to_contain_text(later)


def _sign_in(page: Page) -> None:
    page.get_by_label("Email").fill(DANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
