"""Dates and moments as spreadsheets write them. With slashes the month comes first, with dots the day."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal_ui.books.problems import CellError, quoted
from portal_ui.language import gettext as _

_MONTHS = {name: at for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_FULL = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTHS |= {name: at for at, name in enumerate(_FULL, 1)} | {"sept": 9}
_YEAR, _DAY = r"(?P<year>[0-9]{4})", r"(?P<day>[0-9]{1,2})"
_ANY_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_SHAPES = (
    re.compile(rf"{_YEAR}-(?P<month>[0-9]{{1,2}})-{_DAY}"),  # 2026-11-23
    re.compile(rf"(?P<month>[0-9]{{1,2}})/{_DAY}/{_ANY_YEAR}"),  # 11/23/2026
    re.compile(rf"{_DAY}\.(?P<month>[0-9]{{1,2}})\.{_YEAR}"),  # 23.11.2026
    re.compile(rf"{_DAY}[- ](?P<month>[A-Za-z]+)\.?[- ]{_ANY_YEAR}"),  # 23-Nov-2026
    re.compile(rf"(?P<month>[A-Za-z]+)\.? {_DAY},? {_YEAR}"),  # Nov 23, 2026
)
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?$")
_TIME = re.compile(r"(?P<day>.+?)[T ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_FIRST, _LAST = date(1970, 1, 1), date(2100, 12, 31)


@lru_cache(maxsize=20_000)
def day(text: str) -> str:
    """The date as `2026-11-23`, from that form, `11/23/2026`, `23.11.2026`, `23-Nov-2026` or `Nov 23, 2026`."""
    return _day(_MIDNIGHT.sub("", text), text).isoformat()


def _day(bare: str, text: str) -> date:
    match = next((match for shape in _SHAPES if (match := shape.fullmatch(bare))), None)
    if match is None:
        raise CellError(_no_date(text))
    month = match["month"]
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        found = date(year, int(month) if month.isdecimal() else _MONTHS.get(month.lower(), 0), int(match["day"]))
    except ValueError:
        raise CellError(_no_date(text)) from None
    if not _FIRST <= found <= _LAST:
        raise CellError(_("%(value)s is not between 1970 and 2100") % {"value": quoted(text)})
    return found


def _no_date(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return _("%(value)s looks like a spreadsheet's count of days; format the column as a date") % {"value": quoted(text)}
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}", text):
        return _("%(value)s is not a date; with slashes the month comes first") % {"value": quoted(text)}
    return _("%(value)s is not a date; write it as 2026-11-23") % {"value": quoted(text)}


def moment_in(zone: str) -> Callable[[str], str]:
    """A reader of moments in `zone`: `2026-11-23 10:02` becomes the same moment in UTC, as the staging table keeps it."""
    here = ZoneInfo(zone)

    @lru_cache(maxsize=4_000)
    def read(text: str) -> str:
        match = _TIME.fullmatch(text)
        if match is None:
            raise CellError(_("%(value)s is not a date and time; write it as 2026-11-23 10:02") % {"value": quoted(text)})
        found, hour = _day(match["day"], text), int(match["hour"])
        half = (match["half"] or "").lower()
        if half and not 1 <= hour <= 12:
            raise CellError(_no_time(text))
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        try:
            local = datetime(found.year, found.month, found.day, hour, int(match["minute"]), tzinfo=here)
        except ValueError:
            raise CellError(_no_time(text)) from None
        return local.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

    return read


def _no_time(text: str) -> str:
    return _("%(value)s has no such time of day") % {"value": quoted(text)}
