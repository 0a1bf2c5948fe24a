"""The balance statement: on screen, by location, and as files."""

import csv
import io
import re

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.walking import ComeIn, cents

DANA, OLIVE, LARGE = "dana@example.com", "olive@example.com", "large@example.com"


def _figure(page: Page, label: str) -> str:
    return page.locator(".figures .card").filter(has_text=label).locator(".value").inner_text()


def _invoices(page: Page) -> Locator:
    return page.locator("article > .rows tbody tr")


def _total(page: Page) -> Locator:
    return page.locator("article > .rows tfoot")


def _place(page: Page) -> Locator:
    return page.get_by_label("Location", exact=True)


def _choose(page: Page, number: str) -> None:
    """Choose a location, and wait until its statement is there."""
    with page.expect_navigation():
        _place(page).select_option(number)
    expect(page).to_have_url(re.compile(rf"location={number}"))


def test_a_statement_says_what_the_dashboard_says(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/")
    dashboard = [_figure(page, label) for label in ("Outstanding balance", "Overdue balance")]
    ages = page.locator(".ages b").all_text_contents()

    page.goto("/statement")

    expect(page.get_by_role("heading", name="Balance statement", level=1)).to_be_visible()
    assert [_figure(page, label) for label in ("Outstanding balance", "Overdue balance")] == dashboard == ["$4,085.22", "$2,189.44"]
    assert page.locator(".ages b").all_text_contents() == ages
    assert _figure(page, "Credit on the account") == "$150.00"
    expect(page.locator(".figures")).to_contain_text("balance less credit $3,935.22")
    assert _invoices(page).locator("td:first-child").all_text_contents() == ["10433", "10471", "10498", "10512"]
    expect(_total(page)).to_contain_text("$4,085.22")
    expect(page.get_by_role("region", name="Payments in process")).to_contain_text("$300.00")


def test_the_locations_of_an_account_sum_to_it(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    whole = cents(_figure(page, "Outstanding balance"))
    places = [value for value in page.locator("#statement-place option").evaluate_all("all => all.map(one => one.value)") if value]
    sums = []
    for place in places:
        _choose(page, place)
        sums.append(cents(_total(page).locator("td").inner_text()) if _total(page).count() else 0)
        expect(_place(page)).to_have_value(place)

    assert len(places) == 3
    assert sum(sums) == whole


def test_the_statement_of_an_account_says_what_is_open_at_each_location_and_leads_there(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    split = page.get_by_role("region", name="Balance by location")
    shown = [row.locator("td").all_inner_texts() for row in split.locator("tbody tr").all()]

    assert shown == [
        ["17 Quarry Ln, Hallsville", "1", "$589.47", "$589.47"],
        ["1420 Harbor Rd, Marshall", "3", "$1,300.59", "$2,585.19"],
        ["Foundry Street Lofts · 88 Foundry St, Longview", "2", "$299.38", "$910.56"],
    ]
    expect(split).to_contain_text("An invoice of several locations counts at each of them.")
    assert sum(cents(row[-1]) for row in shown) == cents(_total(page).locator("td").inner_text())
    split.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("location=2041-3"))
    expect(_total(page).locator("td")).to_have_text(shown[0][-1])
    expect(page.get_by_role("region", name="Balance by location")).to_have_count(0)


def test_a_location_is_chosen_by_keyboard_without_leaving_the_page_at_each_arrow(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    _place(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Show")).to_be_visible()
    expect(page).to_have_url(re.compile("/statement$"))

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("location=2041-2"))
    expect(page.get_by_role("columnheader", name="Balance here")).to_be_visible()
    page.go_back()
    expect(_place(page)).to_have_value("")


def test_the_files_of_a_statement_are_of_the_same_location_and_say_the_same(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    _choose(page, "2041-2")
    shown = _total(page).locator("td").inner_text()

    with page.expect_download() as paper:
        page.get_by_role("link", name="Download PDF").click()
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV file").click()

    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(paper.value.path()).pages)
    table = list(csv.DictReader(io.StringIO(file.value.path().read_text("utf-8-sig"))))
    assert re.fullmatch(r"statement-2041-2041-2-\d{4}-\d\d-\d\d\.pdf", paper.value.suggested_filename)
    assert file.value.suggested_filename == paper.value.suggested_filename.replace(".pdf", ".csv")
    assert f"Open balance at this location {shown}" in text
    assert sum(cents(row["Balance at this location"] or "0.00") for row in table) == cents(shown)
    assert [row["Number"] for row in table if row["Type"] == "Invoice"] == _invoices(page).locator("td:first-child").all_text_contents()


def test_the_papers_behind_a_statement_are_a_step_away_of_its_location_and_its_days(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    _choose(page, "2041-2")
    page.get_by_role("link", name="together, as one ZIP file").click()
    expect(page.get_by_label("Location")).to_have_value("2041-2")
    expect(page.get_by_label("From")).to_have_value("")

    page.goto("/statement?view=activity&from=2026-10-01&as_of=2026-10-31")
    page.get_by_role("link", name="together, as one ZIP file").click()
    expect(page.get_by_label("Location")).to_have_value("")
    expect(page.get_by_label("From")).to_have_value("2026-10-01")
    expect(page.get_by_label("To", exact=True)).to_have_value("2026-10-31")


def test_a_statement_of_a_day_gone_by_keeps_its_day_while_one_looks_around(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement?as_of=2026-01-05")
    expect(page.get_by_text("As of Monday, January 5, 2026")).to_be_visible()

    _choose(page, "2041-2")

    expect(page).to_have_url(re.compile("as_of=2026-01-05"))
    expect(page.get_by_role("link", name="Download PDF")).to_have_attribute("href", "/statement.pdf?location=2041-2&as_of=2026-01-05")


def test_a_file_is_of_the_day_that_stands_in_its_field_also_before_it_is_shown(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    page.get_by_label("As of").fill("2026-01-05")
    with page.expect_download() as paper:
        page.get_by_role("link", name="Download PDF").click()
    page.goto("/statement?view=activity")
    page.get_by_label("Period").select_option("days")
    page.get_by_label("From").fill("2026-02-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV file").click()

    assert paper.value.suggested_filename == "statement-2041-2026-01-05.pdf"
    assert file.value.suggested_filename == "activity-2041-2026-02-01-2026-03-31.csv"
    page.get_by_label("To", exact=True).fill("")
    page.get_by_role("link", name="CSV file").click()
    expect(page.get_by_label("To", exact=True)).to_be_focused()


def test_an_account_that_owes_nothing_is_told_so(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement?location=-")

    expect(page.get_by_role("heading", name="Nothing is owed here")).to_be_visible()
    expect(_place(page)).to_have_value("-")


def test_an_address_that_cannot_be_meant_is_refused_in_words(come_in: ComeIn) -> None:
    page = come_in(DANA)
    for address, status, sentence in (
        ("/statement?location=3107-1", 404, "There is no location 3107-1"),
        ("/statement?as_of=2199-01-01", 400, "still to come"),
        ("/statement?as_of=soon", 400, "is no day"),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        expect(page.get_by_text(sentence)).to_be_visible()


def test_a_page_past_the_end_is_the_last_one(come_in: ComeIn) -> None:
    page = come_in(DANA)
    for wished in ("99", "-1", "two"):
        page.goto(f"/statement?page={wished}")
        expect(_invoices(page)).to_have_count(4)


def test_a_long_statement_comes_in_pages_with_the_total_of_all(come_in_own: ComeIn) -> None:
    page = come_in_own(LARGE)
    page.goto("/statement")
    total = _total(page).inner_text()
    expect(_invoices(page)).to_have_count(100)
    first = _invoices(page).first.locator("td").first.inner_text()

    page.get_by_role("link", name="Next page").click()

    expect(page).to_have_url(re.compile(r"page=2$"))
    expect(_total(page)).to_have_text(re.compile("Total of all"))
    assert _total(page).inner_text() == total
    page.get_by_role("link", name="Previous page").click()
    expect(_invoices(page).first.locator("td").first).to_have_text(first)


def test_on_a_phone_a_statement_is_cards_and_nothing_runs_off_the_screen(come_in: ComeIn) -> None:
    page = come_in(DANA, phone=True)
    page.goto("/statement")

    expect(page.locator("article > ul.items > li")).to_have_count(4)
    expect(page.locator("article > ul.items > li").nth(1)).to_contain_text("of $2,940.25 total")
    expect(page.get_by_role("link", name="Download PDF")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_activity_leads_from_the_balance_before_a_period_to_the_open_items_after_it(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement")
    owed = _figure(page, "Outstanding balance")

    page.get_by_role("link", name="Activity", exact=True).click()

    expect(page).to_have_url(re.compile(r"/statement\?view=activity$"))
    expect(page.get_by_role("heading", name="Account activity", level=1)).to_be_visible()
    assert _figure(page, "Closing balance") == owed
    balance = cents(_figure(page, "Opening balance"))
    moved = page.locator("tbody tr.moved")
    for row in moved.all():
        charge, credit, after = (cell.inner_text() for cell in row.locator("td.money").all())
        balance += cents(charge or "$0.00") - cents(credit or "$0.00")
        assert balance == cents(after)
    assert balance == cents(owed)
    expect(page.get_by_role("region", name="Check")).to_contain_text(owed)

    with page.expect_navigation():
        page.get_by_label("Period").select_option("year")
    expect(page).to_have_url(re.compile("period=year"))
    with page.expect_navigation():
        _place(page).select_option("2041-2")
    expect(page).to_have_url(re.compile("location=2041-2&period=year"))
    file = page.get_by_role("link", name="Excel workbook").get_attribute("href")
    assert file is not None
    assert re.fullmatch(r"/statement\.xlsx\?view=activity&location=2041-2&from=\d{4}-01-01&as_of=[\d-]+", file)
    moved.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/(invoices|payments)/"))


def test_the_days_of_an_activity_are_chosen_and_a_link_keeps_them(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement?view=activity")
    page.get_by_label("Period").select_option("days")
    page.get_by_label("From").fill("2026-02-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()

    expect(page).to_have_url(re.compile("from=2026-02-01&as_of=2026-03-31"))
    expect(page.get_by_text("Feb 1, 2026 – Mar 31, 2026")).to_be_visible()
    page.get_by_role("link", name="Open items").click()
    expect(page.get_by_text("As of Tuesday, March 31, 2026")).to_be_visible()
    answer = page.goto("/statement?view=activity&from=2026-04-01&as_of=2026-03-31")
    assert answer is not None
    assert answer.status == 400
    expect(page.get_by_text("lies after the last")).to_be_visible()


def test_days_that_cannot_be_meant_are_said_at_the_fields_and_stay_there_to_be_corrected(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/statement?view=activity")
    page.get_by_label("Period").select_option("days")
    first, last, show = page.get_by_label("From"), page.get_by_label("To", exact=True), page.get_by_role("button", name="Show")
    wrong = page.get_by_role("alert")
    for since, until, said in (
        ("2026-03-31", "2026-02-01", "The first day of the range lies after the last."),
        ("2016-03-30", "2026-03-31", "Activity can be of 10 years at most."),
    ):
        first.fill(since)
        last.fill(until)
        show.click()

        expect(wrong).to_contain_text(said)
        expect(page).to_have_url(re.compile(r"/statement\?view=activity$"))
        expect(first).to_be_focused()
        for field, text in ((first, since), (last, until)):
            expect(field).to_have_value(text)
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(field).to_have_accessible_description(wrong.inner_text())

    last.fill("2016-03-01")
    expect(wrong).to_be_hidden()
    page.get_by_role("link", name="CSV file").click()
    expect(wrong).to_contain_text("lies after the last")  # nor is there a file of them
    expect(first).to_be_focused()

    first.fill("2016-03-31")
    last.fill("2026-03-31")
    expect(wrong).to_be_hidden()
    with page.expect_navigation():
        show.click()
    expect(page.get_by_text("Mar 31, 2016 – Mar 31, 2026")).to_be_visible()


def test_on_a_phone_activity_is_cards_and_nothing_runs_off_the_screen(come_in: ComeIn) -> None:
    page = come_in(DANA, phone=True)
    page.goto("/statement?view=activity&period=year")

    expect(page.locator("article > ul.items > li").first).to_contain_text("Balance $")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
