"""An open page keeps up with its account."""

from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui

from pages.customer.shell import speak
from portal_ui.errors import PortalError
from portal_ui.service import Portal
from portal_ui.views import Visit


class Live:
    """Runs `refresh` after each change of the account's money, until the page is gone.

    One refresh runs at a time, and what changes meanwhile is seen by one more; so is what changed while the page was built.
    Build it inside the page it is for.
    """

    def __init__(self, portal: Portal, visit: Visit, refresh: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._refresh = refresh
        self._page = ui.context.client
        self._is_running = False
        self._is_stale = False
        self._page.on_delete(portal.changes.listen(visit.scope.customer_id, self.look_again, seen=visit.account_version))

    def look_again(self) -> None:
        """Refresh soon."""
        self._is_stale = True
        if not self._is_running and not self._page.is_deleted:
            self._is_running = True
            background_tasks.create(self._run(), name="refresh a page", context=self._page)

    async def _run(self) -> None:
        speak(self._visit)
        try:
            while self._is_stale and not self._page.is_deleted:
                self._is_stale = False
                await self._refresh()
        except PortalError:
            return  # what may no longer be seen stays as it was; the gate sends the page away
        finally:
            self._is_running = False
