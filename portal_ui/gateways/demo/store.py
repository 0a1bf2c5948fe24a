"""The demo processor's own database file. Whoever opens it, in whichever process, sees the same charges."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BUSY_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS customers (key TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cards (
    reference TEXT PRIMARY KEY, customer TEXT NOT NULL, choice TEXT NOT NULL, is_detached INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, wish TEXT NOT NULL, answer TEXT, made_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS late (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, wish TEXT NOT NULL, due_at REAL NOT NULL, has_arrived INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS intents (
    id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, is_setup INTEGER NOT NULL, customer TEXT NOT NULL,
    request TEXT NOT NULL, amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0), currency TEXT NOT NULL,
    description TEXT NOT NULL, choice TEXT NOT NULL, card TEXT NOT NULL, is_to_keep INTEGER NOT NULL, standing TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '', charge TEXT UNIQUE, is_disputed INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL, settles_at REAL
);
CREATE INDEX IF NOT EXISTS ix_intents_listed ON intents (customer, created_at, id);
CREATE INDEX IF NOT EXISTS ix_intents_settling ON intents (settles_at) WHERE settles_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS refunds (
    id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    standing TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', moves_at REAL
);
CREATE TABLE IF NOT EXISTS refund_keys (refund INTEGER PRIMARY KEY, key TEXT NOT NULL, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS disputes (
    id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, amount_cents INTEGER NOT NULL, standing TEXT NOT NULL,
    reason TEXT NOT NULL, created_at REAL NOT NULL, closes_at REAL
);
CREATE INDEX IF NOT EXISTS ix_disputes_of ON disputes (intent);
CREATE INDEX IF NOT EXISTS ix_disputes_closing ON disputes (closes_at) WHERE closes_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS ix_intents_by_time ON intents (created_at, id);
CREATE INDEX IF NOT EXISTS ix_refunds_of ON refunds (intent);
CREATE INDEX IF NOT EXISTS ix_refunds_moving ON refunds (moves_at) WHERE moves_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL, is_payment INTEGER NOT NULL,
    created_at REAL NOT NULL, next_at REAL, tries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS ix_events_due ON events (next_at) WHERE next_at IS NOT NULL;
"""


class Store:
    """The file, open. One thread at a time uses it; other processes may have it open too."""

    def __init__(self, file: Path, *, is_durable: bool) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        self._db = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._share()
        self._db.execute(f"PRAGMA synchronous={'FULL' if is_durable else 'OFF'}")
        with self.writing() as db:
            _bring_on(db)
            for statement in filter(str.strip, _SCHEMA.split(";")):
                db.execute(statement)
            db.execute("INSERT OR IGNORE INTO secrets VALUES ('events', ?)", (secrets.token_bytes(32),))
            self.secret: bytes = db.execute("SELECT value FROM secrets WHERE name = 'events'").fetchone()[0]

    def _share(self) -> None:
        """Let readers and a writer use the file at once. SQLite does not wait for others here, whatever the timeout says."""
        last = time.monotonic() + _BUSY_SECONDS
        is_shared = False
        while not is_shared:
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                is_shared = True
            except sqlite3.OperationalError:
                if time.monotonic() > last:
                    raise
                time.sleep(0.02)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or, when the block raises, nothing.

        Raises:
            sqlite3.OperationalError: the file cannot be had or written just now; nothing was done.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _bring_on(db: sqlite3.Connection) -> None:
    """Bring a file of an earlier demo to what is used now: a refund may also be on its way, so its day has another name."""
    names = {row["name"] for row in db.execute("PRAGMA table_info(refunds)")}
    if "fails_at" in names:
        db.execute("DROP INDEX IF EXISTS ix_refunds_failing")
        db.execute("ALTER TABLE refunds RENAME COLUMN fails_at TO moves_at")
