"""Invoices that are paid by themselves: agreed to, said wherever people pay, seen and ended by the office, and ended by the customer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.desk import clerk, expect_usable_by_everyone
from tests.browser.walking import ComeIn

DANA, ACCOUNT = "dana@example.com", "2041"
PLACE = "/account/automatic-payments"


def _agree(page: Page, cap: str) -> None:
    page.get_by_label("No invoice over").fill(cap)
    page.get_by_role("radio", name="Also what is open now").check()
    page.get_by_role("checkbox", name="I agree").check()
    page.get_by_role("button", name=re.compile("Switch on|Save the change")).press("Enter")


def test_a_customer_agrees_sees_what_comes_and_switches_it_off(come_in_own: ComeIn) -> None:
    page = come_in_own(DANA)
    page.goto("/account")
    page.get_by_role("link", name="Automatic payments").click()
    expect(page.get_by_role("checkbox", name="I agree")).not_to_be_checked()
    page.get_by_label("No invoice over").fill("50000")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("tick the box")).to_be_visible()
    expect(page.get_by_label("No invoice over")).to_have_value("50000")

    _agree(page, "a lot")
    expect(page.get_by_text("Type the most that an invoice may be")).to_be_visible()
    _agree(page, "50000")

    expect(page.get_by_role("status")).to_contain_text("Your invoices are paid automatically from now on.")
    coming = page.get_by_role("region", name="As it stands").get_by_role("listitem").filter(has_text="will be charged on").first
    number = coming.locator("b").first.inner_text().removeprefix("Invoice ")
    expect_usable_by_everyone(page, PLACE)
    page.goto(f"/invoices/{number}")
    expect(page.get_by_text(re.compile(r"will be charged to .* automatically on"))).to_be_visible()
    page.goto("/")
    expect(page.get_by_text(re.compile(r"will be charged to .* automatically"))).to_be_visible()

    page.get_by_role("link", name="See or change it").first.click()
    page.get_by_role("button", name="Switch off").click()

    expect(page.get_by_role("status")).to_contain_text("Automatic payments are off.")
    page.goto(f"/invoices/{number}")
    expect(page.get_by_role("heading", name=f"Invoice {number}")).to_be_visible()
    expect(page.get_by_text("automatically")).to_have_count(0)


def test_the_office_sees_it_and_may_end_it(come_in_own: ComeIn) -> None:
    phone = come_in_own(DANA, phone=True)
    phone.goto(PLACE)
    _agree(phone, "50000")
    expect(phone.get_by_role("status")).to_contain_text("from now on")
    office = clerk(come_in_own)
    office.goto(f"/staff/customers/{ACCOUNT}")

    agreed = office.get_by_role("region", name="Automatic payments")
    expect(agreed).to_contain_text("No invoice over $50,000.00")
    agreed.get_by_role("button", name="Switch automatic payments off").click()

    expect(office.get_by_text("Automatic payments are off for this customer.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("button", name="Switch on")).to_be_visible()
