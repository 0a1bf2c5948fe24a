"""The figures of paying: the portal's own share of a payment, the payment dialog, and a start over unsettled payments."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import dialog, till, unsettled
from bench.figures import Figure
from tests.postgres import PostgresServer

MOST_SQLITE_MS, MOST_POSTGRESQL_MS = 60, 30
MOST_OPEN_MS = 200
MOST_SETTLE_SECONDS = 120


def run(*, quick: bool = False) -> list[Figure]:
    """All of them."""
    return [*_shares(5 if quick else 20), *_dialog(2 if quick else 9), *_start(1 if quick else 3)]


def _shares(rounds: int) -> list[Figure]:
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        found = till.measured(f"sqlite:///{folder}/portal.sqlite", Path(folder), rounds)
    figures = _of_database("SQLite", found, MOST_SQLITE_MS)
    with (
        PostgresServer.started(is_durable=True) as server,
        server.fresh_database() as url,
        TemporaryDirectory(prefix="portal-bench-") as folder,
    ):
        found = till.measured(url, Path(folder), rounds)
    return [*figures, *_of_database("PostgreSQL", found, MOST_POSTGRESQL_MS)]


def _of_database(name: str, found: till.Found, most: int) -> list[Figure]:
    what = f"Own share of a saved-card payment on {name}"
    alone = f"p50 {statistics.median(found.alone):.1f} ms; of a whole payment {found.cpu_ms:.1f} ms CPU"
    return [
        _share(f"{what}, {till.PAYERS} payers at once", found.apart, most),
        _share(f"{what}, {till.PAYERS} payers at once, all at the same three invoices", found.together),
        _share(f"{what}, {till.PAYERS} payers at one instant", found.burst, most),
        _share(f"{what}, {till.PAYERS} payers at one instant, all at the same three invoices", found.burst_together),
        Figure(f"Its three transactions alone, on {name}", "", f"{alone}; at most {found.each_second:.0f} payments a second"),
    ]


def _share(what: str, found: Sequence[float], most: int | None = None) -> Figure:
    """Without a longest time, it is enough that every payment went through: the measuring ends at one that did not."""
    p95 = statistics.quantiles(found, n=20)[-1]
    measured = f"p95 {p95:.0f} ms, p50 {statistics.median(found):.0f} ms"
    if most is None:
        return Figure(what, "each is paid", f"{measured}; {len(found)} of {len(found)} paid", "", is_met=True)
    return Figure(what, f"p95 {most} ms", measured, "", p95 <= most)


def _dialog(rounds: int) -> list[Figure]:
    figures = []
    for count, opened in dialog.measured(rounds).items():
        usable, ticked = statistics.median(opened.usable), statistics.median(opened.ticked)
        most, is_met = (f"under {MOST_OPEN_MS} ms", usable < MOST_OPEN_MS) if count == min(dialog.SIZES) else ("usable", None)
        measured = f"{usable:.0f} ms; a box ticked, {ticked:.0f} ms; the sum right"
        figures.append(Figure(f"Payment dialog usable in Chromium, {count:,} open invoices", most, measured, "", is_met))
    return figures


def _start(rounds: int) -> list[Figure]:
    found = unsettled.measured(rounds)
    ours, calm, settled = (statistics.median(times) for times in (found.start_seconds, found.calm_start_seconds, found.settled_seconds))
    pages, worst = statistics.median(found.page_ms or [0.0]), max(found.page_ms, default=0.0)
    measured = f"{ours:.1f} s to the first answer (with none {calm:.1f}); pages meanwhile {pages:.0f} ms, at the worst {worst:.0f}"
    return [
        Figure(f"Start over {unsettled.UNSETTLED:,} unsettled payments", "serves at once", measured, f"{ours / calm:.2f} x"),
        Figure("All of them settled", f"under {MOST_SETTLE_SECONDS} s", f"{settled:.0f} s", "", settled < MOST_SETTLE_SECONDS),
    ]
