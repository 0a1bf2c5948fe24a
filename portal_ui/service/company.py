"""The hauler itself, and what day it is there."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from time import monotonic

from db.engine import Database
from db.queries import company as queries
from portal_ui.dates import Clock, local_day
from portal_ui.views import CompanyView

log = logging.getLogger("portal")
_KEPT_SECONDS = 1.0
_UNKNOWN = ("name", "address_line", "city", "state", "postal_code", "phone", "email", "website", "support_hours", "remit_to")
_NAMELESS = dict.fromkeys(_UNKNOWN, "") | {
    "time_zone": "America/Chicago",
    "currency": "USD",
    "locale": "en_US",
    "paper": "letter",
    "brand_color": "#0f6b5c",
    "portal_active": False,
    "show_pending_invoices": False,
}

Listener = Callable[[CompanyView, date], None]


class Company:
    """The company's name, zone and choices, read again at most once a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self._view: CompanyView | None = None
        self._read_at = 0.0
        self._logo_read = "", b""
        self._listeners: list[Listener] = []
        self._told: tuple[CompanyView, date] | None = None

    async def view(self) -> CompanyView:
        """The company as screens show it, a nameless one before any is imported; a change is seen within a second."""
        if self._view is None or monotonic() - self._read_at > _KEPT_SECONDS:
            read_at = monotonic()
            facts = await self._db.read(queries.facts) or _NAMELESS
            self._view = CompanyView(**facts, logo=await self._logo(str(facts.get("logo_key", ""))))
            self._read_at = read_at
        return self._view

    async def _logo(self, key: str) -> bytes:
        """The picture of that key; it is read again only when the key is another."""
        if key and key != self._logo_read[0]:
            self._logo_read = key, await self._db.read(queries.logo)
        return self._logo_read[1] if key else b""

    async def today(self) -> date:
        """The company's day at this moment."""
        return local_day(self._clock(), (await self.view()).time_zone)

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Have `callback(company, today)` called after each change of either; returns how to stop that. It returns at once."""
        self._listeners.append(callback)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(callback)
            if not self._listeners:
                self._told = None

        return stop

    async def look(self) -> None:
        """Tell whoever listens what has changed since the last look, by this process or another."""
        if not self._listeners:
            return
        now = await self.view(), await self.today()
        before, self._told = self._told, now
        if before is None or before == now:
            return  # the first look only learns how things stand
        for callback in list(self._listeners):
            try:
                callback(*now)
            except Exception:
                log.exception("A page could not be told of the company's change; the others are.")

    async def has_changed(self) -> None:
        """This process has just committed a change: read again, and tell."""
        await self.look()  # those who listen learn what was before it
        self._view = None
        await self.look()
