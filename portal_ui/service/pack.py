"""One pack of papers: whose it is, what it is to hold, and how far it is."""

import asyncio
from collections.abc import Sequence
from secrets import token_urlsafe
from time import monotonic
from typing import IO

from portal_ui.service.pack_contents import Wanted
from portal_ui.views import GridWish, Visit
from portal_ui.views.packs import PackState, PackView


class Pack:
    """A pack under way, or ready."""

    def __init__(self, visit: Visit, kind: str, rows: Sequence[Wanted], file: IO[bytes], wish: GridWish, *, is_of_po: bool) -> None:
        self.name = token_urlsafe(16)
        self.kind, self.rows, self.file, self.wish, self.is_of_po = kind, rows, file, wish, is_of_po
        self.scope, self.owner, self.day = visit.scope, owner_of(visit), visit.today
        self.done = self.missing = self.size_bytes = 0
        self.state = PackState.WORKING
        self.seen = monotonic()
        self.task: asyncio.Task[None]

    def view(self) -> PackView:
        """How far it is."""
        return PackView(
            self.name, self.kind, len(self.rows), self.done, self.missing, self.state, self.size_bytes, self.wish, self.is_of_po
        )


def owner_of(visit: Visit) -> tuple[int, int, int]:
    """Whose pack it is: one sign-in's, or one look's of the office."""
    return visit.session_id, visit.person_id, visit.looking.staff_id if visit.looking else 0
