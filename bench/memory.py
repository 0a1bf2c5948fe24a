"""The memory of the serving process: with fifty dashboards open, and while a thousand visits come and go."""

import asyncio
import statistics
import time
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bench import people, servers
from bench.figures import Figure
from bench.open_pages import OpenPage
from bench.people import EIGHT, SignedIn
from bench.servers import Server

OPEN, MOST_MB = 50, 200
VISITS, WARM_UP, PER_SECOND = 1_000, 500, 10
FLAT = 1.1  # the last hundred visits against the hundred after the warm-up; Python lets garbage grow by a quarter before it looks at all


def run(database: Path, *, quick: bool = False) -> list[Figure]:
    """Both figures, and what a whole visit costs."""
    with TemporaryDirectory(prefix="portal-bench-") as data, servers.portal(database, Path(data)) as portal:
        return asyncio.run(_measure(portal, 200 if quick else VISITS, 50 if quick else WARM_UP))


async def _measure(portal: Server, visits: int, warm_up: int) -> list[Figure]:
    signed_in = [people.sign_in(portal, email) for email in EIGHT]
    at_rest = portal.memory_mb()
    async with ClientSession(connector=TCPConnector(limit=0, force_close=True), timeout=ClientTimeout(total=60)) as web:
        with_open = await _with_open(web, portal, signed_in)
        cpu = portal.cpu_ms()
        readings = await _visits(web, portal, signed_in, visits)
        cpu = (portal.cpu_ms() - cpu) / visits
    before, after = statistics.mean(readings[warm_up : warm_up + 100]), statistics.mean(readings[-100:])
    growth = after / before
    return [
        Figure(
            f"Memory of the serving process, {OPEN} open dashboards",
            f"at most {MOST_MB} MB",
            f"{with_open:.0f} MB ({at_rest:.0f} with none)",
            f"{(with_open - at_rest) * 1024 / OPEN:.0f} KB each",
            with_open <= MOST_MB,
        ),
        Figure(
            f"The same over {visits:,} visits",
            "flat",
            f"{before:.0f} MB, at the end {after:.0f} MB",
            f"x {growth:.2f}",
            growth <= FLAT,
        ),
        Figure("A whole visit: page, socket, goodbye", "", f"{cpu:.1f} ms CPU"),
    ]


async def _with_open(web: ClientSession, portal: Server, signed_in: list[SignedIn]) -> float:
    """MB while all are open."""
    found = [await OpenPage.open(web, portal, person, "/") for person, _ in zip(cycle(signed_in), range(OPEN), strict=False)]
    await asyncio.sleep(2)  # what the server sends after the handshake goes out
    memory = portal.memory_mb()
    lost = sum(not page.is_open for page in found)
    if lost:
        raise RuntimeError(f"{lost} of {OPEN} dashboards lost their socket.")
    await asyncio.gather(*(page.close() for page in found))
    return memory


async def _visits(web: ClientSession, portal: Server, signed_in: list[SignedIn], visits: int) -> list[float]:
    """MB after each visit; a visit begins on the beat, or when the one before is over."""
    readings = []
    began = time.monotonic()
    for at, person in zip(range(visits), cycle(signed_in), strict=False):
        await asyncio.sleep(max(0.0, began + at / PER_SECOND - time.monotonic()))
        page = await OpenPage.open(web, portal, person, "/")
        await page.close()
        readings.append(portal.memory_mb())
    return readings
