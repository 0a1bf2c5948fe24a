"""How long the papers take, and how long the event loop waits while they are made."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from portal_ui.documents import invoice, order_receipt, payment_receipt
from portal_ui.documents.paper import Job
from portal_ui.documents.workers import Limits, Workers
from portal_ui.views import CompanyView
from tests.builders import papers

_TURNS = 15
_TICK_SECONDS = 0.005
_AT_ONCE = 20

KINDS: dict[str, Callable[[str, CompanyView], Job]] = {
    "invoice_15_lines": lambda number, company: invoice.job(papers.invoice(number=number, count=15), company),
    "invoice_200_lines": lambda number, company: invoice.job(papers.invoice(number=number, count=200), company),
    "order_receipt": lambda number, company: order_receipt.job(papers.order(number=number), papers.DANA, company),
    "payment_receipt": lambda number, company: payment_receipt.job(papers.payment(number=number), {"10498": (0, 0)}, company),
}


def run() -> dict[str, float]:
    """CPU milliseconds a paper, start to first paper, and what a 5 ms ticker saw while 20 were made on two workers.

    `lag_*` is how late the ticker came, whoever kept it waiting; `own_*` what this process computed between two of its ticks.
    """
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))


async def _measured(folder: Path) -> dict[str, float]:
    figures = await _papers(folder)
    workers = Workers()
    idle, _ = await _ticks_while(asyncio.sleep(0.5))
    began = time.perf_counter()
    await workers.make(_wire("invoice_15_lines", "0", folder))
    figures["first_paper_ms"] = _ms(began)
    jobs = [_wire("invoice_15_lines", f"20-{turn}", folder) for turn in range(_AT_ONCE)]  # the portal does this in threads
    began = time.perf_counter()
    lags, own = await _ticks_while(asyncio.gather(*map(workers.make, jobs)))
    figures["papers_per_second"] = _AT_ONCE / (time.perf_counter() - began)
    await workers.stop()
    figures |= {"idle_lag_max_ms": max(idle), "lag_max_ms": max(lags), "lag_p99_ms": statistics.quantiles(lags, n=100)[98]}
    return figures | {"own_max_ms": max(own), "own_p99_ms": statistics.quantiles(own, n=100)[98]}


async def _papers(folder: Path) -> dict[str, float]:
    """The CPU time of a worker that is warm, so that whatever else the machine does counts little."""
    workers = Workers(Limits(workers=1))
    await workers.make(_wire("order_receipt", "0", folder))
    (process_id,) = workers.process_ids()
    figures = {}
    for kind in KINDS:
        turns = _TURNS if kind != "invoice_200_lines" else 2
        began = _cpu_ms(process_id)
        for turn in range(turns):
            await workers.make(_wire(kind, f"{turn}", folder))
        figures[f"{kind}_cpu_ms"] = (_cpu_ms(process_id) - began) / turns
    await workers.stop()
    return figures


def _cpu_ms(process_id: int) -> float:
    """What a process has computed so far."""
    user, system = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


async def _ticks_while(work: Awaitable[object]) -> tuple[list[float], list[float]]:
    """How much later than asked each tick came while `work` was done, and what this process computed until then, in milliseconds."""
    lags: list[float] = []
    own: list[float] = []
    task = asyncio.ensure_future(work)
    while not task.done():
        asked, computed = time.perf_counter(), time.process_time()
        await asyncio.sleep(_TICK_SECONDS)
        lags.append(_ms(asked) - _TICK_SECONDS * 1000)
        own.append((time.process_time() - computed) * 1000)
    await task
    return lags, own


def _wire(kind: str, number: str, folder: Path) -> bytes:
    return json.dumps(KINDS[kind](number, papers.company()).as_json() | {"path": str(folder / f"{kind}-{number}.pdf")}).encode()


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in run().items()}, indent=1) + "\n")
