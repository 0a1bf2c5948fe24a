"""The gateway's own file, read past the portal: the truth about the money, and when something will happen there next."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

_NEXT = """
SELECT min(at) FROM (
    SELECT min(next_at) AS at FROM events UNION ALL SELECT min(due_at) FROM late
    UNION ALL SELECT min(settles_at) FROM intents WHERE settles_at IS NOT NULL
)
"""


class Taken(NamedTuple):
    """Money that the gateway took."""

    request: str
    cents: int
    charge: str


class Ledger:
    """That file, open to look at."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA query_only = ON")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._db.close()

    def taken(self) -> list[Taken]:
        """Every charge, in order."""
        rows = self._db.execute("SELECT request, amount_cents, charge FROM intents WHERE charge IS NOT NULL ORDER BY id")
        return [Taken(*row) for row in rows]

    def next_moment(self) -> float | None:
        """When something becomes due there, as a timestamp; `None` when nothing ever will."""
        found: float | None = self._db.execute(_NEXT).fetchone()[0]
        return found


def doubled(things: Iterable[str]) -> list[str]:
    """What is there more than once."""
    return [thing for thing, times in Counter(things).items() if times > 1]
