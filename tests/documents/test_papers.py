"""What stands on the papers."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from components.sheet import Things
from pages.customer import invoice_sheet
from portal_ui.documents import invoice, order_receipt, press
from portal_ui.views import (
    Applied,
    EventLine,
    InvoiceState,
    LocationCharges,
    OrderStatus,
    Reversal,
    Weights,
)
from portal_ui.weighing import explained
from tests.builders import papers
from tests.builders.pictures import png
from tests.documents.conftest import as_read, printed, texts
from tests.screens.fakes import visit

VISIT = visit()
HARBOR = "Harborview Medical Office Building, East Wing Parking Garage"  # 60 letters


def _cents(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def _long() -> tuple[LocationCharges, ...]:
    made = []
    for number, count, name in ((1, 14, ""), (2, 13, HARBOR), (3, 13, "")):
        lines = papers.lines(count)
        made.append(LocationCharges(papers.location(number, name), lines, sum(line.amount_cents for line in lines)))
    return tuple(made)


def test_an_invoice_says_whose_it_is_what_is_due_and_when() -> None:
    (page,) = texts(invoice.job(papers.invoice(), papers.company()))

    assert "Dana Ortiz Contracting" in page
    assert "Invoice 10512" in page
    assert "Amount due $1,518.95 Due Dec 18, 2026" in page
    assert "Balance due $1,518.95" in page


def test_a_paper_bears_the_companys_logo_where_it_has_one() -> None:
    drawn = {key: printed(invoice.job(papers.invoice(), papers.company(logo=logo))) for key, logo in (("with", png()), ("without", b""))}

    assert {key: [picture.image.size for picture in paper.pages[0].images if picture.image] for key, paper in drawn.items()} == {
        "with": [(96, 32)],
        "without": [],
    }


def test_forty_lines_at_three_locations_sum_up_and_repeat_their_head_on_each_page() -> None:
    view = papers.invoice(_long(), tax_cents=0)
    pages = texts(invoice.job(view, papers.company()))
    whole = " ".join(pages)

    assert len(pages) == 2
    assert [text.count("Description Quantity Price Amount") for text in pages] == [1, 1]
    assert whole.count(HARBOR) == 2
    assert [f"Page {page} of 2" in text for page, text in enumerate(pages, 1)] == [True] * 2
    assert all("Piney Hollow Hauling Invoice 10512 · Dana Ortiz Contracting" in text for text in pages[1:])
    subtotals = [_cents(found) for found in re.findall(r"Subtotal for this location \$([\d,.]+)", whole)]
    assert sum(subtotals) == view.row.total_cents
    amounts = [line.amount_cents for group in view.groups for line in group.lines]
    assert sum(amounts) == view.row.total_cents
    assert all(f"${cents // 100:,}.{cents % 100:02d}" in whole for cents in amounts)


@pytest.mark.parametrize("count", [16, 19, 22, 25, 27, 29, 31])  # where the end of a page falls among the sums and the slip
def test_the_sums_stand_together_and_the_slip_never_without_them(count: int) -> None:
    pages = texts(invoice.job(papers.invoice(count=count), papers.company()))

    assert [page for page in pages if ("Charges before tax" in page) != ("Balance due" in page)] == []
    assert [page for page in pages if "Amount enclosed" in page and "Balance due" not in page] == []


def test_a_slip_to_send_back_with_a_check_says_whose_it_is_for_what_and_where_to() -> None:
    (page,) = texts(invoice.job(papers.invoice(count=15), papers.company()))
    slip = page[page.index("Please return this part with your check") :]

    assert "Remit to Piney Hollow Hauling PO Box 4410 Longview, TX 75606 Dana Ortiz Contracting" in slip
    assert "Account 2041 Invoice 10512 Due date Dec 18, 2026 Amount due $2,330.84 Amount enclosed" in slip


def test_an_address_to_send_money_to_is_never_cut() -> None:
    where = "Piney Hollow Hauling and Recycling of East Texas, PO Box 1188, Marshall, TX 75671-1188"
    (page,) = texts(invoice.job(papers.invoice(), papers.company(remit_to=where)))

    assert where in page


@pytest.mark.parametrize("state", [InvoiceState.PENDING, InvoiceState.VOID])
def test_what_is_not_to_be_paid_asks_for_no_check(state: InvoiceState) -> None:
    (page,) = texts(invoice.job(papers.invoice(state=state), papers.company()))

    assert "Amount enclosed" not in page


def test_a_weighed_load_says_why_it_costs_what_it_costs() -> None:
    scale = Weights("T-90412", 41_280, 30_440, 8_000)
    charged = explained(papers.lines(5, "48211"), {"48211": scale})
    (page,) = texts(invoice.job(papers.invoice((LocationCharges(papers.location(), charged, 100),), tax_cents=0), papers.company()))

    assert (
        "Disposal, mixed construction debris Scale ticket T-90412 · gross 41,280 lb − tare 30,440 lb = net 10,840 lb"
        " · included 8,000 lb · over 2,840 lb 5.42 t $48.50 $262.87" in page
    )


def test_a_paper_says_in_its_foot_where_to_see_that_it_is_genuine_when_it_is_told() -> None:
    job = invoice.job(papers.invoice(), papers.company())
    proven = replace(job, paper=replace(job.paper, check="https://portal.example/check", code="7K3M-9QXD"))
    (without,), (page,) = texts(job), texts(proven)

    assert "Is this paper genuine? Check at portal.example/check · Code 7K3M-9QXD" in page
    assert "genuine" not in without
    assert proven.facts() != job.facts()


def test_an_invoice_of_fifteen_lines_is_a_small_file_that_a_strict_reader_takes() -> None:
    made = press.printed(as_read(invoice.job(papers.invoice(count=15), papers.company())))

    assert len(made.data) <= 35_000
    paper = PdfReader(BytesIO(made.data), strict=True)
    assert len(paper.pages) == 1
    assert b"Helvetica" not in made.data  # a font that is not in the file


def test_what_was_paid_and_credited_is_taken_off() -> None:
    applied = (
        Applied("P-1", papers.DAY, 100_000, "Visa ending 4242", reversed_cents=2_000, reversal=Reversal.REFUND),
        Applied("CM-7", papers.DAY, 2_500, "Missed pickup", is_credit=True),
    )
    (page,) = texts(invoice.job(papers.invoice(applied=applied, state=InvoiceState.PART_PAID), papers.company()))

    assert "Visa ending 4242, Nov 18, 2026, $20.00 refunded -$980.00" in page
    assert "Credit memo CM-7 · Missed pickup, Nov 18, 2026 -$25.00" in page
    assert "Amount due $513.95 Due Dec 18, 2026 · PART PAID" in page


@pytest.mark.parametrize(
    ("reversal", "said"),
    [
        (Reversal.VOID, "voided"),
        (Reversal.REFUND, "$778.05 refunded"),
        (Reversal.RETURN, "$778.05 returned by the bank"),
        (Reversal.CHARGEBACK, "$778.05 charged back"),
        (Reversal.DISPUTE, "$778.05 held by the bank"),
        (Reversal.SEVERAL, "$778.05 taken back"),
    ],
)
def test_what_did_not_stay_on_an_invoice_is_called_what_it_is_on_paper_and_screen(reversal: Reversal, said: str) -> None:
    view = papers.invoice(applied=(Applied("O-7", papers.DAY, 77_805, "Check 4410", reversed_cents=77_805, reversal=reversal),))
    (page,) = texts(invoice.job(view, papers.company()))
    drawing = invoice_sheet.draw(invoice_sheet.Shown(view, None, ""), papers.company(), VISIT)
    (thing,) = (one for section in drawing.main if isinstance(section, Things) for one in section.things)

    assert f"Check 4410, Nov 18, 2026, {said} $0.00" in page
    assert thing.notes == ("O-7 · Nov 18, 2026", f"$778.05 paid, {said}")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (InvoiceState.PENDING, ["PENDING – NOT A BILL", "Due now $0.00"]),
        (InvoiceState.VOID, ["VOID. This invoice was withdrawn", "Invoice total $1,518.95 Voided -$1,518.95 Due now $0.00"]),
        (InvoiceState.OVERDUE, ["Balance due $1,518.95"]),
    ],
)
def test_an_invoice_says_clearly_how_it_stands(state: InvoiceState, said: list[str]) -> None:
    (page,) = texts(invoice.job(papers.invoice(state=state), papers.company()))

    assert [words for words in said if words not in page] == []


def test_a_paid_invoice_says_so() -> None:
    total = papers.invoice().row.total_cents
    view = papers.invoice(state=InvoiceState.PAID, applied=(Applied("P-1", papers.DAY, total, "Check 1088"),))
    (page,) = texts(invoice.job(view, papers.company()))

    assert "Amount due $0.00 Thank you · PAID" in page


def test_an_invoice_of_nothing_is_still_an_invoice() -> None:
    (page,) = texts(invoice.job(papers.invoice((), tax_cents=0, state=InvoiceState.PAID), papers.company()))

    assert "Invoice total $0.00" in page


def test_the_passing_of_days_changes_no_invoice() -> None:
    jobs = [
        invoice.job(papers.invoice(state=state), papers.company())
        for state in (InvoiceState.OPEN, InvoiceState.DUE_TODAY, InvoiceState.OVERDUE)
    ]

    assert len({job.facts() for job in jobs}) == 1


def test_an_order_receipt_proves_the_work() -> None:
    (page,) = texts(order_receipt.job(papers.order(), papers.DANA, papers.company()))

    assert "Order receipt 48211" in page
    assert "Asset ID 30-1147" in page
    assert "Scale ticket T-90412 Gross 41,280 lb Tare 30,440 lb Net 10,840 lb Included 8,000 lb Over 2,840 lb" in page
    assert "Order total $762.11" in page
    assert "Box 30-1147 set, box 30-1093 taken" in page


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (OrderStatus.SCHEDULED, "Order confirmation"),
        (OrderStatus.IN_PROGRESS, "Order confirmation"),
        (OrderStatus.UNABLE, "Order receipt"),
        (OrderStatus.CANCELLED, "Cancelled order"),
    ],
)
def test_what_is_not_done_yet_is_no_receipt(status: OrderStatus, title: str) -> None:
    (page,) = texts(order_receipt.job(papers.order(status=status), papers.DANA, papers.company()))

    assert f"{title} 48211" in page


def test_an_order_with_weights_a_long_bill_and_all_that_happened_fits_one_page() -> None:
    news = tuple(EventLine(datetime(2026, 11, 18, hour, 5, tzinfo=UTC), f"News of {hour}") for hour in range(12, 16))
    (page,) = texts(order_receipt.job(replace(papers.order(count=7), events=news), papers.DANA, papers.company()))

    assert "This receipt proves work." in page
    assert "News of 15" in page


@pytest.mark.parametrize(
    ("status", "proves"),
    [(OrderStatus.COMPLETED, "This receipt proves work."), (OrderStatus.UNABLE, "This receipt proves that our truck came.")],
)
def test_a_receipt_says_what_it_proves_and_speaks_of_an_invoice_only_where_there_is_one(status: OrderStatus, proves: str) -> None:
    order = replace(papers.order(status=status), invoice_number="")
    (open_page,) = texts(order_receipt.job(order, papers.DANA, papers.company()))
    (billed,) = texts(order_receipt.job(replace(order, invoice_number="10512"), papers.DANA, papers.company()))

    assert f"{proves} What is to be paid stands on the invoice." in billed
    assert f"{proves} It is not billed yet. What is to be paid will stand on the invoice." in open_page
    assert "stands on the invoice" not in open_page


@pytest.mark.parametrize("status", [OrderStatus.SCHEDULED, OrderStatus.CANCELLED])
def test_an_order_without_charges_speaks_of_none(status: OrderStatus) -> None:
    order = papers.order(status=status, count=0)
    (page,) = texts(order_receipt.job(order, papers.DANA, papers.company()))

    assert [words for words in ("Order total", "$", "This receipt proves work") if words in page] == []
    assert "Description Quantity" not in page
    assert "The work" in page


@pytest.mark.parametrize("status", [OrderStatus.SCHEDULED, OrderStatus.CANCELLED])
def test_what_is_charged_before_the_work_is_done_proves_no_work(status: OrderStatus) -> None:
    (page,) = texts(order_receipt.job(papers.order(status=status), papers.DANA, papers.company()))

    assert "Order total $762.11" in page
    assert "This receipt proves work" not in page


def test_who_may_not_see_money_gets_the_work_without_amounts() -> None:
    order = papers.order()
    order = replace(order, row=replace(order.row, total_cents=None))
    (page,) = texts(order_receipt.job(order, papers.DANA, papers.company()))

    assert "$" not in page
    assert "Net 10,840 lb" in page


def test_a_paper_tells_readers_its_title_author_and_language() -> None:
    paper = printed(invoice.job(papers.invoice(), papers.company()))

    assert paper.metadata is not None
    assert (paper.metadata.title, paper.metadata.author) == ("Invoice 10512", "Piney Hollow Hauling")
    assert str(paper.root_object["/Lang"]) == "en-US"


@pytest.mark.parametrize(("paper", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_the_company_chooses_its_paper(paper: str, points: tuple[int, int]) -> None:
    box = printed(invoice.job(papers.invoice(), papers.company(paper=paper))).pages[0].mediabox

    assert (round(box.width), round(box.height)) == points
