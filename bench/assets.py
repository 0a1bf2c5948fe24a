"""What the static files of a first visit cost the server: with the guard's shelf, and as the framework serves them itself."""

import json
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from nicegui import __version__ as nicegui_version

from bench import servers
from bench.servers import Server
from db import schema
from pages.guard import asset_url

VISITS = 100
_STATIC = f"/_nicegui/{nicegui_version}/static"
FRAMEWORK = [
    f"{_STATIC}/{name}"
    for name in (
        "fonts.css",
        "quasar.unimportant.prod.css",
        "quasar.important.prod.css",
        "nicegui.css",
        "socket.io.min.js",
        "vue.esm-browser.prod.js",
        "quasar.umd.prod.js",
        "nicegui.js",
        "dompurify.mjs",
        "lang/en-US.umd.prod.js",
        "favicon.ico",
    )
]
OURS = [asset_url(name) for name in ("theme.css", "plain.css")]
_HEADERS = {"Accept-Encoding": "gzip, deflate, br"}


def run(visits: int = VISITS) -> dict[str, float]:
    """Processor time of one visitor's static files, in milliseconds, and their size in kB as they travel."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        file = Path(folder) / "portal.sqlite"
        schema.upgrade(f"sqlite:///{file}")
        with servers.portal(file, Path(folder)) as portal:
            before = portal.cpu_ms()
            size = visit(portal, [*FRAMEWORK, *OURS])
            first = portal.cpu_ms() - before
            kept = _each(portal, [*FRAMEWORK, *OURS], visits)
    with servers.bare() as bare:
        visit(bare, FRAMEWORK)
        plain = _each(bare, FRAMEWORK, max(1, visits // 5))
    return {
        "files": len(FRAMEWORK) + len(OURS),
        "kb": round(size / 1000, 1),
        "cpu_ms_a_visit": round(kept, 2),
        "cpu_ms_first_of_all": round(first, 0),
        "cpu_ms_a_visit_framework": round(plain, 1),
    }


def visit(server: Server, paths: Sequence[str]) -> int:
    """Fetch each file once over one connection, as a browser with an empty cache; the bytes that travelled."""
    line = HTTPConnection("127.0.0.1", server.port, timeout=30)
    size = 0
    for path in paths:
        line.request("GET", path, headers=_HEADERS)
        answer = line.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise LookupError(f"{path} was answered with {answer.status}.")
        size += len(body)
    line.close()
    return size


def _each(server: Server, paths: Sequence[str], visits: int) -> float:
    before = server.cpu_ms()
    for _ in range(visits):
        visit(server, paths)
    return (server.cpu_ms() - before) / visits


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
