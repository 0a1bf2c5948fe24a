"""How long what is known of a session counts, and in which order its events run."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from pages.guard.budget import Budget
from pages.guard.liveness import Liveness
from portal_ui.service.sessions import LookedUp
from tests.guard.fake_keeper import FakeKeeper


class Clock:
    """Time, told by the test."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class SlowKeeper(FakeKeeper):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def look_up(self, token: str) -> LookedUp | None:
        """Who holds the token, after a while."""
        self.asked += 1
        found = await super().look_up(token)
        await self.may_answer.wait()
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper() -> SlowKeeper:
    return SlowKeeper()


@pytest.fixture
def liveness(keeper: SlowKeeper, clock: Clock) -> Liveness:
    return Liveness(keeper, clock)


async def settle(is_settled: Callable[[], bool]) -> None:
    """Let other tasks run until it is so."""
    async with asyncio.timeout(5):
        while not is_settled():  # noqa: ASYNC110 - what settles is another task's turn
            await asyncio.sleep(0)


def note(ran: list[int], number: int, _found: LookedUp) -> None:
    ran.append(number)


async def test_within_a_second_an_event_runs_at_once(liveness: Liveness, keeper: SlowKeeper, clock: Clock) -> None:
    token, session = keeper.begin("ann", 100)
    await liveness.look_up(token)
    clock.now += 0.9
    ran: list[int] = []

    liveness.when_alive(session, lambda _found: ran.append(1))

    assert ran == [1]
    assert keeper.asked == 1


async def test_after_a_second_events_wait_for_one_answer_and_run_in_their_order(
    liveness: Liveness, keeper: SlowKeeper, clock: Clock
) -> None:
    token, session = keeper.begin("ann", 100)
    await liveness.look_up(token)
    clock.now += 1.1
    ran: list[int] = []

    for number in (1, 2, 3):
        liveness.when_alive(session, partial(note, ran, number))
    waited = list(ran)
    await settle(lambda: len(ran) == 3)

    assert (waited, ran) == ([], [1, 2, 3])
    assert keeper.asked == 2


async def test_events_of_a_session_revoked_elsewhere_never_run(liveness: Liveness, keeper: SlowKeeper, clock: Clock) -> None:
    token, session = keeper.begin("ann", 100)
    await liveness.look_up(token)
    keeper.revoke(session)
    clock.now += 1.1
    ran: list[int] = []
    ended: list[int] = []
    liveness.on_end.append(ended.append)

    liveness.when_alive(session, lambda _found: ran.append(1))
    await settle(lambda: ended == [session])

    assert ran == []
    assert not liveness.is_known(session)


async def test_a_session_that_ends_while_it_is_asked_for_stays_ended(liveness: Liveness, keeper: SlowKeeper) -> None:
    token, session = keeper.begin("ann", 100)
    keeper.may_answer.clear()
    asking = asyncio.create_task(liveness.look_up(token))
    await settle(lambda: keeper.asked == 1)

    keeper.end(session)
    keeper.may_answer.set()

    assert await asking is None
    assert not liveness.is_known(session)


async def test_a_session_that_rested_goes_on(liveness: Liveness, keeper: SlowKeeper, clock: Clock) -> None:
    token, session = keeper.begin("ann", 100)
    found = await liveness.look_up(token)
    ended: list[int] = []
    liveness.on_end.append(ended.append)
    assert found is not None

    del keeper.held[token]
    clock.now += 1.1
    liveness.when_alive(session, lambda _found: None)
    await settle(lambda: ended == [session])
    keeper.held[token] = found

    assert await liveness.look_up(token) == found
    assert liveness.is_known(session)


async def test_while_the_keeper_does_not_answer_nothing_runs_and_nobody_is_thrown_out(
    liveness: Liveness, keeper: SlowKeeper, clock: Clock
) -> None:
    token, session = keeper.begin("ann", 100)
    await liveness.look_up(token)
    clock.now += 1.1
    keeper.is_down = True
    ran: list[int] = []

    liveness.when_alive(session, lambda _found: ran.append(1))
    await settle(lambda: keeper.asked == 2)
    await asyncio.sleep(0)
    keeper.is_down = False
    liveness.when_alive(session, lambda _found: ran.append(2))
    await settle(lambda: ran != [])

    assert ran == [2]


async def test_many_acts_are_told_to_the_keeper_once_in_a_while(liveness: Liveness, keeper: SlowKeeper, clock: Clock) -> None:
    token, session = keeper.begin("ann", 100)
    await liveness.look_up(token)

    for _ in range(5):
        liveness.touch(session)
    clock.now += 11
    liveness.touch(session)
    await settle(lambda: len(keeper.touched) == 2)

    assert keeper.touched == [session, session]


def test_the_budget_is_forty_at_once_and_twenty_a_second_after_that(clock: Clock) -> None:
    budget = Budget(clock)

    at_once = sum(budget.allows("ann") for _ in range(100))
    clock.now += 1
    later = sum(budget.allows("ann") for _ in range(100))

    assert (at_once, later) == (40, 20)
    assert budget.allows("bob")


def test_after_two_hundred_drops_it_is_enough(clock: Clock) -> None:
    budget = Budget(clock)

    assert [budget.is_spent("ann") for _ in range(200)] == [*[False] * 199, True]
