"""A real process, killed again and again at any moment after Pay was pressed; what is left of it are its files."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from db.engine import Database
from db.models import LIVE_STATES, PaymentState
from portal_ui.dates import utc_clock
from portal_ui.gateways.stripe import StripeGateway
from tests.crashes.killed_demo import ACCOUNT, KilledDemo, killed_demo
from tests.crashes.ledger import Ledger, Taken
from tests.crashes.over_stripe import AtStripe
from tests.crashes.verdict import diagnosis
from tests.gateways.stripe_look_alike import LookAlike, look_alike
from tests.gateways.stripe_world import KEYS
from tests.paying.till import SetClock, Till

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.timeout(900)]
LONGEST_SECONDS = 0.3
_STRIPE_SECONDS = 1.0  # how long Stripe takes meanwhile


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KilledDemo]:
    """A demo in which the customer is signed in."""
    with killed_demo(tmp_path_factory.mktemp("killed") / "demo") as running:
        running.sign_in()
        yield running


@pytest.fixture(scope="module")
def stripe() -> Iterator[LookAlike]:
    """A Stripe that outlives every kill."""
    with look_alike() as running:
        yield running


def test_kills_lose_no_payment_and_charge_none_twice(demo: KilledDemo, request: pytest.FixtureRequest) -> None:
    kills = request.config.getoption("kills")
    _pay_and_kill(demo, demo.prepare(kills))
    left_open = sum(payment.state in LIVE_STATES for payment in demo.payments())
    demo.kill()
    asyncio.run(settle_later(demo))

    with Ledger(demo.ledger) as ledger:
        taken = ledger.taken()
    _assert_sound(demo, "demo", taken)
    assert kills // 3 < len(taken) <= kills, (
        f"of {kills} payments {len(taken)} were charged; {left_open} were open when the last process died"
    )


def test_kills_lose_no_payment_over_stripe_either(demo: KilledDemo, stripe: LookAlike, request: pytest.FixtureRequest) -> None:
    kills = request.config.getoption("kills_over_stripe")
    at_stripe, order = AtStripe(stripe, demo.customer, ACCOUNT), f"stripe {stripe.url}"
    demo.start(order)
    _pay_and_kill_over_stripe(demo, at_stripe, order, demo.prepare(kills))
    left_open = sum(payment.state in LIVE_STATES for payment in demo.payments("stripe"))
    demo.kill()
    asyncio.run(settle_later(demo, stripe.url))

    taken = at_stripe.taken()
    _assert_sound(demo, "stripe", taken)
    assert 0 < len(taken) <= kills, f"of {kills} payments {len(taken)} were charged; {left_open} were open when the last process died"


def test_case_13_told_to_end_during_a_charge_it_answers_first_and_what_it_cannot_wait_for_is_found_at_the_start(
    demo: KilledDemo, stripe: LookAlike
) -> None:
    at_stripe, order = AtStripe(stripe, demo.customer, ACCOUNT), f"stripe {stripe.url}"
    before, answered, cut_off = demo.prepare(3)
    with ThreadPoolExecutor(1) as customer:
        demo.start(order)
        assert at_stripe.press_pay(before) == 200
        pressed = _press_and_wait_for_stripe(at_stripe, answered, customer)
        demo.tell_to_end()
        stripe.stopped.wait(_STRIPE_SECONDS)
        stripe.goes_on.set()
        assert pressed.result() == 200
        demo.wait_until_dead()
        states = {one.request_id: one.state for one in demo.payments("stripe")}
        assert (states[before], states[answered]) == (PaymentState.SUCCEEDED, PaymentState.SUCCEEDED)

        demo.start(order)
        pressed = _press_and_wait_for_stripe(at_stripe, cut_off, customer)
        demo.tell_to_end()
        demo.kill()  # as whoever told it does after a while
        stripe.goes_on.set()
        assert pressed.result() is None
        demo.start(order)
        demo.wait_until_settled(cut_off)
        demo.kill()

    _assert_sound(demo, "stripe", at_stripe.taken())
    assert {charge.request for charge in at_stripe.taken()} >= {str(before), str(answered), str(cut_off)}


def _press_and_wait_for_stripe(at_stripe: AtStripe, wish: UUID, customer: ThreadPoolExecutor) -> Future[int | None]:
    """Pay is pressed, and Stripe begins to work on it; for how long, the test says."""
    stripe = at_stripe.stripe
    while stripe.begun.acquire(blocking=False):
        continue
    stripe.goes_on.clear()
    pressed = customer.submit(at_stripe.press_pay, wish)
    stripe.begun.acquire()
    return pressed


def _assert_sound(demo: KilledDemo, gateway: str, taken: list[Taken]) -> None:
    """What the gateway took and what the books say is the same, each once, and nothing is left open."""
    payments = demo.payments(gateway)
    recorded = [Taken(str(one.request_id), one.amount_cents, one.gateway_charge or "") for one in payments if one.gateway_charge]
    assert sorted(recorded) == sorted(taken)
    assert len({charge.request for charge in taken}) == len(taken)
    assert {one.state for one in payments if one.gateway_charge} == {PaymentState.SUCCEEDED}
    assert [one.number for one in payments if one.state in LIVE_STATES] == []
    with closing(Database.open(demo.database)) as database:
        assert diagnosis(database) == []


def _pay_and_kill(demo: KilledDemo, wishes: list[UUID]) -> None:
    """Each wish is pressed once, the portal killed meanwhile, and every other one pressed again when it is back."""
    random = Random(1)
    with ThreadPoolExecutor(1) as customer:
        for index, wish in enumerate(wishes):
            pressed = customer.submit(demo.press_pay, wish)
            demo.kill(after=random.uniform(0, LONGEST_SECONDS))
            pressed.result()
            demo.start()
            if index % 2:
                assert demo.press_pay(wish) == 303


def _pay_and_kill_over_stripe(demo: KilledDemo, at_stripe: AtStripe, order: str, wishes: list[UUID]) -> None:
    """The same; and what Stripe has to tell comes once the portal is back, or twice, or never."""
    random = Random(2)
    with ThreadPoolExecutor(1) as customer:
        for index, wish in enumerate(wishes):
            pressed = customer.submit(at_stripe.press_pay, wish)
            demo.kill(after=random.uniform(0, LONGEST_SECONDS))
            pressed.result()
            demo.start(order)
            assert at_stripe.ring(random) <= {200}
            if index % 2:
                assert at_stripe.press_pay(wish) == 200


async def settle_later(demo: KilledDemo, stripe_url: str = "") -> None:
    """The portal starts once more, eleven minutes later: what never reached the gateway is given up by then."""
    later = SetClock(utc_clock() + timedelta(minutes=11))
    stripe = StripeGateway(KEYS, later, url=stripe_url) if stripe_url else None
    with closing(Database.open(demo.database)) as database:
        till = Till.over(database, demo.ledger, clock=later, gateway=stripe)
        with closing(till.gateway):
            await till.paying._settling._sweep.begin_afresh()
            await till.paying.sweep()
    if stripe is not None:
        await stripe.close()
