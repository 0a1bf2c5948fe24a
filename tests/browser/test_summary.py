"""What someone owes, seen at the first glance."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import ComeIn, cents, choose, column, how_many

DANA_AGES = {"Current": "$1,895.78", "1–30 days": "$1,440.25", "31–60": "$749.19", "61–90": "$0.00", "Over 90": "$0.00"}


@pytest.mark.parametrize("phone", [False, True], ids=["laptop", "phone"])
def test_the_contractor_sees_what_is_owed_what_is_late_and_how_old_it_is(come_in: ComeIn, phone: bool) -> None:
    page = come_in("dana@example.com", phone=phone)
    page.goto("/")

    expect(page.get_by_text("$2,189.44 on 2 invoices is past due. The oldest by 35 days.")).to_be_visible()
    assert _figures(page) == {
        "Outstanding balance": ("$4,085.22", "$300.00 processing"),
        "Overdue balance": ("$2,189.44", "2 invoices"),
        "Open invoices": ("4", "credit available $150.00"),
    }
    ages = page.locator(".ages > div")
    assert dict(zip(ages.locator(".key").all_text_contents(), ages.locator("b").all_text_contents(), strict=True)) == DANA_AGES
    spoken = page.get_by_role("img", name="Balance by age").get_attribute("aria-label") or ""
    assert all(f"{age}: {amount}" in spoken for age, amount in DANA_AGES.items())


def test_the_figures_are_those_of_the_list_below(come_in: ComeIn) -> None:
    page = come_in("dana@example.com")
    page.goto("/")
    expect(page.get_by_role("link", name=re.compile("^Invoices"))).to_have_attribute("aria-current", "page")

    choose(page, "Open")
    assert sum(map(cents, column(page, "Invoice Balance"))) == 408522
    assert how_many(page) == 4
    choose(page, "Overdue")
    assert sum(map(cents, column(page, "Invoice Balance"))) == 218944
    assert how_many(page) == 2


def test_an_account_that_owes_nothing_late_is_told_so_and_not_warned(come_in: ComeIn) -> None:
    page = come_in("maria@example.com", "3107")
    page.goto("/")

    figures = _figures(page)
    assert figures["Outstanding balance"][0] == "$180.39"
    assert figures["Overdue balance"] == ("$0.00", "nothing is late")
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.get_by_text("credit available")).to_have_count(0)


def _figures(page: Page) -> dict[str, tuple[str, str]]:
    expect(page.locator(".figures .card")).to_have_count(4)
    told = page.locator(".figures .card:not(.wide)").evaluate_all(
        "cards => cards.map(card => ['.key', '.value', '.note'].map(part => card.querySelector(part).textContent))"
    )
    return {label: (value, note) for label, value, note in told}
