"""The dashboard as a person uses it: tabs, grid, address, keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Look = Callable[..., Page]


def test_the_usual_tab_shows_open_invoices_and_what_is_late(look: Look) -> None:
    page = look("/")

    expect(page.get_by_text("$2,189.44 on 2 invoices is past due. The oldest by 35 days.")).to_be_visible()
    expect(page.get_by_role("link", name="Invoices")).to_have_attribute("aria-current", "page")
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.get_by_role("row", name="10471")).to_contain_text("5 days late")
    expect(page.get_by_role("link", name="Download invoice 10471")).to_have_attribute("href", "/invoices/10471.pdf")


def test_a_tab_opens_without_loading_the_page_and_back_returns(look: Look) -> None:
    page = look("/")
    page.evaluate("window.untouched = true")

    page.get_by_role("link", name="Orders").click()
    expect(page).to_have_url(re.compile("/orders$"))
    expect(page.get_by_role("columnheader", name="Asset ID")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("columnheader", name="Invoice Balance")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("columnheader", name="Asset ID")).to_be_visible()

    assert page.evaluate("window.untouched")
    assert page.title() == "Orders · Piney Hollow Hauling"


def test_the_address_carries_the_list_and_a_reload_shows_the_same(look: Look) -> None:
    page = look("/invoices")
    page.get_by_role("button", name="Paid", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="of 42")).to_be_visible()
    page.get_by_role("button", name="Invoice #").click()
    expect(page.get_by_role("columnheader", name="Invoice #")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Next page").click()
    expect(page).to_have_url(re.compile(r"/invoices\?status=paid&sort=number&page=2$"))
    shown = page.locator("tbody tr td:first-child").all_text_contents()

    page.reload()

    expect(page.get_by_role("status").filter(has_text="26–42 of 42")).to_be_visible()
    assert page.locator("tbody tr td:first-child").all_text_contents() == shown


def test_a_search_waits_for_the_typing_to_end_and_can_be_cleared(look: Look) -> None:
    page = look("/invoices?status=all")

    page.get_by_role("searchbox").press_sequentially("10433")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=10433"))
    page.get_by_role("searchbox").fill("no such thing")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()

    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_an_answer_that_was_overtaken_is_dropped(look: Look) -> None:
    page = look("/payments")

    page.get_by_role("searchbox").fill("slow")
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").fill("1088")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Payment Method").click()  # its answer comes after both

    expect(page.get_by_role("columnheader", name="Payment Method")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=1088"))


def test_back_brings_a_tab_back_to_what_its_address_says(look: Look) -> None:
    page = look("/invoices?status=paid")
    page.get_by_role("link", name="Orders").click()
    page.get_by_role("link", name="Invoices").click()
    page.get_by_role("button", name="Void", exact=True).click()
    expect(page.locator("tbody tr:visible")).to_have_count(1)

    page.go_back()
    page.go_back()

    expect(page).to_have_url(re.compile("status=paid"))
    expect(page.get_by_role("button", name="Paid", exact=True).first).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=nonsense", 'This list has no filter "nonsense".'),
        ("sort=password", 'This list cannot be sorted by "password".'),
        ("page=two", 'There is no page "two".'),
        ("size=7", 'A page cannot have "7" rows.'),
        ("from=tomorrow", '"tomorrow" is no day.'),
        ("page=99", "There is no page 99 any more."),
    ],
)
@pytest.mark.by_hand(2)
def test_an_address_that_cannot_be_meant_says_so_above_the_usual_list(look: Look, query: str, sentence: str) -> None:
    page = look(f"/invoices?{query}")

    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_dates_are_chosen_in_a_popup_and_the_focus_returns(look: Look) -> None:
    page = look("/invoices")
    chip = page.get_by_role("button", name="Any date")

    chip.click()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    chip.click()
    page.get_by_label("From").fill("2026-11-01")
    page.get_by_label("To", exact=True).fill("2026-11-23")
    page.get_by_role("button", name="Apply").click()

    expect(page).to_have_url(re.compile(r"from=2026-11-01&to=2026-11-23"))
    dates = page.get_by_role("button", name="Nov 1, 2026 – Nov 23, 2026")
    expect(dates).to_be_focused()
    filled = "chips => chips.map(chip => getComputedStyle(chip).backgroundColor)"
    assert dates.evaluate_all(filled) == page.get_by_role("button", name="Void").evaluate_all(filled)  # the status alone is lit


def test_the_exports_carry_the_same_question(look: Look) -> None:
    page = look("/invoices?status=paid&q=Harbor")

    page.get_by_role("button", name="Export").click()

    expect(page.get_by_role("link", name="CSV file")).to_have_attribute("href", "/invoices.csv?q=Harbor&status=paid")
    expect(page.get_by_role("link", name="Excel workbook")).to_have_attribute("href", "/invoices.xlsx?q=Harbor&status=paid")


def test_the_exact_count_follows_the_rows(look: Look) -> None:
    page = look("/invoices?status=all&size=10", who="large")

    expect(page.get_by_role("status").filter(has_text="1–10 of 48")).to_be_visible()


def test_an_account_without_anything_is_told_what_will_appear(look: Look) -> None:
    page = look("/", who="new")

    expect(page.get_by_role("heading", name="No invoices yet")).to_be_visible()
    expect(page.get_by_text("past due")).to_have_count(0)
    expect(page.get_by_role("button", name="Clear filters")).to_have_count(0)


def test_an_account_off_the_route_has_no_services_tab_and_no_such_address(look: Look) -> None:
    page = look("/", who="roll-off")

    expect(page.get_by_role("link", name="Services")).to_have_count(0)
    answer = page.request.get("/services")
    assert answer.status == 404
    assert "This account has no routed services." in answer.text()


def test_a_site_contact_sees_orders_and_no_money(look: Look) -> None:
    page = look("/", who="site")
    expect(look("/", who="site", phone=True).get_by_text("$")).to_have_count(0)

    expect(page.get_by_role("columnheader", name="Asset ID")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Order Amount")).to_have_count(0)
    expect(page.get_by_role("link", name="Invoices")).to_have_count(0)
    expect(page.get_by_text("$")).to_have_count(0)
    assert page.request.get("/payments").status == 403


def test_a_phone_shows_cards_that_fit(look: Look) -> None:
    page = look("/invoices", phone=True)

    expect(page.locator("ul.items > li")).to_have_count(4)
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.locator("ul.items > li").nth(2)).to_contain_text("Due Nov 18, 2026, 5 days late")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_keyboard_reaches_sorting_paging_and_the_menu(look: Look) -> None:
    page = look("/invoices?status=all")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("button", name="Due Date").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Due Date")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Next page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="26–48 of 48")).to_be_visible()
    expect(page.get_by_role("button", name="Next page")).to_be_focused()
    page.get_by_role("button", name="Menu of Dana Ortiz").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu of Dana Ortiz")).to_be_focused()


@pytest.mark.parametrize(
    "frame", ["null", "7", '"x"', "[]", '{"turn": 1, "page": {"a": 1}}', '{"turn": "1"}', '{"turn": 1, "sort": "password"}']
)
@pytest.mark.by_hand(3)
def test_what_a_browser_sends_is_not_trusted(look: Look, frame: str) -> None:
    page = look("/invoices")

    page.evaluate(
        """frame => {
            const [id, grid] = Object.entries(mounted_app.elements).find(([, element]) => element.tag.includes("list_grid"));
            const listener = grid.events.find((event) => event.type === "wish").listener_id;
            window.socket.emit("event", { id: Number(id), client_id: window.clientId, listener_id: listener, args: [frame] });
        }""",
        frame,
    )
    page.get_by_role("link", name="Orders").click()

    expect(page.get_by_role("columnheader", name="Asset ID")).to_be_visible()
