"""How payments ended, as one page tells it to the person who began them."""

from collections.abc import Iterable
from uuid import UUID

from nicegui import ui

from portal_ui.service import Portal
from portal_ui.views import Visit


class Ends:
    """What this page has told. It counts as read once a browser shows the page; else the next page tells it.

    Build it inside the page.
    """

    def __init__(self, portal: Portal, visit: Visit) -> None:
        self._portal = portal
        self._visit = visit
        self._page = ui.context.client
        self._unread: set[UUID] = set()
        self._page.on_connect(self._read)

    async def told(self, request_ids: Iterable[UUID]) -> None:
        """The page says by now how these payments ended."""
        self._unread.update(request_ids)
        await self._read()

    async def _read(self) -> None:
        if self._unread and self._page.has_socket_connection:
            read, self._unread = self._unread, set()
            await self._portal.paying.told(self._visit, read)
