"""The four lists, used as people use them: order, search, filters, pages."""

import csv
import re
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import ComeIn, cents, choose, column, headings, how_many, rows, search, settled

DANA, OLIVE = "dana@example.com", "olive@example.com"


@dataclass(frozen=True)
class List:
    """One list, who looks at it, and what stands above it."""

    name: str
    email: str
    columns: tuple[str, ...]
    days: tuple[str, ...]
    amounts: tuple[str, ...]
    searched: tuple[str, ...]  # columns whose words are found again

    @property
    def whole(self) -> str:
        """Its address, with every row on one page."""
        return f"/{self.name}?status=all&size=100"


SERVICES = List(
    "services",
    OLIVE,
    ("Service", "Container", "Material", "Frequency", "Location Address", "Status", "Next Service", "Rate"),
    ("Next Service",),
    ("Rate",),
    ("Service", "Container", "Material", "Location Address"),
)
ORDERS = List(
    "orders",
    DANA,
    ("Order #", "Service Date", "Service", "Status", "Location Address", "Asset ID", "Description", "Order Amount"),
    ("Service Date",),
    ("Order Amount",),
    ("Order #", "Location Address", "Asset ID", "Description"),
)
INVOICES = List(
    "invoices",
    DANA,
    ("Invoice #", "Invoice Date", "Due Date", "Status", "Terms", "Location Address", "Invoice Total", "Invoice Balance"),
    ("Invoice Date", "Due Date"),
    ("Invoice Total", "Invoice Balance"),
    ("Invoice #", "Location Address"),
)
PAYMENTS = List(
    "payments",
    DANA,
    ("Payment Date", "Status", "Payment Method", "Reference #", "Payment Amount"),
    ("Payment Date",),
    ("Payment Amount",),
    ("Reference #",),
)
EACH = pytest.mark.parametrize("listed", [SERVICES, ORDERS, INVOICES, PAYMENTS], ids=lambda listed: listed.name)


@EACH
@pytest.mark.by_hand(2)
def test_a_list_has_the_columns_of_the_trade_and_sorts_by_each_with_the_keyboard(come_in: ComeIn, listed: List) -> None:
    page = come_in(listed.email)
    page.goto(listed.whole)
    expect(rows(page).first).to_be_visible()
    assert tuple(headings(page)) == listed.columns
    page.locator("thead:visible th button").first.focus()

    for at, heading in enumerate(listed.columns):
        if at:
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=heading, exact=True)).to_be_focused()
        orders = dict(_pressed(page, heading) for _ in range(2))

        assert set(orders) == {"ascending", "descending"}
        falling, rising = orders["descending"], orders["ascending"]
        assert rising == falling[::-1] != []
        if heading in listed.days or heading in listed.amounts:
            values = [_day(text).toordinal() if heading in listed.days else cents(text) for text in rising]
            assert values == sorted(values)


@EACH
@pytest.mark.by_hand(2)
def test_what_stands_in_a_row_is_found_again_by_the_search(come_in: ComeIn, listed: List) -> None:
    page = come_in(listed.email)
    page.goto(listed.whole)
    expect(rows(page).first).to_be_visible()
    everything = {heading: column(page, heading) for heading in listed.searched}
    in_all = rows(page).count()

    for heading, cells in everything.items():
        rarest = min((text for text in cells if text not in {"–", ""} and not text.endswith(" locations")), key=cells.count)
        search(page, rarest)

        assert cells.count(rarest) <= rows(page).count() < in_all, f"{heading}: {rarest}"
        assert rarest in column(page, heading)


@pytest.mark.parametrize("listed", [ORDERS, INVOICES], ids=lambda listed: listed.name)
def test_a_purchase_order_is_found_though_no_column_shows_it(come_in: ComeIn, listed: List) -> None:
    page = come_in(DANA)
    page.goto(listed.whole)
    expect(rows(page).first).to_be_visible()
    told = [row for row in csv.DictReader(page.request.get(f"/{listed.name}.csv?status=all").text().lstrip("\ufeff").splitlines())]
    wanted = next(row["PO #"] for row in told if row["PO #"])

    search(page, wanted.lower())

    assert set(column(page, listed.columns[0])) == {row[listed.columns[0]] for row in told if wanted in row["PO #"]}


STATUSES = {
    "services": {"Active": {"Active"}, "On hold": {"On hold"}, "Ended": {"Ended"}},
    "orders": {"Pending": {"Scheduled", "In progress"}, "Completed": {"Completed", "Unable to complete"}, "Cancelled": {"Cancelled"}},
    "invoices": {
        "Open": {"Open", "Due today", "Part paid", "Overdue"},
        "Overdue": {"Part paid", "Overdue"},
        "Paid": {"Paid", "Credited"},
        "Void": {"Void"},
    },
    "payments": {"Processing": {"Processing"}, "Failed": {"Failed"}, "Refunded": {"Part refunded", "Refunded"}},
}


@EACH
@pytest.mark.by_hand(2)
def test_a_status_shows_its_rows_alone_and_all_shows_all(come_in: ComeIn, listed: List) -> None:
    page = come_in(listed.email)
    page.goto(f"{listed.whole}")
    expect(rows(page).first).to_be_visible()
    in_all = how_many(page)

    for chip, words in STATUSES[listed.name].items():
        choose(page, chip)
        assert set(column(page, "Status")) <= words, chip
        assert 0 < how_many(page) < in_all
        expect(page.locator(".chip[aria-pressed=true]:visible")).to_have_text(re.compile(f"^{chip}"))
    choose(page, "All")
    assert how_many(page) == in_all


@EACH
@pytest.mark.by_hand(2)
def test_a_range_of_days_and_a_location_narrow_a_list(come_in: ComeIn, listed: List) -> None:
    page = come_in(listed.email)
    page.goto(f"{listed.whole}")
    expect(rows(page).first).to_be_visible()
    days = sorted(_day(text) for text in column(page, listed.days[0]) if text != "–")
    first, last = days[len(days) // 4], days[-(len(days) // 4) - 1]

    page.get_by_role("button", name="Any date").locator("visible=true").click()
    page.get_by_label("From", exact=True).fill(f"{first:%Y-%m-%d}")
    page.get_by_label("To", exact=True).fill(f"{last:%Y-%m-%d}")
    page.get_by_role("button", name="Apply").click()
    settled(page)
    assert [_day(text) for text in column(page, listed.days[0])].count(last) >= 1
    assert how_many(page) == len([day for day in days if first <= day <= last])

    locations = page.get_by_label("Location", exact=True).locator("visible=true")
    within = []
    for value in locations.locator("option").evaluate_all("options => options.map(option => option.value).filter(Boolean)"):
        locations.select_option(value)
        settled(page)
        within.append(rows(page).count())
    assert sum(within) > 0
    assert max(within) < len(days)


def _pressed(page: Page, heading: str) -> tuple[str, list[str]]:
    """Press Enter on a heading that has the focus: how the list is ordered then, and the cells below the heading."""
    header = page.get_by_role("columnheader", name=heading, exact=True)
    before = header.get_attribute("aria-sort") or "none"
    page.keyboard.press("Enter")
    expect(header).not_to_have_attribute("aria-sort", before)
    expect(header).to_have_attribute("aria-sort", re.compile("ascending|descending"))
    expect(page.locator("th[aria-sort]:visible")).to_have_count(1)
    return header.get_attribute("aria-sort") or "", [text for text in column(page, heading) if text not in {"–", ""}]


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%b %d, %Y")  # noqa: DTZ007 - a day has no zone
