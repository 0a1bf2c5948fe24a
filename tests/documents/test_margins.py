"""Office printers leave the edge of a sheet white: nothing that matters stands there, and nothing at the foot covers another thing."""

from dataclasses import replace

import pytest

from portal_ui.documents import invoice, payment_receipt, press, refund_note
from portal_ui.documents.paper import Job
from portal_ui.views import DisputeLine, DisputeState, InvoiceState, PaymentState, RefundState
from tests.builders import papers
from tests.documents import drawn
from tests.documents.conftest import as_read
from tests.documents.test_money_notes import refund
from tests.documents.test_sound_files import PAPERS

UNPRINTED = 6.5 / 25.4 * 72  # points
QUIET = 4.0  # points around the code, so that a camera finds it
LONG = "Piney Hollow Hauling and Recycling of East Texas and Louisiana, Limited Liability Company"

KINDS = PAPERS | {
    "invoice drawn close": lambda wrote, company: invoice.job(wrote(papers.invoice(count=19)), company),
    "long invoice": lambda wrote, company: invoice.job(wrote(papers.invoice(count=90)), company),
    "void invoice": lambda wrote, company: invoice.job(wrote(papers.invoice(state=InvoiceState.VOID)), company),
    "payment in process": lambda wrote, company: payment_receipt.job(wrote(papers.payment(state=PaymentState.PROCESSING)), {}, company),
    "payment charged back": lambda wrote, company: payment_receipt.job(
        wrote(papers.payment(disputes=(DisputeLine(papers.DAY, 100_000, DisputeState.LOST, "fraudulent"),))), {}, company
    ),
}


def _printed(job: Job) -> bytes:
    proven = replace(job, paper=replace(job.paper, check="https://portal.piney-hollow-hauling.example/check", code="7K3M-9QXD-44TR"))
    return press.printed(as_read(proven)).data


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sheet", ["letter", "a4"])
def test_nothing_at_the_foot_stands_where_printers_leave_it_white_or_on_another_thing(kind: str, sheet: str) -> None:
    data = _printed(KINDS[kind](lambda view: view, papers.company(paper=sheet, name=LONG)))
    wide, high = (612, 792) if sheet == "letter" else (595, 842)

    for shapes, texts in zip(drawn.shapes(data), drawn.texts(data), strict=True):
        ink = [box for box in (*shapes, *texts) if box.foot < high / 2]
        assert [box for box in ink if min(box.left, box.foot, wide - box.right) < UNPRINTED] == []
        (code,) = [box for box in shapes if abs(box.right - box.left - 37) < 0.1 and abs(box.top - box.foot - 37) < 0.1]
        assert [box for box in ink if box is not code and box.meets(code, QUIET)] == []
        foot = [box for box in texts if box.foot < code.top]
        assert [(one, other) for at, one in enumerate(foot) for other in foot[at + 1 :] if one.meets(other)] == []


@pytest.mark.parametrize(
    ("job", "mark"),
    [
        (payment_receipt.job(papers.payment(state=PaymentState.FAILED), {}, papers.company()), "NOT PAID"),
        (payment_receipt.job(papers.payment(state=PaymentState.PROCESSING), {}, papers.company()), "IN PROCESS"),
        (invoice.job(papers.invoice(state=InvoiceState.PENDING), papers.company()), "PENDING"),
        (refund_note.job(refund(RefundState.PENDING, opened=()), papers.company()), "IN PROCESS"),
    ],
    ids=["failed", "in process", "pending", "refund in process"],
)
def test_no_field_covers_the_mark_across_a_paper(job: Job, mark: str) -> None:
    painted = drawn.order(_printed(job))

    assert job.paper.mark == mark
    assert painted.count("mark") == 1
    assert painted[-1] == "mark"
