"""Paying on the screen: the dialog, where it opens, how it ends, and every other page that shows the account."""

import re
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

Look = Callable[..., Page]
JUDGE = "axe.run({ resultTypes: ['violations'] }).then(found => found.violations)"
_accounts = count(100)


@pytest.fixture
def payer() -> str:
    """Someone alone in an account of their own."""
    return f"payer-{next(_accounts)}"


def opened(page: Page, button: str = "Add Payment") -> Locator:
    """The dialog, opened with that button."""
    page.get_by_role("button", name=button).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    return dialog


def charged(page: Page, payer: str, how: str = "pay") -> list[int]:
    """The sums that the service was asked to charge in that account, call by call."""
    sums: list[int] = page.request.get(f"/fake/asked/{payer.removeprefix('payer-')}").json()[how]
    return sums


def expect_told(page: Page, payer: str, count: int) -> None:
    """Wait until so many of that account's payments count as told."""
    page.wait_for_function(
        "async ([address, count]) => await (await fetch(address)).json() === count",
        arg=[f"/fake/told/{payer.removeprefix('payer-')}", count],
    )


def barriers(page: Page) -> list[tuple[str, str]]:
    """What keeps someone out, as axe-core judges it."""
    page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")
    page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(JUDGE)
    return [(one["id"], node["html"]) for one in found for node in one["nodes"]]


def test_everything_due_is_chosen_and_one_press_pays_it(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)

    expect(dialog.get_by_text("Demo: no real money moves")).to_be_visible()
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(3)
    expect(dialog.get_by_role("status")).to_contain_text("$2,800.62")
    expect(dialog.get_by_role("status")).to_contain_text("clears 3 invoices · $984.60 stays open, not yet due")
    dialog.get_by_role("button", name="Pay $2,800.62").click()

    expect(dialog.get_by_role("heading", name="Paid $2,800.62. Thank you.")).to_be_focused()
    expect(dialog.get_by_text("Charged to Visa ending 4242. Receipt R-2026-000123.")).to_be_visible()
    expect(dialog.get_by_role("link", name="Download receipt")).to_have_attribute("href", "/payments/7412/receipt.pdf")
    expect(dialog.get_by_role("listitem").filter(has_text="Invoice 10471")).to_contain_text("paid in full")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Add Payment")).to_be_focused()
    expect(page.locator(".figures .value").first).to_have_text("$1,284.60")
    expect(page.get_by_text("past due")).to_have_count(0)
    assert charged(page, payer) == [280062]


def test_pay_pressed_twice_at_once_charges_once(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)

    dialog.get_by_role("button", name="Pay $2,800.62").evaluate("button => { button.click(); button.click(); }")
    page.evaluate(
        """() => {
            const [id, dialog] = Object.entries(mounted_app.elements).find(([, element]) => element.tag.includes("payment_dialog"));
            const listener = dialog.events.find((event) => event.type === "act").listener_id;
            const act = JSON.stringify({ do: "pay", turn: 90, number: 280062 });
            const frame = { id: Number(id), client_id: window.clientId, listener_id: listener, args: [act] };
            window.socket.emit("event", frame);
            window.socket.emit("event", frame);
        }"""
    )

    expect(dialog.get_by_role("heading", name="Paid")).to_be_visible()
    assert charged(page, payer) == [280062]


def test_a_part_amount_is_paid_and_the_rest_stays(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay invoice 10471")

    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(1)
    dialog.get_by_label("Amount for Invoice 10471").fill("1,000.5")
    dialog.get_by_role("button", name="Pay $1,000.50").click()

    expect(dialog.get_by_role("listitem").filter(has_text="Invoice 10471")).to_contain_text("$439.75 remains")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("row", name="10471")).to_contain_text("$439.75")
    expect(page.get_by_role("button", name="Pay invoice 10471")).to_be_focused()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,440.26", "Only $1,440.25 can be paid here now."),
        ("1,440.00", "That would leave less than $0.50 open."),
        ("1e3", ""),
        ("-5", ""),
    ],
)
def test_a_wrong_amount_says_why_in_its_row_and_cannot_be_paid(look: Look, payer: str, text: str, sentence: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)
    field = dialog.get_by_label("Amount for Invoice 10471")

    field.fill(text)

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(sentence) + ".+|" + re.escape(sentence)))
    pay = dialog.get_by_role("button", name=re.compile(r"^Pay \$"))
    expect(pay).to_have_attribute("aria-disabled", "true")
    pay.click(force=True)
    field.press("Tab")
    expect(field).to_have_value(text)
    assert charged(page, payer) == []


