"""`main.py` as a person at a terminal starts it."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Operator:
    """Someone at a terminal, in an empty folder, with settings of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "data" / "portal.sqlite"

    def begin(self, *words: str, **settings: str) -> "subprocess.Popen[str]":
        """Start `main.py` with these words; the settings are named without `PORTAL_`."""
        return self._started(words, settings)

    def run(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Start it, and wait for its end."""
        return _ended(self._started(words, settings))

    def run_among(self, others: Mapping[str, str], *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """The same where the environment holds `others`, too, by their whole names."""
        return _ended(self._started(words, settings, others=others))

    def run_without_room(self, *words: str, most_bytes: int) -> "subprocess.CompletedProcess[str]":
        """The same where no file can grow beyond so many bytes."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        return _ended(self._started(words, {}, limit))

    def _started(
        self,
        words: tuple[str, ...],
        settings: dict[str, str],
        limit: Callable[[], None] | None = None,
        others: Mapping[str, str] | None = None,
    ) -> "subprocess.Popen[str]":
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "NICEGUI_"))}
        ours = {f"PORTAL_{name.upper()}": value for name, value in settings.items()}
        return subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *words],
            cwd=self.folder,
            env={**outside, "COLUMNS": "200", "NO_COLOR": "1", **ours, **(others or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,
        )


def _ended(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    said, complained = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


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
