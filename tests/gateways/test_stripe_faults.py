"""What goes wrong between the portal and Stripe: silence is never taken for a refusal, and one wish is charged once."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal_ui.dates import utc_clock
from portal_ui.gateways import BadEventError, GatewayUnreachableError, RefundReport, Rejected, Report, Standing, StripeForm, Unknown
from portal_ui.gateways.opening import answers, kept_open, opened
from portal_ui.gateways.stripe import StripeGateway
from portal_ui.settings import Settings
from tests.gateways.contract import Card, charge_wish, reported, setup_wish
from tests.gateways.stripe_look_alike import Fault
from tests.gateways.stripe_look_alike.server import SECRET
from tests.gateways.stripe_world import KEYS, StripeCounterpart, stripe_counterpart

TRIES = 3


@pytest.fixture
async def world() -> AsyncIterator[StripeCounterpart]:
    async with stripe_counterpart() as counterpart:
        yield counterpart


@pytest.fixture
async def customer(world: StripeCounterpart) -> str:
    return await world.gateway.ensure_customer("customer:1", "Delgado Construction")


@pytest.mark.parametrize(
    "fault",
    [
        Fault.REFUSED,  # request_lost_before_charge
        Fault.LOST,  # response_lost_after_charge
        Fault.HANG_BEFORE,
        Fault.HANG_AFTER,  # timeout_hang_after_charge
        Fault.CUT,  # body_cut_after_headers
        Fault.ERROR_BEFORE,
        Fault.IN_USE,  # gateway_409_key_in_use
        Fault.LOCKED,
    ],
)
async def test_what_goes_wrong_once_is_asked_again_under_the_same_key_and_charges_once(
    world: StripeCounterpart, customer: str, fault: Fault
) -> None:
    world.stripe.faults.append(fault)

    report = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.VISA))))

    assert report.standing is Standing.SUCCEEDED
    assert len(world.stripe.charges()) == 1


@pytest.mark.parametrize(
    ("faults", "charges"),
    [
        ([Fault.REFUSED] * TRIES, 0),
        ([Fault.LOST] * TRIES, 1),
        ([Fault.CUT] * TRIES, 1),
        ([Fault.ERROR_AFTER], 1),  # gateway_500_after_charge_replayed_500
        ([Fault.IN_USE] * TRIES, 0),
        ([Fault.TOO_MANY], 0),  # gateway_429
        ([Fault.NOT_JSON], 1),
        ([Fault.KEY_WITHDRAWN], 0),
        ([Fault.FORBIDDEN], 0),
        ([Fault.LOST, Fault.KEY_WITHDRAWN], 1),
    ],
)
async def test_what_stays_silent_is_unknown_and_only_the_list_says_whether_it_was_charged(
    world: StripeCounterpart, customer: str, faults: list[Fault], charges: int
) -> None:
    wish = charge_wish(customer, token=world.token(Card.VISA))
    world.stripe.faults.extend(faults)

    assert await world.gateway.charge(wish) == Unknown()

    found = await world.gateway.find(customer, utc_clock() - timedelta(minutes=5))
    assert [(report.payment, report.standing) for report in found] == [(wish.payment, Standing.SUCCEEDED)] * charges


async def test_while_a_wish_is_worked_on_the_same_one_is_unknown_and_it_is_charged_once(world: StripeCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=world.token(Card.VISA))
    world.stripe.goes_on.clear()
    first = asyncio.create_task(world.gateway.charge(wish))
    await asyncio.to_thread(world.stripe.begun.acquire)

    again = await world.gateway.charge(wish)  # gateway_409_key_in_use, by a real one
    world.stripe.goes_on.set()

    assert again == Unknown()
    assert reported(await first).standing is Standing.SUCCEEDED
    assert len(world.stripe.charges()) == 1


async def test_while_a_payment_is_given_back_another_refund_of_it_is_unknown_and_comes_to_nothing(
    world: StripeCounterpart, customer: str
) -> None:
    paid = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.VISA))))
    await asyncio.to_thread(world.stripe.begun.acquire)
    world.stripe.goes_on.clear()
    first = asyncio.create_task(world.gateway.refund("first", paid.reference, 4900))
    await asyncio.to_thread(world.stripe.begun.acquire)

    other = await world.gateway.refund("other", paid.reference, 4900)
    world.stripe.goes_on.set()

    assert other == Unknown()
    given = await first
    assert isinstance(given, RefundReport)
    found = await world.gateway.returns(paid.reference)
    assert found is not None
    assert [refund.refund for refund in found.refunds] == ["first"]


@pytest.mark.parametrize(
    ("last4", "at_once", "later", "code"),
    [
        ("4242", Standing.SUCCEEDED, Standing.SUCCEEDED, ""),
        ("5126", Standing.SUCCEEDED, Standing.FAILED, "expired_or_canceled_card"),
        ("7726", Standing.PROCESSING, Standing.SUCCEEDED, ""),
    ],
)
async def test_a_refund_may_take_days_or_fail_after_it_had_succeeded(
    world: StripeCounterpart, customer: str, last4: str, at_once: Standing, later: Standing, code: str
) -> None:
    paid = reported(await world.gateway.charge(charge_wish(customer, token=world.stripe.world.token(last4))))
    given = await world.gateway.refund("first", paid.reference, 1900)
    world.stripe.world.let_days_pass()

    found = await world.gateway.returns(paid.reference)

    assert isinstance(given, RefundReport)
    assert given.standing is at_once
    assert found is not None
    assert [(refund.reference, refund.standing, refund.code) for refund in found.refunds] == [(given.reference, later, code)]


@pytest.mark.parametrize(
    ("description", "suffix"),
    [
        ("10482", "INV 10482"),
        ("INV-0000482", ""),
        ("WM-2026-04", "WM-2026-04"),
        ("10482, 10483, 10490", "3 INVOICES"),
        (", ".join(map(str, range(10_000, 10_030))), "INVOICES"),
        ("évó*", "INV V"),
        ("<*>", ""),
        ("", ""),
    ],
)
async def test_a_statement_names_the_invoice_where_that_fits(
    world: StripeCounterpart, customer: str, description: str, suffix: str
) -> None:
    wish = charge_wish(customer, token=world.token(Card.VISA), description=description)

    paid = reported(await world.gateway.charge(wish))

    assert world.stripe.world.things[paid.reference]["statement_descriptor_suffix"] == (suffix or None)


async def test_a_charge_whose_waiting_is_cancelled_is_made_all_the_same_and_found(world: StripeCounterpart, customer: str) -> None:
    wish = charge_wish(customer, token=world.token(Card.VISA))
    world.stripe.faults.append(Fault.HANG_AFTER)
    charging = asyncio.create_task(world.gateway.charge(wish))
    await asyncio.to_thread(world.stripe.hung.wait)
    charging.cancel()

    with pytest.raises(asyncio.CancelledError):
        await charging

    [found] = await world.gateway.find(customer, utc_clock() - timedelta(minutes=5))
    assert (found.payment, found.standing) == (wish.payment, Standing.SUCCEEDED)


async def test_a_key_of_yesterday_that_is_forgotten_would_charge_again_so_it_is_never_sent_again(
    world: StripeCounterpart, customer: str
) -> None:
    first = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.VISA), keep_card=True)))
    assert first.card is not None
    wish = charge_wish(customer, card=first.card.reference)
    await world.gateway.charge(wish)
    world.stripe.forget_keys()
    await world.gateway.charge(wish)

    payments = [report.payment for report in await world.gateway.find(customer, utc_clock() - timedelta(minutes=5))]

    assert payments.count(wish.payment) == 2  # which is why the sweep lists, and repeats nothing


@pytest.mark.parametrize("fault", [Fault.NOT_JSON, Fault.TOO_MANY, Fault.FORBIDDEN])
async def test_a_question_without_an_answer_is_no_news(world: StripeCounterpart, customer: str, fault: Fault) -> None:
    gateway, since = world.gateway, utc_clock() - timedelta(minutes=5)
    for ask in (
        lambda: gateway.get("pi_x"),
        lambda: gateway.cancel("pi_x"),
        lambda: gateway.find(customer, since),
        lambda: gateway.listing(since),
        lambda: gateway.returns("pi_x"),
        lambda: gateway.card("pm_x"),
        lambda: gateway.ensure_customer("customer:2", "Bayou"),
    ):
        world.stripe.faults.extend([fault] * TRIES)
        with pytest.raises(GatewayUnreachableError):
            await ask()
        world.stripe.faults.clear()


async def test_a_payment_whose_confirmation_failed_is_ended_at_stripe_when_it_is_asked_for(world: StripeCounterpart, customer: str) -> None:
    asked = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.CONFIRM))))
    await world.confirm(asked.reference, agrees=False)

    told = reported(await world.gateway.get(asked.reference))

    intent = world.stripe.world.things[asked.reference]
    assert (intent["status"], intent["cancellation_reason"]) == ("canceled", "abandoned")
    assert (told.standing, told.code) == (Standing.FAILED, "payment_intent_authentication_failure")
    assert await world.gateway.get(asked.reference) == told


async def test_another_program_s_payment_is_left_alone(world: StripeCounterpart, customer: str) -> None:
    asked = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.CONFIRM))))
    intent = world.stripe.world.things[asked.reference]
    intent.update(metadata={}, status="requires_payment_method")

    told = reported(await world.gateway.get(asked.reference))

    assert (intent["status"], told.payment) == ("requires_payment_method", "")
    assert (await world.gateway.listing(utc_clock() - timedelta(minutes=5))).payments == ()


@pytest.mark.parametrize("status", ["requires_confirmation", "requires_capture"])
async def test_a_state_that_should_not_be_waits_rather_than_fails(world: StripeCounterpart, customer: str, status: str) -> None:
    paid = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.VISA))))
    world.stripe.world.things[paid.reference]["status"] = status

    told = reported(await world.gateway.get(paid.reference))

    assert (told.standing, told.action, told.charge) == (Standing.REQUIRES_ACTION, "", "")


@pytest.mark.parametrize(
    ("currency", "cents", "is_taken"),
    [("JPY", 4900, True), ("UGX", 4900, True), ("UGX", 4950, False), ("ISK", 4901, False), ("KWD", 4990, True), ("KWD", 4999, False)],
)
async def test_zero_and_three_decimal_currencies_are_sent_as_stripe_counts_them(
    world: StripeCounterpart, customer: str, currency: str, cents: int, is_taken: bool
) -> None:
    answer = await world.gateway.charge(charge_wish(customer, token=world.token(Card.VISA), currency=currency, amount_cents=cents))

    if is_taken:
        assert (reported(answer).currency, reported(answer).amount_cents) == (currency, cents)
    else:
        assert answer == Rejected("parameter_invalid_integer")
        assert world.stripe.charges() == []


async def test_what_cannot_be_asked_for_is_not_sent(world: StripeCounterpart, customer: str) -> None:
    asked = len(world.stripe.asked)
    wishes: tuple[dict[str, Any], ...] = (
        {"key": ""},
        {"customer": ""},
        {"card": "pm_x"},
        {"currency": "usd"},
        {"amount_cents": 1},
        {"amount_cents": 10**9},
    )
    for wrong in wishes:
        assert isinstance(await world.gateway.charge(charge_wish(**{"customer": customer, "token": "ctoken_x", **wrong})), Rejected)
    assert isinstance(await world.gateway.keep(setup_wish(customer, "ctoken_x", key="")), Rejected)
    assert isinstance(await world.gateway.refund("", "pi_x", 100), Rejected)

    assert len(world.stripe.asked) == asked


async def test_a_renamed_account_that_asks_again_is_no_other_wish_under_the_same_key(world: StripeCounterpart) -> None:
    given = [await world.gateway.ensure_customer("customer:7", name) for name in ("Delgado", "Delgado Construction")]

    assert all(reference.startswith("cus_") for reference in given)


async def test_an_inquiry_took_no_money_back(world: StripeCounterpart, customer: str) -> None:
    with world.stripe.lock:
        token = world.stripe.world.token("1976")
    paid = reported(await world.gateway.charge(charge_wish(customer, token=token)))

    found = await world.gateway.returns(paid.reference)

    assert found is not None
    assert found.disputes == ()


@pytest.mark.parametrize(
    ("fault", "is_told"), [(Fault.KEY_WITHDRAWN, True), (Fault.FORBIDDEN, True), (Fault.TOO_MANY, False), (Fault.ERROR_AFTER, False)]
)
async def test_a_key_that_is_refused_is_remembered_for_the_alarm(
    world: StripeCounterpart, customer: str, fault: Fault, is_told: bool
) -> None:
    assert world.gateway.refused_at is None
    world.stripe.faults.append(fault)

    await world.gateway.charge(charge_wish(customer, token=world.token(Card.VISA)))

    assert (world.gateway.refused_at is not None) is is_told


async def test_no_log_holds_a_client_secret_a_key_or_a_sentence_of_stripe_s(
    world: StripeCounterpart, customer: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    report = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.CONFIRM))))
    await world.gateway.charge(charge_wish(customer, token=world.token(Card.DECLINED)))
    world.stripe.faults.extend([Fault.FORBIDDEN, *[Fault.ERROR_BEFORE] * TRIES])
    for _time in range(2):
        with pytest.raises(GatewayUnreachableError):
            await world.gateway.get(report.reference)

    assert "_secret_" in report.action
    for never in (report.action, KEYS.secret, SECRET, "canary_message"):
        assert never not in caplog.text + repr(report) + repr(KEYS)


def events_of(world: StripeCounterpart, **facts: Any) -> dict[str, Any]:
    """An event about one of our payments."""
    thing = {"id": "pi_1", "object": "payment_intent", "metadata": {"app": "portal"}, **facts.pop("thing", {})}
    return {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "livemode": False, "data": {"object": thing}, **facts}


async def test_either_of_two_secrets_proves_an_event_and_no_third(world: StripeCounterpart) -> None:
    for secret in KEYS.webhooks:
        assert world.gateway.read_event(*world.stripe.signed(events_of(world), secret)).reference == "pi_1"
    for secret in ("whsec_a_third", ""):
        with pytest.raises(BadEventError):
            world.gateway.read_event(*world.stripe.signed(events_of(world), secret))


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_an_event_signed_long_ago_or_ahead_is_not_believed(world: StripeCounterpart, seconds: int) -> None:
    with pytest.raises(BadEventError):
        world.gateway.read_event(*world.stripe.signed(events_of(world), at=time.time() + seconds))


@pytest.mark.parametrize(
    "facts",
    [
        {"livemode": True},
        {"thing": {"metadata": {}}},
        {"thing": {"metadata": {"app": "shop"}}},
        {"type": "customer.updated", "thing": {"object": "customer", "id": "cus_1"}},
    ],
)
async def test_an_event_of_another_environment_is_only_counted(world: StripeCounterpart, facts: dict[str, Any]) -> None:
    event = world.gateway.read_event(*world.stripe.signed(events_of(world, **facts)))

    assert (event.id, event.reference, event.is_payment) == ("evt_1", "", False)


@pytest.mark.parametrize(
    "body", [[], None, {}, {"object": "v2.core.event"}, {"id": 5, "object": "event", "type": "x", "data": {"object": {}}}]
)
async def test_a_signed_body_that_is_no_event_is_refused(world: StripeCounterpart, body: Any) -> None:
    with pytest.raises(BadEventError):
        world.gateway.read_event(*world.stripe.signed(body))


async def test_a_warning_of_fraud_names_its_payment(world: StripeCounterpart) -> None:
    thing = {"id": "issfr_1", "object": "radar.early_fraud_warning", "payment_intent": "pi_9"}

    event = world.gateway.read_event(*world.stripe.signed(events_of(world, type="radar.early_fraud_warning.created", thing=thing)))

    assert (event.reference, event.is_payment, event.is_warning) == ("pi_9", True, True)


async def test_an_installation_with_keys_has_stripe_and_one_without_has_none(world: StripeCounterpart) -> None:
    settings = replace(Settings(), stripe_secret_key=KEYS.secret, stripe_publishable_key="pk_test_0123456789")

    gateway = opened(settings)

    assert isinstance(gateway, StripeGateway)
    assert gateway.card_form == StripeForm("pk_test_0123456789")
    assert (opened(Settings()).name, await answers(Settings())) == ("closed", None)
    assert await answers(settings, world.stripe.url) is True
    assert await answers(replace(settings, stripe_secret_key="sk_test_of_another"), world.stripe.url) is False
    await gateway.close()


async def test_a_portal_that_ends_leaves_no_connection_to_stripe(world: StripeCounterpart, customer: str) -> None:
    assert world.stripe.connections

    async with kept_open(world.gateway):
        await world.gateway.greet()

    await asyncio.to_thread(world.stripe.all_gone.wait, 5)
    assert world.stripe.connections == 0


async def test_events_come_twice_shuffled_or_never_and_each_is_known_by_its_id(world: StripeCounterpart, customer: str) -> None:
    async def ids(how: str) -> list[str]:
        report: Report = reported(await world.gateway.charge(charge_wish(customer, token=world.token(Card.DISPUTED))))
        assert report.charge
        return [world.gateway.read_event(body, headers).id for body, headers in world.stripe.deliveries(how)]

    twice, shuffled, never = [await ids(how) for how in ("twice", "shuffled", "never")]

    assert (len(twice), len(set(twice)), len(shuffled), never) == (4, 2, 2, [])
