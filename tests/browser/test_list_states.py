"""What a list is like in the end: its pages, its address, its emptiness, and whom it is for."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import ComeIn, choose, column, count, how_many, rows, search, settled

DANA, OLIVE = "dana@example.com", "olive@example.com"


@pytest.mark.parametrize("width", [390, 820, 900, 960, 980, 1024, 1280])
@pytest.mark.by_hand(3)
def test_no_width_scrolls_the_rows_sideways_or_moves_the_export_from_the_search(come_in: ComeIn, width: int) -> None:
    page = come_in(DANA)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/orders?status=all&from=2026-01-01&q=a")
    expect(rows(page).first).to_be_visible()

    field = page.locator("input[type=search]:visible").bounding_box()
    export = page.get_by_role("button", name="Export").bounding_box()
    assert field is not None
    assert export is not None
    assert abs(field["y"] - export["y"]) <= 2
    assert export["x"] + export["width"] <= width
    assert (
        page.locator("table:visible").evaluate_all("tables => tables.filter(one => one.scrollWidth > one.parentElement.clientWidth).length")
        == 0
    )


def test_pages_sizes_and_counts_go_together(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/orders?size=10")
    expect(rows(page)).to_have_count(10)
    assert count(page) == "1–10 of 38"
    seen = column(page, "Order #")

    page.get_by_role("button", name="Next page").click()
    settled(page)
    assert count(page) == "11–20 of 38"
    seen += column(page, "Order #")
    page.get_by_role("button", name="Last page").click()
    settled(page)
    assert count(page) == "31–38 of 38"
    expect(page.get_by_role("button", name="Next page")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Previous page").click()
    settled(page)
    seen += column(page, "Order #")
    page.get_by_role("button", name="First page").click()
    settled(page)
    assert count(page) == "1–10 of 38"
    assert len(set(seen)) == 30

    page.get_by_label("Rows per page").select_option("50")
    settled(page)
    assert count(page) == "1–38 of 38"
    expect(page).to_have_url(re.compile(r"/orders\?size=50$"))


def test_a_link_a_reload_and_back_show_the_same_list(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/payments")
    expect(rows(page).first).to_be_visible()
    page.get_by_role("link", name="Invoices").click()
    settled(page)
    choose(page, "Paid")
    page.get_by_role("button", name="Invoice Total").click()
    settled(page)
    page.get_by_label("Rows per page").locator("visible=true").select_option("10")
    settled(page)
    page.get_by_role("button", name="Next page").locator("visible=true").click()
    settled(page)
    expect(page).to_have_url(re.compile(r"/invoices\?status=paid&sort=-total&page=2&size=10$"))
    shown = column(page, "Invoice #"), count(page)

    page.reload()
    expect(rows(page)).to_have_count(10)
    assert (column(page, "Invoice #"), count(page)) == shown
    fresh = page.context.new_page()
    fresh.goto(page.url)
    expect(rows(fresh)).to_have_count(10)
    assert (column(fresh, "Invoice #"), count(fresh)) == shown

    page.get_by_role("link", name=shown[0][0], exact=True).click()
    expect(page.get_by_role("heading", name=f"Invoice {shown[0][0]}")).to_be_visible()
    page.go_back()
    expect(rows(page)).to_have_count(10)
    assert (column(page, "Invoice #"), count(page)) == shown


def test_a_list_in_which_nothing_matches_says_so_and_is_cleared(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/orders?location=2041-3")
    expect(rows(page).first).to_be_visible()
    search(page, "no such thing")

    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    settled(page)

    assert how_many(page) == 38
    expect(page).to_have_url(re.compile("/orders$"))


def test_a_list_with_nothing_in_it_says_what_will_stand_there(come_in: ComeIn) -> None:
    page = come_in("maria@example.com", "3107")
    page.goto("/orders")

    expect(page.get_by_role("heading", name="No orders yet")).to_be_visible()
    expect(page.get_by_text("appear here as soon as they are booked")).to_be_visible()
    expect(page.get_by_role("button", name="Clear filters")).to_have_count(0)


def test_services_are_there_for_accounts_on_a_route_alone(come_in: ComeIn) -> None:
    page = come_in(OLIVE)
    page.goto("/services")
    assert how_many(page) == 9
    expect(rows(page).first).to_contain_text("a month")
    household = come_in("maria@example.com", "3107")
    household.goto("/services")
    expect(rows(household)).to_have_count(2)

    contractor = come_in(DANA)
    answer = contractor.goto("/services")
    assert answer is not None
    assert answer.status == 404
    expect(contractor.get_by_text("This account has no routed services. Its orders, invoices and payments are all there.")).to_be_visible()
    contractor.get_by_role("link", name="Go to your account").click()
    expect(contractor.get_by_role("navigation", name="Your account").get_by_role("link")).to_have_count(3)
