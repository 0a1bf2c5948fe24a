"""Detail views and the account's page."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Look = Callable[..., Page]


def test_an_order_shows_weights_events_charges_and_its_invoice(look: Look) -> None:
    page = look("/orders/84198")

    expect(page.get_by_role("heading", level=1, name="Order 84198")).to_be_visible()
    expect(page.get_by_role("region", name="Weights")).to_contain_text("8,840 lb")
    expect(page.get_by_role("region", name="Weights")).to_contain_text("2,840 lb")
    expect(page.get_by_role("region", name="What happened")).to_contain_text("Truck 14 arrived")
    expect(page.get_by_role("link", name="Invoice 10471")).to_have_attribute("href", "/invoices/10471")
    expect(page.get_by_role("link", name="Download receipt")).to_have_attribute("href", "/orders/84198/receipt.pdf")


def test_a_site_contact_sees_no_charges_of_an_order(look: Look) -> None:
    page = look("/orders/84198", who="site")

    expect(page.get_by_role("region", name="Details")).to_be_visible()
    expect(page.get_by_text("$")).to_have_count(0)


def test_an_invoice_shows_lines_by_location_what_was_paid_and_what_remains(look: Look) -> None:
    page = look("/invoices/10471")

    expect(page.get_by_role("region", name="Charges")).to_contain_text("Harbor Road site")
    expect(page.get_by_role("row", name="Subtotal").first).to_contain_text("$699.22")
    expect(page.get_by_role("region", name="Balance")).to_contain_text("$1,440.25")
    expect(page.get_by_role("link", name="Visa ending 4242")).to_have_attribute("href", "/payments/P-3098")
    expect(page.get_by_role("link", name="Invoices")).to_have_attribute("href", "/invoices")
    expect(page.get_by_role("link", name="Download PDF")).to_have_attribute("href", "/invoices/10471.pdf")


def test_a_pending_invoice_says_that_it_is_no_bill(look: Look) -> None:
    page = look("/invoices/10530")

    expect(page.get_by_text("Pending: this is not a bill.")).to_be_visible()
    expect(page.get_by_role("region", name="Payments and credits")).to_have_count(0)


def test_a_void_invoice_neither_asks_for_money_nor_is_late(look: Look) -> None:
    page = look("/invoices/10351")

    expect(page.get_by_text("This invoice was voided. Nothing is owed on it.")).to_be_visible()
    expect(page.get_by_role("region", name="Amount")).to_contain_text("$350.00")
    expect(page.get_by_text("Remains")).to_have_count(0)
    expect(page.get_by_text(re.compile("late|^Due Sep"))).to_have_count(0)


def test_a_failed_payment_says_why_and_what_is_unharmed(look: Look) -> None:
    page = look("/payments/P-3090")

    expect(page.get_by_text("insufficient funds. Nothing was charged; the invoices stay open.")).to_be_visible()
    expect(page.get_by_text("Account of", exact=True)).to_be_visible()
    expect(page.get_by_text("Paid by", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Download notice")).to_have_attribute("href", "/payments/P-3090/receipt.pdf")


def test_a_refunded_payment_shows_the_refund(look: Look) -> None:
    page = look("/payments/P-3070")

    expect(page.get_by_role("region", name="Refunds")).to_contain_text("Billed twice")
    expect(page.get_by_role("region", name="Amount")).to_contain_text("-$200.00")


def test_a_disputed_payment_says_what_the_bank_holds_and_what_was_opened_again(look: Look) -> None:
    page = look("/payments/P-3066")

    expect(page.locator(".notice")).to_contain_text(", under review: the bank holds $450.00 until it is decided.")
    expect(page.locator(".notice")).to_contain_text("What it had paid was opened again.")
    expect(page.get_by_role("region", name="Had been paid with it")).to_contain_text("$150.00 of it was opened again")
    expect(page.get_by_role("region", name="Amount")).to_contain_text("Held by the bank, under review")
    expect(page.get_by_role("link", name="Download notice")).to_have_attribute("href", "/payments/P-3066/receipt.pdf")


def test_an_invoice_says_that_what_is_in_process_need_not_be_paid_again(look: Look) -> None:
    page = look("/invoices/10512")

    expect(page.locator(".notice")).to_contain_text("$300.00 is being processed.")
    expect(page.locator(".notice")).to_contain_text("You need not pay it again.")


def test_what_is_not_in_the_account_is_not_found(look: Look) -> None:
    page = look("/bare")

    for path in ("/orders/1", "/invoices/999", "/payments/x", "/invoices/%3Cb%3E"):
        answer = page.request.get(path)
        assert answer.status == 404
        assert "in this account" in answer.text()
        assert "<b>" not in answer.text()


def test_the_account_page_shows_what_is_on_file_and_posts_plain_forms(look: Look) -> None:
    page = look("/account")

    expect(page.get_by_role("region", name="Cards on file")).to_contain_text("Expired 03/2025")
    expect(page.get_by_role("region", name="Locations")).to_contain_text("Étoile Residence & Gardens")
    form = page.locator("form[action='/account/password']")
    expect(form).to_have_attribute("method", "post")
    page.get_by_label("Current password").fill("roll off the truck")
    page.get_by_label("New password", exact=True).fill("one thing entirely")
    page.get_by_label("New password again").fill("another thing entirely")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The two new passwords differ.")).to_be_visible()
    expect(page.get_by_role("button", name="End the sign-in of Safari on iPhone")).to_have_attribute("value", "2")


def test_what_may_be_done_to_a_card_stands_beside_it_under_its_name(look: Look) -> None:
    cards = look("/account").get_by_role("region", name="Cards on file")

    assert cards.get_by_role("link").evaluate_all("links => links.map(link => link.ariaLabel ?? link.textContent)") == [
        "Remove Visa ending 4242",
        "Remove Mastercard ending 4444",
        "Remove American Express ending 8431",
        "Add a card",
    ]
    default = cards.get_by_role("button", name="Make default: American Express ending 8431")
    expect(default.locator("xpath=..")).to_have_attribute("action", "/account/cards/3/default")
    expect(cards.get_by_role("listitem").nth(2)).to_contain_text("Expires in 12 days")
    expect(cards.get_by_role("listitem").nth(2)).to_contain_text("Payment in process")


def test_who_may_not_pay_sees_the_cards_and_can_change_none(look: Look) -> None:
    cards = look("/account", who="viewer").get_by_role("region", name="Cards on file")

    expect(cards).to_contain_text("Visa ending 4242")
    expect(cards.locator("a, button")).to_have_count(0)


def test_the_rule_for_a_new_password_stands_beside_it_before_any_error(look: Look) -> None:
    wanted = look("/account").get_by_label("New password", exact=True)

    expect(wanted).to_have_accessible_description(re.compile("^At least 14 characters; .* every other sign-in ends.$"))


def test_only_known_codes_become_messages(look: Look) -> None:
    expect(look("/account?done=password").get_by_text("Your password is changed.")).to_be_visible()
    expect(look("/account?done=<b>hello</b>").get_by_text("hello")).to_have_count(0)


def test_a_chosen_theme_wins_over_the_system(look: Look) -> None:
    backgrounds = [
        look("/account", who=who, dark=system_is_dark).evaluate("getComputedStyle(document.body).backgroundColor")
        for who, system_is_dark in (("dark", False), ("light", True), ("contractor", True), ("contractor", False))
    ]

    assert backgrounds == ["rgb(14, 19, 24)", "rgb(245, 246, 248)", "rgb(14, 19, 24)", "rgb(245, 246, 248)"]
