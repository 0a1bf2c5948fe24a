"""What the portal does by itself, once a day."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from portal_ui.service import Portal

log = logging.getLogger("portal")
_DAY_SECONDS = 24 * 60 * 60


@asynccontextmanager
async def running(portal: Portal) -> AsyncIterator[None]:
    """Do the chores now and each day until the block ends."""
    chores = asyncio.create_task(_every_day(portal), name="chores")
    try:
        yield
    finally:
        chores.cancel()
        with suppress(asyncio.CancelledError):
            await chores


async def _every_day(portal: Portal) -> None:
    while True:
        try:
            await portal.sign_in.tidy()
        except Exception:  # a chore that fails must not end the others, nor the portal; the next day brings another try
            log.exception("A daily chore failed.")
        await asyncio.sleep(_DAY_SECONDS)
