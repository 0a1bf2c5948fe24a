"""Tables of any length on paper: nothing is lost, cut or left alone where a page ends."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from portal_ui.documents import columns, invoice, lettering, patches, press, statement
from portal_ui.documents.columns import Column, Line, Plan
from portal_ui.documents.paper import Job
from portal_ui.views import ChargeLine, LocationCharges
from tests.builders import papers, statements
from tests.documents.conftest import as_read, texts

SHEET = 525.6  # points between the margins of a letter


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    yield
    patches.make_faster()


def _words(job: Job) -> list[tuple[str, int, int]]:
    """Every piece of text with its place on the sheet, in tenths of a point."""
    found: list[tuple[str, int, int]] = []

    def see(text: str, _page: Any, place: list[float], _font: Any, _size: float) -> None:
        if text.strip():
            found.append((text.strip(), round(place[4] * 10), round(place[5] * 10)))

    for page in PdfReader(BytesIO(press.printed(as_read(job)).data)).pages:
        page.extract_text(visitor_text=see)
    return found


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize("kind", ["invoice", "statement"])
def test_a_paper_says_the_same_at_the_same_place_without_what_makes_it_faster(kind: str) -> None:
    job = (
        invoice.job(papers.invoice(count=60, memo="By the gate"), papers.company())
        if kind == "invoice"
        else statement.job(statements.statement(), papers.company())
    )
    fast = _words(job)

    patches.make_faster(is_on=False)

    assert _words(job) == fast


def _invoice(*sections: int, name: str = "") -> list[str]:
    groups = tuple(
        LocationCharges(papers.location(at, name), papers.lines(count), sum(line.amount_cents for line in papers.lines(count)))
        for at, count in enumerate(sections)
    )
    return texts(invoice.job(papers.invoice(groups, tax_cents=0), papers.company()))


@pytest.mark.parametrize("first", range(24, 32))
def test_no_title_stands_alone_at_the_foot_of_a_page_and_no_sum_alone_at_the_head(first: int) -> None:
    pages = _invoice(first, 20)

    assert [page for page in pages if re.search(r"1421 Harbor Rd, Marshall (?!Haul|Disposal|Extra|Fuel|Envi)", page)] == []
    assert [page for page in pages if re.search(r"Amount (\d+ Harbor Rd, Marshall )?Subtotal", page)] == []


def test_rows_that_go_on_stand_under_the_title_of_their_section_again() -> None:
    pages = _invoice(50, name="Foundry Street Lofts")

    assert len(pages) == 2
    assert ["Amount Foundry Street Lofts · 1420 Harbor Rd" in page for page in pages] == [True, True]


def test_amounts_dates_and_numbers_are_never_cut_and_only_words_wrap() -> None:
    charged = (
        ChargeLine(
            "Harborview Medical Office Building, East Wing Parking Garage " * 3, 123_456_789, "tons", 98_765_432_100, 12_345_678_901_200
        ),
        ChargeLine("W" * 200, 1000, "", None, -99_999_999_900),
    )
    (page,) = texts(invoice.job(papers.invoice((LocationCharges(None, charged, 0),), tax_cents=0), papers.company()))

    assert "123,456.789 tons $987,654,321.00 $123,456,789,012.00" in page
    assert "-$999,999,999.00" in page
    assert "W" * 200 in page.replace(" ", "")
    assert page.count("Harborview Medical Office Building, East Wing Parking Garage") == 3


def _plan(*cells: str, kinds: str = "text figure") -> Plan:
    return Plan([Column(kind, "Head") for kind in kinds.split()], [Line("row", cells)], SHEET)


def test_a_cell_has_twelve_lines_at_most_and_says_that_it_goes_on() -> None:
    ((description, _amount),) = _plan("word " * 5_000, "$1.00").cells

    assert len(description.lines) == columns.MOST_LINES
    assert description.lines[-1].endswith("…")


def test_columns_fill_the_sheet_and_print_gets_smaller_before_a_figure_is_cut() -> None:
    lettering.register()
    usual = _plan("Haul", "$1.00")
    crowded = _plan("Haul", *["$123,456,789,012.00"] * 6, kinds="text " + "figure " * 6)

    assert usual.rights[-1] == pytest.approx(SHEET)
    assert crowded.rights[-1] == pytest.approx(SHEET)
    assert crowded.scale < usual.scale == 1
    assert [cell.lines for cell in crowded.cells[0][1:]] == [("$123,456,789,012.00",)] * 6


def test_a_number_as_long_as_a_sentence_wraps_and_leaves_room_for_the_others() -> None:
    ((number, _words),) = _plan("N" * 120, "Haul", kinds="word text").cells

    assert "".join(number.lines) == "N" * 120
    assert len(number.lines) > 1


def test_ten_thousand_rows_are_all_there() -> None:
    view = statements.statement(statements.rows(10_000))
    whole = texts(statement.job(view, papers.company()))

    assert re.findall(r"\b\d{5}(?= \w{3} \d+, \d{4} \w{3} \d+, \d{4})", " ".join(whole)) == [row.number for row in view.rows]
