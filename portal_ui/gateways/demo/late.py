"""Requests that are on their way: nobody sees what they will do until their moment has come."""

import sqlite3

from portal_ui.gateways.demo.wishes import Wish, kind_of, wish_of, wish_text

SLOW_SECONDS = 120.0  # how long the slow bank takes


def put(db: sqlite3.Connection, wish: Wish, due_at: float, *, has_arrived: bool) -> None:
    """Have it carried out at that moment. One that `has_arrived` was checked already; any other meets what it finds then."""
    row = (kind_of(wish), wish_text(wish), due_at, has_arrived)
    db.execute("INSERT INTO late (kind, wish, due_at, has_arrived) VALUES (?, ?, ?, ?)", row)


def pop_due(db: sqlite3.Connection, at: float) -> tuple[Wish, float, bool] | None:
    """The first whose moment has come, with that moment and whether it had arrived; it is taken off."""
    row = db.execute("SELECT * FROM late WHERE due_at <= ? ORDER BY due_at, id LIMIT 1", (at,)).fetchone()
    if row is None:
        return None
    db.execute("DELETE FROM late WHERE id = ?", (row["id"],))
    return wish_of(row["kind"], row["wish"]), row["due_at"], bool(row["has_arrived"])
