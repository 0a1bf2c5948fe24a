"""The hauler itself, and what day it is there."""

from datetime import date
from time import monotonic

from db.engine import Database
from db.queries import company as queries
from portal_ui.dates import Clock, local_day
from portal_ui.views import CompanyView

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


class Company:
    """The company's name, zone and choices, read again at most once a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self._view: CompanyView | None = None
        self._read_at = 0.0

    async def view(self) -> CompanyView:
        """The company as screens show it, a nameless one before any is imported; a change is seen within a second."""
        if self._view is None or monotonic() - self._read_at > _KEPT_SECONDS:
            read_at = monotonic()
            self._view = CompanyView(**(await self._db.read(queries.facts) or _NAMELESS))
            self._read_at = read_at
        return self._view

    async def today(self) -> date:
        """The company's day at this moment."""
        return local_day(self._clock(), (await self.view()).time_zone)
