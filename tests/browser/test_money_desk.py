"""The money desk in a browser: what the office does there, and what the customer sees of it."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_server import Demo
from tests.browser.desk import OFFICE, clerk, expect_usable_by_everyone
from tests.browser.test_getting_in import letter_to
from tests.browser.walking import ComeIn, cents

GRANT, NUMBER = "large@example.com", "5500"
ONLOOKER = "onlooker@example.com"
_OPEN = re.compile(r"(\S+), due .*, open (\S+)")


def asked(demo: Demo, question: str, *values: object) -> str:
    """One value of the demo's database."""
    with closing(sqlite3.connect(demo.database)) as database, database:
        row = database.execute(question, values).fetchone()
    return str(row[0]) if row else ""


def payment(demo: Demo, state: str) -> str:
    """The number of the demo's own payment with something in that table: `refunds`, `disputes` or `voids`."""
    mine = "JOIN payments ON payments.id = payment_id WHERE gateway NOT IN ('', 'stripe')"
    return asked(demo, f"SELECT payments.number FROM {state} {mine} ORDER BY payments.id")


def go_on(page: Page, button: str = "Go on") -> None:
    """Press a button of a form, and wait for what it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def row_of(page: Page, invoice: str) -> Locator:
    """An invoice's row in the customer's list."""
    return page.locator("tbody tr").filter(has_text=invoice)


def test_a_check_over_two_invoices_is_on_the_customers_open_page_at_once_and_a_void_takes_it_back(come_in_paying: ComeIn) -> None:
    customer, page = come_in_paying(GRANT), clerk(come_in_paying)
    customer.goto("/invoices")

    page.goto(f"/staff/money/record?customer={NUMBER}")
    expect(page.get_by_label(_OPEN).first).to_be_hidden()  # what counts for nothing is not asked for
    page.get_by_label("The amounts below").check()
    fields = page.locator(".across label")
    said = [_OPEN.search(text) for text in fields.all_inner_texts()[-2:]]
    chosen = {found[1]: found[2] for found in said if found}
    assert len(chosen) == 2
    for number, amount in chosen.items():
        expect(row_of(customer, number)).to_contain_text("Open")
        page.get_by_label(f"{number}, due").fill(amount)
    whole = sum(map(cents, chosen.values())) / 100
    page.get_by_label("Check number, or another reference").fill("70012")
    page.get_by_label("Amount", exact=True).fill(f"{whole:.2f}")
    go_on(page)
    expect(page.locator(".named li")).to_have_text([f"Invoice {number}: {amount}" for number, amount in chosen.items()])
    go_on(page, "No, leave it as it is")
    expect(page.get_by_label("Check number, or another reference")).to_have_value("70012")
    expect(page.get_by_label("Amount", exact=True)).to_have_value(f"{whole:.2f}")
    for number, amount in chosen.items():
        expect(page.get_by_label(f"{number}, due")).to_have_value(amount)
    go_on(page)
    go_on(page, f"Record ${whole:,.2f}")

    expect(page.get_by_role("status").first).to_have_text("The payment is recorded.")
    number = page.url.rsplit("/", 1)[1]
    for invoice in chosen:
        expect(row_of(customer, invoice)).to_contain_text("Paid")
    letter_to(come_in_paying(), GRANT, f"receipt OR-000003 for ${whole:,.2f}")

    page.get_by_role("link", name="Void", exact=True).click()
    page.get_by_label("Reason, which the customer reads").fill("The check came back")
    go_on(page)
    expect(page.get_by_role("button", name="No, leave it as it is")).to_be_focused()
    go_on(page, "No, leave it as it is")
    expect(page.get_by_label("Reason, which the customer reads")).to_have_value("The check came back")
    go_on(page)
    go_on(page, "Void it")

    expect(page.get_by_role("region", name="Amount", exact=True)).to_contain_text("Voided")
    for invoice in chosen:
        expect(row_of(customer, invoice)).to_contain_text("Open")
    customer.goto(f"/payments/{number}")
    expect(customer.get_by_role("status").first).to_contain_text("The check came back.")
    expect(customer.get_by_role("status").first).to_contain_text("hat it had paid was opened again.")


def test_a_part_is_refunded_in_two_steps_and_the_customer_sees_it_and_has_a_letter(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    page, number = clerk(come_in_paying), payment(paying_demo, "refunds")
    page.goto(f"/staff/money/{number}")
    sides = page.get_by_role("region", name="The portal and the card processor")
    expect(sides.get_by_text("Same")).to_have_count(2)  # the payment, and the refund that it has
    page.get_by_role("link", name="Refund", exact=True).click()
    expect(page.get_by_label("Amount, if a part")).to_be_hidden()
    page.get_by_label("A part of it").check()
    page.get_by_label("Reason, which the customer reads").fill("One bag fewer")
    page.get_by_label("Amount, if a part").fill("99999")
    go_on(page)
    expect(page.get_by_text(re.compile(r"At most \$.* of it can still be given back. Nothing was refunded."))).to_be_visible()
    page.get_by_label("Amount, if a part").fill("10")
    go_on(page)
    expect(page.get_by_text(re.compile(rf"Refund \$10.00 of payment {number} to Gulf States Development"))).to_be_visible()
    expect(page.get_by_role("button", name="No, leave it as it is")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_label("A part of it")).to_be_checked()
    expect(page.get_by_label("Amount, if a part")).to_have_value("$10.00")
    expect(page.get_by_label("Reason, which the customer reads")).to_have_value("One bag fewer")
    go_on(page)
    page.keyboard.press("Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_have_text("The money was refunded. Banks take up to ten days until the customer sees it.")
    expect(page.get_by_role("region", name="Refunds")).to_contain_text("One bag fewer")
    expect(sides.get_by_text("Same")).to_have_count(3)
    expect(page.get_by_role("region", name="Audit")).to_contain_text("Began a refund (amount: $10.00")
    customer = come_in_paying(GRANT)
    customer.goto(f"/payments/{number}")
    expect(customer.get_by_role("region", name="Refunds")).to_contain_text("One bag fewer")
    letter = letter_to(come_in_paying(), GRANT, "refund of $10.00")
    expect(letter.get_by_role("heading", level=1)).to_contain_text("refund of $10.00")


def test_the_customer_reads_what_came_back_and_what_is_under_way(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    of = "SELECT payments.number FROM payments JOIN {} AS back ON payments.id = back.payment_id WHERE gateway = 'demo' AND back.state = ?"
    grant = f"{of} AND customer_id = (SELECT id FROM customers WHERE number = '{NUMBER}') ORDER BY payments.id"
    page = come_in_paying(GRANT)
    for table, state, word, said in (
        ("refunds", "pending", "Paid", "We are refunding $"),
        ("disputes", "open", "Disputed", "under review: the bank holds $"),
        ("disputes", "lost", "Returned", "Returned by the bank on "),
    ):
        page.goto(f"/payments/{asked(paying_demo, grant.format(table), state)}")
        expect(page.locator("header .status")).to_have_text(word)
        expect(page.locator(".notice")).to_contain_text(said)
    expect(page.get_by_role("region", name="Taken back by the bank")).to_contain_text("The account's holder did not allow this debit")
    expect(page.get_by_role("link", name="Download notice")).to_be_visible()
    gone = page.url.rpartition("/")[2]
    page.goto("/payments")
    expect(page.get_by_role("link", name=f"Download notice of payment {gone}")).to_be_visible()
    desk = clerk(come_in_paying)
    desk.goto(f"/staff/money/{gone}")
    expect(desk.get_by_role("link", name="Download notice")).to_be_visible()


def test_a_difference_is_seen_and_settled_and_news_is_tried_again(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    reference = asked(paying_demo, "SELECT gateway_reference FROM payments WHERE number = ?", payment(paying_demo, "refunds"))
    about = json.dumps({"reference": reference, "is_payment": False})
    columns = "id, gateway, kind, facts, state, tries, error, received_at"
    news = "'evt_1', 'demo', 'refund.updated', ?, 'parked', 10, 'KeyError', '2026-01-02 03:04:05'"
    asked(paying_demo, f"INSERT INTO gateway_events ({columns}) VALUES ({news})", about)
    page = clerk(come_in_paying)
    expect(page.locator(".card").filter(has_text="On the money desk")).to_contain_text("2")
    page.goto("/staff/money")
    expect(page.get_by_text("1 difference, 1 news")).to_be_visible()
    page.get_by_role("link", name="To look at").click()

    waiting = page.get_by_role("region", name="News that could not be acted on")
    expect(waiting).to_contain_text("tried 10 times; it is not tried by itself any more")
    with page.expect_navigation():
        page.get_by_role("button", name="Try news evt_1 again").click()
    expect(page.get_by_role("status").first).to_have_text("The news was acted on and waits no more.")
    expect(waiting).to_have_count(0)
    expect(page.get_by_role("region", name="To look at")).to_contain_text("The card processor has a payment that the portal does not know")
    page.get_by_role("link", name="Mark the difference of").click()
    page.get_by_label("What you did about it").fill("Refunded it at the processor")
    go_on(page)

    expect(page.get_by_role("status").first).to_have_text("The difference is dealt with.")
    expect(page.get_by_role("region", name="To look at")).to_contain_text("Nothing differs.")
    expect(page.get_by_role("region", name="Dealt with")).to_contain_text("Ruth Calloway: Refunded it at the processor")
    page.goto("/staff/audit")
    expect(page.locator("main")).to_contain_text("Dealt with a difference from the card processor")
    expect(page.locator("main")).to_contain_text("Tried news of the card processor again")


def test_whoever_only_sees_finds_no_way_to_move_money(paying_demo: Demo, come_in_paying: ComeIn) -> None:
    facts = "password_hash, auth_version, is_enabled, created_at, theme, locale"
    copied = f"SELECT ?, 'Olga Onlooker', 'read-only', {facts} FROM staff WHERE email = ?"
    asked(paying_demo, f"INSERT INTO staff (email, name, role, {facts}) {copied}", ONLOOKER, OFFICE)
    page, number = clerk(come_in_paying, email=ONLOOKER), payment(paying_demo, "refunds")
    page.goto("/staff/money")
    expect(page.get_by_role("heading", name="Money", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Record a payment")).to_have_count(0)

    page.goto(f"/staff/money/{number}")
    expect(page.get_by_text("Your sign-in shows payments, but does not change them.")).to_be_visible()
    expect(page.get_by_role("link", name="Refund", exact=True)).to_have_count(0)
    for address in (f"/staff/money/{number}/refund", f"/staff/money/{number}/void", "/staff/money/record", "/staff/money/credit"):
        shown = page.goto(address)
        assert shown is not None
        assert shown.status == 403
    sent: dict[str, str | float | bool] = {"part": "part", "amount": "1", "reason": "Mine", "agreed": "yes"}
    origin = {"Origin": paying_demo.url, "Sec-Fetch-Site": "same-origin"}
    assert page.request.post(f"/staff/money/{number}/refund", form=sent, headers=origin).status == 403
    assert asked(paying_demo, "SELECT count(*) FROM refunds WHERE reason = 'Mine'") == "0"


@pytest.mark.parametrize(
    "path",
    [
        "/staff/money",
        "/staff/money/differences",
        "/staff/money/{number}",
        "/staff/money/{number}/refund",
        "/staff/money/record?customer=5500",
    ],
)
@pytest.mark.by_hand(2)
def test_the_desks_pages_keep_nobody_out(path: str, paying_demo: Demo, come_in_paying: ComeIn) -> None:
    expect_usable_by_everyone(clerk(come_in_paying), path.format(number=payment(paying_demo, "refunds")))
