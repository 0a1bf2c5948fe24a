"""Stripe's fields on the card pages, in a browser: a stand-in for Stripe.js at its own address, under the pages' own policy."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Route, ViewportSize, expect

from portal_ui.gateways import StripeForm
from portal_ui.gateways.demo.choices import CHOICES, new_token
from portal_ui.views import Outcome, SetupOutcome
from tests.browser.judging import at_night, barriers
from tests.cards.fakes import Fakes, visit
from tests.cards.serving import Introduce, build, served
from tests.stripe_js import playing
from tests.stripe_js.playing import Said, Sent

PHONE: ViewportSize = {"width": 390, "height": 844}
NEW = "/account/cards/new"
PAY = "Pay $25.00"
FORM = StripeForm("pk_test_portal")
GOOD, POOR, ASKS, ASKS_POOR, SLOW, BANK = "4242", "9995", "3184", "3178", "0200", "6789"
WRONG: dict[str, Said] = {
    "1111": {"error": {"type": "card_error", "code": "incorrect_number", "message": "Your card number is invalid."}},
    "0000": {"error": {"type": "api_error", "message": "canary"}},
}


class Shop:
    """The card pages, what stands behind them, and windows of a person in them."""

    def __init__(self, browser: Browser, url: str, fakes: Fakes, introduce: Introduce) -> None:
        self._browser = browser
        self.url = url
        self.fakes = fakes
        self.introduce = introduce
        self.sent: list[Sent] = []  # what Stripe was sent of cards
        self.asked: list[str] = []
        self.said: list[str] = []  # in the console: of a policy that was broken, too
        self.windows: list[BrowserContext] = []

    def window(self, *, size: ViewportSize | None = None, dark: bool = False, plays: bool = True) -> Page:
        """A new window, with a stand-in for Stripe in it where it `plays`."""
        window = self._browser.new_context(
            base_url=self.url, viewport=size or {"width": 1440, "height": 900}, color_scheme="dark" if dark else "light"
        )
        window.set_default_timeout(10_000)
        self.windows.append(window)
        if plays:
            self.play(window)
        page = window.new_page()
        page.on("console", lambda message: self.said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def play(self, window: BrowserContext) -> None:
        """Have Stripe stand in there."""
        self.asked = playing.put(window, self._token, self._answer)

    def begin(self, page: Page, cents: int = 2500) -> UUID:
        """Open the card page for a new wish, and wait for the fields."""
        request_id = self.fakes.paying.begin(cents)
        page.goto(f"/pay/{request_id}")
        expect(button(page)).to_be_enabled()
        return request_id

    def forgive(self) -> None:
        """What a test has refused or kept away may be said in the console."""
        self.said[:] = [said for said in self.said if "Failed to load resource" not in said]

    def _token(self, sent: Sent) -> Said:
        self.sent.append(sent)
        ending = sent["number"][-4:]
        found = next((choice for choice in CHOICES if choice.last4 == ending), None)
        return WRONG.get(ending, {}) if found is None else {"id": new_token(found)}

    def _answer(self, sent: Sent) -> Said:
        self.fakes.bank.hear(sent["secret"].removeprefix("pi_").removesuffix("_secret"), agrees="agrees" in sent)
        return {"paymentIntent": {}} if "agrees" in sent else {"error": {"type": "invalid_request_error"}}


@pytest.fixture(scope="module")
def pages() -> Iterator[tuple[str, Fakes, Introduce]]:
    fakes = Fakes()
    fakes.bank.card_form = FORM
    app, introduce = build(fakes)
    with served(app) as url:
        yield url, fakes, introduce


@pytest.fixture
def shop(browser: Browser, pages: tuple[str, Fakes, Introduce]) -> Iterator[Shop]:
    """The shop; whatever a page says in its console, of a broken policy or a fault, fails the test, unless the test forgives it."""
    shop = Shop(browser, *pages)
    yield shop
    for window in shop.windows:
        window.close()
    shop.introduce.visit, shop.introduce.is_out = visit(), False
    shop.fakes.bank.card_form = FORM
    assert shop.said == []


def button(page: Page) -> Locator:
    return page.locator("form.checkout button[type=submit]")


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Secure payment input frame']")


def bank(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Secure 3D Secure authentication']")


def fill(page: Page, ending: str) -> None:
    """Type a card with that ending."""
    for label, text in {
        "Card number": f"400000000000{ending}",
        "Expiration date": "12/34",
        "Security code": "123",
        "ZIP code": "75670",
    }.items():
        frame(page).get_by_label(label).fill(text)


def pay(page: Page, ending: str) -> None:
    fill(page, ending)
    page.get_by_role("button", name=PAY).click()


def test_case_66_a_card_is_paid_with_under_a_strict_policy_and_its_number_goes_to_stripe_alone(shop: Shop) -> None:
    page = shop.window()
    ours: list[str] = []
    page.on("request", lambda request: ours.append(f"{request.url} {request.post_data}") if request.url.startswith(shop.url) else None)
    request_id = shop.begin(page)
    answer = page.request.get(f"/pay/{request_id}")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    page.get_by_label("Save this card").check()
    pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    assert shop.fakes.paying.entered[-1].keep
    assert shop.sent[-1]["setup_future_usage"] == "off_session"
    assert not any("400000000000" in one for one in ours)
    assert any('"keep":"yes"' in one and "ctoken_" in one for one in ours)
    assert set(shop.asked) == {*playing.FILES, playing.TOKENS} - {playing.BANK}
    assert "unsafe" not in str(policy)
    assert (policy["connect-src"], policy["style-src"]) == ("'self' https://api.stripe.com", "'self'")
    assert "stripe" not in page.request.get(f"/pay/{request_id}").headers["content-security-policy"]  # nothing of it where it is not needed


def test_a_declined_card_is_corrected_on_the_same_page_under_a_new_request(shop: Shop) -> None:
    page = shop.window()
    first = shop.begin(page)
    button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("Something in the card’s fields is missing or not right. Nothing was charged.")
    pay(page, "1111")
    expect(page.get_by_role("alert")).to_contain_text("Your card number is invalid. Nothing was charged.")
    pay(page, "0000")
    expect(page.get_by_role("alert")).to_contain_text("Our payment processor did not answer. Nothing was charged.")
    expect(page.locator("body")).not_to_contain_text("canary")
    pay(page, POOR)
    expect(page.get_by_role("alert")).to_contain_text("does not have enough funds")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged.")
    assert shop.fakes.paying.payments[first].outcome is Outcome.DECLINED
    pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    second = UUID(page.url.rsplit("/", 1)[1])
    assert second != first
    assert shop.fakes.paying.payments[second].outcome is Outcome.PAID
    assert first in shop.fakes.paying.read
    page.goto(f"/pay/{first}")
    expect(page.get_by_role("heading", level=1)).to_have_text("The payment was not made")
    shop.forgive()


def test_after_a_decline_another_amount_is_shown_before_it_is_charged(shop: Shop) -> None:
    page = shop.window()
    request_id = shop.begin(page)
    pay(page, POOR)
    expect(page.get_by_role("alert")).to_contain_text("enough funds")
    drafts = shop.fakes.paying.drafts
    drafts[request_id] = replace(drafts[request_id], total_cents=2400)  # another paid a part meanwhile
    pay(page, GOOD)

    expect(page.get_by_role("button", name="Pay $24.00")).to_be_enabled()
    assert UUID(page.url.rsplit("/", 1)[1]) not in shop.fakes.paying.payments


@pytest.mark.parametrize(
    ("ending", "agrees", "told"), [(ASKS, True, "Paid $25.00"), (ASKS, False, "not made"), (ASKS_POOR, True, "not made")]
)
def test_the_bank_asks_in_its_own_window_and_decides(shop: Shop, ending: str, agrees: bool, told: str) -> None:
    page = shop.window(size=PHONE)
    request_id = shop.begin(page)
    pay(page, ending)
    expect(bank(page).get_by_role("heading")).to_have_text("Your bank asks")
    expect(button(page)).to_have_text("Waiting for your bank…")
    bank(page).get_by_role("button", name="Complete" if agrees else "Fail").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(told)
    assert page.url.endswith(str(request_id))


def test_who_left_the_bank_without_an_answer_confirms_later_or_cancels(shop: Shop) -> None:
    page = shop.window()
    request_id = shop.begin(page)
    pay(page, ASKS)
    expect(bank(page).get_by_role("heading")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bank wants you to confirm")
    assert barriers(page) == []
    other = shop.window()
    other.goto(f"/pay/{request_id}")
    expect(other.get_by_role("button", name="Cancel this payment")).to_be_visible()
    page.get_by_role("button", name="Confirm with your bank").press("Enter")
    bank(page).get_by_role("button", name="Complete").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    expect(other.get_by_role("heading", level=1)).to_have_text("Paid $25.00")  # the other tab hears of it by itself

    shop.begin(page)
    pay(page, ASKS)
    expect(bank(page).get_by_role("heading")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Cancel this payment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The payment was canceled")


def test_what_nobody_knows_yet_is_said_as_it_is(shop: Shop) -> None:
    page = shop.window()
    request_id = shop.begin(page)
    pay(page, SLOW)
    expect(page.get_by_role("heading", level=1)).to_have_text("We are confirming your payment")
    shop.fakes.paying.arrives(request_id)
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    shop.begin(page)
    pay(page, BANK)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your payment is on its way")


def test_a_press_whose_answer_is_lost_is_looked_for_and_found_or_not(shop: Shop) -> None:
    page = shop.window()
    page.clock.install()
    shop.begin(page)
    reached, before = 0, len(shop.fakes.paying.entered)

    def lose(route: Route) -> None:
        nonlocal reached
        if route.request.method != "POST":
            route.fallback()
            return
        reached += 1
        if reached == 2:
            route.fetch()  # it reaches the portal, and the answer is lost
        route.abort()

    page.route("**/pay/*", lose)
    pay(page, GOOD)
    expect(page.get_by_role("alert")).to_contain_text("Please do not pay again: this page keeps asking, and will tell you.")
    expect(button(page)).to_have_attribute("aria-disabled", "true")
    for _time in range(15):
        with page.expect_response("**/status"):
            page.clock.run_for(2_000)
    expect(page.get_by_role("alert")).to_contain_text("Your payment has not reached us, and nothing was charged.")
    page.get_by_role("button", name=PAY).click()
    expect(page.get_by_role("alert")).to_contain_text("Please do not pay again")
    page.clock.run_for(2_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    assert len(shop.fakes.paying.entered) == before + 1
    shop.forgive()


def test_two_presses_two_tabs_back_and_reload_pay_once(shop: Shop) -> None:
    here, there = shop.window(), shop.window()
    request_id, before = shop.begin(here), len(shop.fakes.paying.entered)
    there.goto(f"/pay/{request_id}")
    fill(there, GOOD)
    fill(here, GOOD)
    sent: list[str] = []
    here.on("request", lambda request: sent.append(request.url) if request.method == "POST" and "/pay/" in request.url else None)
    here.get_by_role("button", name=PAY).dblclick()
    expect(here.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    there.get_by_role("button", name=PAY).click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    here.reload()
    here.goto("/pay/" + str(shop.fakes.paying.begin()))
    here.go_back()

    expect(here.get_by_role("heading", level=1)).to_have_text("Paid $25.00")
    assert len(shop.fakes.paying.entered) == before + 1
    assert len(sent) == 1


def test_a_session_that_ended_meanwhile_leads_back_to_the_same_payment(shop: Shop) -> None:
    page = shop.window()
    request_id, before = shop.begin(page), len(shop.fakes.paying.entered)
    fill(page, GOOD)
    shop.introduce.is_out = True
    page.get_by_role("button", name=PAY).click()

    expect(page.get_by_role("alert")).to_contain_text("You have been signed out meanwhile. Nothing was charged.")
    expect(page.get_by_role("link", name="Sign in and come back here")).to_have_attribute(
        "href", f"/sign-in?after=end&next=/pay/{request_id}"
    )
    assert len(shop.fakes.paying.entered) == before
    shop.introduce.is_out = False
    shop.introduce.visit = visit(may_pay=False)
    page.get_by_role("button", name=PAY).click()
    expect(page.get_by_role("alert")).to_contain_text("does not pay for it. Nothing was charged.")
    shop.forgive()


def test_without_stripe_the_page_says_what_is_unharmed_and_what_to_do(shop: Shop) -> None:
    page = shop.window(size=PHONE, plays=False)
    page.clock.install()
    page.context.route("https://js.stripe.com/**", lambda route: route.abort())
    page.goto(f"/pay/{shop.fakes.paying.begin()}")
    expect(page.get_by_role("alert")).to_contain_text("The card fields could not be loaded")
    expect(page.get_by_role("alert")).to_contain_text(
        "Nothing was charged. Try again; if it stays like this, call our office. (903) 555-0142"
    )
    expect(button(page)).to_be_disabled()
    assert barriers(page) == []

    page.context.unroute_all()
    held: list[Route] = []
    page.context.route("https://js.stripe.com/**", lambda route: held.append(route))  # silence
    with page.expect_request("https://js.stripe.com/**"):  # from here on its time runs
        page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("status")).to_contain_text("The card fields are being loaded…")
    page.clock.run_for(19_000)
    expect(page.get_by_role("alert")).to_have_text("")
    page.clock.run_for(1_500)
    expect(page.get_by_role("alert")).to_contain_text("The card fields could not be loaded")
    page.context.unroute_all()
    shop.play(page.context)
    page.get_by_role("link", name="Try again").click()
    expect(button(page)).to_be_enabled()
    shop.forgive()


def test_a_processor_that_does_not_know_us_is_not_blamed_on_the_browser(shop: Shop) -> None:
    shop.fakes.bank.card_form = StripeForm("pk_test_unknown")
    page = shop.window()
    page.goto(f"/pay/{shop.fakes.paying.begin()}")

    expect(page.get_by_role("alert")).to_contain_text("Our payment processor shows no card fields just now. Nothing was charged.")
    expect(button(page)).to_be_disabled()


def test_a_processor_that_falls_silent_charges_nothing_and_may_be_asked_again(shop: Shop) -> None:
    page = shop.window()
    page.clock.install()
    shop.begin(page)
    before, held = len(shop.fakes.paying.entered), list[Route]()
    page.context.route(playing.TOKENS, lambda route: held.append(route))
    with page.expect_request(playing.TOKENS):
        pay(page, GOOD)
    expect(button(page)).to_have_text("Paying…")
    page.clock.run_for(20_500)

    expect(page.get_by_role("alert")).to_contain_text("Our payment processor did not answer. Nothing was charged.")
    expect(button(page)).to_have_text(PAY)
    assert len(shop.fakes.paying.entered) == before


def test_a_card_is_kept_only_once_agreed_to_corrected_and_confirmed(shop: Shop) -> None:
    page = shop.window(size=PHONE)
    page.goto(NEW)
    fill(page, "0069")
    page.get_by_role("button", name="Add card").click()
    expect(page.locator("#keep-first")).to_contain_text("a card is kept on file only if you agree to it")
    page.get_by_label("Keep this card on file").check()
    page.get_by_role("button", name="Add card").click()
    expect(page.locator("[data-said]")).to_contain_text("The card has expired.")
    expect(page.locator("[data-said]")).to_contain_text("Nothing was charged, and the card is not on file.")
    fill(page, ASKS)
    page.get_by_role("button", name="Add card").click()
    expect(bank(page).get_by_role("heading")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bank wants you to confirm this card")
    page.get_by_role("button", name="Confirm with your bank").click()
    bank(page).get_by_role("button", name="Fail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The card was not accepted")
    page.get_by_role("link", name="Try another card").click()
    fill(page, ASKS)
    page.get_by_label("Keep this card on file").check()
    page.get_by_role("button", name="Add card").click()
    bank(page).get_by_role("button", name="Complete").click()
    page.wait_for_url(re.compile(r"/account\?done=card-kept$"))

    assert [setup.outcome for setup in shop.fakes.cards.setups.values()] == [
        SetupOutcome.DECLINED,
        SetupOutcome.DECLINED,
        SetupOutcome.KEPT,
    ]
    assert {sent["mode"] for sent in shop.sent} == {"setup"}
    shop.said.clear()  # the account page is not served here


def test_everyone_pays_by_keyboard_in_light_and_dark(shop: Shop) -> None:
    page = shop.window(size=PHONE)
    shop.begin(page)
    assert barriers(page) == []
    at_night(page)
    assert barriers(page) == []
    ground = frame(page).get_by_label("Card number").evaluate("field => getComputedStyle(field).backgroundColor")
    assert ground == "rgb(22, 28, 35)"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1440, "height": 900})
    for text in ("4000000000004242", "1234", "123", "75670"):
        for _press in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") == "IFRAME":
                break
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Save this card")).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Paid $25.00")


def test_the_fields_speak_the_persons_language_and_a_page_without_scripts_says_whom_to_call(shop: Shop, browser: Browser) -> None:
    shop.introduce.visit = replace(visit(), locale="es_US")
    page = shop.window()
    shop.begin(page)
    expect(frame(page).get_by_label("Número de tarjeta")).to_be_visible()
    shop.introduce.visit = visit(theme="dark")
    page.reload()
    expect(frame(page).get_by_label("Card number")).to_have_css("background-color", "rgb(22, 28, 35)")  # by choice, not by the system

    plain = browser.new_context(base_url=shop.url, java_script_enabled=False)
    shop.windows.append(plain)
    tab = plain.new_page()
    tab.goto(page.url)
    expect(tab.locator("noscript .notice")).to_contain_text("Entering a card needs JavaScript")
    expect(tab.locator("noscript .notice")).to_contain_text("(903) 555-0142")
    expect(tab.locator(".loading")).to_be_hidden()
    expect(button(tab)).to_be_disabled()
