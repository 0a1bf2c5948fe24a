"""A new card, entered and paid with: every outcome of the demo's list, and what a person reads then."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal_ui.gateways.demo.choices import ACCOUNTS, CARDS, CHOICES, Asks, Choice, Pace
from tests.browser.demo_server import Demo
from tests.browser.judging import at_night, barriers
from tests.browser.walking import PHONE, ComeIn
from tests.browser.wishes import charged, hasten, kept_wish

DANA = "dana@example.com"
INVOICE = "10471"
CENTS = 500
PAY = "Pay $5.00"
SUCCEEDS = [choice for choice in CHOICES if not choice.code and choice.pace is Pace.AT_ONCE and choice.asks is Asks.NEVER]
DECLINED = [choice for choice in CHOICES if choice.code and choice.pace is Pace.AT_ONCE and choice.asks is Asks.NEVER]
ASKING = [choice for choice in CARDS if choice.asks is not Asks.NEVER]
LATER = [choice for choice in ACCOUNTS if choice.asks is Asks.NEVER]
UNPROVEN = [choice for choice in ACCOUNTS if choice.asks is not Asks.NEVER]


_PRESSED_TWICE = """() => {
    const form = document.querySelector("form.checkout");
    const button = form.querySelector("button");
    const stopped = [];
    form.addEventListener("submit", (event) => { stopped.push(event.defaultPrevented); event.preventDefault(); });
    button.click();
    button.click();
    return [stopped, button.textContent, button.getAttribute("aria-disabled")];
}"""


_LOOK = """input => {
    const { appearance, borderTopColor, backgroundColor } = getComputedStyle(input);
    return [appearance, borderTopColor, backgroundColor];
}"""


def test_at_night_what_can_be_chosen_looks_so(come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA, phone=True)
    page.emulate_media(color_scheme="dark")
    page.goto("/account/cards/new")
    radios = page.get_by_role("radio")
    assert radios.nth(1).evaluate(_LOOK) == ["none", "rgb(111, 123, 137)", "rgb(22, 28, 35)"]
    radios.nth(1).check()
    assert radios.nth(1).evaluate(_LOOK)[2] not in {"rgb(22, 28, 35)", "rgba(0, 0, 0, 0)"}


def test_the_list_of_outcomes_is_seen_whole() -> None:
    slow = [choice for choice in CHOICES if choice.pace is Pace.LATE]

    assert sorted(map(_key, SUCCEEDS + DECLINED + ASKING + LATER + UNPROVEN + slow)) == sorted(map(_key, CHOICES))


def _key(choice: Choice) -> str:
    return choice.key


def _wish(demo: Demo) -> str:
    return kept_wish(demo, DANA, {INVOICE: CENTS})


def _pay(page: Page, address: str, choice: Choice | str) -> None:
    """Choose a card, or a bank account, on its page, press Pay, and wait for the answer."""
    page.goto(address)
    last4 = choice if isinstance(choice, str) else choice.last4
    if last4 in {account.last4 for account in ACCOUNTS}:
        page.get_by_role("link", name="Bank account (US)").click()
    page.get_by_role("radio", name=re.compile(rf"ending {last4}\b")).check()
    page.get_by_role("button", name=PAY).click()
    expect(page.locator(".result")).to_be_visible()


@pytest.mark.parametrize("choice", SUCCEEDS, ids=_key)
@pytest.mark.by_hand(2)
def test_a_card_that_succeeds_pays_once_and_gives_a_receipt(paying_demo: Demo, come_in_paying: ComeIn, choice: Choice) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, choice)

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")
    expect(page.locator(".result")).to_contain_text(f"{choice.brand} ending {choice.last4}")
    expect(page.locator(".result")).to_contain_text(f"Invoice {INVOICE}")
    receipt = page.get_by_role("link", name="Download receipt").get_attribute("href")
    assert receipt is not None
    assert page.request.get(receipt).headers["content-type"] == "application/pdf"
    assert charged(paying_demo, address) == [CENTS]


@pytest.mark.parametrize("choice", DECLINED, ids=_key)
@pytest.mark.by_hand(2)
def test_a_card_that_is_declined_says_so_and_charges_nothing(paying_demo: Demo, come_in_paying: ComeIn, choice: Choice) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, choice)

    expect(page.get_by_role("heading", level=1)).to_have_text("The payment was not made")
    expect(page.locator(".result")).to_contain_text("Nothing was charged.")
    expect(page.locator(".result")).not_to_contain_text(re.compile("lost|stolen|suspicious"))
    assert charged(paying_demo, address) == []

    page.get_by_role("button", name="Try another card").click()
    expect(page.get_by_role("button", name=PAY)).to_be_visible()


@pytest.mark.parametrize("choice", ASKING, ids=_key)
@pytest.mark.by_hand(2)
def test_a_bank_that_asks_decides_once_it_is_answered(paying_demo: Demo, come_in_paying: ComeIn, choice: Choice) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, choice)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bank wants you to confirm")
    assert charged(paying_demo, address) == []
    page.get_by_role("link", name="Confirm with your bank").click()
    expect(page.get_by_role("heading", name="Confirm this payment?")).to_be_visible()
    expect(page.locator(".bank")).to_contain_text(f"{choice.brand} ending {choice.last4}")
    page.get_by_role("button", name="Confirm payment").click()

    told = "The payment was not made" if choice.code else "Paid $5.00"
    expect(page.get_by_role("heading", level=1)).to_have_text(told)
    assert page.url.endswith(address)
    assert charged(paying_demo, address) == ([] if choice.code else [CENTS])


def test_a_bank_that_is_refused_charges_nothing(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, "3184")
    page.get_by_role("link", name="Confirm with your bank").click()
    page.get_by_role("button", name="Refuse").click()

    expect(page.locator(".result")).to_contain_text("The payment was not confirmed with the bank.")
    assert charged(paying_demo, address) == []


def test_who_leaves_the_bank_without_an_answer_finishes_later_or_cancels(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, "3184")
    page.get_by_role("link", name="Confirm with your bank").click()
    page.get_by_role("link", name="Leave without answering").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bank wants you to confirm")
    page.get_by_role("button", name="Cancel this payment").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The payment was canceled")
    expect(page.locator(".result")).to_contain_text("Nothing was charged")
    assert charged(paying_demo, address) == []


def test_a_page_that_waits_for_the_bank_notices_the_answer_given_in_another_tab(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    here, there, address = come_in_paying(DANA), come_in_paying(DANA), _wish(paying_demo)
    _pay(here, address, "3184")
    there.goto(address)
    there.get_by_role("link", name="Confirm with your bank").click()
    there.get_by_role("button", name="Confirm payment").click()

    expect(here.get_by_role("heading", level=1)).to_have_text("Paid $5.00", timeout=6_000)


def test_a_slow_bank_is_waited_for_and_the_page_tells_by_itself(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, "0200")
    expect(page.get_by_role("heading", level=1)).to_have_text("We are confirming your payment")
    expect(page.locator(".result")).to_contain_text("Please do not pay again; this page will tell you.")
    hasten(paying_demo)

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00", timeout=90_000)
    assert charged(paying_demo, address) == [CENTS]


@pytest.mark.parametrize("choice", LATER, ids=_key)
@pytest.mark.by_hand(1)
def test_a_bank_that_takes_days_says_so(paying_demo: Demo, come_in_paying: ComeIn, choice: Choice) -> None:
    page = come_in_paying(DANA)
    _pay(page, _wish(paying_demo), choice)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your payment is on its way")
    expect(page.locator(".result")).to_contain_text("The money should be here by")
    expect(page.locator(".result")).to_contain_text("Please do not pay again.")


@pytest.mark.parametrize("choice", UNPROVEN, ids=_key)
def test_a_bank_account_is_proven_at_the_demo_s_bank(paying_demo: Demo, come_in_paying: ComeIn, choice: Choice) -> None:
    page = come_in_paying(DANA)
    _pay(page, _wish(paying_demo), choice)
    expect(page.get_by_role("heading", level=1)).to_have_text("Please confirm your bank account")
    page.get_by_role("link", name="Confirm the bank account").click()
    page.get_by_role("button", name="Confirm payment").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your payment is on its way")


def test_a_button_that_was_pressed_says_so_and_sends_nothing_more(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA)
    page.goto(_wish(paying_demo))
    page.get_by_role("radio", name=re.compile("ending 4242")).check()

    assert page.evaluate(_PRESSED_TWICE) == [[False, True], "Paying…", "true"]


def test_a_double_click_pays_once(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    page.goto(address)
    page.get_by_role("radio", name=re.compile("ending 4242")).check()
    page.get_by_role("button", name=PAY).dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")
    assert charged(paying_demo, address) == [CENTS]


def test_back_and_reload_show_the_payment_and_pay_nothing_more(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    _pay(page, address, "4242")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")
    page.goto("/account")
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")
    assert charged(paying_demo, address) == [CENTS]


def test_a_card_form_left_open_in_another_tab_pays_nothing_more(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    here, there, address = come_in_paying(DANA), come_in_paying(DANA), _wish(paying_demo)
    for tab in (here, there):
        tab.goto(address)
        tab.get_by_role("radio", name=re.compile("ending 4242")).check()
    for tab in (here, there):
        tab.get_by_role("button", name=PAY).click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Paid $5.00")

    assert charged(paying_demo, address) == [CENTS]


def test_a_payment_is_made_by_keyboard_alone(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA)
    page.goto(_wish(paying_demo))
    _tab_to(page, "radio")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("ending 4444"))).to_be_checked()
    _tab_to(page, "checkbox")
    expect(page.get_by_role("checkbox", name="Save this card")).not_to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=PAY)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $5.00")


def test_without_scripts_the_page_works_and_asks_again_by_itself(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    signed_in = come_in_paying(DANA).context
    browser = signed_in.browser
    assert browser is not None
    plain = browser.new_context(base_url=paying_demo.url, storage_state=signed_in.storage_state(), java_script_enabled=False)
    page = plain.new_page()
    _pay(page, _wish(paying_demo), "0200")

    expect(page.get_by_role("heading", level=1)).to_have_text("We are confirming your payment")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "5")
    hasten(paying_demo)
    plain.close()


@pytest.mark.parametrize("last4", ["", "4242", "0002", "3184", "0200", "6789"])
@pytest.mark.by_hand(2)
def test_the_form_and_every_result_can_be_used_by_everyone(paying_demo: Demo, come_in_paying: ComeIn, last4: str) -> None:
    page, address = come_in_paying(DANA), _wish(paying_demo)
    if last4:
        _pay(page, address, last4)
    else:
        page.goto(address)

    assert barriers(page) == []
    at_night(page)
    page.set_viewport_size(PHONE)
    assert barriers(page) == []
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    hasten(paying_demo)


def test_the_bank_can_be_used_by_everyone(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA, phone=True)
    _pay(page, _wish(paying_demo), "3184")
    page.get_by_role("link", name="Confirm with your bank").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert barriers(page) == []
    at_night(page)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_a_phone_the_button_stays_within_reach_and_nothing_is_cut_off(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page = come_in_paying(DANA, phone=True)
    page.goto(_wish(paying_demo))

    expect(page.get_by_role("button", name=PAY)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Back without paying").scroll_into_view_if_needed()
    page.get_by_role("link", name="Back without paying").click()
    expect(page).to_have_url(f"{paying_demo.url}/")


def test_another_persons_wish_is_not_found(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, address = come_in_paying("olive@example.com"), _wish(paying_demo)
    answer = page.goto(address)

    assert answer is not None
    assert answer.status == 404
    expect(page.locator("main")).to_contain_text("This payment page is no longer open, and nothing was charged")


def _tab_to(page: Page, role: str) -> None:
    """Press Tab until something of that type has the focus."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == role:
            return
    raise AssertionError(f"No {role} is reached by the Tab key.")
