"""What others notice while many are at the door at once: how late the page of somebody who is in comes."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench import doors, people, servers
from bench.figures import Figure
from bench.people import PASSWORD
from bench.servers import SECRET, Server
from db import schema
from db.engine import Database
from portal_ui.passwords import hash_password

FEW, MOST_MS = 10, 300
MANY, MOST_P95_MS = 500, 1_000
_AT_ONCE = 100  # threads that knock


def run(*, quick: bool = False) -> list[Figure]:
    """A page beside ten sign-ins at once, and beside five hundred."""
    many = 100 if quick else MANY
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        file = Path(folder) / "portal.sqlite"
        schema.upgrade(f"sqlite:///{file}")
        with closing(Database.open(f"sqlite:///{file}")) as database:
            database.write_now(doors.fill, hash_password(PASSWORD, SECRET), 1)
        with servers.portal(file, Path(folder)) as portal:
            headers = people.sign_in(portal, "known0@example.com").headers
            few, crowd = _beside(portal, headers, FEW), _beside(portal, headers, many)
    worst, p95 = max(few), statistics.quantiles(crowd, n=20)[-1]
    beside = f"{worst:.0f} ms at the worst of {len(few)} pages"
    return [
        Figure(f"A page beside {FEW} sign-ins at once", f"under {MOST_MS} ms", beside, "", worst < MOST_MS),
        Figure(f"A page beside {many} sign-ins at once", f"95 % under {MOST_P95_MS} ms", f"{p95:.0f} ms", "", p95 < MOST_P95_MS),
    ]


def _beside(portal: Server, headers: dict[str, str], count: int) -> list[float]:
    """How many milliseconds each page took, one after the other, as long as somebody was at the door."""
    begin = threading.Barrier(min(count, _AT_ONCE) + 1)
    with ThreadPoolExecutor(min(count, _AT_ONCE)) as threads:
        knocking = [threads.submit(_knock, portal, number, begin if number < _AT_ONCE else None) for number in range(count)]
        begin.wait()
        found: list[float] = []
        while not found or not all(one.done() for one in knocking):
            began = time.perf_counter()
            connection = HTTPConnection("127.0.0.1", portal.port, timeout=60)
            connection.request("GET", "/", headers=headers)
            connection.getresponse().read()
            connection.close()
            found.append((time.perf_counter() - began) * 1000)
    return found


def _knock(portal: Server, number: int, begin: threading.Barrier | None) -> None:
    if begin is not None:
        begin.wait()
    form = urlencode({"email": f"nobody{number}@example.com", "password": "not the one at all"})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": portal.url}
    with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", portal.port, timeout=60)) as connection:
        connection.request("POST", "/sign-in", form, headers)
        connection.getresponse().read()