def test_the_button_must_say_the_new_amount_before_it_pays_it(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay invoice 10471")

    dialog.evaluate(
        """dialog => {
            const field = dialog.querySelectorAll("input.amount")[1];
            field.focus();
            field.value = "5";
            field.dispatchEvent(new InputEvent("input"));
            dialog.querySelector("footer .primary").click();
        }"""
    )

    expect(dialog.get_by_role("button", name="Pay $5.00")).to_be_visible()
    assert charged(page, payer) == []


def test_a_sum_is_laid_out_over_the_oldest_first(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)

    dialog.get_by_role("button", name="Another amount…").click()
    expect(dialog.get_by_label("I want to pay")).to_be_focused()
    expect(dialog.locator(".chip[aria-pressed=true]")).to_have_count(0)
    page.keyboard.type("1500")

    expect(dialog.get_by_role("button", name="Pay $1,500.00")).to_be_visible()
    expect(dialog.get_by_label("Amount for Invoice 10433")).to_have_value("$749.19")
    expect(dialog.get_by_label("Amount for Invoice 10471")).to_have_value("$750.81")
    expect(dialog.get_by_label("Amount for Invoice 10498")).to_have_value("")


def test_what_is_late_can_be_paid_from_where_it_is_said(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay what is late")

    expect(dialog.get_by_role("button", name="Pay $2,189.44")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("Everything open")).click()
    expect(dialog.get_by_role("button", name="Pay $3,785.22")).to_be_visible()


def test_a_declined_card_is_told_with_its_reason_and_the_choices_stay_for_another(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)
    dialog.get_by_role("checkbox", name="Invoice 10433").uncheck()
    dialog.get_by_role("radio", name="Mastercard ending 4444").check()
    expect(dialog.get_by_role("radio", name="Mastercard ending 4444")).to_have_accessible_description(re.compile("^Expired 03/2025"))

    dialog.get_by_role("button", name="Pay $2,051.43").click()
    expect(dialog.get_by_role("heading", name="The payment was not made")).to_be_focused()
    expect(dialog.get_by_text("The card does not have enough funds for this amount.")).to_contain_text("Nothing was charged.")
    dialog.get_by_role("button", name="Try another card").click()

    expect(dialog.get_by_role("radio", name="Visa ending 4242")).to_be_checked()
    dialog.get_by_role("button", name="Pay $2,051.43").click()
    expect(dialog.get_by_role("heading", name="Paid $2,051.43. Thank you.")).to_be_visible()


def test_a_payment_nobody_knows_of_is_told_as_soon_as_it_is_known(look: Look, payer: str) -> None:
    page, other = look("/", who=payer), look("/", who=payer)
    dialog = opened(page, "Pay invoice 10433")
    dialog.get_by_role("radio", name="Discover ending 1117").check()

    dialog.get_by_role("button", name="Pay $749.19").click()

    expect(dialog.get_by_role("heading", name="We are confirming your payment")).to_be_visible()
    expect(dialog.get_by_text("Please do not pay again; this page will tell you.")).to_be_visible()
    expect(other.get_by_text("A payment of $749.19, started Nov 23, 2026, 10:02 AM by you, is being confirmed.")).to_be_visible()
    expect(other.get_by_role("row", name="10433")).to_contain_text("$749.19 processing")
    expect(other.get_by_role("button", name="Pay invoice 10433")).to_have_count(0)
    page.request.get(f"/fake/settle/{payer.removeprefix('payer-')}")
    expect(dialog.get_by_role("heading", name="Paid $749.19. Thank you.")).to_be_visible()
    expect(other.get_by_text("is being confirmed")).to_have_count(0)
    expect(other.get_by_role("row", name="10433")).to_have_count(0)
    expect(other.get_by_text("went through")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("went through")).to_have_count(0)  # the dialog has said it


def test_how_a_payment_ended_is_said_where_it_was_seen_to_begin_and_nowhere_twice(look: Look, payer: str) -> None:
    page, other = look("/", who=payer), look("/", who=payer)
    dialog = opened(page, "Pay invoice 10433")
    dialog.get_by_role("radio", name="Discover ending 1117").check()
    dialog.get_by_role("button", name="Pay $749.19").click()
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_text("is being confirmed")).to_be_visible()
    expect(other.get_by_text("is being confirmed")).to_be_visible()

    page.request.get(f"/fake/settle/{payer.removeprefix('payer-')}")

    for tab in (page, other):
        ended = tab.get_by_text("Your payment of $749.19, started Nov 23, 2026, 10:02 AM, went through. Thank you.")
        expect(ended).to_be_visible()
        expect(tab.get_by_role("link", name="See it")).to_have_attribute("href", "/payments/7412")
        tab.get_by_role("button", name="Close").click()
        expect(ended).to_have_count(0)
    dialog = opened(page, "Pay invoice 10498")
    dialog.get_by_role("button", name="Pay $611.18").click()
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("row", name="10498")).to_have_count(0)
    expect(page.get_by_text("went through")).to_have_count(0)


