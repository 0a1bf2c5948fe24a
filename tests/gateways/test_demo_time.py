"""What the demo gateway does later: slow banks, money that takes days, refunds that come back, keys that are forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from portal_ui.gateways import DisputeStanding, RefundReport, Rejected, Report, Standing, Unknown
from tests.gateways.contract import charge_wish, debit_wish, reported, setup_wish
from tests.gateways.demo_world import BEGIN, DemoCounterpart, demo_counterpart, token_for


@pytest.fixture
def counterpart(tmp_path: Path) -> Iterator[DemoCounterpart]:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        yield counterpart


@pytest.fixture
async def customer(counterpart: DemoCounterpart) -> str:
    return await counterpart.gateway.ensure_customer("customer:2041", "Delgado Construction")


async def listed(counterpart: DemoCounterpart, customer: str) -> list[Report]:
    return list(await counterpart.gateway.find(customer, BEGIN))


async def kinds(counterpart: DemoCounterpart) -> list[str]:
    return [counterpart.gateway.read_event(body, headers).kind for body, headers in await counterpart.events()]


async def test_a_slow_bank_says_nothing_for_two_minutes_and_then_turns_out_to_have_paid(
    counterpart: DemoCounterpart, customer: str
) -> None:
    wish = charge_wish(customer, token=token_for("0200"), keep_card=True)

    answer = await counterpart.gateway.charge(wish)
    counterpart.clock.pass_time(seconds=119)
    before = (await listed(counterpart, customer), await kinds(counterpart))
    counterpart.clock.pass_time(seconds=1)
    rung, found = await kinds(counterpart), await listed(counterpart, customer)

    assert answer == Unknown()
    assert before == ([], [])
    assert rung == ["payment_intent.succeeded"]
    assert [(report.payment, report.standing, report.amount_cents) for report in found] == [(wish.payment, Standing.SUCCEEDED, 4900)]
    assert found[0].card is not None
    assert found[0].card.reference
    assert await counterpart.gateway.get(found[0].reference) == found[0]


async def test_asking_a_slow_bank_again_says_nothing_more_and_charges_once(counterpart: DemoCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=token_for("0200"))

    answers = [await counterpart.gateway.charge(wish) for _time in range(3)]
    with_the_used_token = await counterpart.gateway.charge(charge_wish(customer, token=wish.token))
    counterpart.clock.pass_time(minutes=3)
    settled = await counterpart.gateway.charge(wish)

    assert answers == [Unknown()] * 3
    assert with_the_used_token == Rejected("confirmation_token_already_used")
    assert reported(settled).standing is Standing.SUCCEEDED
    assert await listed(counterpart, customer) == [settled]


async def test_what_a_slow_bank_has_taken_in_is_paid_also_when_its_card_is_let_go_meanwhile(
    counterpart: DemoCounterpart, customer: str
) -> None:
    kept = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("0200"))))
    assert kept.card is not None
    assert await counterpart.gateway.charge(charge_wish(customer, card=kept.card.reference)) == Unknown()

    await counterpart.gateway.detach(kept.card.reference)
    counterpart.clock.pass_time(minutes=2)

    assert [report.standing for report in await listed(counterpart, customer)] == [Standing.SUCCEEDED] * 2


@pytest.mark.parametrize(
    ("last4", "standing", "code", "event"),
    [("6789", Standing.SUCCEEDED, "", "succeeded"), ("2227", Standing.FAILED, "insufficient_funds", "payment_failed")],
)
async def test_a_bank_account_is_on_its_way_for_ten_minutes(
    counterpart: DemoCounterpart, customer: str, last4: str, standing: Standing, code: str, event: str
) -> None:
    begun = reported(await counterpart.gateway.charge(debit_wish(customer, token_for(last4), keep_card=True)))
    counterpart.clock.pass_time(minutes=9, seconds=59)
    still = await counterpart.gateway.get(begun.reference)
    counterpart.clock.pass_time(seconds=1)

    settled = reported(await counterpart.gateway.get(begun.reference))

    assert (begun.standing, begun.charge, still) == (Standing.PROCESSING, "", begun)
    assert (settled.standing, settled.code, bool(settled.charge)) == (standing, code, not code)
    assert settled.card is not None
    assert settled.card.reference == ""
    assert await kinds(counterpart) == ["payment_intent.processing", f"payment_intent.{event}"]


async def test_a_bank_account_cannot_be_kept_for_later(counterpart: DemoCounterpart, customer: str) -> None:
    report = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("6789"))))

    assert (report.standing, report.code) == (Standing.FAILED, "card_not_supported")


async def test_a_key_is_forgotten_after_a_day_so_whoever_uses_it_again_pays_twice(counterpart: DemoCounterpart, customer: str) -> None:
    kept = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("4242"))))
    assert kept.card is not None
    wish = charge_wish(customer, card=kept.card.reference)

    first = reported(await counterpart.gateway.charge(wish))
    counterpart.clock.pass_time(hours=23, minutes=59)
    replayed = await counterpart.gateway.charge(wish)
    counterpart.clock.pass_time(minutes=1)
    second = reported(await counterpart.gateway.charge(wish))

    assert replayed == first
    assert second.reference != first.reference
    assert len(await listed(counterpart, customer)) == 3


async def test_only_what_began_since_then_is_listed(counterpart: DemoCounterpart, customer: str) -> None:
    begun = []
    for _time in range(3):
        begun.append(reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))))
        counterpart.clock.pass_time(minutes=1)

    since = [list(await counterpart.gateway.find(customer, BEGIN + timedelta(seconds=seconds))) for seconds in (0, 60, 61, 121)]

    assert since == [begun, begun[1:], begun[2:], []]


async def test_what_waits_for_its_card_holder_waits_for_ever(counterpart: DemoCounterpart, customer: str) -> None:
    asked = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("3184"))))

    counterpart.clock.pass_time(days=400)

    assert await counterpart.gateway.waiting(asked.reference) == asked
    answered = await counterpart.gateway.answer(asked.reference, agrees=True)
    assert reported(answered).standing is Standing.SUCCEEDED
    assert await counterpart.gateway.waiting(asked.reference) is None


async def test_only_the_first_answer_of_a_card_holder_counts(counterpart: DemoCounterpart, customer: str) -> None:
    asked = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("3184"))))

    first = await counterpart.gateway.answer(asked.reference, agrees=False)
    second = await counterpart.gateway.answer(asked.reference, agrees=True)

    assert first == second
    assert reported(first).standing is Standing.FAILED
    assert await counterpart.gateway.answer("demo_pi_of_nobody", agrees=True) is None
    assert await counterpart.gateway.waiting("demo_pi_of_nobody") is None


async def test_a_card_that_was_kept_with_a_confirmation_pays_without_one(counterpart: DemoCounterpart, customer: str) -> None:
    asked = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("3155"))))
    kept = reported(await counterpart.gateway.answer(asked.reference, agrees=True))
    assert kept.card is not None

    paid = reported(await counterpart.gateway.charge(charge_wish(customer, card=kept.card.reference)))

    assert (asked.standing, paid.standing) == (Standing.REQUIRES_ACTION, Standing.SUCCEEDED)


async def test_a_card_that_always_asks_asks_also_when_it_is_kept(counterpart: DemoCounterpart, customer: str) -> None:
    asked = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("3184"))))
    kept = reported(await counterpart.gateway.answer(asked.reference, agrees=True))
    assert kept.card is not None

    paid = reported(await counterpart.gateway.charge(charge_wish(customer, card=kept.card.reference)))

    assert paid.standing is Standing.REQUIRES_ACTION


async def test_confirmed_and_then_declined_is_declined_and_not_kept(counterpart: DemoCounterpart, customer: str) -> None:
    paying = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("1629"))))
    keeping = reported(await counterpart.gateway.keep(setup_wish(customer, token_for("1629"))))

    settled = [reported(await counterpart.gateway.answer(asked.reference, agrees=True)) for asked in (paying, keeping)]

    assert [(report.standing, report.code) for report in settled] == [(Standing.FAILED, "generic_decline")] * 2


async def test_a_refund_can_come_back_and_its_money_can_be_given_again(counterpart: DemoCounterpart, customer: str) -> None:
    gateway = counterpart.gateway
    paid = reported(await gateway.charge(charge_wish(customer, token=token_for("5126"))))
    given = await gateway.refund(str(uuid4()), paid.reference, 4900)
    assert isinstance(given, RefundReport)

    too_early = await gateway.refund(str(uuid4()), paid.reference, 4900)
    counterpart.clock.pass_time(minutes=1)
    failed = await gateway.returns(given.reference)
    again = await gateway.refund(str(uuid4()), paid.reference, 4900)

    assert given.standing is Standing.SUCCEEDED
    assert too_early == Rejected("charge_already_refunded")
    assert failed is not None
    [refund] = failed.refunds
    assert (refund.reference, refund.standing, refund.code) == (given.reference, Standing.FAILED, "expired_or_canceled_card")
    assert isinstance(again, RefundReport)
    assert await kinds(counterpart) == ["payment_intent.succeeded", "refund.created", "refund.failed", "refund.created"]
    assert await gateway.returns("demo_re_of_nobody") is None


async def test_a_disputed_payment_is_not_given_back(counterpart: DemoCounterpart, customer: str) -> None:
    paid = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("0259"))))

    assert await counterpart.gateway.refund(str(uuid4()), paid.reference, 100) == Rejected("charge_disputed")


@pytest.mark.parametrize(
    ("ending", "at_first", "at_last"),
    [
        ("0259", DisputeStanding.OPEN, DisputeStanding.LOST),
        ("1976", DisputeStanding.OPEN, DisputeStanding.WON),
        ("5559", DisputeStanding.LOST, DisputeStanding.LOST),
    ],
)
async def test_a_bank_takes_money_back_and_decides_later(
    counterpart: DemoCounterpart, customer: str, ending: str, at_first: DisputeStanding, at_last: DisputeStanding
) -> None:
    gateway = counterpart.gateway
    wish = debit_wish if ending == "5559" else charge_wish
    paid = reported(await gateway.charge(wish(customer, token=token_for(ending))))
    if paid.standing is Standing.PROCESSING:
        counterpart.clock.pass_time(minutes=10)

    first = await gateway.returns(paid.reference)
    counterpart.clock.pass_time(minutes=10)
    assert first is not None
    last = await gateway.returns(first.disputes[0].reference)
    may_refund = await gateway.refund(str(uuid4()), paid.reference, 100)

    assert last is not None
    assert [dispute.standing for dispute in (*first.disputes, *last.disputes)] == [at_first, at_last]
    assert isinstance(may_refund, RefundReport) is (at_last is DisputeStanding.WON)
