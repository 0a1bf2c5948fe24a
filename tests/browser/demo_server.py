"""The demo as a person starts it: a process of its own, waited for until it answers."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 90


class Demo:
    """A demo that keeps its data in a folder, from the start those of `first_day` if it is given. It may be stopped and started again."""

    def __init__(self, folder: Path, *options: str, first_day: Path | None = None) -> None:
        if first_day is not None:
            shutil.copytree(first_day, folder / "demo")
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.database = folder / "demo" / "portal.sqlite"
        self.log = folder / "server.log"
        self._command = [sys.executable, "main.py", "demo", "--port", str(port), "--folder", str(folder / "demo"), *options]
        self._process: subprocess.Popen[bytes]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("w") as output:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=_outside(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            _wait_until_healthy(self.url, self._process, self.log)
        except AssertionError:
            self.stop()
            raise

    def stop(self) -> None:
        """End it as an operator does, and insist where it does not listen."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def demo_server(folder: Path, *options: str, first_day: Path | None = None) -> Iterator[str]:
    """The base URL of a demo that keeps its data in `folder`; `options` go to `main.py demo`."""
    demo = Demo(folder, *options, first_day=first_day)
    demo.start()
    try:
        yield demo.url
    finally:
        demo.stop()


def filled(folder: Path) -> Path:
    """A demo's folder as its first start leaves it. Made by the first who asks, while others wait."""
    folder.mkdir(exist_ok=True)
    with (folder / "filling.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        demo = folder / "demo"
        if not demo.exists():
            subprocess.run(
                [sys.executable, "-m", "tests.browser.first_day", str(folder / "unfinished")], cwd=ROOT, env=_outside(), check=True
            )
            (folder / "unfinished").rename(demo)
    return demo


def _outside() -> dict[str, str]:
    """The environment, without what is told to tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "NICEGUI_"))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not _has_ended(process):
        try:
            if httpx.get(f"{url}/healthz", timeout=5, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            continue
    raise AssertionError(f"The demo did not come up within {START_SECONDS} s; its last words:\n{log.read_text()[-4000:]}")


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process is gone; takes a tenth of a second to say no, which paces the asking."""
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        return False
    return True
