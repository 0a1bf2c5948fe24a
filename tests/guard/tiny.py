"""The tiny portal as its tests hold it: a running process, told what to do over its input."""

import hashlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent.parent
_CLIENT_ID = re.compile(r"""['"]client_id['"]: ['"]([0-9a-f-]{36})""")


@dataclass(frozen=True)
class Visitor:
    """Someone with a session of their own."""

    token: str
    session_id: int

    @property
    def cookie(self) -> str:
        """The header their browser sends."""
        return f"portal={self.token}"


@dataclass(frozen=True)
class OpenPage:
    """A page someone loaded, and what is on it to be clicked."""

    client_id: str
    element: int
    listener: str
    html: str

    def click(self, **changed: Any) -> dict[str, Any]:
        """The frame of a click on its button."""
        return {"client_id": self.client_id, "id": self.element, "listener_id": self.listener, "args": [], **changed}


class Tiny:
    """The running process."""

    def __init__(self, process: "subprocess.Popen[str]", url: str, log: Path) -> None:
        self._process = process
        self._lock = Lock()
        self.url = url
        self.log = log

    def order(self, order: str, *values: Any) -> Any:
        """Have the process do or tell something."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps({"order": order, "with": values}) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def visitor(self, person: str = "ann", customer_id: int | None = 100) -> Visitor:
        """Someone who has just signed in."""
        return Visitor(*self.order("begin", person, customer_id))

    def member(self, person: str = "ruth", step: str = "in", role: str = "office") -> Visitor:
        """Someone of the office who has just signed in."""
        return Visitor(*self.order("begin office", person, step, role))

    def get(self, path: str, visitor: Visitor | None = None, *, method: str = "GET", **headers: str) -> httpx.Response:
        """What the server answers, redirects not followed; `headers` with underscores for dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if visitor is not None:
            sent["cookie"] = visitor.cookie
        return httpx.request(method, self.url + path, headers=sent, trust_env=False, timeout=15)

    def post(self, path: str, visitor: Visitor, content: bytes | Iterator[bytes]) -> httpx.Response:
        """What the server answers to a form of our own; an iterator is sent in chunks."""
        headers = {"cookie": visitor.cookie, "sec-fetch-site": "same-origin"}
        return httpx.post(self.url + path, content=content, headers=headers, trust_env=False, timeout=15)

    def open_page(self, visitor: Visitor, path: str = "/") -> OpenPage:
        """A fresh page of this visitor's."""
        html = self.get(path, visitor).text
        found = _CLIENT_ID.search(html)
        assert found is not None, html
        element, listener = self.order("listener", found[1])
        return OpenPage(found[1], element, listener, html)

    def acts_of(self, person: str) -> list[str]:
        """What someone's clicks did: their name and language, once for each."""
        return [act for act in self.order("acts") if act.startswith(f"{person} ")]

    def new_log(self) -> "LogMark":
        """What is logged from now on."""
        return LogMark(self.log, self.log.stat().st_size)


@dataclass(frozen=True)
class LogMark:
    """A place in the log."""

    log: Path
    begin: int

    @property
    def text(self) -> str:
        """What was logged since."""
        return self.log.read_bytes()[self.begin :].decode()


def mark_of(visitor: Visitor) -> str:
    """How the log names the visitor's session."""
    return hashlib.sha256(visitor.token.encode()).hexdigest()[:8]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(base_url: str, port: int, *proxies: str) -> list[str]:
    """How the tiny portal is started."""
    return [sys.executable, "-m", "tests.guard.served", base_url, str(port), *proxies]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment it is started in; it runs in `folder`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "NICEGUI_", "PYTEST"))}
    return {**clean, "PYTHONPATH": str(ROOT), "HOME": str(folder), **more}


@contextmanager
def running(folder: Path, *proxies: str, base_url: str = "http://127.0.0.1:{port}") -> Iterator[Tiny]:
    """A tiny portal, waited for until it answers."""
    port = free_port()
    log = folder / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            command(base_url.format(port=port), port, *proxies),
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    tiny = Tiny(process, f"http://127.0.0.1:{port}", log)
    try:
        tiny.order("acts")
        _wait_until_healthy(tiny)
        yield tiny
    finally:
        process.terminate()
        process.wait(20)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _wait_until_healthy(tiny: Tiny) -> None:
    """Its orders are taken a moment before its port is open."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as client:
        answer = client.get(f"{tiny.url}/healthz", timeout=15)
    assert answer.status_code == 200, answer.text
