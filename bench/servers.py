"""The servers that are measured, each a process of its own that is asked for pages over HTTP. Needs Linux's /proc."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECRET = secrets.token_urlsafe(48)  # of the portals that are started here
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ ")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Its address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_ms(self) -> float:
        """What processor time the process has taken up to now; its children's is not in it."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) * 1000 / _TICKS

    def memory_mb(self) -> float:
        """The memory the process holds now (RSS), in MiB, without what it maps of the database's file."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024 - self.mapped_mb()

    def mapped_mb(self) -> float:
        """MiB of the database's file that are mapped: the system's cache, counted again for each connection, given back when needed."""
        found, is_database = 0, False
        for line in Path(f"/proc/{self.pid}/smaps").read_text().splitlines():
            if _MAPPING.match(line):
                is_database = line.endswith((".sqlite", ".sqlite-shm"))
            elif is_database and line.startswith("Rss:"):
                found += int(line.split()[1])
        return found / 1024


@contextmanager
def portal(database: Path, data: Path) -> Iterator[Server]:
    """The portal as `main.py serve` serves that database; its own files go to `data`."""
    database.chmod(0o600)  # it serves none that others can read
    port = _free_port()
    settings = {
        "PORTAL_DATABASE_URL": f"sqlite:///{database}",
        "PORTAL_DATA_DIR": str(data),
        "PORTAL_SECRET": SECRET,
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_PORT": str(port),
        "PORTAL_LOG_LEVEL": "warning",
    }
    with _running(["main.py", "serve"], port, "/healthz", settings) as server:
        yield server


@contextmanager
def demo(folder: Path) -> Iterator[Server]:
    """The demo in that folder as `main.py demo` serves it."""
    port = _free_port()
    command = ["main.py", "demo", "--folder", str(folder), "--port", str(port)]
    with _running(command, port, "/healthz", errors=folder / "errors.txt") as server:  # it tells of every event that comes again
        yield server


@contextmanager
def reference(database: Path, customer_id: int) -> Iterator[Server]:
    """The plain reference page of that database."""
    port = _free_port()
    command = ["-m", "bench.reference", f"sqlite:///{database}", str(port)]
    with _running(command, port, f"/customers/{customer_id}/invoices") as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """The NiceGUI page with one label."""
    port = _free_port()
    with _running(["-m", "bench.bare", str(port)], port, "/") as server:
        yield server


@contextmanager
def _running(
    command: Sequence[str], port: int, probe: str, settings: Mapping[str, str] | None = None, *, errors: Path | None = None
) -> Iterator[Server]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with errors.open("w") if errors else nullcontext() as stderr:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**kept, **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        _wait_until_answered(process, port, probe)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_answered(process: subprocess.Popen[bytes], port: int, probe: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", probe)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"What answers {probe} did not come up; its last words stand above.")


def _free_port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        return int(probing.getsockname()[1])
