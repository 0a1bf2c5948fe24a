"""An invoice of which a payment is in process: nobody who reads it is to pay that again."""

from dataclasses import replace

from portal_ui.documents import invoice
from portal_ui.views import InvoiceView
from tests.builders import papers
from tests.documents.conftest import texts


def held(cents: int, debited_cents: int = 0) -> InvoiceView:
    """An invoice of $1,518.95, so much of which is on its way."""
    view = papers.invoice()
    return replace(view, row=replace(view.row, held_cents=cents), debited_cents=debited_cents, expected_on=papers.DAY)


def test_an_invoice_says_what_is_in_process_and_what_remains_beside_what_is_due_and_on_its_slip() -> None:
    (page,) = texts(invoice.job(held(30_000, 20_000), papers.company()))

    assert (
        "Payment pending: $200.00 from a bank account should be here by Nov 18, 2026. You need not pay it again. "
        "$100.00 is being processed. It comes off the balance once it has arrived. You need not pay it again."
    ) in page
    assert "Amount due $1,518.95 Due Dec 18, 2026 $300.00 processing, $1,218.95 remains" in page
    assert "Balance due $1,518.95 Processing -$300.00 Remains $1,218.95" in page
    assert "Amount due $1,518.95 Processing -$300.00 Remains $1,218.95 Amount enclosed" in page


def test_an_invoice_that_is_paid_once_all_has_arrived_asks_for_no_check() -> None:
    (page,) = texts(invoice.job(held(151_895), papers.company()))

    assert "$1,518.95 processing, $0.00 remains" in page
    assert "Amount enclosed" not in page


def test_an_invoice_of_which_nothing_is_in_process_speaks_of_none() -> None:
    (page,) = texts(invoice.job(papers.invoice(), papers.company()))

    assert [words for words in ("rocess", "Remains", "remains", "pay it again") if words in page] == []
