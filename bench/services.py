"""What the reading services cost: a grid's page, what an account owes, and whole lists as files."""

import asyncio
import json
import sys
import time
import tracemalloc
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.large_books import LARGE, MIDDLE, SIZES, SMALL, TODAY, large_books
from bench.stopwatch import Ask, in_turns
from db.engine import Database
from db.scope import Scope
from portal_ui.exports import Format, columns, written
from portal_ui.service.company import Company
from portal_ui.service.customers import Customers
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.payments import Payments
from portal_ui.views import GridWish

_WISHES = {
    "usual": GridWish(),
    "all": GridWish(status="all"),
    "number": GridWish(sort="number"),
    "total, falling": GridWish(sort="total", descending=True),
    "all, by status": GridWish(status="all", sort="status"),
    "all, by terms": GridWish(status="all", sort="terms"),
    "overdue": GridWish(status="overdue"),
    "void": GridWish(status="void"),
    "page 40": GridWish(status="all", page=40),
    "search": GridWish(status="all", search="mill"),
    "search, rare": GridWish(status="all", search="no such thing"),
}


def run(folder: Path | None = None) -> dict[str, float]:
    """Milliseconds of each call among a million invoices, and of a download the peak of memory in MB; a kept folder is used again."""
    with large_books(folder=folder) as database:
        return asyncio.run(_measured(database))


def page_calls(database: Database) -> dict[int, Ask]:
    """The usual page of invoices for the customers with 20, 5,000 and 100,000 of them, to be measured beside something else."""
    invoices = Invoices(database, _company(database))
    return {SIZES[customer]: partial(invoices.page, Scope(customer), GridWish()) for customer in SIZES}


def summary_calls(database: Database) -> dict[int, Ask]:
    """Outstanding, overdue and aging for the same customers."""
    customers = Customers(database, _company(database))
    return {SIZES[customer]: partial(customers.summary, Scope(customer)) for customer in SIZES}


def _company(database: Database) -> Company:
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 18, tzinfo=UTC)
    return Company(database, lambda: noon)


async def _measured(database: Database) -> dict[str, float]:
    invoices = Invoices(database, _company(database))
    calls: dict[str, Ask] = {f"usual page of {size:,}": ask for size, ask in page_calls(database).items()}
    calls |= {f"summary of {size:,}": ask for size, ask in summary_calls(database).items()}
    quick = await in_turns(calls, rounds=15, each=20)
    others: dict[str, Ask] = {
        f"page of {SIZES[customer]:,}, {name}": partial(invoices.page, Scope(customer), wish)
        for name, wish in _WISHES.items()
        for customer in (SMALL, MIDDLE, LARGE)
    }
    for listing in (Orders(database, _company(database)), Payments(database, _company(database))):
        others |= {
            f"{type(listing).__name__.lower()} of {SIZES[customer]:,}": partial(listing.page, Scope(customer), GridWish())
            for customer in (SMALL, MIDDLE, LARGE)
        }
    others[f"exact count of {SIZES[LARGE]:,}"] = partial(invoices.count, Scope(LARGE), GridWish(status="all"))
    slower = await in_turns(others, rounds=5, each=4)
    figures = {name: round(spent.wall_ms, 2) for name, spent in (quick | slower).items()}
    for form in Format:
        figures |= await _download(invoices, form)
    return figures


async def _download(invoices: Invoices, form: Format) -> dict[str, float]:
    """How long a hundred thousand rows take, how late the loop is meanwhile at the worst, and how much memory they need."""
    beat = asyncio.create_task(_worst_beat())
    began, cpu_began = time.perf_counter(), time.process_time()
    file = await written(invoices.export(Scope(LARGE), GridWish(status="all")), columns.invoices(), form)
    took, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - cpu_began) * 1000
    beat.cancel()
    size = file.seek(0, 2)
    file.close()
    tracemalloc.start()
    (await written(invoices.export(Scope(LARGE), GridWish(status="all")), columns.invoices(), form)).close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    name = f"{form.value} of {SIZES[LARGE]:,} rows"
    late = await asyncio.gather(beat, return_exceptions=False)
    return {
        name: round(took),
        f"{name}, CPU": round(cpu),
        f"{name}, MB of file": size / 1e6,
        f"{name}, MB of memory": peak / 1e6,
        f"{name}, loop late": late[0],
    }


async def _worst_beat() -> float:
    """The longest the event loop was late, in ms, until cancelled."""
    worst = 0.0
    try:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            worst = max(worst, time.perf_counter() - began - 0.005)
    except asyncio.CancelledError:
        return round(worst * 1000, 1)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]) if len(sys.argv) > 1 else None), indent=1) + "\n")
