"""Which sessions are alive, known in memory so that socket events need not wait, and never older than a second when it counts."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from time import monotonic

from pages.guard.keeper import Keeper
from pages.guard.visitors import rights_of
from portal_ui import logs
from portal_ui.service.sessions import LookedUp, hashed

log = logging.getLogger("portal")
FRESH_SECONDS = 1.0
LOOK_UPS_PER_SECOND = 50
_TOUCH_SECONDS = 10.0
_KEPT_SECONDS = 60.0
_ENDED_KEPT = 4096
_MOST_WAITING = 100

Work = Callable[[LookedUp], None]


@dataclass
class Standing:
    """What was last known of one session."""

    token: str
    found: LookedUp
    asked_at: float
    touched_at: float = 0.0
    waiting: deque[tuple[Context, Work]] = field(default_factory=deque)


class Liveness:
    """Asks the keeper, and remembers. What has ended in this process is forgotten at once."""

    def __init__(self, keeper: Keeper, clock: Callable[[], float] = monotonic) -> None:
        self._keeper = keeper
        self._clock = clock
        self._standings: dict[int, Standing] = {}
        self._ended: deque[int] = deque(maxlen=_ENDED_KEPT)
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_end: list[Callable[[int], None]] = []
        self.on_change: list[Callable[[LookedUp], None]] = []  # each is told of a session that looks into something else now
        keeper.on_end.append(self._end)

    async def look_up(self, token: str) -> LookedUp | None:
        """Who holds the token, as the keeper says now."""
        if not token:
            return None
        asked_at = self._clock()
        found = await self._keeper.look_up(token)
        if found is None or found.session_id in self._ended:  # it may have ended while we asked
            return None
        standing = self._standings.get(found.session_id)
        if standing is None:
            self._standings[found.session_id] = Standing(token, found, asked_at)
            return found
        before, standing.token, standing.found, standing.asked_at = standing.found, token, found, asked_at
        if rights_of(before) != rights_of(found):
            for tell in self.on_change:
                tell(found)
        return found

    def is_known(self, session_id: int | None) -> bool:
        """Whether the session was alive when last asked for, and has not ended here since."""
        return session_id in self._standings

    def when_alive(self, session_id: int, work: Work) -> None:
        """Do `work` if the session is alive: at once when that is known, else as soon as the keeper has said so.

        What is asked for one session is done in the order it was asked; what waits for a session that has ended is dropped.
        """
        standing = self._standings.get(session_id)
        if standing is None or len(standing.waiting) >= _MOST_WAITING:
            return
        if not standing.waiting and self._clock() - standing.asked_at <= FRESH_SECONDS:
            work(standing.found)
            return
        standing.waiting.append((copy_context(), work))
        if len(standing.waiting) == 1:
            self._begin(self._refresh(session_id, standing))

    def touch(self, session_id: int) -> None:
        """Count an act of the person; the keeper hears of it soon."""
        standing = self._standings.get(session_id)
        if standing is not None and (not standing.touched_at or self._clock() - standing.touched_at > _TOUCH_SECONDS):
            standing.touched_at = self._clock()
            self._begin(self._tell_of_act(session_id))

    async def watch(self, open_sessions: Callable[[], set[int]]) -> None:
        """Ask again and again for the sessions that have pages open, and forget the others. Runs until cancelled.

        Up to `LOOK_UPS_PER_SECOND` sessions are asked for each second; with more, each waits its turn. An event never waits for this.
        """
        while True:
            await asyncio.sleep(FRESH_SECONDS)
            try:
                await self._round(open_sessions())
            except Exception:
                log.exception("A round of the watch over open sessions broke; the next one follows.")

    async def _round(self, wanted: set[int]) -> None:
        self._drop_unused(wanted)
        stalest = sorted((self._standings[id_] for id_ in wanted if id_ in self._standings), key=lambda standing: standing.asked_at)
        for standing in stalest[:LOOK_UPS_PER_SECOND]:
            await self._ask_again(standing)

    async def _tell_of_act(self, session_id: int) -> None:
        try:
            await self._keeper.touch(session_id)
        except Exception:  # noqa: BLE001 - the session only ends sooner; the person's request goes on
            log.warning("That a session is in use could not be noted.")

    async def _refresh(self, session_id: int, standing: Standing) -> None:
        try:
            await self._ask_again(standing)
        finally:
            waiting, standing.waiting = standing.waiting, deque()
            if self._standings.get(session_id) is standing and self._clock() - standing.asked_at <= FRESH_SECONDS:
                for context, work in waiting:
                    context.run(work, standing.found)

    async def _ask_again(self, standing: Standing) -> None:
        session_id = standing.found.session_id
        try:
            found = await self.look_up(standing.token)
        except Exception:  # noqa: BLE001 - without an answer nobody is let in, and nobody thrown out
            log.warning("Whether session %s is alive could not be asked.", logs.session_mark(hashed(standing.token)))
            return
        if found is None:
            self._forget(session_id)

    def _end(self, session_id: int) -> None:
        """The session is over for good, whatever an answer says that is under way."""
        self._ended.append(session_id)
        self._forget(session_id)

    def _forget(self, session_id: int) -> None:
        """Nobody is in it now; while the portal is closed to customers, theirs only rest."""
        if self._standings.pop(session_id, None) is not None:
            for tell in self.on_end:
                tell(session_id)

    def _drop_unused(self, wanted: set[int]) -> None:
        old = self._clock() - _KEPT_SECONDS
        unused = [
            session_id
            for session_id, standing in self._standings.items()
            if session_id not in wanted and standing.asked_at < old and not standing.waiting
        ]
        for session_id in unused:
            del self._standings[session_id]

    def _begin(self, job: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
