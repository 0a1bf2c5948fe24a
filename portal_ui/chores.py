"""What the portal does by itself, each minute and once a day."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from portal_ui.service import Portal

log = logging.getLogger("portal")
_MINUTE_SECONDS = 60
_HOUR_SECONDS = 60 * 60
_DAY_SECONDS = 24 * 60 * 60


@asynccontextmanager
async def running(portal: Portal) -> AsyncIterator[None]:
    """Do the chores now and again and again until the block ends."""
    async with AsyncExitStack() as stack:
        for chore, seconds in (
            (portal.cards.sweep, _MINUTE_SECONDS),
            (portal.alarm.look, _MINUTE_SECONDS),
            (portal.comparing.daily, _HOUR_SECONDS),
            (portal.card_dates.daily, _HOUR_SECONDS),
            (portal.autopay.work, _HOUR_SECONDS),
            (portal.autopay.settle, _MINUTE_SECONDS),
            (portal.shelf.sweep, _HOUR_SECONDS),
            (portal.sign_in.tidy, _DAY_SECONDS),
            (portal.paying.tidy, _DAY_SECONDS),
        ):
            await stack.enter_async_context(_repeated(chore, seconds))
        yield


@asynccontextmanager
async def _repeated(chore: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    task = asyncio.create_task(_again_and_again(chore, seconds), name="chore")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _again_and_again(chore: Callable[[], Awaitable[None]], seconds: float) -> None:
    while True:
        try:
            await chore()
        except Exception:  # a chore that fails must not end the others, nor the portal; the next time brings another try
            log.exception("A chore failed.")
        await asyncio.sleep(seconds)
