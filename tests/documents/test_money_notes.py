"""What stands on refund notes and credit memos."""

from dataclasses import replace

import pytest

from portal_ui.documents import credit_memo, proofs, refund_note
from portal_ui.views import Applied, CreditRow, CreditView, PrintedAmount, RefundLine, RefundState, RefundView
from tests.builders import papers
from tests.documents.conftest import texts


def refund(state: RefundState = RefundState.SUCCEEDED, **changes: object) -> RefundView:
    """A refund of $50.00, of a payment of $1,000.00 of which $20.00 had come back before."""
    usual = RefundView(
        refund=RefundLine("RF-7", papers.DAY, 5_000, state, "Billed twice"),
        payment=papers.payment().row,
        receipt_number="R-1204",
        opened=(Applied("10498", papers.DAY, 3_000, ""), Applied("10512", papers.DAY, 1_500, "")),
        before_cents=2_000,
        bill_to=papers.DANA,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def credit(remaining_cents: int = 0, **changes: object) -> CreditView:
    """A credit memo of $120.00."""
    used = 12_000 - remaining_cents
    applied = (Applied("10498", papers.DAY, used, "", is_credit=True),) if used else ()
    row = CreditRow("CM-121", papers.DAY, "Two pickups missed", 12_000, remaining_cents)
    return replace(CreditView(row, applied, papers.DANA), **changes)  # type: ignore[arg-type]


def test_a_refund_note_proves_that_money_went_back_and_says_what_is_open_again() -> None:
    (page,) = texts(refund_note.job(refund(), papers.company()))

    assert "Refund note RF-7" in page
    assert "Amount refunded $50.00 REFUNDED" in page
    assert "Refunded to Visa ending 4242" in page
    assert "Receipt R-1204" in page
    assert "Reason Billed twice" in page
    assert (
        "Taken from Amount Invoice 10498, open again $30.00 Invoice 10512, open again $15.00 Money not applied to an invoice $5.00" in page
    )
    assert "Amount paid $1,000.00 Came back before -$20.00 This refund -$50.00 Paid after this refund $930.00" in page


@pytest.mark.parametrize(
    ("state", "title", "said"),
    [
        (RefundState.PENDING, "Refund in process", "This is not a proof yet."),
        (RefundState.FAILED, "Refund not made", "This refund did not reach you"),
        (RefundState.CANCELED, "Refund not made", "This refund did not reach you"),
    ],
)
def test_a_refund_that_is_not_through_proves_nothing(state: RefundState, title: str, said: str) -> None:
    view = refund(state, opened=())
    job = refund_note.job(view, papers.company())
    (page,) = texts(job)

    assert f"{title} RF-7" in page
    assert said in page
    assert "Paid after" not in page
    assert not proofs.of_refund(view, job.paper).is_final


def test_a_credit_memo_says_why_it_was_given_and_where_it_went() -> None:
    (page,) = texts(credit_memo.job(credit(), papers.company()))

    assert "Credit memo CM-121" in page
    assert "Amount credited $120.00 Used in full · APPLIED" in page
    assert "Reason Two pickups missed" in page
    assert "10498 Nov 18, 2026 $120.00" in page
    assert "Applied to invoices -$120.00 Left to use $0.00" in page


def test_what_is_left_of_a_credit_memo_stands_where_the_eye_falls() -> None:
    (begun,) = texts(credit_memo.job(credit(4_500), papers.company()))
    (new,) = texts(credit_memo.job(credit(12_000), papers.company()))

    assert "$45.00 left to use · PARTLY APPLIED" in begun
    assert "Amount credited $120.00 Not used yet" in new
    assert "Applied to invoices" not in new


def test_their_codes_tell_number_day_and_whole_amount() -> None:
    note, memo = refund_note.job(refund(), papers.company()), credit_memo.job(credit(4_500), papers.company())
    told = [proofs.of_refund(refund(), note.paper), proofs.of_credit(credit(4_500), memo.paper)]

    assert [(one.title, one.number, one.day, one.total, one.remit_to, one.is_final) for one in told] == [
        ("Refund note", "RF-7", papers.DAY, PrintedAmount("Amount refunded", 5_000), (), True),
        ("Credit memo", "CM-121", papers.DAY, PrintedAmount("Amount credited", 12_000), (), True),
    ]
