"""The demo as a person starts it: a process of its own, waited for until it answers."""

import os
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


@contextmanager
def demo_server(folder: Path, *options: str) -> Iterator[str]:
    """The base URL of a demo that keeps its data in `folder`; `options` go to `main.py demo`."""
    port = _free_port()
    log = folder / "server.log"
    command = [sys.executable, "main.py", "demo", "--port", str(port), "--folder", str(folder / "demo"), *options]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
