"""One process that sweeps once: it says when it is ready, begins when it is told to, and says how many payments it looked after."""

import asyncio
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db.engine import Database
from tests.paying.till import SetClock, Till


async def sweep(url: str, file: Path, now: datetime) -> None:
    """Sweep at that moment."""
    with closing(Database.open(url)) as database:
        till = Till.over(database, file, clock=SetClock(now))
        with closing(till.gateway):
            print("ready", flush=True)  # noqa: T201 - its parent reads it
            await asyncio.to_thread(sys.stdin.readline)
            print(await till.paying.sweep(), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(sweep(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
