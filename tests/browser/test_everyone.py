"""What holds on every page: for those who cannot see it, for those without a mouse, on a phone, by day and by night."""

import pytest
from playwright.sync_api import expect

from tests.browser.judging import at_night, barriers
from tests.browser.walking import PHONE, ComeIn

DANA, MARIA, OLIVE = "dana@example.com", "maria@example.com", "olive@example.com"
PAGES = {
    "sign-in": ("", "/sign-in"),
    "accounts": (MARIA, "/accounts"),
    "services": (OLIVE, "/services"),
    "orders": (DANA, "/orders"),
    "invoices": (DANA, "/"),
    "invoices with a filter": (DANA, "/invoices?status=paid&from=2020-01-01&q=10&size=10&page=2"),
    "payments": (DANA, "/payments"),
    "nothing matches": (DANA, "/invoices?q=no+such+thing"),
    "nothing yet": (MARIA, "/orders"),
    "bad address": (DANA, "/invoices?size=7"),
    "order": (DANA, "/orders/48230"),
    "invoice": (DANA, "/invoices/10471"),
    "void invoice": (DANA, "/invoices/10351"),
    "payment": (DANA, "/payments/7244"),
    "failed payment": (DANA, "/payments/7306"),
    "account": (DANA, "/account"),
    "password": (DANA, "/account/password"),
    "statement": (DANA, "/statement"),
    "location's statement": (DANA, "/statement?location=2041-2"),
    "statement of nothing": (DANA, "/statement?location=-"),
    "activity": (DANA, "/statement?view=activity"),
    "location's activity": (DANA, "/statement?view=activity&location=2041-2&period=year"),
    "a card to keep": (DANA, "/account/cards/new"),
    "a card to remove": (DANA, "/account/cards/1/remove"),
    "not found": (DANA, "/invoices/0"),
    "unknown": (DANA, "/nothing"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.by_hand(8)
def test_a_page_can_be_used_by_everyone_by_day_by_night_and_on_a_phone(come_in: ComeIn, name: str) -> None:
    email, address = PAGES[name]
    page = come_in(email, "3107" if email == MARIA else "")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert barriers(page) == []
    at_night(page)
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("opener", ["Menu of Dana Ortiz", "Export", "Any date"])
@pytest.mark.by_hand(1)
def test_what_opens_is_usable_by_everyone_and_closes_with_escape(come_in: ComeIn, opener: str) -> None:
    page = come_in(DANA)
    page.goto("/orders")
    button = page.get_by_role("button", name=opener).first
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".popup")).to_be_visible()

    assert barriers(page) == []
    at_night(page)
    assert barriers(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.popup')")
    page.keyboard.press("Escape")
    expect(page.locator(".popup")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_first_tab_stop_skips_to_the_content_and_every_stop_is_seen(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/invoices")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    seen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(_HOW_IT_SHOWS))
    assert [name for name, shows in seen if not shows] == []
    assert len({name for name, _ in seen}) == 24


def test_someone_without_a_mouse_finds_an_invoice_and_comes_back(come_in: ComeIn) -> None:
    page = come_in(MARIA, "3107")
    page.goto("/accounts")
    page.keyboard.press("Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.value") == "3107":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("header .account")).to_contain_text("3107")

    page.get_by_role("searchbox").locator("visible=true").focus()
    page.get_by_role("link", name="Invoices").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr:visible").first).to_be_visible()
    page.locator("tbody tr:visible a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invoice")
    page.get_by_role("link", name="Invoices").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr:visible").first).to_be_visible()


def test_a_page_names_its_language_its_title_and_one_heading(come_in: ComeIn) -> None:
    page = come_in(DANA)
    titles = set()
    for address in ("/orders", "/invoices", "/invoices/10471", "/account", "/nothing"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert (page.locator("html").get_attribute("lang") or "").startswith("en")
        titles.add(page.title())
    assert len(titles) == 5
    assert all(title.endswith("Piney Hollow Hauling") for title in titles)


_HOW_IT_SHOWS = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const name = element.tagName + " " + (element.getAttribute("href") || element.ariaLabel || element.textContent.trim());
    return [name, (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"];
}"""
