"""What stands on the papers of payments."""

from dataclasses import replace

import pytest

from portal_ui.documents import payment_receipt
from portal_ui.views import Applied, DisputeLine, DisputeState, PaymentState, RefundLine, RefundState, VoidLine
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
    assert "Left of this payment $962.00" in page


def _taken_back(state: DisputeState, cents: int = 40_000, reason: str = "fraudulent", **changes: object) -> str:
    """The receipt of a payment of $1,000.00 of which a bank took some back."""
    view = papers.payment(disputes=(DisputeLine(papers.DAY, cents, state, reason),), **changes)  # type: ignore[arg-type]
    view = replace(view, row=replace(view.row, is_disputed=state is not DisputeState.WON, is_lost=state is DisputeState.LOST))
    (page,) = texts(payment_receipt.job(view, {"10498": (0, 0), "10512": (0, 0)}, papers.company()))
    return page


def _opened(*cents: int) -> tuple[Applied, ...]:
    """Where the $1,000.00 went, and what of that was opened again."""
    return tuple(replace(part, reversed_cents=back) for part, back in zip(papers.payment().applied, cents, strict=True))


def test_what_the_bank_took_back_is_taken_off_without_thanks() -> None:
    page = _taken_back(DisputeState.LOST, applied=_opened(24_447, 15_553))

    assert "$400.00 of what it had paid was opened again." in page
    assert "Left of this payment $600.00 of $1,000.00 paid · CHARGED BACK" in page
    assert "Charged back -$400.00 Left of this payment $600.00" in page
    assert "Payment receipt" in page
    assert "Thank you" not in page


def test_refunds_and_chargebacks_are_both_taken_off() -> None:
    page = _taken_back(DisputeState.LOST, refunded_cents=10_000)

    assert "Refunded -$100.00 Charged back -$400.00 Left of this payment $500.00" in page


def test_a_dispute_that_was_won_takes_nothing_off() -> None:
    page = _taken_back(DisputeState.WON)

    assert "Charged back" not in page
    assert "Thank you · PAID" in page


@pytest.mark.parametrize(
    ("state", "reason", "stamp", "said"),
    [
        (DisputeState.LOST, "debit_insufficient_funds", "RETURNED", "Returned by the bank on Nov 18, 2026: $1,000.00."),
        (DisputeState.LOST, "fraudulent", "CHARGED BACK", "Charged back on Nov 18, 2026: the bank took $1,000.00 for good."),
        (
            DisputeState.OPEN,
            "fraudulent",
            "DISPUTED",
            "Disputed on Nov 18, 2026, under review: the bank holds $1,000.00 until it is decided.",
        ),
    ],
)
def test_a_payment_that_a_bank_took_back_whole_is_no_receipt(state: DisputeState, reason: str, stamp: str, said: str) -> None:
    page = _taken_back(state, 100_000, reason, applied=_opened(61_118, 38_882))

    assert f"Payment notice R-1204 {said} What it had paid was opened again." in page
    assert f"Left of this payment $0.00 of $1,000.00 paid · {stamp}" in page
    assert "10498 Nov 18, 2026 $611.18 $611.18 $0.00 10512 Nov 18, 2026 $388.82 $388.82 $0.00" in page
    assert [words for words in ("Payment receipt", "Remained open", "Thank you") if words in page] == []


def test_a_bank_s_return_is_never_called_a_chargeback() -> None:
    page = _taken_back(DisputeState.LOST, 100_000, "debit_not_authorized")

    assert "Returned by the bank -$1,000.00 Left of this payment $0.00" in page
    assert "harge" not in page.replace("no charge", "")


def test_what_is_under_review_is_not_called_charged_back() -> None:
    page = _taken_back(DisputeState.OPEN, 100_000)

    assert "Held by the bank, under review -$1,000.00 Left of this payment $0.00" in page
    assert "Dispute · The card holder says that they did not make this payment Nov 18, 2026 Under review -$1,000.00" in page
    assert "harged back" not in page


def test_a_payment_refunded_whole_says_so_where_the_eye_falls() -> None:
    refund = RefundLine("RF-1", papers.DAY, 100_000, RefundState.SUCCEEDED, "Billed twice")
    view = papers.payment(applied=_opened(61_118, 38_882), refunded_cents=100_000, refunds=(refund,))
    (page,) = texts(payment_receipt.job(view, {}, papers.company()))

    assert "Payment notice R-1204 Refunded in full on Nov 18, 2026. What it had paid was opened again." in page
    assert "Left of this payment $0.00 of $1,000.00 paid · REFUNDED" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (RefundState.FAILED, "Failed $200.00"),
        (RefundState.PENDING, "On its way $200.00"),
    ],
)
def test_a_refund_that_did_not_come_through_takes_nothing_off(state: RefundState, said: str) -> None:
    refund = RefundLine("RF-1", papers.DAY, 20_000, state, "Billed twice")
    (page,) = texts(payment_receipt.job(papers.payment(refunds=(refund,)), {}, papers.company()))

    assert "What became of it What Date Status Amount Refund RF-1 · Billed twice" in page
    assert f"Nov 18, 2026 {said}" in page
    assert "-$200.00" not in page
    assert ("It did not reach you, so this payment counts again." in page) == (state is RefundState.FAILED)


def test_a_recorded_payment_that_was_taken_back_says_why() -> None:
    view = papers.payment(applied=_opened(61_118, 38_882), voided=VoidLine(papers.DAY, "The check bounced"))
    (page,) = texts(payment_receipt.job(replace(view, row=replace(view.row, is_void=True)), {}, papers.company()))

    assert "We voided this payment on Nov 18, 2026: The check bounced. What it had paid was opened again." in page
    assert "Left of this payment $0.00 of $1,000.00 paid · VOID" in page
    assert "What became of it What Date" in page
    assert "What came back of it" not in page  # no money went anywhere


@pytest.mark.parametrize("state", [PaymentState.FAILED, PaymentState.CANCELED, PaymentState.PROCESSING])
def test_a_payment_without_money_names_the_invoices_it_was_meant_for(state: PaymentState) -> None:
    (page,) = texts(payment_receipt.job(papers.payment(state=state), {"10498": (61_118, 0)}, papers.company()))

    assert "Account of Dana Ortiz Contracting" in page  # nothing was received of anybody
    assert "Received from" not in page
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
