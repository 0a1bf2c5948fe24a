"""What the money desk costs the service among a hundred thousand payments of all accounts, against the reference page."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench import reference
from bench.figures import Figure
from bench.large_books import SIZES, SMALL, TODAY
from bench.stopwatch import Ask, Spent, in_turns
from db.engine import Database
from db.scope import OfficeScope
from portal_ui.service.company import Company
from portal_ui.service.money_desk import waiting
from portal_ui.service.money_desk.reading import PaymentList
from portal_ui.views import GridWish

MOST_X_REF = 3
PAYMENTS = sum(SIZES.values())
_WISHES = {
    "newest": GridWish(status="all"),
    "by amount": GridWish(status="all", sort="amount", descending=True),
    "in process": GridWish(status="in-process"),
    "refunded": GridWish(status="refunded"),
    "disputed": GridWish(status="disputed"),
    "void": GridWish(status="void"),
    "recorded": GridWish(status="recorded"),
    "failed": GridWish(status="failed"),
    "page 40": GridWish(status="all", page=40),
}


def run(database: Path, *, quick: bool = False) -> list[Figure]:
    """The list in its usual ways, and the figures above it."""
    opened = Database.open(f"sqlite:///{database}")
    try:
        spent = asyncio.run(_measure(opened, f"sqlite:///{database}", 5 if quick else 21))
    finally:
        opened.close()
    ref = spent.pop("ref")
    return [_figure(name, one, ref) for name, one in spent.items()]


async def _measure(database: Database, url: str, rounds: int) -> dict[str, Spent]:
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 18, tzinfo=UTC)
    listed = PaymentList(database, Company(database, lambda: noon))
    asks: dict[str, Ask] = {f"list, {name}": partial(listed.page, OfficeScope(), wish) for name, wish in _WISHES.items()}
    asks["what waits"] = partial(database.read, waiting.totals)
    asks["ref"] = reference.asking(reference.app(url), SMALL)
    return await in_turns(asks, rounds=rounds, each=10)


def _figure(name: str, spent: Spent, ref: Spent) -> Figure:
    ratio = spent.cpu_ms / ref.cpu_ms
    what = f"Money desk, {PAYMENTS:,} payments: {name}"
    measured = f"{spent.cpu_ms:.2f} ms CPU (ref {ref.cpu_ms:.2f})"
    return Figure(what, f"at most {MOST_X_REF} x ref", measured, f"{ratio:.1f} x", ratio <= MOST_X_REF)
