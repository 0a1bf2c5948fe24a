"""The hauler itself, and what day it is there."""

from datetime import date
from time import monotonic

from db.engine import Database
from db.queries import company as queries
from portal_ui.dates import Clock, local_day
from portal_ui.views import CompanyView

_KEPT_SECONDS = 1.0


class Company:
    """The company's name, zone and choices, read again at most once a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self._view: CompanyView | None = None
        self._read_at = 0.0

    async def view(self) -> CompanyView:
        """The company as screens show it; a change in the office is seen within a second.

        Raises:
            CompanyMissingError: the database has no company yet.
        """
        if self._view is None or monotonic() - self._read_at > _KEPT_SECONDS:
            read_at = monotonic()
            self._view = CompanyView(**(await self._db.read(queries.facts)))
            self._read_at = read_at
        return self._view

    async def today(self) -> date:
        """The company's day at this moment."""
        return local_day(self._clock(), (await self.view()).time_zone)
