"""A real process, killed again and again at any moment after Pay was pressed; what is left of it are its files."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from db.engine import Database
from db.models import LIVE_STATES, PaymentState
from portal_ui.dates import utc_clock
from tests.crashes.killed_demo import KilledDemo, killed_demo
from tests.crashes.ledger import Ledger, Taken
from tests.crashes.verdict import diagnosis
from tests.paying.till import SetClock, Till

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.timeout(900)]
LONGEST_SECONDS = 0.3


def test_kills_lose_no_payment_and_charge_none_twice(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    kills = request.config.getoption("kills")
    with killed_demo(tmp_path / "demo") as demo:
        demo.sign_in()
        _pay_and_kill(demo, demo.prepare(kills))
        left_open = sum(payment.state in LIVE_STATES for payment in demo.payments())
        demo.kill()
    asyncio.run(settle_later(demo))

    with Ledger(demo.ledger) as ledger:
        taken = ledger.taken()
    payments = demo.payments()
    recorded = [Taken(str(one.request_id), one.amount_cents, one.gateway_charge or "") for one in payments if one.gateway_charge]
    assert sorted(recorded) == sorted(taken)
    assert len({charge.request for charge in taken}) == len(taken)
    assert {one.state for one in payments if one.gateway_charge} == {PaymentState.SUCCEEDED}
    assert [one.number for one in payments if one.state in LIVE_STATES] == []
    with closing(Database.open(demo.database)) as database:
        assert diagnosis(database) == []
    assert kills // 3 < len(taken) <= kills, (
        f"of {kills} payments {len(taken)} were charged; {left_open} were open when the last process died"
    )


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


async def settle_later(demo: KilledDemo) -> None:
    """The portal starts once more, eleven minutes later: what never reached the gateway is given up by then."""
    with closing(Database.open(demo.database)) as database:
        till = Till.over(database, demo.ledger, clock=SetClock(utc_clock() + timedelta(minutes=11)))
        with closing(till.gateway):
            await till.paying._settling._sweep.begin_afresh()
            await till.paying.sweep()
