"""What stands on the papers of payments."""

from dataclasses import replace

import pytest

from portal_ui.documents import payment_receipt
from portal_ui.views import DisputeLine, DisputeState, PaymentState, RefundLine, RefundState
from tests.builders import papers
from tests.documents.conftest import texts


def test_a_payment_receipt_proves_the_money() -> None:
    (page,) = texts(payment_receipt.job(papers.payment(), {"10498": (0, 0), "10512": (113_013, 0)}, papers.company()))

    assert "Payment receipt R-1204" in page
    assert "Amount paid $1,000.00 Thank you · PAID" in page
    assert "Method Visa ending 4242" in page
    assert "10498 Nov 18, 2026 $611.18 $0.00 10512 Nov 18, 2026 $388.82 $1,130.13" in page


def test_a_receipt_says_that_it_was_paid_automatically() -> None:
    (page,) = texts(payment_receipt.job(papers.payment(is_automatic=True), {}, papers.company()))

    assert "Method Visa ending 4242, automatically" in page


def test_a_receipt_leaves_out_of_what_remained_what_was_in_process_and_says_so() -> None:
    (page,) = texts(payment_receipt.job(papers.payment(), {"10498": (0, 0), "10512": (113_013, 30_000)}, papers.company()))

    assert "10512 Nov 18, 2026 $388.82 $830.13 $300.00 processing" in page


def test_a_refund_and_credit_left_stand_on_the_receipt() -> None:
    refund = RefundLine("RF-1", papers.DAY, 5_000, RefundState.SUCCEEDED, "Billed twice")
    (page,) = texts(
        payment_receipt.job(papers.payment(refunded_cents=5_000, unapplied_cents=1_200, refunds=(refund,)), {}, papers.company())
    )

    assert "PARTLY REFUNDED" in page
    assert "Left as credit on the account $12.00" in page
    assert "Refund RF-1 · Billed twice Nov 18, 2026 Refunded -$50.00" in page
    assert "Paid after refunds $962.00" in page


def _disputed(state: DisputeState, *, refunded_cents: int = 0) -> str:
    view = papers.payment(refunded_cents=refunded_cents, disputes=(DisputeLine(papers.DAY, 40_000, state, "Not recognised"),))
    view = replace(view, row=replace(view.row, is_disputed=state is not DisputeState.WON))
    (page,) = texts(payment_receipt.job(view, {}, papers.company()))
    return page


def test_what_the_bank_took_back_is_taken_off_without_thanks() -> None:
    page = _disputed(DisputeState.LOST)

    assert "Amount paid $1,000.00 CHARGED BACK" in page
    assert "Charged back -$400.00 Paid after chargebacks $600.00" in page
    assert "Thank you" not in page


def test_refunds_and_chargebacks_are_both_taken_off() -> None:
    assert "Refunded -$100.00 Charged back -$400.00 Paid after refunds and chargebacks $500.00" in _disputed(
        DisputeState.OPEN, refunded_cents=10_000
    )


def test_a_dispute_that_was_won_takes_nothing_off() -> None:
    page = _disputed(DisputeState.WON)

    assert "Charged back" not in page
    assert "Thank you · PAID" in page


@pytest.mark.parametrize("state", [PaymentState.FAILED, PaymentState.CANCELED, PaymentState.PROCESSING])
def test_a_payment_without_money_names_the_invoices_it_was_meant_for(state: PaymentState) -> None:
    (page,) = texts(payment_receipt.job(papers.payment(state=state), {"10498": (61_118, 0)}, papers.company()))

    assert "Meant for Amount Invoice 10498 $611.18 Invoice 10512 $388.82" in page
    assert "Applied" not in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (PaymentState.FAILED, "No money was taken. Your card was declined."),
        (PaymentState.PROCESSING, "This is not a receipt yet."),
        (PaymentState.CANCELED, "This payment was canceled."),
    ],
)
def test_a_payment_that_brought_no_money_is_no_receipt(state: PaymentState, said: str) -> None:
    (page,) = texts(payment_receipt.job(papers.payment(state=state, failure_reason="Your card was declined."), {}, papers.company()))

    assert said in page
    assert "Payment receipt" not in page
    assert "PAID ·" not in page
