"""The way back from a detail view leads to the list as it was left."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Look = Callable[..., Page]


def test_the_way_back_keeps_the_filters_of_the_list_one_came_from(look: Look) -> None:
    page = look("/invoices?status=all")
    page.get_by_role("button", name="Paid", exact=True).click()
    expect(page).to_have_url(re.compile("status=paid$"))
    page.get_by_role("link", name="10390", exact=True).click()
    expect(page.get_by_role("heading", name="Invoice 10390")).to_be_visible()

    page.locator("a.way-back").click()

    expect(page).to_have_url(re.compile(r"/invoices\?status=paid$"))
    expect(page.get_by_role("button", name="Paid", exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_way_back_from_elsewhere_is_the_list_itself(look: Look) -> None:
    page = look("/orders/84198")
    page.get_by_role("link", name="Invoice 10471").click()
    expect(page.get_by_role("heading", name="Invoice 10471")).to_be_visible()

    page.locator("a.way-back").click()

    expect(page).to_have_url(re.compile("/invoices$"))
    page.goto("/orders/84198")
    page.locator("a.way-back").click()
    expect(page).to_have_url(re.compile("/orders$"))