def test_how_a_payment_ended_while_no_page_could_tell_is_told_once_by_the_next(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay invoice 10433")
    dialog.get_by_role("radio", name="Discover ending 1117").check()
    dialog.get_by_role("button", name="Pay $749.19").click()
    expect(dialog.get_by_role("heading", name="We are confirming your payment")).to_be_visible()
    page.goto("about:blank")
    page.request.get(f"/fake/settle/{payer.removeprefix('payer-')}")

    page.goto("/")

    ended = page.get_by_text("Your payment of $749.19, started Nov 23, 2026, 10:02 AM, went through. Thank you.")
    expect(ended).to_be_visible()
    page.wait_for_function("window.did_handshake === true")
    expect_told(page, payer, 1)
    page.reload()
    expect(page.locator(".figures .value").first).to_have_text("$3,336.03")
    expect(ended).to_have_count(0)


def test_a_card_that_was_chosen_just_before_the_press_is_the_one_that_pays(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay invoice 10433")

    page.evaluate("""() => {
        const dialog = document.querySelector("dialog.pay");
        const card = [...dialog.querySelectorAll("input[type=radio]")].find(radio => radio.closest("label").textContent.includes("1117"));
        card.click();
        dialog.querySelector(".do .primary").click();
        dialog.querySelector("header .tool").click();
    }""")  # faster than any answer

    expect(dialog.get_by_role("heading", level=2)).to_have_text("We are confirming your payment")
    assert charged(page, payer) == [74_919]


def test_several_payments_in_process_are_one_line_that_opens_and_so_are_those_that_ended(look: Look, payer: str) -> None:
    page, other = look("/", who=payer), look("/", who=payer)
    for number, amount in (("10433", "$749.19"), ("10498", "$611.18"), ("10471", "$1,440.25")):
        dialog = opened(page, f"Pay invoice {number}")
        dialog.get_by_role("radio", name="Discover ending 1117").check()
        dialog.get_by_role("button", name=f"Pay {amount}").click()
        expect(dialog.get_by_role("heading", level=2)).to_have_text("We are confirming your payment")
        dialog.get_by_role("button", name="Close").last.click()

    status = other.get_by_role("status", name="Payments in process")
    expect(status.locator(".notice")).to_have_count(1)
    expect(status).to_contain_text("3 payments, $2,800.62 in all, are being confirmed. Please do not pay again.")
    expect(status.get_by_role("listitem")).to_have_count(0)
    expect(other.get_by_text("past due")).to_have_count(0)  # all that is late is being paid
    expect(other.get_by_role("button", name="Pay what is late")).to_have_count(0)
    other.get_by_role("button", name="Show each").click()
    expect(status.get_by_role("listitem")).to_have_count(3)
    expect(status.get_by_role("listitem").filter(has_text="$611.18, started Nov 23, 2026, 10:02 AM by you")).to_be_visible()
    assert barriers(other) == []

    page.request.get(f"/fake/settle/{payer.removeprefix('payer-')}")
    expect(status.locator(".notice")).to_have_count(1)
    expect(status).to_contain_text("3 payments went through.")
    other.get_by_role("button", name="Close").click()
    expect(status.locator(".notice")).to_have_count(0)


def test_a_card_removed_elsewhere_leaves_an_open_dialog_with_words(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)
    expect(dialog.get_by_role("radio", name="Visa ending 4242")).to_be_checked()

    page.request.get(f"/fake/remove-card/{payer.removeprefix('payer-')}/1")

    expect(dialog.get_by_role("radio", name="Visa ending 4242")).to_have_count(0)
    expect(dialog.get_by_role("alert")).to_contain_text("The card you had chosen is no longer on file.")
    expect(dialog.get_by_role("radio", name="Discover ending 1117")).to_be_checked()


def test_pay_takes_no_other_card_than_the_one_that_was_shown(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)

    dialog.evaluate(
        """dialog => {
            const [id, element] = Object.entries(mounted_app.elements).find(([, element]) => element.tag.includes("payment_dialog"));
            const listener = element.events.find((event) => event.type === "act").listener_id;
            const act = JSON.stringify({ do: "pay", turn: 90, number: 280062, name: "card-2" });
            window.socket.emit("event", { id: Number(id), client_id: window.clientId, listener_id: listener, args: [act] });
        }"""
    )

    expect(dialog.get_by_role("alert")).to_contain_text("The payment method has changed.")
    assert charged(page, payer) == []


def test_a_bank_that_asks_leads_to_the_page_where_one_confirms(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay invoice 10433")
    dialog.get_by_role("radio", name="Amex ending 8431").check()

    dialog.get_by_role("button", name="Pay $749.19").click()

    page.wait_for_url(re.compile("/pay/[0-9a-f-]{36}$"))
    address = re.sub("^https?://[^/]+", "", page.url)
    page.goto("/")
    expect(page.get_by_role("link", name="Finish or cancel")).to_have_attribute("href", address)


def test_a_new_card_leads_to_its_own_page(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)
    new = dialog.get_by_role("radio", name="New card")
    new.check()
    expect(new).to_have_accessible_description("A list of outcomes to try; no card number")

    dialog.get_by_role("button", name="Continue to card entry").click()

    page.wait_for_url(re.compile("/pay/[0-9a-f-]{36}$"))
    assert charged(page, payer) == []
    assert charged(page, payer, "prepare") == [280062]


def test_a_card_page_that_does_not_come_can_be_left_waiting(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    page.route("**/pay/*", lambda route: route.fulfill(status=204))  # the browser stays where it is
    dialog = opened(page)
    dialog.get_by_role("radio", name="New card").check()
    dialog.get_by_role("button", name="Continue to card entry").click()
    expect(dialog.get_by_role("button", name="One moment…")).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel")).not_to_have_attribute("aria-disabled", "true")

    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(opened(page).get_by_role("radio", name="New card")).to_be_enabled()


def test_credit_is_used_first_and_the_rest_is_paid_after(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page, "Pay invoice 10471")

    dialog.get_by_role("button", name="Use credit").click()
    expect(dialog.get_by_role("heading", name="Use credit")).to_be_focused()
    expect(dialog.get_by_label("Amount for Invoice 10471")).to_have_value("$150.00")
    dialog.get_by_role("button", name="Use $150.00 of credit").click()
    expect(dialog.get_by_role("heading", name="Used $150.00 of credit.")).to_be_visible()
    dialog.get_by_role("button", name="Pay the rest").click()

    expect(dialog.get_by_role("button", name="Pay $1,290.25")).to_be_visible()
    expect(dialog.get_by_role("button", name="Use credit")).to_have_count(0)


def test_money_someone_else_is_paying_shows_at_once_and_cannot_be_paid_again(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)

    page.request.get(f"/fake/hold/{payer.removeprefix('payer-')}/10433/74919")

    row = dialog.get_by_role("listitem").filter(has_text="Invoice 10433")
    expect(row).to_contain_text("$749.19 processing, started Nov 23, 2026, 10:02 AM by Maria Ortiz")
    expect(row.get_by_role("checkbox")).to_be_disabled()
    expect(dialog.get_by_role("alert")).to_contain_text("The amounts are up to date.")
    expect(dialog.get_by_role("button", name="Pay $2,051.43")).to_be_visible()


def test_a_dialog_that_has_gone_stale_is_refused_in_words_and_brought_up_to_date(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)
    page.request.get(f"/fake/hold/{payer.removeprefix('payer-')}/10433/70000?unheard=1")

    dialog.get_by_role("button", name="Pay $2,800.62").click()

    expect(dialog.get_by_role("alert")).to_contain_text("Only $49.19 can be paid on invoice 10433 now. Nothing was charged")
    expect(dialog.get_by_label("Amount for Invoice 10433")).to_have_value("$49.19")
    dialog.get_by_role("button", name="Pay $2,100.62").click()
    expect(dialog.get_by_role("heading", name="Paid $2,100.62. Thank you.")).to_be_visible()


def test_several_rows_are_chosen_by_keyboard_over_pages_and_paid_together(look: Look, payer: str) -> None:
    page = look("/invoices?status=all&size=10", who=payer)
    for number in ("10433", "10498"):
        box = page.get_by_role("checkbox", name=f"Choose invoice {number}")
        box.focus()
        page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pay 2 selected · $1,360.37")).to_be_visible()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("status").filter(has_text="11–20")).to_be_visible()
    expect(page.get_by_role("button", name="Pay 2 selected · $1,360.37")).to_be_visible()

    dialog = opened(page, "Pay 2 selected · $1,360.37")
    dialog.get_by_role("button", name="Pay $1,360.37").click()
    expect(dialog.get_by_role("heading", name="Paid")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_role("region", name="Chosen invoices")).to_have_count(0)


def test_paid_invoices_are_chosen_for_their_papers_and_only_what_is_open_is_paid(look: Look, payer: str) -> None:
    page = look("/invoices?status=all", who=payer)
    paid = page.get_by_role("row").filter(has=page.get_by_text("Paid", exact=True)).first
    paid.get_by_role("checkbox").check()
    chosen = page.get_by_role("region", name="Chosen invoices")
    expect(chosen.get_by_role("link", name="Download PDFs")).to_have_attribute("href", re.compile(r"^/packs/new\?of=invoices&number=\d+$"))
    expect(chosen.get_by_role("button", name=re.compile("^Pay"))).to_have_count(0)

    page.get_by_role("checkbox", name="Choose invoice 10433").check()
    dialog = opened(page, "Pay 1 of 2 selected · $749.19")

    expect(dialog.get_by_role("button", name="Pay $749.19")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_who_sees_as_a_customer_chooses_nothing_and_has_no_zip_file(look: Look, phone: bool) -> None:
    for path in ("/invoices?status=all", "/orders", "/payments"):
        own, page = look(path, who="viewer", phone=phone), look(path, who="office", phone=phone)
        expect(own.get_by_role("checkbox").first).to_be_attached()

        expect(page.locator(".items > li, .rows tbody tr").first).to_be_visible()
        expect(page.get_by_role("checkbox")).to_have_count(0)
        page.get_by_role("button", name="Export").click()
        expect(page.get_by_role("link", name="CSV file")).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("ZIP"))).to_have_count(0)


def test_the_choice_stays_when_others_change_the_account_and_can_be_cleared(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    page.get_by_role("checkbox", name="Choose all on this page").check()
    expect(page.get_by_role("button", name="Pay 4 selected · $3,785.22")).to_be_visible()

    page.request.get(f"/fake/hold/{payer.removeprefix('payer-')}/10433/74919")

    expect(page.get_by_role("button", name="Pay 3 selected · $3,036.03")).to_be_visible()
    page.get_by_role("button", name="Clear the choice").click()
    expect(page.get_by_role("region", name="Chosen invoices")).to_have_count(0)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_an_invoice_is_paid_on_its_own_page_which_then_says_so(look: Look, payer: str) -> None:
    page = look("/invoices/10433", who=payer)
    dialog = opened(page, "Pay")

    dialog.get_by_role("button", name="Pay $749.19").click()
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_role("button", name="Pay")).to_have_count(0)
    expect(page.get_by_role("region", name="Balance")).to_contain_text("$0.00")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("who", ["viewer", "site", "new"])
def test_who_may_not_pay_or_owes_nothing_is_offered_nothing(look: Look, who: str) -> None:
    page = look("/orders" if who == "site" else "/", who=who)

    expect(page.get_by_role("button", name=re.compile("^(Pay|Add Payment)"))).to_have_count(0)
    if who == "viewer":
        page.get_by_role("checkbox", name="Choose invoice 10433").check()  # to take its paper along
        expect(page.get_by_role("button", name=re.compile("^Pay"))).to_have_count(0)
        expect(page.get_by_role("link", name="Generate Statement")).to_have_attribute("href", "/statement")
        expect(look("/invoices/10433", who=who).get_by_role("button", name="Pay")).to_have_count(0)


def test_the_keyboard_stays_in_the_dialog_and_escape_brings_it_back(look: Look) -> None:
    page = look("/")
    opener = page.get_by_role("button", name="Pay invoice 10498")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Add Payment")
    expect(dialog).to_be_visible()

    for _step in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.by_hand(2)
def test_the_dialog_can_be_used_by_everyone(look: Look, payer: str, phone: bool, dark: bool) -> None:
    page = look("/", who=payer, phone=phone, dark=dark)
    dialog = opened(page)
    dialog.get_by_label("Amount for Invoice 10471").fill("nothing")
    dialog.get_by_role("button", name="Another amount…").click()
    expect(dialog.locator("[aria-invalid]")).to_have_count(1)

    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1440)
    dialog.get_by_role("checkbox", name="Invoice 10471").uncheck()
    dialog.get_by_role("button", name="Pay $1,360.37").click()
    expect(dialog.get_by_role("heading", name="Paid")).to_be_visible()
    assert barriers(page) == []


def test_on_a_phone_the_dialog_fills_the_screen_with_pay_at_the_bottom(look: Look, payer: str) -> None:
    page = look("/", who=payer, phone=True)
    begin = page.get_by_role("button", name="Add Payment").bounding_box()
    assert begin is not None
    assert begin["y"] + begin["height"] > 800

    dialog = opened(page)

    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    pay = dialog.get_by_role("button", name="Pay $2,800.62").bounding_box()
    assert pay is not None
    assert pay["y"] > 740
    assert pay["y"] + pay["height"] <= 844


def test_five_thousand_open_invoices_are_paged_with_the_totals_of_all(look: Look) -> None:
    page = look("/", who="five-thousand")
    dialog = opened(page)

    expect(dialog.get_by_role("listitem")).to_have_count(50)
    expect(dialog.get_by_text("1–50 of 5,000")).to_be_visible()
    expect(dialog.get_by_role("status")).to_contain_text("clears 1,667 invoices")
    dialog.get_by_role("button", name="Next invoices").click()
    expect(dialog.get_by_text("51–100 of 5,000")).to_be_visible()
    dialog.get_by_role("checkbox", name="Invoice 20050").uncheck()
    expect(dialog.get_by_role("status")).to_contain_text("clears 1,666 invoices")
    dialog.get_by_role("checkbox", name="Only the chosen ones").check()
    expect(dialog.get_by_text("1–50 of 1,666")).to_be_visible()


NOT_MEANT = [
    "null",
    "7",
    "[]",
    '{"do": "pay"}',
    '{"do": "pay", "turn": TURN, "number": "280062"}',
    '{"do": "pay", "turn": TURN, "number": 1}',
    '{"do": "toggle", "turn": TURN, "name": "99999", "on": true}',
    '{"do": "toggle", "turn": TURN, "name": {"a": 1}, "on": true}',
    '{"do": "page", "turn": TURN, "number": -1}',
    '{"do": "page", "turn": TURN, "number": 999999999}',
    '{"do": "method", "turn": TURN, "name": "card-77"}',
    '{"do": "again", "turn": TURN}',
    '{"do": "__init__", "turn": TURN}',
    '{"do": "amount", "turn": TURN, "name": "10433", "text": "\\u0000\\ud800"}',
]


def test_what_a_browser_sends_to_the_dialog_is_not_trusted(look: Look, payer: str) -> None:
    page = look("/", who=payer)
    dialog = opened(page)
    turn = 0
    for sent in NOT_MEANT:
        page.evaluate(
            """sent => {
                const [id, dialog] = Object.entries(mounted_app.elements).find(([, element]) => element.tag.includes("payment_dialog"));
                const listener = dialog.events.find((event) => event.type === "act").listener_id;
                window.socket.emit("event", { id: Number(id), client_id: window.clientId, listener_id: listener, args: [sent] });
            }""",
            sent.replace("TURN", str(turn + 5)),
        )
        for _try in range(6):  # past the turn that was claimed
            dialog.get_by_role("button", name=re.compile("Everything open")).click()
            dialog.get_by_role("button", name=re.compile("All due now")).click()
            turn += 2

        expect(dialog.get_by_role("button", name="Pay $2,800.62")).to_be_visible()
        assert charged(page, payer) == [], sent


def test_what_a_browser_chooses_must_have_been_shown_as_payable(look: Look, payer: str) -> None:
    page = look("/", who=payer)

    for sent in ('{"keys": ["99999", "10390", 7, null], "on": true}', '{"keys": "10433", "on": true}', '{"keys": ["10433"], "on": 1}', "7"):
        page.evaluate(
            """sent => {
                const [id, grid] = Object.entries(mounted_app.elements).find(([, element]) => element.tag.includes("list_grid"));
                const listener = grid.events.find((event) => event.type === "pick").listener_id;
                window.socket.emit("event", { id: Number(id), client_id: window.clientId, listener_id: listener, args: [sent] });
            }""",
            sent,
        )
    page.get_by_role("checkbox", name="Choose invoice 10433").check()

    expect(page.get_by_role("button", name="Pay 1 selected · $749.19")).to_be_visible()


def test_a_box_ticked_while_the_answer_to_another_is_on_its_way_stays_ticked(look: Look, payer: str) -> None:
    page = look("/bare", who=payer)
    answers: list[Callable[[], None]] = []

    def slow(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda sent: answers.append(partial(socket.send, sent)) if "show_picked" in str(sent) else socket.send(sent))

    page.route_web_socket(re.compile("socket.io"), slow)
    page.goto("/")
    first, second = (page.get_by_role("checkbox", name=f"Choose invoice {number}") for number in ("10433", "10498"))
    for box in (first, second):
        before = len(answers)
        box.check()
        while len(answers) == before:  # the browser is let run, so that its frames are heard
            page.evaluate("new Promise(requestAnimationFrame)")

    answers.pop(0)()

    expect(second).to_be_checked()
    expect(page.get_by_role("button", name="Pay 2 selected")).to_be_hidden()
    answers.pop()()
    expect(page.get_by_role("button", name="Pay 2 selected")).to_be_visible()


def test_a_page_that_is_gone_listens_no_longer(look: Look, payer: str) -> None:
    page, number = look("/", who=payer), payer.removeprefix("payer-")
    assert page.request.get(f"/fake/listeners/{number}").json() == 1

    page.goto("/bare")

    assert page.request.get(f"/fake/left/{number}", timeout=60_000).json() == 0
