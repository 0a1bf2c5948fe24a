"""Which statement an address asks for: open items or activity, of which location, as of which day or for which period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from portal_ui.errors import BadRequestError, shown
from portal_ui.grid_wishes import day_of
from portal_ui.language import gettext as _
from portal_ui.periods import PeriodWish

ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class StatementWish:
    """What an address states; whatever it does not is the usual: open items of the whole account as of today."""

    view: str = ""
    location: str = ""
    as_of: date | None = None
    since: date | None = None
    name: str = ""  # of a period
    page: str = ""

    @property
    def is_activity(self) -> bool:
        """Whether activity is asked for."""
        return self.view == ACTIVITY

    @property
    def period(self) -> PeriodWish:
        """The period of an activity."""
        return PeriodWish(self.name, self.since, self.as_of)

    @property
    def way_back(self) -> str:
        """Where one begins anew when it cannot be told."""
        return f"/statement?view={ACTIVITY}" if self.is_activity else "/statement"

    @property
    def noted(self) -> dict[str, str]:
        """What is written down of a file that goes out."""
        return {name: said for name, said in self._stated().items() if name != "page"}

    def address(self, path: str, **changes: str) -> str:
        """The address of the same statement, with `changes` to its parameters."""
        stated = {**self._stated(), **changes}
        query = urlencode({name: value for name, value in stated.items() if value})
        return f"{path}?{query}" if query else path

    def _stated(self) -> dict[str, str]:
        """All parameters, in the order of an address; what is the usual is empty."""
        first = self.since.isoformat() if self.since and self.is_activity else ""
        return {
            "view": self.view,
            "location": self.location,
            "period": self.name if self.is_activity else "",
            "from": first,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "page": self.page,
        }


def statement_wish(query: Mapping[str, str]) -> StatementWish:
    """The wish that the parameters `view location period from as_of page` state; others are not looked at.

    Raises:
        BadRequestError: one of them cannot be meant; the text says which and why.
    """
    view = query.get("view", "")
    if view not in ("", ACTIVITY):
        raise BadRequestError(_('There is no statement "%(name)s". Choose open items or activity.') % {"name": shown(view)})
    return StatementWish(
        view,
        query.get("location", ""),
        day_of(query.get("as_of", "")),
        day_of(query.get("from", "")),
        query.get("period", ""),
        query.get("page", ""),
    )
