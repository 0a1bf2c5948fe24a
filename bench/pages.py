"""What a dashboard page costs a real server, and how many pages a second eight people get from it."""

import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import people, servers
from bench.figures import Figure
from bench.large_books import LARGE, MIDDLE
from bench.load import Reader, pages_a_second
from bench.people import EIGHT, LARGE_PERSON
from bench.servers import Server
from bench.stopwatch import Spent, middle

MOST_X_REF = 6
LEAST_SHARE = 0.15
_LISTS = ("/invoices", "/orders", "/invoices?status=all&page=2", "/payments", "/invoices?status=all&sort=-total")


def run(database: Path, *, quick: bool = False) -> list[Figure]:
    """Both figures, against the reference page on the same database."""
    with (
        TemporaryDirectory(prefix="portal-bench-") as data,
        servers.portal(database, Path(data)) as portal,
        servers.reference(database, MIDDLE) as reference,
    ):
        return [*_dashboard(portal, reference, 2 if quick else 7), _throughput(portal, reference, 2 if quick else 4)]


def _dashboard(portal: Server, reference: Server, rounds: int) -> list[Figure]:
    plain = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}
    asks = {
        "middle": (portal, asking(portal, "/", people.sign_in(portal, EIGHT[0]).headers)),
        "large": (portal, asking(portal, "/", people.sign_in(portal, LARGE_PERSON).headers)),
        "ref": (reference, asking(reference, f"/customers/{MIDDLE}/invoices", plain)),
        "large ref": (reference, asking(reference, f"/customers/{LARGE}/invoices", plain)),
    }
    for _server, ask in asks.values():
        for _time in range(5):
            ask()
    found: dict[str, list[Spent]] = {name: [] for name in asks}
    for _round in range(rounds):
        for name, (server, ask) in asks.items():
            found[name].append(cost_of(server, ask, 50 if server is reference else 20))
    cost = {name: middle(spent) for name, spent in found.items()}
    return [
        _figure("Server time of a dashboard page (first tab), 5,000 invoices", cost["middle"], cost["ref"]),
        _figure("Server time of a dashboard page (first tab), 100,000 invoices", cost["large"], cost["large ref"]),
    ]


def _figure(what: str, cost: Spent, ref: Spent) -> Figure:
    cpu, wall = cost.cpu_ms / ref.cpu_ms, cost.wall_ms / ref.wall_ms
    measured = f"{cost.cpu_ms:.1f} ms CPU, {cost.wall_ms:.1f} ms wall (ref {ref.cpu_ms:.1f} and {ref.wall_ms:.1f})"
    return Figure(what, f"at most {MOST_X_REF} x ref", measured, f"{cpu:.1f} x CPU, {wall:.1f} x wall", max(cpu, wall) <= MOST_X_REF)


def asking(server: Server, address: str, headers: dict[str, str]) -> Callable[[], None]:
    """How to ask the server for that page once, over a connection that is kept."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)

    def ask() -> None:
        try:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
        except (RemoteDisconnected, BrokenPipeError):  # nothing was asked for a while
            connection.close()
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} was answered with {answer.status}.")

    return ask


def cost_of(server: Server, ask: Callable[[], None], times: int) -> Spent:
    """What an answer takes: the median by the clock, and of the server's processor time."""
    cpu, walls = server.cpu_ms(), []
    for _time in range(times):
        began = time.perf_counter()
        ask()
        walls.append((time.perf_counter() - began) * 1000)
    return Spent(statistics.median(walls), (server.cpu_ms() - cpu) / times)


def _throughput(portal: Server, reference: Server, rounds: int) -> Figure:
    readers = [Reader(people.sign_in(portal, email).headers, _turned(_LISTS, at)) for at, email in enumerate(EIGHT)]
    plain = tuple(f"/customers/{MIDDLE}/invoices?page={page}" for page in range(1, 6))
    strangers = [Reader({"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}, _turned(plain, at)) for at in range(8)]
    ours, refs = [], []
    for _round in range(rounds):
        ours.append(pages_a_second(portal, readers, 3))
        refs.append(pages_a_second(reference, strangers, 3))
    our, ref = statistics.median(ours), statistics.median(refs)
    measured = f"{our:.0f} pages a second (ref {ref:.0f})"
    share = our / ref
    return Figure(
        "Throughput, 8 people signed in reading lists, one process", "at least 15 % of ref", measured, f"{share:.0%}", share >= LEAST_SHARE
    )


def _turned(addresses: tuple[str, ...], by: int) -> tuple[str, ...]:
    at = by % len(addresses)
    return (*addresses[at:], *addresses[:at])
