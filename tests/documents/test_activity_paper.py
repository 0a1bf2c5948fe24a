"""An account's activity as a PDF."""

import re
from typing import Any

import pytest

from portal_ui.documents import activity
from portal_ui.documents.columns import SIZE
from portal_ui.views import Activity
from tests.builders import activities, papers, statements
from tests.documents.conftest import printed, texts


def _pages(told: Activity) -> list[str]:
    return texts(activity.job(told, papers.company()))


def test_an_activity_says_what_moved_the_balance_and_proves_it() -> None:
    (page,) = _pages(activities.activity())

    assert "Account activity Oct 1, 2026 – Nov 23, 2026" in page
    assert "Closing balance $3,674.44" in page
    assert "Oct 1, 2026 Opening balance $749.19" in page
    assert "Payment invoices 10433, 10471 · part of $1,650.00 W-000004 $1,500.00 $2,189.44" in page
    assert "Refund of payment W-000003 · invoice 10433 · part of $100.00 RF-000002 $25.00 $3,674.44" in page
    assert "Closing balance $4,465.25 $1,540.00 $3,674.44" in page
    assert "Check Opening $749.19 + Charges $2,940.25 + Returned $1,525.00 − Payments $1,500.00 − Credits $40.00" in page
    assert "= Sum of the aging $3,674.44" in page
    assert "Credit on the account, Nov 23, 2026 $150.00" in page


def test_its_two_balances_stand_out_from_what_moved_them() -> None:
    told = activity.job(activities.activity(), papers.company())
    (paper,) = printed(told).pages
    bold: dict[str, bool] = {}

    def see(text: str, _page: Any, _place: Any, font: Any, size: float) -> None:
        if size == pytest.approx(SIZE):
            bold.update(dict.fromkeys(text.split("\n"), "Bold" in font["/BaseFont"]))

    paper.extract_text(visitor_text=see)

    assert [words for words, is_bold in bold.items() if is_bold and "$" in words and " 2026 " in words] == [
        "Oct 1, 2026 Opening balance $749.19",
        "Nov 23, 2026 Closing balance $4,465.25 $1,540.00 $3,674.44",
    ]


@pytest.mark.parametrize("count", range(14, 70))
def test_the_closing_balance_never_begins_a_page(count: int) -> None:
    pages = _pages(activities.activity(activities.many(count)))

    assert [page for page in pages if re.search(r"Balance \w+ \d+, \d{4} Closing balance", page)] == []


def test_a_location_s_activity_says_which_and_leaves_the_credit_to_the_account() -> None:
    whole = " ".join(_pages(activities.activity(location=statements.FOUNDRY)))

    assert "For Foundry Street Lofts · 88 Foundry St, Longview" in whole
    assert "Closing balance at this location" in whole
    assert "Credit on the account, not tied to a location, Nov 23, 2026 $150.00" in whole


def test_each_page_of_a_location_s_activity_names_the_location() -> None:
    pages = _pages(activities.activity(activities.many(90), location=statements.FOUNDRY))

    place = "Foundry Street Lofts · 88 Foundry St, Longview"
    assert all(f"Oct 1, 2026 – Nov 23, 2026 · {place} · Dana Ortiz Contracting" in page for page in pages[1:])


def test_an_activity_of_a_quiet_period_is_its_two_balances() -> None:
    (page,) = _pages(activities.activity(()))

    assert "Nothing moved the balance in this period." in page
    assert "Opening balance $749.19" in page


def test_a_long_activity_has_every_line_once_and_its_head_on_each_page() -> None:
    told = activities.activity(activities.many(300))
    pages = _pages(told)
    found = re.findall(r"Invoice (1\d{4}) \$[\d,.]+ \$([\d,.]+)", " ".join(pages))

    assert [number for number, _balance in found] == [one.number for one in told.movements]
    assert [int(re.sub(r"[,.]", "", balance)) for _number, balance in found] == [one.balance_cents for one in told.movements]
    assert all("Payments and credits" in page for page in pages[:-1])
    assert [f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)
