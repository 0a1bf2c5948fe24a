"""When payments are looked after: at the start, each minute, and every few seconds while somebody waits to be told."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

log = logging.getLogger("portal")
_USUAL_SECONDS = 60.0
_SOON_SECONDS = 3.0


class Rounds:
    """Does the rounds until its block ends. One that fails costs no other."""

    def __init__(self, begin: Callable[[], Awaitable[None]], go: Callable[[], Awaitable[int]]) -> None:
        self._begin = begin
        self._go = go
        self._wanted = asyncio.Event()

    def hurry(self) -> None:
        """Have the next round soon."""
        self._wanted.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Begin now."""
        rounds = asyncio.create_task(self._keep_going(), name="look after payments")
        try:
            yield
        finally:
            rounds.cancel()
            with suppress(asyncio.CancelledError):
                await rounds

    async def _keep_going(self) -> None:
        looked = await self._tried(self._begin, None)
        while True:
            looked = await self._tried(self._go, looked)
            if looked:  # somebody may be waiting, so the next one follows soon
                await asyncio.sleep(_SOON_SECONDS)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(_USUAL_SECONDS):  # not wait_for, which on 3.11 may swallow the end of the process
                    await self._wanted.wait()
                self._wanted.clear()
                await asyncio.sleep(_SOON_SECONDS)
                looked = None

    async def _tried(self, work: Callable[[], Awaitable[int | None]], otherwise: int | None) -> int | None:
        try:
            return await work()
        except Exception:
            log.exception("Payments could not be looked after; the next round tries again.")
            return otherwise
