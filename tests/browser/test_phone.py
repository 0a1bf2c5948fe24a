"""The portal on a phone: cards in place of tables, and everything still within reach."""

import re

from playwright.sync_api import expect

from tests.browser.walking import ComeIn, choose, how_many, rows, search, settled

DANA = "dana@example.com"


def test_a_list_is_cards_with_the_number_the_status_the_amount_and_the_paper(come_in: ComeIn) -> None:
    page = come_in(DANA, phone=True)
    page.goto("/invoices?status=open")

    expect(page.locator("table:visible")).to_have_count(0)
    expect(page.locator("ul.items > li:visible")).to_have_count(4)
    card = rows(page).filter(has_text="10471")
    for words in ("Part paid", "$1,440.25", "of $2,940.25", "3 locations", "Due Nov", "5 days late"):
        expect(card).to_contain_text(words)
    box = card.get_by_role("link", name="Download invoice 10471").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24


def test_search_filter_sort_pages_and_export_work_with_a_thumb(come_in: ComeIn) -> None:
    page = come_in(DANA, phone=True)
    page.goto("/orders")
    choose(page, "Completed")
    search(page, "Harbor")
    found = how_many(page)
    assert 0 < found < 33
    page.get_by_label("Sort by").select_option("amount")
    settled(page)
    expect(page).to_have_url(re.compile("sort=amount"))
    page.get_by_label("Rows per page").select_option("10")
    settled(page)
    page.get_by_role("button", name="Next page").click()
    settled(page)
    assert how_many(page) == found

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV file").click()
    assert len(waiting.value.path().read_text("utf-8-sig").splitlines()) == found + 1


def test_a_card_leads_to_the_details_and_the_tabs_can_all_be_reached(come_in: ComeIn) -> None:
    page = come_in(DANA, phone=True)
    page.goto("/")
    for tab in ("Orders", "Payments", "Invoices"):
        page.get_by_role("navigation", name="Your account").get_by_role("link", name=tab).click()
        expect(rows(page).first).to_be_visible()
        expect(page.get_by_role("navigation", name="Your account").get_by_role("link", name=tab)).to_be_in_viewport()
    number = rows(page).first.get_by_role("link").first.inner_text()
    rows(page).first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=f"Invoice {number}")).to_be_visible()
    expect(page.get_by_role("link", name="Download PDF")).to_be_in_viewport()


def test_a_charge_says_how_much_of_what_price_it_is(come_in: ComeIn) -> None:
    page = come_in(DANA, phone=True)
    page.goto("/invoices/10471")

    expect(page.get_by_text("4.12 tons × $65.00")).to_be_visible()
    expect(page.get_by_text("4 days × $20.00")).to_be_visible()
    expect(page.get_by_text("1 × $628.05")).to_have_count(0)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.get_by_text("4.12 tons × $65.00")).to_be_hidden()
