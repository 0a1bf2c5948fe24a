"""What the guard needs of the sign-in service."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from portal_ui.service.sessions import LookedUp
from portal_ui.views import CompanyView

CompanyOf = Callable[[], Awaitable[CompanyView]]


class Keeper(Protocol):
    """Keeps the sessions."""

    on_end: list[Callable[[int], None]]

    async def look_up(self, token: str) -> LookedUp | None:
        """Who holds this token at this moment; `None` for nobody."""
        ...

    async def touch(self, session_id: int) -> None:
        """Remember that the person did something."""
        ...
