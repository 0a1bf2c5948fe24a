"""One door to the database: `read` and `write` run a plain function in one transaction, off the event loop.

The only module that knows which database it is. On SQLite a single connection does all the writing
(`BEGIN IMMEDIATE`, one thread) and readers can never write; on PostgreSQL writers run side by side and a
transaction that lost a serialization race is run again.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from db.streams import streamed
from db.unavailable import may_retry, unavailable

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4
STREAMS = 2  # beside the readers: whoever reads a hundred thousand rows keeps nobody else waiting
_SQLITE_BUSY_MS = 5000
_ATTEMPTS = 4


class Database:
    """A database that is open. `read` sees one snapshot; `write` commits whole or not at all."""

    def __init__(self, reader: Engine, writer: Engine, *, writers: int) -> None:
        self._reader = reader
        self._writer = writer
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="db-read")
        self._writing = ThreadPoolExecutor(writers, thread_name_prefix="db-write")
        self._streams = asyncio.Semaphore(STREAMS)

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect by URL: `sqlite:///file.db` or `postgresql+psycopg://user@host/name`."""
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(_sqlite(parsed, writes=False), _sqlite(parsed, writes=True), writers=1)
        engine = _postgresql(parsed)
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return cls(reader, engine, writers=8)

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work(session, ...)` returns, run on one snapshot in a reader thread.

        Raises:
            DatabaseUnavailableError: it is held by someone else, or its server does not answer.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, copy_context().run, partial(self.read_now, work, *args, **kwargs))

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work(session, ...)` returns, after its transaction is committed.

        Raises:
            DatabaseUnavailableError: it is held by someone else, full, or does not answer; nothing was written.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writing, copy_context().run, partial(self.write_now, work, *args, **kwargs))

    async def stream(
        self, work: Callable[Concatenate[Session, P], Iterator[T]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[T, None]:
        """What `work(session, ...)` yields, piece by piece from one snapshot; a third reader waits until one of two is done.

        Read it to its end without waiting for anyone outside, or close it: until then it holds a connection.
        """

        def pieces() -> Generator[T, None, None]:
            with Session(self._reader, expire_on_commit=False) as session:
                yield from work(session, *args, **kwargs)

        async with self._streams, aclosing(streamed(pieces)) as found:
            async for piece in found:
                yield piece

    def read_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read` for the command line and for workers that have no event loop."""
        try:
            with Session(self._reader, expire_on_commit=False) as session:
                return work(session, *args, **kwargs)
        except (OperationalError, PoolTimeout) as error:
            raise unavailable(error) from error

    def write_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write` for the command line and for workers that have no event loop."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with Session(self._writer, expire_on_commit=False) as session, session.begin():
                    return work(session, *args, **kwargs)
            except (OperationalError, PoolTimeout) as error:
                if attempt == _ATTEMPTS or not may_retry(error):
                    raise unavailable(error) from error
        raise AssertionError("unreachable")

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self._writer.dialect.name == "sqlite"

    def close(self) -> None:
        """Finish what runs, then let go of every connection."""
        self._reading.shutdown()
        self._writing.shutdown()
        self._reader.dispose()
        self._writer.dispose()


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=READERS + 8,
        pool_timeout=3,
        pool_pre_ping=True,
        hide_parameters=True,  # a fault goes into the log, and what people typed does not
        connect_args={"connect_timeout": 3, "options": "-c statement_timeout=10000 -c timezone=UTC"},
    )


def _sqlite(url: URL, *, writes: bool) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if writes else READERS,
        max_overflow=0 if writes else 1 + STREAMS,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": _SQLITE_BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would be deferred
        cursor = connection.cursor()
        for pragma in _pragmas(writes=writes):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _pragmas(*, writes: bool) -> list[str]:
    always = [f"busy_timeout={_SQLITE_BUSY_MS}", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-16000"]
    if writes:
        return ["journal_mode=WAL", "synchronous=FULL", *always]
    always.append("mmap_size=268435456")  # for readers alone: what a long write maps would count as its memory
    return [*always, "wal_autocheckpoint=0", "query_only=ON"]  # only the writer checkpoints: sqlite.org/wal.html, the WAL-reset bug


def claim(session: Session, tables: Iterable[str]) -> None:
    """Be the only writer of these tables until the transaction ends, and take as long as that needs; readers go on."""
    if session.connection().dialect.name == "postgresql":  # on SQLite a writer is always alone and has no time limit
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"))


def load(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Put many rows into a table the fast way, one after the other as `rows` gives them; names are ours, never a person's."""
    connection = session.connection()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the transaction is open
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names are ours


def server_limits(database: Database) -> dict[str, Any]:
    """Facts about the database that a health check shows: its kind and version."""

    def ask(session: Session) -> dict[str, Any]:
        bound = session.connection()
        version = ".".join(map(str, bound.dialect.server_version_info or ()))
        return {"database": bound.dialect.name, "version": version}

    return database.read_now(ask)
