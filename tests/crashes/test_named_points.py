"""A real process that dies at each named point of a payment: whatever the moment, the gateway and the books agree afterwards."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import LIVE_STATES, Letter, PaymentState
from tests.crashes.dying import Point
from tests.crashes.killed_demo import killed_demo
from tests.crashes.ledger import Ledger, Taken
from tests.crashes.test_kills import settle_later
from tests.crashes.verdict import diagnosis

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.timeout(600)]
NEVER_SENT = {Point.AFTER_RESERVE: PaymentState.CREATED, Point.BEFORE_CALL: PaymentState.SUBMITTING}
LEFT = {
    **NEVER_SENT,
    Point.TOLD_TO_END_DURING_CALL: PaymentState.SUCCEEDED,
    Point.AFTER_CALL_BEFORE_STORE: PaymentState.SUBMITTING,
    Point.AFTER_STORE_BEFORE_COMMIT: PaymentState.SUBMITTING,
    Point.AFTER_COMMIT_BEFORE_ANSWER: PaymentState.SUCCEEDED,
    Point.IN_WEBHOOK_BEFORE_COMMIT: PaymentState.SUBMITTING,
    Point.IN_WEBHOOK_AFTER_COMMIT: PaymentState.SUCCEEDED,
}


def test_wherever_it_dies_each_wish_is_charged_once_at_most_and_every_charge_is_in_the_books(tmp_path: Path) -> None:
    with killed_demo(tmp_path / "demo") as demo:
        demo.sign_in()
        wishes = dict(zip(Point, demo.prepare(len(Point)), strict=True))
        demo.kill()
        left, answers = {}, {}
        for point, wish in wishes.items():
            demo.start(f"{point.value} {wish}")
            answers[point] = demo.press_pay(wish)
            demo.wait_until_dead()
            left[point] = next(one.state for one in demo.payments() if one.request_id == wish)
    asyncio.run(settle_later(demo))

    assert left == LEFT
    assert answers[Point.TOLD_TO_END_DURING_CALL] == 303  # case 13: who pressed Pay is answered before the process ends
    states = {one.request_id: one.state for one in demo.payments()}
    never = {point for point, wish in wishes.items() if states[wish] in (PaymentState.FAILED, PaymentState.CANCELED)}
    assert never == set(NEVER_SENT)
    assert not set(states.values()) & set(LIVE_STATES)
    with Ledger(demo.ledger) as ledger:
        taken = sorted(ledger.taken())
    assert taken == sorted(
        Taken(str(one.request_id), one.amount_cents, one.gateway_charge or "") for one in demo.payments() if one.gateway_charge
    )
    assert len(taken) == len(Point) - len(NEVER_SENT)
    with closing(Database.open(demo.database)) as database:
        assert diagnosis(database) == []
        letters = database.read_now(lambda session: [letter.kind for letter in session.scalars(select(Letter))])
    assert letters.count("payment-receipt") == len(taken)
