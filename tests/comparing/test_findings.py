"""The gateway's list against the ledger, row by row: what differs is found on either side, and what is still on its way is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.models import DifferenceKind, DisputeState, PaymentState, RefundState
from db.queries.differences import Finding
from portal_ui.gateways import DisputeReport, DisputeStanding, Listing, RefundReport, Report, Standing
from portal_ui.service.comparing.findings import Ledger, OurPayment, OurReturn, compare

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
SINCE, SETTLED_BEFORE = NOW - timedelta(days=35), NOW - timedelta(minutes=15)
DAY = NOW - timedelta(days=2)
THEIRS = Report("pi_1", "wish-1", Standing.SUCCEEDED, 4_900, "USD", charge="ch_1", customer="cus_1")
OURS = OurPayment(1, "W-000001", "wish-1", "pi_1", PaymentState.SUCCEEDED, 4_900, "USD", "cus_1", DAY)
REFUND = RefundReport("re_1", "pi_1", Standing.SUCCEEDED, 1_000, refund="key-1")
OUR_REFUND = OurReturn(1, "RF-000001", "key-1", "re_1", RefundState.SUCCEEDED, 1_000, "USD", DAY)
DISPUTE = DisputeReport("dp_1", "pi_1", DisputeStanding.OPEN, 4_900)
OUR_DISPUTE = OurReturn(1, "dp_1", "", "dp_1", DisputeState.OPEN, 4_900, "USD", DAY)


def found(theirs: Listing, ours: Ledger) -> list[Finding]:
    """What differs."""
    return list(compare("stripe", theirs, ours, SINCE, SETTLED_BEFORE))


def kinds(theirs: Listing, ours: Ledger) -> list[tuple[str, str]]:
    """What differs, and of what."""
    return [(finding.kind.value, finding.reference) for finding in found(theirs, ours)]


def payments(theirs: Report | None, ours: OurPayment | None) -> list[tuple[str, str]]:
    """The same of one payment."""
    return kinds(Listing(payments=(theirs,) if theirs else ()), Ledger(payments=(ours,) if ours else ()))


def test_where_both_say_the_same_nothing_differs() -> None:
    listing = Listing((THEIRS,), (REFUND,), (DISPUTE,))

    assert found(listing, Ledger((OURS,), (OUR_REFUND,), (OUR_DISPUTE,))) == []


def test_what_only_the_gateway_has_is_found_with_its_amount() -> None:
    (finding,) = found(Listing(payments=(THEIRS,)), Ledger())

    assert finding == Finding(DifferenceKind.PAYMENT_UNKNOWN, "stripe", "pi_1", "USD", there_cents=4_900, there="succeeded")


def test_what_came_to_nothing_there_and_is_unknown_here_costs_nobody_anything() -> None:
    assert payments(replace(THEIRS, standing=Standing.FAILED), None) == []


def test_what_only_the_ledger_has_is_found() -> None:
    (finding,) = found(Listing(), Ledger(payments=(OURS,)))

    assert finding == Finding(DifferenceKind.PAYMENT_MISSING, "stripe", "pi_1", "USD", 1, here_cents=4_900, here="succeeded")


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        pytest.param({"amount_cents": 4_901}, "payment-amount", id="amount"),
        pytest.param({"currency": "CAD"}, "payment-amount", id="currency"),
        pytest.param({"standing": Standing.PROCESSING}, "payment-state", id="state"),
        pytest.param({"standing": Standing.FAILED}, "payment-state", id="failed there"),
        pytest.param({"customer": "cus_2"}, "payment-state", id="customer"),
    ],
)
def test_what_differs_of_a_payment_is_found(changed: dict[str, object], differs: str) -> None:
    assert payments(replace(THEIRS, **changed), OURS) == [(differs, "pi_1")]  # type: ignore[arg-type]


def test_failed_and_canceled_are_alike_for_money() -> None:
    assert payments(replace(THEIRS, standing=Standing.CANCELED), replace(OURS, state=PaymentState.FAILED)) == []


def test_a_payment_given_up_here_and_paid_there_is_found_though_its_reference_never_came() -> None:
    assert payments(THEIRS, replace(OURS, state=PaymentState.FAILED, reference="")) == [("payment-state", "pi_1")]


def test_a_second_payment_for_one_wish_is_found_and_names_the_first() -> None:
    second = replace(THEIRS, reference="pi_2")

    (finding,) = found(Listing(payments=(THEIRS, second)), Ledger(payments=(OURS,)))

    assert (finding.kind, finding.reference, finding.payment_id, finding.here) == (DifferenceKind.PAYMENT_UNKNOWN, "pi_2", 1, "")


def test_what_moved_a_moment_ago_may_be_on_its_way() -> None:
    lately = replace(OURS, moved_at=NOW - timedelta(minutes=14))

    assert payments(None, lately) == []
    assert payments(replace(THEIRS, standing=Standing.PROCESSING), lately) == []


def test_what_came_back_a_moment_ago_may_be_on_its_way() -> None:
    lately = replace(OUR_REFUND, state=RefundState.PENDING, moved_at=NOW - timedelta(minutes=14))

    assert kinds(Listing((THEIRS,), (replace(REFUND, amount_cents=999),)), Ledger((OURS,), (lately,))) == []
    assert kinds(Listing((THEIRS,)), Ledger((OURS,), (lately,))) == []


@pytest.mark.parametrize("state", [PaymentState.CREATED, PaymentState.SUBMITTING])
@pytest.mark.parametrize("standing", Standing)
def test_what_is_undecided_here_long_after_differs_whatever_the_gateway_says(state: PaymentState, standing: Standing) -> None:
    assert payments(replace(THEIRS, standing=standing), replace(OURS, state=state)) == [("payment-state", "pi_1")]


def test_what_is_older_than_the_days_compared_need_not_be_listed() -> None:
    assert payments(None, replace(OURS, moved_at=SINCE - timedelta(seconds=1))) == []


def test_a_wish_that_never_reached_the_gateway_is_missed_by_nobody() -> None:
    assert payments(None, replace(OURS, state=PaymentState.CANCELED, reference="")) == []


def test_a_bank_debit_that_failed_late_is_a_row_of_its_own_here() -> None:
    assert payments(replace(THEIRS, standing=Standing.FAILED), replace(OURS, has_failed_late=True)) == []


def test_refunds_and_disputes_are_compared_both_ways() -> None:
    theirs = Listing((THEIRS,), (REFUND,), (DISPUTE,))

    assert kinds(theirs, Ledger(payments=(OURS,))) == [("return-unknown", "re_1"), ("return-unknown", "dp_1")]
    assert kinds(Listing((THEIRS,)), Ledger((OURS,), (OUR_REFUND,), (OUR_DISPUTE,))) == [
        ("return-missing", "re_1"),
        ("return-missing", "dp_1"),
    ]


def test_a_refund_is_known_by_our_key_before_its_reference_came() -> None:
    ours = replace(OUR_REFUND, reference="", state=RefundState.SUBMITTING)

    assert kinds(Listing((THEIRS,), (REFUND,)), Ledger((OURS,), (ours,))) == [("return-state", "re_1")]


def test_amount_and_state_of_what_came_back_are_compared() -> None:
    ours = replace(OUR_REFUND, cents=999, state=RefundState.PENDING)
    theirs = Listing((THEIRS,), (REFUND,), (replace(DISPUTE, standing=DisputeStanding.LOST),))

    assert kinds(theirs, Ledger((OURS,), (ours,), (OUR_DISPUTE,))) == [
        ("return-amount", "re_1"),
        ("return-state", "re_1"),
        ("return-state", "dp_1"),
    ]
    pending = Listing((THEIRS,), (replace(REFUND, standing=Standing.PROCESSING, amount_cents=999),))
    assert kinds(pending, Ledger((OURS,), (ours,))) == []
