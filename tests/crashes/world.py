"""The world around the portal: a gateway that errs, an office, the post that carries news, and processes that come and go."""

import asyncio
import math
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import LIVE_STATES, GatewayEvent, GatewayEventState, Payment
from portal_ui.changes import Changes
from portal_ui.gateways import Charge
from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.faults import Faults
from portal_ui.service.company import Company
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.paying import Paying
from portal_ui.service.paying.hearing import MOST_TRIES
from tests.crashes.ledger import Ledger
from tests.crashes.life import DiedError, Life, MortalDatabase, MortalGateway
from tests.crashes.scene import BEGIN

_ROUND = 60.0  # seconds between two sweeps
_ACTED_SOON = 30.0  # seconds after which an event that was kept and not acted on is taken up by a sweep
_SLOW = "ctoken_demo_slow_"
_EVENTS = 120
_NEXT_LEASE = select(func.min(Payment.lease_until)).where(Payment.state.in_(LIVE_STATES), Payment.gateway != "")
_NEXT_EVENT = select(func.min(GatewayEvent.received_at)).where(
    GatewayEvent.state != GatewayEventState.DONE, GatewayEvent.tries < MOST_TRIES
)


class Process:
    """The portal as one process holds it in memory."""

    def __init__(self, world: "World", dies_at: int | None) -> None:
        self.life = Life(world.random, dies_at)
        database = MortalDatabase.reached_by(self.life, world.database, world.changed.set)
        gateway = MortalGateway(self.life, world.gateway, world.plan_trouble)
        company, accounts = Company(database, world.clock), GatewayAccounts(database, gateway)
        self.paying = Paying(database, company, Changes(database), gateway, accounts, world.clock)


