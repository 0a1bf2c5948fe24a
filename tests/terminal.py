"""`main.py` as a person at a terminal starts it."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOOKS = {"COLUMNS": "200", "NO_COLOR": "1"}  # of the terminal


class Operator:
    """Someone at a terminal, in an empty folder, with settings of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "data" / "portal.sqlite"

    def begin(self, *words: str, **settings: str) -> "subprocess.Popen[str]":
        """Start `main.py` with these words; the settings are named without `PORTAL_`."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *words],
            cwd=self.folder,
            env=_environment(settings, {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Start it, and wait for its end."""
        return self._ended(words, _environment(settings, {}))

    def run_among(self, others: Mapping[str, str], *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """The same where the environment holds `others`, too, by their whole names."""
        return self._ended(words, _environment(settings, others))

    def run_without_room(self, *words: str, most_bytes: int) -> "subprocess.CompletedProcess[str]":
        """The same where no file can grow beyond so many bytes."""
        return self._ended(words, _environment({}, {}), most_bytes)

    def _ended(
        self, words: tuple[str, ...], environment: dict[str, str], most_bytes: int | None = None
    ) -> "subprocess.CompletedProcess[str]":
        command = {"words": words, "folder": str(self.folder), "environment": environment, "most_bytes": most_bytes}
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as error:
            code = _forked(json.dumps(command).encode(), [output.fileno(), error.fileno()])
            output.seek(0)
            error.seek(0)
            return subprocess.CompletedProcess(words, code, output.read(), error.read())


def _environment(settings: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "NICEGUI_"))}
    return {**outside, **LOOKS, **{f"PORTAL_{name.upper()}": value for name, value in settings.items()}, **others}


def _forked(command: bytes, files: list[int]) -> int:
    """The exit code of a command that a process which imported everything begins; see `tests.forking`."""
    _forker, orders = _begun()
    socket.send_fds(orders, [command], files)
    answered = orders.recv(100)
    assert answered, "what starts the commands is gone"
    return int(answered)


@cache
def _begun() -> tuple["subprocess.Popen[bytes]", socket.socket]:
    """That process and the way to it; it ends when the tests do."""
    ours, theirs = socket.socketpair()
    ours.settimeout(60)
    with theirs:
        words = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
        return subprocess.Popen(words, cwd=ROOT, env=_environment({}, {}), pass_fds=[theirs.fileno()]), ours


def execute(file: Path, statement: str) -> None:
    """Change an SQLite file that nobody serves."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def value(file: Path, query: str) -> object:
    """What a query finds in it."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchone()[0]


def count(file: Path, table: str) -> object:
    """How many rows a table of it has."""
    return value(file, f"SELECT count(*) FROM {table}")
