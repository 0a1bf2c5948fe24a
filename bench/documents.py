"""How long the papers take, and how long the event loop waits while they are made."""

import asyncio
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from bench import plain_papers, weasy_papers
from bench.stopwatch import peak_mb
from portal_ui.documents import invoice, order_receipt, payment_receipt, press, statement
from portal_ui.documents.paper import Job
from portal_ui.documents.workers import Limits, Workers
from portal_ui.views import CompanyView
from tests.builders import papers, statements

_TURNS = 15
_TICK_SECONDS = 0.005
_AT_ONCE, _MANY = 20, 200
_ROUNDS = 20  # twenty are made in an eighth of a second, which is too short for a percentile
_USUAL_THRESHOLDS = gc.get_threshold()

KINDS: dict[str, Callable[[str, CompanyView], Job]] = {
    "invoice_15_lines": lambda number, company: invoice.job(papers.invoice(number=number, count=15), company),
    "invoice_200_lines": lambda number, company: invoice.job(papers.invoice(number=number, count=200), company),
    "order_receipt": lambda number, company: order_receipt.job(papers.order(number=number), papers.DANA, company),
    "payment_receipt": lambda number, company: payment_receipt.job(papers.payment(number=number), {"10498": (0, 0)}, company),
}


_ROWS = (100, 1_000, 10_000)
_OF_ONE: dict[str, Callable[[int], Job]] = {
    "invoice": lambda turn: invoice.job(papers.invoice(number=str(turn), count=15), papers.company()),
    "order_receipt": lambda turn: order_receipt.job(papers.order(number=str(turn)), papers.DANA, papers.company()),
    "payment_receipt": lambda turn: payment_receipt.job(papers.payment(number=str(turn)), {"10498": (0, 0)}, papers.company()),
} | {
    f"statement_{rows}": lambda turn, rows=rows: statement.job(statements.statement(statements.rows(rows + turn % 3)), papers.company())
    for rows in _ROWS
}


def singles(*, quick: bool = False) -> dict[str, float]:
    """CPU milliseconds of one paper in a warm process, ours and drawn by reportlab alone in turns; bytes of an invoice; a worker's peak."""
    press.warm()
    figures: dict[str, float] = {}
    for name, job in _OF_ONE.items():
        turns = {"statement_1000": 5, "statement_10000": 1 if quick else 3}.get(name, 5 if quick else 15)
        costs: dict[str, list[float]] = {"": [], "plain_": [], "weasy_": []}
        seldom = 1 if name == "statement_10000" else 3 if name == "statement_1000" else turns  # it takes a minute for the longest
        for turn in range(turns + 1):
            told = json.loads(json.dumps(job(turn).as_json()))
            costs[""].append(_cost_ms(partial(press.printed, told)))
            costs["plain_"].append(_cost_ms(partial(plain_papers.drawn, told)))
            if weasy_papers.is_there() and turn <= seldom and not (name == "statement_10000" and (quick or turn)):
                costs["weasy_"].append(_cost_ms(partial(weasy_papers.drawn, told)))
        figures |= {f"{name}_{which}ms": statistics.median(found[1:] or found) for which, found in costs.items() if found}
    gc.unfreeze()
    gc.set_threshold(*_USUAL_THRESHOLDS)
    figures["invoice_bytes"] = len(press.printed(json.loads(json.dumps(_OF_ONE["invoice"](0).as_json()))).data)
    return figures | {"peak_mb": asyncio.run(_peak_mb())}


def _cost_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


async def _peak_mb() -> float:
    """The most memory that a worker held while it made a statement of ten thousand rows."""
    with tempfile.TemporaryDirectory() as folder:
        workers = Workers(Limits(workers=1, resident_bytes=1 << 40))
        await workers.make(json.dumps(_OF_ONE["statement_10000"](0).as_json() | {"path": f"{folder}/long.pdf"}).encode())
        (process_id,) = workers.process_ids()
        peak = peak_mb(process_id)
        await workers.stop()
    return peak


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
    lags: list[float] = []
    own: list[float] = []
    for again in range(_ROUNDS):
        jobs = [_wire("invoice_15_lines", f"{again}-{turn}", folder) for turn in range(_AT_ONCE)]  # the portal does this in threads
        late, computed = await _ticks_while(asyncio.gather(*map(workers.make, jobs)))
        lags, own = lags + late, own + computed
    many = [_wire("invoice_15_lines", f"many-{turn}", folder) for turn in range(_MANY)]
    began, lines = time.perf_counter(), asyncio.Semaphore(32)

    async def make(job: bytes) -> None:
        async with lines:
            await workers.make(job)

    await asyncio.gather(*map(make, many))
    figures["papers_per_second"] = _MANY / (time.perf_counter() - began)
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
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in (run() | singles()).items()}, indent=1) + "\n")
