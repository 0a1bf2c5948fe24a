"""Each day the gateway's list is held against the ledger: late news are taken in, what differs is told, and goes when it is gone."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.models import Allocation, AllocationSplit, Difference, DifferenceKind, Invoice, Letter, Payment, PaymentState, Refund
from db.queries import daily, differences
from portal_ui.changes import Changes
from portal_ui.gateways import Charge, GatewayUnreachableError, Listing, PaymentGateway, Report, Standing
from portal_ui.service.company import Company
from portal_ui.service.comparing import Comparing
from portal_ui.views import Outcome
from tests.builders.trade import add_invoice
from tests.paying.bell import Beside
from tests.paying.desk import Desk, paid_by_somebody
from tests.paying.till import Till

LATER = {"hours": 1}  # whatever is on its way has arrived


def over(till: Till, gateway: PaymentGateway | None = None) -> Comparing:
    """The comparison of a process over the till's database."""
    return Comparing(till.database, Company(till.database, till.clock), Changes(till.database), gateway or till.gateway, till.clock)


async def open_ones(till: Till) -> list[tuple[str, str]]:
    """The differences that wait for somebody."""
    return [(row.kind.value, row.reference) for row in await till.rows(Difference) if row.resolved_at is None]


class Listed(Beside):
    """A gateway whose list a test has changed."""

    def __init__(self, inner: object, **changes: Any) -> None:
        super().__init__(inner)
        self.changes = changes
        self.asked = 0

    async def listing(self, since: datetime) -> Listing:
        """The list, each payment changed; without any when `is_empty`."""
        self.asked += 1
        await asyncio.sleep(0)
        listing: Listing = await self._inner.listing(since)
        if self.changes.get("is_empty"):
            return Listing()
        return replace(listing, payments=tuple(replace(report, **self.changes) for report in listing.payments))


async def test_books_that_agree_with_the_gateway_have_no_differences(till: Till, desk: Desk) -> None:
    for choice in ("visa", "declined", "bank"):
        await paid_by_somebody(till, {f"10433-{choice}": 4_900}, choice)
    _dana, payment = await paid_by_somebody(till, {"10471": 4_900})
    await desk.refund(payment, 1_000)
    till.clock.pass_(**LATER)
    await till.paying.sweep()

    compared = await over(till).compare()

    assert (compared.payments, compared.returns, compared.findings, compared.mended) == (4, 1, (), 0)


async def test_case_44_a_success_of_which_no_news_came_is_found_and_counts(till: Till) -> None:
    """Given up here, paid there after all, and the event was lost: no charge is lost."""
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)
    till.gateway.faults.delay_request(400)
    told = await till.pay(dana, {"10433": 4_900}, card)
    for _minute in range(6):
        till.clock.pass_(minutes=1)
        await till.paying.sweep()
    assert (await till.payment(told.request_id)).state is PaymentState.FAILED
    till.clock.pass_(**LATER)

    compared = await over(till).compare()

    assert (compared.mended, compared.findings) == (1, ())
    assert (await till.payment(told.request_id)).state is PaymentState.SUCCEEDED
    assert ((await till.invoice("10433")).paid_cents, await till.charged_cents()) == (4_900, [4_900])


async def test_case_57_a_refund_of_which_no_news_came_is_found_and_opens_the_invoice(till: Till) -> None:
    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    await till.gateway.refund(str(uuid4()), str(payment.gateway_reference), 1_900)
    till.clock.pass_(**LATER)

    compared = await over(till).compare()

    assert (compared.mended, compared.findings) == (1, ())
    assert [(row.amount_cents, row.payment_id) for row in await till.rows(Refund)] == [(1_900, payment.id)]
    assert (await till.invoice("10433")).paid_cents == 3_000


async def test_case_71_after_yesterdays_backup_was_put_back_every_payment_that_is_missing_is_listed(till: Till) -> None:
    _dana, kept = await paid_by_somebody(till, {"10433": 4_900})
    lost = [(await paid_by_somebody(till, {number: 2_500}))[1] for number in ("10471", "10472")]
    await till.database.write(_forget, [payment.id for payment in lost])
    till.clock.pass_(**LATER)

    compared = await over(till).compare()

    assert sorted(await open_ones(till)) == sorted(("payment-unknown", str(payment.gateway_reference)) for payment in lost)
    assert [finding.there_cents for finding in compared.findings] == [2_500, 2_500]
    assert (await till.payment(kept.request_id)).state is PaymentState.SUCCEEDED


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({"is_empty": True}, "payment-missing", id="not listed"),
        pytest.param({"amount_cents": 4_800}, "payment-amount", id="amount"),
        pytest.param({"currency": "CAD"}, "payment-amount", id="currency"),
        pytest.param({"customer": "cus_other"}, "payment-state", id="customer"),
    ],
)
async def test_a_difference_is_told_once_and_goes_by_itself(till: Till, desk: Desk, changes: Mapping[str, object], kind: str) -> None:
    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    till.clock.pass_(**LATER)
    before = len(await till.rows(Letter))

    for _time in range(2):
        await over(till, Listed(till.gateway, **changes)).compare()
        till.clock.pass_(days=1)
    assert await open_ones(till) == [(kind, str(payment.gateway_reference))]
    assert (await desk.letters())[before:] == ["office-alert:differences"]
    compared = await over(till).compare()

    assert (compared.gone, await open_ones(till)) == (1, [])
    assert (await till.payment(payment.request_id)).state is PaymentState.SUCCEEDED


