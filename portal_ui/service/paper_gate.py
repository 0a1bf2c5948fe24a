"""Who may have a paper made just now: few at a time, accounts in turns, short papers not behind all the long ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from portal_ui.documents.turns import Turns
from portal_ui.errors import TooBusyError

Place = asyncio.Future[None]


class PaperGate:
    """Lets `at_once` through. The others wait, so that whoever reads pages meanwhile does not; one too many is refused at once.

    There are two lines, of short papers and of long ones, which take turns; in each, accounts take turns.
    """

    def __init__(self, *, at_once: int = 4, waiting: int = 256, waiting_of_one: int = 32) -> None:
        self._free = at_once
        self._waiting, self._waiting_of_one = waiting, waiting_of_one
        self._lines: tuple[Turns[Place], Turns[Place]] = (Turns(), Turns())
        self._was_long = False

    @asynccontextmanager
    async def turn(self, account: int, *, is_long: bool = False) -> AsyncIterator[None]:
        """Wait for a turn, and have it for as long as the block lasts.

        Raises:
            TooBusyError: too many are waiting, of all or of this account.
        """
        await self._enter(account, is_long=is_long)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, account: int, *, is_long: bool) -> None:
        if self._free:
            self._free -= 1
            return
        if sum(map(len, self._lines)) >= self._waiting or sum(line.of(account) for line in self._lines) >= self._waiting_of_one:
            raise TooBusyError
        line, place = self._lines[is_long], asyncio.get_running_loop().create_future()
        line.add(account, place)
        try:
            await place
        except asyncio.CancelledError:
            line.drop(account, place)
            if not place.cancelled():  # its turn had come in the same moment: the next one has it
                self._leave()
            raise

    def _leave(self) -> None:
        """Hand the turn on; free it where nobody waits."""
        while any(self._lines):
            self._was_long = not self._was_long if self._lines[not self._was_long] else self._was_long
            place = self._lines[self._was_long].next()
            if not place.done():
                place.set_result(None)
                return
        self._free += 1
