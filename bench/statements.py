"""What a balance statement costs a real server, against the page of the invoice grid."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import demo_folder, people, servers
from bench.accounts import Plan
from bench.figures import Figure
from bench.pages import asking, cost_of
from bench.servers import Server
from bench.stopwatch import Spent, middle

MOST_X_GRID = 3
_OPEN = Plan("ST", open_invoices=1_000, paid_invoices=4_000)
_ADDRESSES = {"grid": "/invoices", "account": "/statement", "location": f"/statement?location={_OPEN.number}-L1"}


def run(*, quick: bool = False) -> list[Figure]:
    """The whole account's, and one location's."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        demo_folder.prepare(Path(folder), [_OPEN])
        with servers.demo(Path(folder)) as portal:
            found = _measured(portal, 2 if quick else 7)
    return [
        _figure(f"Balance statement on screen, {_OPEN.open_invoices:,} open invoices", found["account"], found["grid"]),
        _figure("The same for one of twelve locations", found["location"], found["grid"]),
    ]


def _measured(portal: Server, rounds: int) -> dict[str, Spent]:
    headers = people.sign_in(portal, _OPEN.email).headers
    asks: dict[str, Callable[[], None]] = {name: asking(portal, address, headers) for name, address in _ADDRESSES.items()}
    for ask in asks.values():
        for _time in range(5):
            ask()
    found: dict[str, list[Spent]] = {name: [] for name in asks}
    for _round in range(rounds):
        for name, ask in asks.items():
            found[name].append(cost_of(portal, ask, 20))
    return {name: middle(spent) for name, spent in found.items()}


def _figure(what: str, cost: Spent, grid: Spent) -> Figure:
    cpu, wall = cost.cpu_ms / grid.cpu_ms, cost.wall_ms / grid.wall_ms
    measured = f"{cost.cpu_ms:.1f} ms CPU, {cost.wall_ms:.1f} ms wall (grid {grid.cpu_ms:.1f} and {grid.wall_ms:.1f})"
    return Figure(what, f"at most {MOST_X_GRID} x grid", measured, f"{cpu:.1f} x CPU, {wall:.1f} x wall", max(cpu, wall) <= MOST_X_GRID)