class World:
    """Everything outside of the portal, and whichever process of it runs."""

    def __init__(self, random: Random, database: Database, file: Path) -> None:
        self.random = random
        self.database = database
        self.changed = asyncio.Event()  # something was committed: what is due next may be sooner
        self.deaths: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._file = file
        self._faults = Faults(self.clock)
        self.gateway = self._gateway()
        self.ledger = Ledger(file)
        self._process: Process | None = None
        self._up = asyncio.Event()
        self._rung = asyncio.Event()
        self._plan_news()

    def clock(self) -> datetime:
        """The time in the scenario."""
        return BEGIN + timedelta(seconds=self._loop.time())

    def seconds_until(self, moment: datetime) -> float:
        """How long until then."""
        return (moment - self.clock()).total_seconds()

    async def process(self) -> Process:
        """The process that runs, as soon as one does."""
        await self._up.wait()
        assert self._process is not None
        return self._process

    def plan_trouble(self, charge: Charge | None) -> None:
        """What goes wrong with the charge, or with the cancel, that is made now."""
        faults, random = self._faults, self.random
        if faults.is_away() or random.random() < 0.65:
            return
        troubles: list[Callable[[], None]] = [faults.lose_request, faults.lose_answer, faults.fail_500_after]
        if charge is not None and not charge.token.startswith(_SLOW):  # no request takes longer than the grace, all in all
            troubles.append(lambda: faults.delay_request(random.uniform(1, 200)))
        random.choice(troubles)()

    async def keep_going(self) -> None:
        """Start a process, and another one each time it dies."""
        dies_at = self.random.randint(1, 30) if self.random.random() < 0.85 else None
        while True:
            self._process = process = Process(self, dies_at)
            self._up.set()
            with suppress(DiedError):
                async with process.paying.running():  # which sweeps, first of all
                    await asyncio.sleep(self.random.uniform(0, 2))
            await process.life.over.wait()
            self._up.clear()
            self.deaths.append(f"{self._loop.time():.1f} s, {process.life.last_step}")
            await asyncio.sleep(self.random.choice((0.1, 1.0, self.random.uniform(1, 120))))
            self.gateway.close()
            self.gateway = self._gateway()
            dies_at = self.random.randint(1, 30) if self.random.random() < 0.65 and len(self.deaths) < 6 else None

    async def carry_news(self) -> None:
        """Bring the gateway's events to the portal as soon as they are due."""
        while True:
            self._rung.clear()
            for delivery in await self.gateway.events_due():
                with suppress(DiedError):
                    if self._up.is_set():
                        await (await self.process()).paying.hear(delivery.body, delivery.headers)
                        await self.gateway.delivered(delivery.id)
            moment = self.ledger.next_moment()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if moment is None else max(0.001, moment - self.clock().timestamp())):
                    await self._rung.wait()

    async def sweep(self) -> None:
        """Have the portal sweep each minute; minutes in which it could find nothing are left out."""
        while True:
            self.changed.clear()
            due = self._due()
            if due is not None and due <= self._loop.time():
                process = await self.process()
                with suppress(DiedError):
                    await process.paying.sweep()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(None if due is None else self._next_round(due)):
                    await self.changed.wait()
                await self._until(self._next_round(0))

    async def rest(self, *, longest: timedelta) -> bool:
        """Wait until nothing is open and nothing is due; False when that does not come."""
        end = self._loop.time() + longest.total_seconds()
        while self._loop.time() < end:
            due, there = self._due(), self.ledger.next_moment()
            moments = [due, None if there is None else self._loop.time() + there - self.clock().timestamp()]
            if moments == [None, None]:
                return True
            next_one = min(moment for moment in moments if moment is not None)
            await asyncio.sleep(max(_ROUND, next_one + _ROUND - self._loop.time()))
        return False

    async def go_away(self) -> None:
        """Have the gateway be out of reach for a while."""
        await asyncio.sleep(self.random.uniform(0, 300))
        self._faults.be_unreachable(self.random.choice((60, 600, 2400)) * self.random.random())

    def close(self) -> None:
        """Let go of the files."""
        self.gateway.close()
        with self.ledger:
            pass

    def _gateway(self) -> DemoGateway:
        gateway = DemoGateway(self._file, self.clock, is_durable=False)
        gateway.faults = self._faults
        gateway.on_news(lambda: self._rung.set())
        return gateway

    def _plan_news(self) -> None:
        faults, random = self._faults, self.random
        kinds: dict[Callable[[], None], float] = {
            faults.lose_event: 0.15,
            faults.deliver_twice: 0.25,
            lambda: faults.delay_event(random.uniform(0, 7200)): 0.3,
        }
        kinds[lambda: faults.delay_event(0)] = 1 - sum(kinds.values())
        for plan in random.choices(list(kinds), list(kinds.values()), k=_EVENTS):
            plan()

    def _due(self) -> float | None:
        """From when on a sweep finds something, in the loop's seconds; `None` when nothing is open."""
        found = self.database.read_now(_open_moments)
        return min((self._loop.time() + self.seconds_until(moment) for moment in found), default=None)

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(moment - self._loop.time())

    def _next_round(self, due: float) -> float:
        """The first full minute after that, not before the next one."""
        return max(math.ceil(due / _ROUND), math.floor(self._loop.time() / _ROUND) + 1) * _ROUND


def _open_moments(session: Session) -> list[datetime]:
    lease, event = session.scalar(_NEXT_LEASE), session.scalar(_NEXT_EVENT)
    kept = None if event is None else event + timedelta(seconds=_ACTED_SOON)
    return [moment for moment in (lease, kept) if moment is not None]


async def during(work: Coroutine[Any, Any, None], *beside: Coroutine[Any, Any, None]) -> None:
    """Do `work`, and meanwhile what stands beside it; that ends with it, or ends it by failing."""
    main = asyncio.ensure_future(work)
    others = [asyncio.ensure_future(other) for other in beside]
    try:
        await asyncio.wait([main, *others], return_when=asyncio.FIRST_COMPLETED)
        failed = [task for task in others if task.done()]
        for task in failed:
            task.result()
        await main
    finally:
        left = {main, *others}
        while left:  # what is just ending something of its own may miss it the first time
            for task in left:
                task.cancel()
            _ended, left = await asyncio.wait(left, timeout=1)
