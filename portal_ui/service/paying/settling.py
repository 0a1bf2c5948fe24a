"""Everything that settles payments without anybody asking: rounds of looking, and news that the gateway pushes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from db.engine import Database
from portal_ui.gateways import PaymentGateway
from portal_ui.service.paying.hearing import Hearing
from portal_ui.service.paying.moments import Moment
from portal_ui.service.paying.refunding import Refunding
from portal_ui.service.paying.rounds import Rounds
from portal_ui.service.paying.sweeping import Sweep, Tell

_FAREWELL_SECONDS = 20.0


class Settling:
    """Looks after payments that nobody is sure of."""

    def __init__(self, database: Database, gateway: PaymentGateway, moment: Callable[[], Awaitable[Moment]], tell: Tell) -> None:
        self._gateway = gateway
        self._sweep = Sweep(database, gateway, moment, tell)
        self._hearing = Hearing(database, gateway, moment, tell)
        self._refunding = Refunding(database, gateway, moment, tell)
        self._rounds = Rounds(self._begin_afresh, self.sweep)
        self._acting: set[asyncio.Task[None]] = set()

    def hurry(self) -> None:
        """Have the next round soon: somebody waits to be told."""
        self._rounds.hurry()

    async def sweep(self) -> int:
        """Settle whatever can be settled by now; returns how many payments were looked after."""
        looked = await self._sweep.run() + await self._refunding.look_after()
        await self._hearing.retry()
        return looked

    async def hear(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Take a webhook.

        Raises:
            BadEventError: it is not the gateway's, too old, or not readable; nothing was kept.
        """
        event = self._gateway.read_event(body, headers)
        if await self._hearing.keep(event):
            acting = asyncio.create_task(self._hearing.act(event))
            self._acting.add(acting)
            acting.add_done_callback(self._acting.discard)

    async def _begin_afresh(self) -> None:
        await self._sweep.begin_afresh()
        await self._refunding.begin_afresh()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do the rounds until the block ends; then let what is being acted on finish."""
        async with self._rounds.running():
            yield
        if self._acting:
            await asyncio.wait(set(self._acting), timeout=_FAREWELL_SECONDS)
