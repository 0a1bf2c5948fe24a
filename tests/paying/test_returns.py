"""Money that comes back: refunds, disputes and late failures are rows of their own, and the balances follow."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from db.models import Allocation, AuditEntry, Dispute, DisputeState, Payment, PaymentMethod, PaymentState, Refund, RefundState, StaffRole
from portal_ui.gateways import Report, Standing
from portal_ui.money_desk_errors import NothingLeftError, NotRefundableError, TooMuchError
from portal_ui.office_errors import MayNotChangeError
from portal_ui.service.paying import applying
from portal_ui.service.paying.moments import Moment
from tests.builders.office import add_member
from tests.builders.trade import TODAY, Line, add_invoice, add_location
from tests.paying.desk import Desk, paid_by_somebody
from tests.paying.till import SetClock

pytestmark = pytest.mark.any_database


async def test_a_whole_refund_opens_the_invoices_again_and_says_so_to_the_payer(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000, "B": 5_000})

    await desk.refund(paid, 15_000)

    now = await desk.payment(paid.number)
    assert (now.state, now.refunded_cents, now.unapplied_cents) == (PaymentState.SUCCEEDED, 15_000, 0)
    assert [(await desk.till.invoice(number)).balance_cents for number in "AB"] == [10_000, 5_000]
    assert [part.reversed_cents for part in await desk.till.rows(Allocation)] == [10_000, 5_000]
    assert (await desk.letters())[-1] == "payment-refunded"
    assert [row.action for row in await desk.till.rows(AuditEntry)][-2:] == ["refund.begin", "refund.succeeded"]
    assert await desk.unsound() == []


@pytest.mark.parametrize(
    ("choice", "told"), [("visa", RefundState.SUCCEEDED), ("refund-slow", RefundState.PENDING), ("refund-fails", RefundState.SUCCEEDED)]
)
async def test_who_asks_for_a_refund_is_told_how_far_it_is(desk: Desk, choice: str, told: RefundState) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900}, choice)

    assert await desk.refund(paid, 1_000) is told


async def test_of_a_refund_that_the_processor_does_not_answer_nobody_says_that_it_was_made(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900})
    desk.till.gateway.faults.lose_answer()

    assert await desk.refund(paid, 1_000) is RefundState.SUBMITTING


async def test_a_part_goes_to_its_invoices_in_proportion_to_the_cent(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000, "B": 5_001, "C": 99})

    await desk.refund(paid, 1_000)
    await desk.refund(paid, 333)

    assert [part.reversed_cents for part in await desk.till.rows(Allocation)] == [883, 441, 9]
    assert (await desk.payment(paid.number)).refunded_cents == 1_333
    assert await desk.unsound() == []


async def test_unapplied_credit_goes_back_before_an_invoice_opens(desk: Desk) -> None:
    dana = await desk.till.payer()
    await add_invoice(desk.till.database, dana.scope, number="A", total_cents=6_000, on=TODAY)
    paid = await desk.record(dana.scope, 10_000)
    assert (paid.unapplied_cents, (await desk.till.invoice("A")).balance_cents) == (4_000, 0)

    await desk.refund(paid, 5_000)

    assert ((await desk.payment(paid.number)).unapplied_cents, (await desk.till.invoice("A")).balance_cents) == (0, 1_000)
    assert await desk.unsound() == []


async def test_the_locations_of_an_invoice_owe_their_shares_again(desk: Desk) -> None:
    dana = await desk.till.payer()
    yard, shop = [await add_location(desk.till.database, dana.scope) for _place in range(2)]
    lines = (Line(7_000, location_id=yard), Line(3_000, location_id=shop))
    await add_invoice(desk.till.database, dana.scope, number="A", lines=lines)
    told = await desk.till.pay_new(dana, {"A": 10_000}, "visa")

    await desk.refund(await desk.till.payment(told.request_id), 5_000)
    again = await desk.till.pay_new(dana, {"A": 5_000}, "visa")

    assert again.receipt_number
    assert (await desk.till.invoice("A")).balance_cents == 0
    assert await desk.unsound() == []


async def test_case_60_more_than_is_left_is_refused(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    await desk.refund(paid, 6_000)

    with pytest.raises(TooMuchError, match=r"At most \$40\.00"):
        await desk.refund(paid, 4_001)
    await desk.refund(paid, 4_000)
    with pytest.raises(NothingLeftError):
        await desk.refund(paid, 1)
    assert sum(row.amount_cents for row in await desk.till.rows(Refund)) == 10_000


async def test_who_only_sees_gives_nothing_back(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    reader = await add_member(desk.till.database, StaffRole.READ_ONLY)

    with pytest.raises(MayNotChangeError):
        await desk.refund(paid, 1_000, staff=reader)
    assert await desk.till.rows(Refund) == []


@pytest.mark.parametrize("trouble", ["lose_answer", "fail_500_after"])
async def test_a_refund_nobody_answered_is_asked_for_and_never_sent_again(desk: Desk, trouble: str) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    getattr(desk.till.gateway.faults, trouble)()

    await desk.refund(paid, 10_000)
    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.SUBMITTING]
    with pytest.raises(NothingLeftError):  # it may have gone back
        await desk.refund(paid, 10_000)
    await desk.till.paying.sweep()

    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.SUCCEEDED]
    assert (await desk.till.invoice("A")).balance_cents == 10_000
    assert (await desk.letters()).count("payment-refunded") == 1


async def test_a_refund_that_never_arrived_is_over_after_the_grace_and_the_office_hears_of_it(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    desk.till.gateway.faults.lose_request()
    await desk.refund(paid, 10_000)

    await desk.till.paying.sweep()
    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.SUBMITTING]
    desk.till.clock.pass_(minutes=6)
    await desk.till.paying.sweep()

    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.FAILED]
    assert (await desk.letters())[-1] == "office-alert:refund-failed"
    assert (await desk.till.invoice("A")).balance_cents == 0
    await desk.refund(paid, 10_000)
    assert (await desk.till.invoice("A")).balance_cents == 10_000


async def test_one_that_arrives_after_it_was_given_up_counts_all_the_same(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    desk.till.gateway.faults.delay_request(900)
    await desk.refund(paid, 4_000)
    desk.till.clock.pass_(minutes=6)
    await desk.till.paying.sweep()
    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.FAILED]

    desk.till.clock.pass_(minutes=10)
    await desk.hear()

    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.SUCCEEDED]
    assert (await desk.till.invoice("A")).balance_cents == 4_000
    assert await desk.unsound() == []


async def test_case_57_a_refund_made_at_the_gateway_is_found_by_its_event(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    await desk.till.gateway.refund(str(uuid4()), str(paid.gateway_reference), 1_500)

    await desk.hear()

    (refund,) = await desk.till.rows(Refund)
    assert (refund.state, refund.amount_cents, refund.staff_id) == (RefundState.SUCCEEDED, 1_500, None)
    assert (await desk.till.invoice("A")).balance_cents == 1_500
    assert (await desk.letters())[-2:] == ["office-alert:refund-found", "payment-refunded"]


async def test_case_58_a_refund_and_its_own_event_count_once(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    await desk.refund(paid, 4_000)

    await desk.hear()
    await desk.hear()

    assert [row.amount_cents for row in await desk.till.rows(Refund)] == [4_000]
    assert (await desk.till.invoice("A")).balance_cents == 4_000
    assert (await desk.letters()).count("payment-refunded") == 1


async def test_case_59_a_refund_that_fails_later_gives_the_money_back_to_its_invoices(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000, "B": 5_000}, "refund-fails")
    await desk.refund(paid, 15_000)
    assert (await desk.till.invoice("A")).balance_cents == 10_000

    desk.till.clock.pass_(minutes=2)
    await desk.hear()

    assert [row.state for row in await desk.till.rows(Refund)] == [RefundState.FAILED]
    assert [(await desk.till.invoice(number)).balance_cents for number in "AB"] == [0, 0]
    assert (await desk.payment(paid.number)).refunded_cents == 0
    assert (await desk.letters())[-2:] == ["office-alert:refund-failed", "payment-restored:refund-failed"]
    assert await desk.unsound() == []


async def test_what_was_paid_otherwise_meanwhile_becomes_credit_when_the_money_comes_back(desk: Desk) -> None:
    dana, paid = await paid_by_somebody(desk.till, {"A": 10_000, "B": 5_000}, "refund-fails")
    await desk.refund(paid, 15_000)
    await desk.till.pay_new(dana, {"A": 10_000}, "visa")

    desk.till.clock.pass_(minutes=2)
    await desk.hear()

    assert (await desk.payment(paid.number)).unapplied_cents == 10_000
    assert [(await desk.till.invoice(number)).balance_cents for number in "AB"] == [0, 0]
    assert await desk.unsound() == []


async def test_what_invoices_have_left_of_a_payment_decides_their_part_of_the_next_refund(desk: Desk) -> None:
    dana, paid = await paid_by_somebody(desk.till, {"A": 10_000, "B": 5_000}, "refund-fails")
    await desk.refund(paid, 7_500)
    await desk.till.pay_new(dana, {"A": 5_000}, "visa")
    desk.till.clock.pass_(minutes=2)
    await desk.hear()  # it failed: B has its part again, what A had of it became credit

    await desk.refund(paid, 8_000)

    assert [part.reversed_cents for part in await desk.till.rows(Allocation) if part.payment_id == paid.id] == [6_500, 1_500]
    assert await desk.unsound() == []


async def test_case_61_a_part_refund_at_the_gateway_is_split_by_largest_remainder(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 3_333, "B": 3_333, "C": 3_334})
    await desk.till.gateway.refund(str(uuid4()), str(paid.gateway_reference), 100)

    await desk.hear()

    assert [part.reversed_cents for part in await desk.till.rows(Allocation)] == [33, 33, 34]


@pytest.mark.parametrize(("choice", "end", "balance"), [("disputed", DisputeState.LOST, 10_000), ("dispute-won", DisputeState.WON, 0)])
async def test_case_62_a_dispute_opens_the_invoice_and_ends_in_either_way(desk: Desk, choice: str, end: DisputeState, balance: int) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000}, choice)
    await desk.hear()
    assert [row.state for row in await desk.till.rows(Dispute)] == [DisputeState.OPEN]
    assert (await desk.till.invoice("A")).balance_cents == 10_000
    assert (await desk.letters())[-2:] == ["office-alert:dispute-open", "payment-returned:dispute"]

    desk.till.clock.pass_(minutes=11)
    await desk.hear()

    (dispute,) = await desk.till.rows(Dispute)
    assert (dispute.state, dispute.closed_on) == (end, TODAY)
    assert (await desk.till.invoice("A")).balance_cents == balance
    assert (await desk.payment(paid.number)).state is PaymentState.SUCCEEDED
    assert await desk.unsound() == []


async def test_case_62_events_of_a_dispute_in_any_order_end_alike(desk: Desk) -> None:
    await paid_by_somebody(desk.till, {"A": 10_000}, "dispute-won")
    desk.till.clock.pass_(minutes=11)
    deliveries = await desk.till.gateway.events_due()

    for delivery in [*reversed(deliveries), *deliveries]:
        await desk.till.paying.hear(delivery.body, delivery.headers)
    await desk.till.settled()

    assert [row.state for row in await desk.till.rows(Dispute)] == [DisputeState.WON]
    assert (await desk.till.invoice("A")).balance_cents == 0


async def test_case_63_a_disputed_payment_is_not_refunded(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000}, "disputed")
    await desk.hear()

    with pytest.raises(NotRefundableError, match="disputed"):
        await desk.refund(paid, 1_000)
    desk.till.clock.pass_(minutes=11)
    await desk.hear()
    with pytest.raises(NothingLeftError):
        await desk.refund(paid, 1_000)
    assert await desk.till.rows(Refund) == []


def _failed(paid: Payment, charge: str) -> Callable[..., object]:
    report = Report(str(paid.gateway_reference), str(paid.request_id), Standing.FAILED, paid.amount_cents, "USD", charge, "debit_returned")
    return lambda session: applying.apply(session, paid.id, report, Moment(SetClock()(), TODAY), is_awaited=False)


async def test_case_64_a_bank_debit_that_fails_after_it_had_succeeded_opens_its_invoices_once(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})

    def make_debit(session: Session) -> None:
        session.get_one(Payment, paid.id).method = PaymentMethod.BANK

    await desk.till.database.write(make_debit)
    for _telling in range(3):
        await desk.till.database.write(_failed(paid, str(paid.gateway_charge)))

    (returned,) = await desk.till.rows(Dispute)
    assert (returned.state, returned.amount_cents, returned.reason) == (DisputeState.LOST, 10_000, "debit_returned")
    assert (await desk.till.invoice("A")).balance_cents == 10_000
    assert (await desk.letters())[-2:] == ["office-alert:dispute-returned", "payment-returned:debit"]
    assert await desk.unsound() == []


async def test_case_31_a_failure_of_an_earlier_try_told_late_takes_nothing_back(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})

    await desk.till.database.write(_failed(paid, "ch_of_the_first_try"))
    await desk.till.database.write(_failed(paid, ""))

    assert await desk.till.rows(Dispute) == []
    assert (await desk.till.invoice("A")).balance_cents == 0


async def test_news_of_a_refund_before_the_payment_is_known_here_settles_both(desk: Desk) -> None:
    dana = await desk.till.payer()
    await add_invoice(desk.till.database, dana.scope, number="A", total_cents=10_000)
    desk.till.gateway.faults.lose_answer()
    told = await desk.till.pay_new(dana, {"A": 10_000}, "visa")
    charged = (await desk.till.gateway.find((await desk.till._customers())[0], desk.till.clock()))[0]
    await desk.till.gateway.refund(str(uuid4()), charged.reference, 2_000)

    deliveries = [one for one in await desk.till.gateway.events_due() if b"refund" in one.body]
    for delivery in deliveries:
        await desk.till.paying.hear(delivery.body, delivery.headers)
    await desk.till.settled()

    paid = await desk.till.payment(told.request_id)
    assert (paid.state, paid.refunded_cents) == (PaymentState.SUCCEEDED, 2_000)
    assert (await desk.till.invoice("A")).balance_cents == 2_000
    assert await desk.unsound() == []
