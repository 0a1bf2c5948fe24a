"""The periods that an activity can be of: a few by name, any by its two days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from portal_ui.dates import day as said
from portal_ui.errors import BadRequestError, shown
from portal_ui.language import gettext as _

MOST_YEARS = 10


class Span(Enum):
    """A period by its name, as an address has it."""

    TO_TODAY = ""  # from the first of last month
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    DAYS_90 = "90-days"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PeriodWish:
    """What an address asks for: a name, or days. A first day counts more than a name; without a last one it is today."""

    name: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends among them. A period of two chosen days has no span."""

    since: date
    until: date
    span: Span | None = None


def period(wish: PeriodWish, today: date) -> Period:
    """The days that are meant, seen from today.

    Raises:
        BadRequestError: they cannot be meant; the text says why, and what can.
    """
    if wish.name and wish.since is None:
        return _named(wish.name, today)
    until = wish.until or today
    if until > today:
        raise BadRequestError(
            _("%(day)s is still to come. Activity ends today at the latest: choose a last day that has come.") % {"day": said(until)}
        )
    if wish.since is None:
        return Period(_month_before(until), until, Span.TO_TODAY if until == today else None)
    if wish.since > until:
        days = {"first": said(wish.since), "last": said(until)}
        raise BadRequestError(_("The first day, %(first)s, lies after the last, %(last)s. Turn them around.") % days)
    if wish.since < _years_before(until):
        raise BadRequestError(too_long())
    return Period(wish.since, until)


def too_long() -> str:
    """That a period has more years than an activity can be of, and what to do about it."""
    return _("Activity can be of %(years)d years at most. Choose a later first day, or ask for it in parts.") % {"years": MOST_YEARS}


def _named(name: str, today: date) -> Period:
    spans = {span.value: span for span in Span if span.value}
    if name not in spans:
        raise BadRequestError(_('There is no period "%(name)s". Choose one of those the page offers.') % {"name": shown(name)})
    first = today.replace(day=1)
    days = {
        Span.THIS_MONTH: (first, today),
        Span.LAST_MONTH: (_month_before(today), first - timedelta(days=1)),
        Span.DAYS_90: (today - timedelta(days=89), today),
        Span.YEAR: (today.replace(month=1, day=1), today),
    }
    since, until = days[spans[name]]
    return Period(since, until, spans[name])


def _month_before(day: date) -> date:
    """The first of the month before; of the first month there is, the first day there is."""
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1) if first > date.min else first


def _years_before(day: date) -> date:
    if day.year <= MOST_YEARS:
        return date.min
    month, at = (3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return date(day.year - MOST_YEARS, month, at)
