"""The demo gateway's troubles: each does what it says, once, and the truth can always be found afterwards."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from portal_ui.gateways import GatewayUnreachableError, RefundReport, Report, Standing, Unknown
from tests.gateways.contract import charge_wish, reported, setup_wish
from tests.gateways.demo_world import BEGIN, DemoCounterpart, demo_counterpart, token_for


@pytest.fixture
def counterpart(tmp_path: Path) -> Iterator[DemoCounterpart]:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        yield counterpart


@pytest.fixture
async def customer(counterpart: DemoCounterpart) -> str:
    return await counterpart.gateway.ensure_customer("customer:2041", "Delgado Construction")


async def listed(counterpart: DemoCounterpart, customer: str) -> list[Report]:
    return list(await counterpart.gateway.find(customer, BEGIN - timedelta(minutes=5)))


async def test_a_lost_request_charges_nothing_and_the_next_one_is_fine(counterpart: DemoCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=token_for("4242"))
    counterpart.gateway.faults.lose_request()

    lost, nothing, again = (
        await counterpart.gateway.charge(wish),
        await listed(counterpart, customer),
        await counterpart.gateway.charge(wish),
    )

    assert (lost, nothing) == (Unknown(), [])
    assert reported(again).standing is Standing.SUCCEEDED


async def test_a_lost_answer_has_charged_and_asking_again_tells(counterpart: DemoCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=token_for("4242"))
    counterpart.gateway.faults.lose_answer()

    lost, found, again = await counterpart.gateway.charge(wish), await listed(counterpart, customer), await counterpart.gateway.charge(wish)

    assert lost == Unknown()
    assert [(report.payment, report.standing) for report in found] == [(wish.payment, Standing.SUCCEEDED)]
    assert [again] == found


async def test_an_error_after_the_charge_is_all_that_its_key_ever_answers(counterpart: DemoCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=token_for("4242"))
    counterpart.gateway.faults.fail_500_after()

    answers = [await counterpart.gateway.charge(wish) for _time in range(3)]

    assert answers == [Unknown()] * 3
    assert [report.payment for report in await listed(counterpart, customer)] == [wish.payment]


async def test_a_late_request_charges_only_when_its_moment_has_come(counterpart: DemoCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=token_for("4242"))
    counterpart.gateway.faults.delay_request(200)

    late = await counterpart.gateway.charge(wish)
    counterpart.clock.pass_time(seconds=199)
    before = await listed(counterpart, customer)
    counterpart.clock.pass_time(seconds=1)
    after = await listed(counterpart, customer)

    assert (late, before) == (Unknown(), [])
    assert [(report.payment, report.standing) for report in after] == [(wish.payment, Standing.SUCCEEDED)]


async def test_a_late_request_that_was_repeated_meanwhile_charges_once(counterpart: DemoCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=token_for("4242"))
    counterpart.gateway.faults.delay_request(200)

    await counterpart.gateway.charge(wish)
    await counterpart.gateway.charge(wish)
    counterpart.clock.pass_time(seconds=300)

    assert len(await listed(counterpart, customer)) == 1


async def test_a_late_request_that_comes_after_its_key_was_forgotten_charges_again(counterpart: DemoCounterpart, customer: str) -> None:
    kept = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("4242"))))
    assert kept.card is not None
    wish = charge_wish(customer, card=kept.card.reference)
    await counterpart.gateway.charge(wish)
    counterpart.gateway.faults.delay_request(25 * 3600)
    await counterpart.gateway.charge(wish)

    counterpart.clock.pass_time(hours=26)

    assert [report.payment for report in await listed(counterpart, customer)].count(wish.payment) == 2


async def test_while_it_cannot_be_reached_nothing_is_done_and_nothing_is_known(counterpart: DemoCounterpart, customer: str) -> None:
    gateway = counterpart.gateway
    paid = reported(await gateway.charge(charge_wish(customer, token=token_for("4242"))))
    asked = reported(await gateway.charge(charge_wish(customer, token=token_for("3184"))))
    gateway.faults.be_unreachable(600)

    assert await gateway.charge(charge_wish(customer, token=token_for("4242"))) == Unknown()
    assert await gateway.keep(setup_wish(customer, token_for("4242"))) == Unknown()
    assert await gateway.refund(str(uuid4()), paid.reference, 100) == Unknown()
    for question in (
        gateway.get(paid.reference),
        gateway.find(customer, BEGIN),
        gateway.cancel(asked.reference),
        gateway.detach("card"),
        gateway.ensure_customer("customer:1", "New"),
    ):
        with pytest.raises(GatewayUnreachableError):
            await question
    counterpart.clock.pass_time(seconds=600)

    assert await listed(counterpart, customer) == [paid, asked]


@pytest.mark.parametrize(("fault", "standing"), [("lose_request", Standing.REQUIRES_ACTION), ("lose_answer", Standing.CANCELED)])
async def test_of_a_cancel_without_an_answer_nobody_knows_whether_it_was_done(
    counterpart: DemoCounterpart, customer: str, fault: str, standing: Standing
) -> None:
    asked = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("3184"))))
    getattr(counterpart.gateway.faults, fault)()

    with pytest.raises(GatewayUnreachableError):
        await counterpart.gateway.cancel(asked.reference)

    assert reported(await counterpart.gateway.get(asked.reference)).standing is standing


async def test_a_refund_whose_answer_was_lost_is_not_given_twice(counterpart: DemoCounterpart, customer: str) -> None:
    paid, key = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))), str(uuid4())
    counterpart.gateway.faults.lose_answer()

    lost = await counterpart.gateway.refund(key, paid.reference, 4900)
    again = await counterpart.gateway.refund(key, paid.reference, 4900)

    assert lost == Unknown()
    assert isinstance(again, RefundReport)


async def test_troubles_are_met_in_the_order_they_were_planned(counterpart: DemoCounterpart, customer: str) -> None:
    faults = counterpart.gateway.faults
    faults.go_well()
    faults.lose_request(2)
    faults.lose_answer()

    answers = [await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242"))) for _time in range(5)]

    assert [isinstance(answer, Report) for answer in answers] == [True, False, False, False, True]
    assert len(await listed(counterpart, customer)) == 3


async def test_whoever_stops_waiting_has_paid_all_the_same(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3", patience_seconds=60) as counterpart:
        customer, done = await counterpart.gateway.ensure_customer("customer:2041", "Delgado"), asyncio.Event()
        counterpart.gateway.on_news(done.set)
        counterpart.gateway.faults.lose_answer()
        paying = asyncio.create_task(counterpart.gateway.charge(charge_wish(customer, token=token_for("4242"))))
        await done.wait()
        paying.cancel()

        with pytest.raises(asyncio.CancelledError):
            await paying

        assert len(await listed(counterpart, customer)) == 1


async def test_while_its_file_is_held_by_another_nobody_knows_anything(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        customer = await counterpart.gateway.ensure_customer("customer:2041", "Delgado")
        other = sqlite3.connect(counterpart.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        answer = await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))
        other.execute("ROLLBACK")
        other.close()

        assert answer == Unknown()
        assert await listed(counterpart, customer) == []


async def test_events_come_twice_get_lost_and_come_late_as_planned(counterpart: DemoCounterpart, customer: str) -> None:
    faults = counterpart.gateway.faults
    faults.deliver_twice()
    faults.lose_event()
    faults.delay_event(7200)
    paid = [reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))) for _time in range(4)]
    first, lost, late, fine = [report.reference for report in paid]

    at_once = [counterpart.gateway.read_event(*event).reference for event in await counterpart.events()]
    counterpart.clock.pass_time(seconds=7199)
    between = await counterpart.events()
    counterpart.clock.pass_time(seconds=1)
    later = [counterpart.gateway.read_event(*event).reference for event in await counterpart.events()]

    assert at_once == [first, first, fine]
    assert between == []
    assert later == [late]
    assert lost not in at_once + later


async def test_events_can_come_in_any_order(counterpart: DemoCounterpart, customer: str) -> None:
    for _time in range(30):
        await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))
    counterpart.gateway.faults.shuffle_events(7)

    references = [counterpart.gateway.read_event(*event).reference for event in await counterpart.events()]

    paid = [report.reference for report in await listed(counterpart, customer)]
    assert references != paid
    assert sorted(references) == sorted(paid)


async def test_after_clearing_everything_goes_well_again(counterpart: DemoCounterpart, customer: str) -> None:
    faults = counterpart.gateway.faults
    faults.lose_request(5)
    faults.lose_event(5)
    faults.be_unreachable(600)
    faults.clear()

    report = await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))

    assert reported(report).standing is Standing.SUCCEEDED
    assert len(await counterpart.events()) == 1