async def test_what_the_office_has_dealt_with_is_not_told_again(till: Till, desk: Desk) -> None:
    await paid_by_somebody(till, {"10433": 4_900})
    till.clock.pass_(**LATER)
    empty = over(till, Listed(till.gateway, is_empty=True))
    await empty.compare()
    (row,) = await till.rows(Difference)
    await desk.service.seen(desk.staff, row.id, "Asked the processor", address="203.0.113.7")
    till.clock.pass_(days=1)

    assert (await empty.compare()).new == 0
    assert await open_ones(till) == []


async def test_case_29_a_second_payment_at_the_gateway_is_set_aside_and_listed(till: Till) -> None:
    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    charge = Charge(**{**(payment.parameters or {})["charge"], "key": str(uuid4()), "token": f"ctoken_demo_visa_{'y' * 12}", "card": ""})
    second = await till.gateway.charge(charge)
    assert isinstance(second, Report)
    till.clock.pass_(**LATER)

    await over(till).compare()

    assert await open_ones(till) == [("payment-unknown", second.reference)]
    assert second.reference in ((await till.payment(payment.request_id)).parked_reason or "")


async def test_of_two_processes_one_compares_each_day(till: Till) -> None:
    listed = Listed(till.gateway)
    processes = [over(till, listed) for _process in range(2)]

    await asyncio.gather(*(process.daily() for process in processes))
    await processes[0].daily()
    assert listed.asked == 1
    till.clock.pass_(days=1)
    await processes[1].daily()

    assert listed.asked == 2


async def test_a_gateway_that_does_not_answer_is_asked_again_on_the_same_day(till: Till) -> None:
    till.gateway.faults.be_unreachable(600)
    await over(till).daily()
    with pytest.raises(GatewayUnreachableError):
        await over(till).compare()
    till.clock.pass_(minutes=20)
    listed = Listed(till.gateway)

    await over(till, listed).daily()

    assert listed.asked == 1


async def test_whoever_died_comparing_is_followed_by_another_half_an_hour_later(till: Till) -> None:
    moment = till.clock.now
    assert await till.database.write(daily.begin, "compare", moment.date(), moment, timedelta(minutes=30))  # and then it died
    listed = Listed(till.gateway)
    await over(till, listed).daily()
    assert listed.asked == 0
    till.clock.pass_(minutes=31)

    await over(till, listed).daily()

    assert listed.asked == 1


async def test_more_payments_than_one_question_names_are_compared(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "visa")
    assert told.outcome is Outcome.PAID
    customer = await till.gateway.ensure_customer("customer:77", "Someone")
    strangers = tuple(Report(f"pi_{index}", str(uuid4()), Standing.SUCCEEDED, 100, "USD", customer=customer) for index in range(1_100))

    class Full(Beside):
        async def listing(self, since: datetime) -> Listing:
            listing: Listing = await self._inner.listing(since)
            return replace(listing, payments=(*strangers, *listing.payments))

    till.clock.pass_(**LATER)

    compared = await over(till, Full(till.gateway)).compare()

    assert {finding.kind for finding in compared.findings} == {DifferenceKind.PAYMENT_UNKNOWN}
    assert len(compared.findings) == await till.database.read(differences.count_open) == 1_100


def _forget(session: Session, payment_ids: list[int]) -> None:
    """As if these payments had never been written down."""
    own = select(Allocation.id).where(Allocation.payment_id.in_(payment_ids))
    session.execute(delete(AllocationSplit).where(AllocationSplit.allocation_id.in_(own)))
    session.execute(update(Invoice).where(Invoice.number.in_(["10471", "10472"])).values(paid_cents=0))
    session.execute(delete(Allocation).where(Allocation.payment_id.in_(payment_ids)))
    session.execute(delete(Payment).where(Payment.id.in_(payment_ids)))
