"""Dates: the company's today, how days and moments read, how old a debt is."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format

from portal_ui import language
from portal_ui.language import gettext as _
from portal_ui.language import ngettext

Clock = Callable[[], datetime]


def utc_clock() -> datetime:
    """The real clock: this moment, aware."""
    return datetime.now(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The day it is in `zone` (an IANA name) at that moment: 11:30 pm belongs to that local day."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day(value: date | None) -> str:
    """`Nov 23, 2026`; a dash for no date."""
    return "–" if value is None else _day(value, "medium", language.current())


def long_day(value: date) -> str:
    """`Monday, November 23, 2026`."""
    return _day(value, "full", language.current())


def moment(value: datetime, zone: str) -> str:
    """`Nov 23, 2026, 10:02 AM` in the company's zone."""
    there, locale = value.astimezone(ZoneInfo(zone)), language.current()
    clock = format_time(there, "short", locale=locale).replace("\u202f", " ").replace("\u00a0", " ")
    return _together(locale).format(clock, day(there.date()))


@lru_cache(maxsize=64)
def _together(locale: str) -> str:
    """How a day and a time stand together: `{1}, {0}`."""
    return str(get_datetime_format("medium", locale=locale)).replace("'", "")


@lru_cache(maxsize=8192)
def _day(value: date, style: str, locale: str) -> str:
    return format_date(value, style, locale=locale)


class Age(Enum):
    """The five columns of an aging, by days past the due date. Due today is current."""

    CURRENT = 0
    DAYS_1_30 = 1
    DAYS_31_60 = 31
    DAYS_61_90 = 61
    OVER_90 = 91

    @classmethod
    def of(cls, due: date, today: date) -> "Age":
        """The column of a debt due on `due`, as seen on `today`."""
        late = (today - due).days
        return max((age for age in cls if late >= age.value), key=lambda age: age.value, default=cls.CURRENT)


def lateness(due: date, today: date) -> str:
    """`5 days late`, `due today`, or an empty text when it is not due yet."""
    late = (today - due).days
    if late > 0:
        return ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}
    return _("due today") if late == 0 else ""
