"""The balance statement as a PDF."""

import re
from dataclasses import replace

import pytest

from portal_ui.documents import proofs, statement
from portal_ui.views import Statement
from tests.builders import papers, statements
from tests.documents.conftest import texts


def _pages(view: Statement) -> list[str]:
    return texts(statement.job(view, papers.company()))


def _cents(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def test_a_statement_says_what_is_open_how_old_it_is_and_what_is_on_its_way() -> None:
    (page,) = _pages(statements.statement())

    assert "Statement Nov 23, 2026" in page
    assert "Dana Ortiz Contracting" in page
    assert "Open balance $4,085.22 $2,189.44 past due" in page
    assert "Current $1,895.78 1–30 days $1,440.25 31–60 $749.19 61–90 $0.00 Over 90 $0.00" in page
    assert "10471 Oct 19, 2026 Nov 18, 2026 5 3 locations Net 30 $2,940.25 $1,440.25" in page
    assert "Net 30 · PO 7731 · $300.00 processing" in page
    assert "W-000007 Nov 23, 2026 Maria Lindqvist Visa ending 4242 $300.00" in page


def test_credit_stands_beside_the_balance_and_is_not_netted() -> None:
    (page,) = _pages(statements.statement())

    assert "Being processed, not taken off $300.00 Credit on the account $150.00 Balance less credit $3,935.22" in page


def test_a_slip_to_send_back_says_whose_money_it_is_and_where_it_goes() -> None:
    (page,) = _pages(statements.statement())
    slip = page[page.index("Please return this part with your check") :]

    assert "Remit to Piney Hollow Hauling PO Box 4410 Longview, TX 75606" in slip
    assert "Account 2041 Statement Nov 23, 2026 Open balance $4,085.22 Processing -$300.00 Remains $3,785.22 Amount enclosed" in slip


def test_the_office_s_own_words_stand_under_what_is_open() -> None:
    company = replace(papers.company(), statement_footer="Please pay by the 10th.\nThank you <for> your & business.")

    page = " ".join(texts(statement.job(statements.statement(), company)))

    assert "Please pay by the 10th. Thank you <for> your & business." in page
    assert page.index("Open balance") < page.index("Please pay by") < page.index("Please return this part")


def _of_length(count: int, footer: str) -> list[str]:
    view = replace(statements.statement(statements.rows(count)), credit_cents=15_000, in_process=statements.statement().in_process)
    return texts(statement.job(view, replace(papers.company(), statement_footer=footer)))


def test_a_short_statement_fits_its_page_with_the_slip_whatever_the_office_says_under_it() -> None:
    (page,) = _of_length(9, "Please pay by the 10th.\nThank you.\nClosed on Thursday.")

    assert "Page 1 of 1" in page
    assert page.index("10008") < page.index("Open balance $949.32 Past due") < page.index("Closed on Thursday.")
    assert page.index("Closed on Thursday.") < page.index("Amount enclosed")


def test_where_the_slip_goes_to_the_next_page_the_balance_goes_with_it() -> None:
    first, second = _of_length(12, "Please pay by the 10th.")

    assert "10011" in first
    assert "Past due" not in first
    assert second.index("Open balance $1,290.42 Past due") < second.index("W-000007") < second.index("Amount enclosed")


def test_a_location_s_statement_has_a_column_of_its_own_and_nets_no_credit() -> None:
    shared = tuple(replace(row, share_cents=row.balance_cents // 2) for row in statements.ROWS)
    whole = " ".join(_pages(statements.statement(shared, location=statements.FOUNDRY, credit_cents=15_000)))

    assert "For Foundry Street Lofts · 88 Foundry St, Longview" in whole
    assert "Total Balance At this location" in whole
    assert "$2,940.25 $1,440.25 $720.12" in whole
    assert "Open balance at this location $2,042.60" in whole
    assert "Credit on the account, not tied to a location $150.00" in whole
    assert "less credit" not in whole


def test_what_is_tied_to_no_location_says_so() -> None:
    whole = " ".join(_pages(statements.statement(is_untied=True)))

    assert "For Not tied to a location" in whole
    assert "Open balance, not tied to a location" in whole


def test_a_statement_without_anything_open_asks_for_no_check() -> None:
    (page,) = _pages(statements.statement(()))

    assert "Open balance $0.00 Nothing is past due" in page
    assert "Nothing was open on Nov 23, 2026." in page
    assert [words for words in ("Please return", "Days late", "Amount enclosed", "by age") if words in page] == []


def test_a_long_statement_has_every_invoice_once_and_its_head_on_each_page() -> None:
    view = statements.statement(statements.rows(300))
    pages = _pages(view)
    found = re.findall(
        r"(10\d{3}) \w{3} \d+, \d{4} \w{3} \d+, \d{4} (?:\d+ )?1420 Harbor Rd, Marshall Net 30 · PO 7731 \$[\d,.]+ \$([\d,.]+)",
        " ".join(pages),
    )

    assert [number for number, _amount in found] == [row.number for row in view.rows]
    assert sum(_cents(amount) for _number, amount in found) == view.total_cents
    assert all("Piney Hollow Hauling Statement Nov 23, 2026 · Dana Ortiz Contracting" in page for page in pages[1:])
    assert all("Days late" in page for page in pages[:-1])
    assert [f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)


def test_where_an_invoice_counts_at_several_locations_that_is_said() -> None:
    shared, apart = (" ".join(_pages(statements.by_location(count))) for count in (2, 1))

    assert "Balance by location An invoice of several locations counts at each of them. Location Open invoices" in shared
    assert "counts at each" not in apart


def test_each_page_of_a_location_s_statement_names_the_location() -> None:
    foundry, untied = (
        _pages(statements.statement(statements.rows(90), **place)) for place in ({"location": statements.FOUNDRY}, {"is_untied": True})
    )

    place = "Foundry Street Lofts · 88 Foundry St, Longview"
    assert all(f"Statement Nov 23, 2026 · {place} · Dana Ortiz Contracting" in page for page in foundry[1:])
    assert all("Statement Nov 23, 2026 · Not tied to a location · Dana Ortiz Contracting" in page for page in untied[1:])


def test_the_words_of_a_whole_account_s_statement_are_those_it_had_before_locations_were_named() -> None:
    whole, located = (statement.job(statements.statement(location=place), papers.company()) for place in (None, statements.FOUNDRY))

    assert not {"place", "split_note"} & whole.as_json()["paper"].keys()
    assert {"place", "split_note"} & located.as_json()["paper"].keys() == {"place"}


def test_what_is_known_of_a_statement_names_its_location_as_far_as_there_is_room() -> None:
    far = replace(statements.FOUNDRY, name="Lofts " * 40)
    titles = []
    for place in (None, statements.FOUNDRY, far):
        view = statements.statement(location=place)
        titles.append(proofs.of_statement(view, statement.job(view, papers.company()).paper).title)

    assert titles[:2] == ["Statement", "Statement · Foundry Street Lofts · 88 Foundry St, Longview"]
    assert titles[2].startswith("Statement · Lofts Lofts")
    assert titles[2].endswith("… · 88 Foundry St, Longview")
    assert len(titles[2]) <= 200


@pytest.mark.parametrize("order", ["PO 7731", "po-7731", "7731"])
def test_a_purchase_order_is_named_as_one_once(order: str) -> None:
    (page,) = _pages(statements.statement((statements.row(po_number=order),)))

    assert len(re.findall(r"\bPO\b", page, re.IGNORECASE)) == 2  # this one, and the company's post box
