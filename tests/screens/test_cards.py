"""A phone's cards say what the table's columns say."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

Look = Callable[..., Page]


def test_an_orders_card_names_its_asset_and_cuts_its_description_to_one_line(look: Look) -> None:
    page = look("/orders", phone=True)
    card = _card(page, "84199")

    expect(card).to_contain_text("Asset 20-1141")
    description = card.get_by_text("20 yd construction debris, gate code 4411")
    expect(description).to_have_css("text-overflow", "ellipsis")
    expect(description).to_have_css("white-space", "nowrap")
    expect(_card(page, "84197")).not_to_contain_text("Asset")  # a live load has none


def test_an_invoices_card_says_its_day_and_its_total_where_the_balance_does_not(look: Look) -> None:
    page = look("/invoices", phone=True)

    expect(_card(page, "10471")).to_contain_text("Invoiced Oct 19, 2026")
    expect(_card(page, "10471")).to_contain_text("of $2,940.25 total")
    expect(_card(page, "10498")).to_contain_text("$611.18")
    expect(_card(page, "10498")).not_to_contain_text("total")
    expect(_card(page, "10512")).to_contain_text("$300.00 processing")


def test_a_services_card_says_what_its_rate_is_for(look: Look) -> None:
    page = look("/services", phone=True)

    expect(_card(page, "Front-load pickup").locator(".amount")).to_have_text("$221.80a month")
    expect(_card(page, "Recycling cart").locator(".amount")).to_have_text("$137.70a quarter")


def _card(page: Page, title: str) -> Locator:
    return page.locator("ul.items > li").filter(has=page.locator(".title", has_text=title))
