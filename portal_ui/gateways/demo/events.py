"""News of the demo processor: rows that are written together with what happened, and taken again and again until they arrive."""

import sqlite3
from dataclasses import dataclass

from portal_ui.gateways.demo.choices import letters

_SLOWEST_SECONDS = 3_600.0
_GIVEN_UP_SECONDS = 3 * 86_400.0
_AT_ONCE = 50  # events


@dataclass(frozen=True, slots=True)
class News:
    """One event that is to be delivered."""

    id: str
    kind: str
    reference: str
    is_payment: bool


def ring(db: sqlite3.Connection, at: float, kind: str, reference: str, *, is_payment: bool) -> None:
    """Note that something happened."""
    db.execute(
        "INSERT INTO events (id, kind, reference, is_payment, created_at, next_at) VALUES (?, ?, ?, ?, ?, ?)",
        (f"demo_evt_{letters()}", kind, reference, is_payment, at, at),
    )


def take(db: sqlite3.Connection, at: float) -> list[News]:
    """What is due, oldest first. Each waits twice as long before it is due again, so two senders do not get in each other's way."""
    rows = db.execute("SELECT * FROM events WHERE next_at <= ? ORDER BY seq LIMIT ?", (at, _AT_ONCE)).fetchall()
    for row in rows:
        wait = min(2.0 ** min(row["tries"], 20), _SLOWEST_SECONDS)
        is_given_up = row["created_at"] + _GIVEN_UP_SECONDS < at
        next_at = None if is_given_up else at + wait
        db.execute("UPDATE events SET next_at = ?, tries = tries + 1 WHERE seq = ?", (next_at, row["seq"]))
    return [News(row["id"], row["kind"], row["reference"], bool(row["is_payment"])) for row in rows]


def put_off(db: sqlite3.Connection, event_id: str, until: float) -> None:
    """Keep one back until that moment."""
    db.execute("UPDATE events SET next_at = ? WHERE id = ?", (until, event_id))


def done(db: sqlite3.Connection, event_id: str) -> None:
    """It arrived, or is never to: take it no more."""
    db.execute("UPDATE events SET next_at = NULL WHERE id = ?", (event_id,))
