"""Open pages learn that an account's money or its cards changed: at once from this process, within a second from any other."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from db.engine import Database
from db.queries import changes as queries

log = logging.getLogger("portal")
LOOK_SECONDS = 1.0

Callback = Callable[[], None]


class Changes:
    """Who listens to which account; `beside` is one more look to take each second.

    Callbacks run on the event loop, one after the other; they return at once.
    """

    def __init__(self, database: Database, beside: Callable[[], Awaitable[None]] | None = None) -> None:
        self._db = database
        self._beside = beside
        self._listeners: dict[int, list[Callback]] = defaultdict(list)
        self._known: dict[int, int] = {}

    def listen(self, customer_id: int, callback: Callback, *, seen: int) -> Callable[[], None]:
        """Have `callback()` called after each change of the account; returns how to stop that.

        `seen` is the account's version from before the caller read anything: what changed since then is told too.
        """
        self.tell(customer_id, seen)  # those who listen already may not have heard of it
        self._listeners[customer_id].append(callback)
        if self._known.setdefault(customer_id, seen) > seen:
            _call(callback)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners[customer_id].remove(callback)
            if not self._listeners[customer_id]:
                del self._listeners[customer_id]
                self._known.pop(customer_id, None)

        return stop

    def tell(self, customer_id: int, version: int) -> None:
        """This process has just committed a change; `version` is the account's after it."""
        if customer_id not in self._listeners or version <= self._known[customer_id]:
            return
        self._known[customer_id] = version
        for callback in list(self._listeners[customer_id]):
            _call(callback)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look each second for what other processes changed, until the block ends."""
        watching = asyncio.create_task(self._watch(), name="watch accounts")
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for look in filter(None, (self._look, self._beside)):
                try:
                    await look()
                except Exception:
                    log.exception("Changes could not be looked for; the next look follows.")

    async def _look(self) -> None:
        listened = set(self._listeners)
        if not listened:
            return
        for customer_id, version in (await self._db.read(queries.versions, listened)).items():
            self.tell(customer_id, version)


def _call(callback: Callback) -> None:
    try:
        callback()
    except Exception:
        log.exception("A page could not be told of a change; the others are.")
