"""Where an invoice goes on on another sheet: that says to which order its first rows belong, and has rows beside its sums."""

import re
from dataclasses import replace

import pytest

from portal_ui.documents import invoice
from portal_ui.documents.charge_table import charges
from portal_ui.documents.paper import Section
from portal_ui.views import ChargeLine, InvoiceView, LocationCharges
from tests.builders import papers
from tests.documents.conftest import texts


def _orders(*counts: int, name: str = "") -> InvoiceView:
    """An invoice for orders 48301, 48302 ..., each with so many charges."""
    charged = tuple(line for at, count in enumerate(counts, 48301) for line in papers.lines(count, str(at)))
    return papers.invoice((LocationCharges(papers.location(name=name), charged, sum(line.amount_cents for line in charged)),), tax_cents=0)


def _first_row(page: str) -> str:
    return page[page.index("Quantity Price Amount") + len("Quantity Price Amount") :].strip()


def test_an_order_that_goes_on_on_the_next_page_is_named_there_again() -> None:
    _first, second, *_rest = texts(invoice.job(_orders(12, 50), papers.company()))

    assert _first_row(second).startswith("1421 Harbor Rd, Marshall · Order 48302 (continued) ")


def test_an_order_that_begins_with_a_page_goes_on_from_none() -> None:
    pages = texts(invoice.job(_orders(*[1] * 60), papers.company()))

    assert len(pages) > 1
    assert "continued" not in " ".join(pages)


def test_what_belongs_to_no_order_goes_on_from_none() -> None:
    lines = (*papers.lines(1, "48301"), *(replace(line, order_number="") for line in papers.lines(60)))
    pages = texts(invoice.job(papers.invoice((LocationCharges(papers.location(), lines, 0),), tax_cents=0), papers.company()))

    assert len(pages) > 1
    assert "continued" not in " ".join(pages)


def test_a_long_name_of_a_place_leaves_the_number_of_its_order_whole() -> None:
    _first, second, *_rest = texts(invoice.job(_orders(60, name="Harborview Medical Office Building " * 4), papers.company()))

    assert "… · Order 48301 (continued)" in second


def test_an_order_s_number_stands_at_its_first_row_alone() -> None:
    told = (ChargeLine("Haul", 1000, "", None, 100, order_number=order) for order in ("1", "1", "2", "", "2"))
    table = charges([(told, Section(()))], "USD", name_orders=True)

    assert [row[0] for row in table.sections[0].rows] == ["1", "", "2", "", "2"]
    assert table.sections[0].names == ("1", "1", "2", "", "2")


@pytest.mark.parametrize("memo", ["", "Gate code 7. " * 30])
@pytest.mark.parametrize("count", range(19, 36))
def test_no_page_has_the_sums_without_some_of_the_charges(count: int, memo: str) -> None:
    view = papers.invoice(count=count, memo=memo)
    pages = texts(invoice.job(view, papers.company()))
    (last,) = [page for page in pages if "Balance due" in page]
    rows = [len(re.findall("Haul, 30|Disposal, mixed|Extra days|Fuel surcharge|Environmental fee|Sales tax 8", page)) for page in pages]

    assert sum(rows) == count + 1
    assert rows[pages.index(last)] >= 2
    assert "Amount enclosed" in last


def test_the_last_order_stands_whole_beside_the_sums() -> None:
    for count in range(15, 27):
        pages = texts(invoice.job(_orders(count, 4), papers.company()))
        if len(pages) > 1:
            assert "48302" in pages[-1]
