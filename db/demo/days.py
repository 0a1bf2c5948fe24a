"""Days of a hauler: counted from today, and never a Sunday for a truck."""

from datetime import date, timedelta

SUNDAY = 6
NET_DAYS = {"Due on receipt": 0, "Net 8": 8, "Net 10": 10, "Net 15": 15, "Net 30": 30, "Net 45": 45}


def back(today: date, days: int) -> date:
    """`days` before today; negative days lie ahead."""
    return today - timedelta(days=days)


def working(today: date, days: int) -> date:
    """A day on which trucks drive: a Sunday moves away from today, so the past stays past."""
    day = back(today, days)
    if day.weekday() != SUNDAY:
        return day
    return day + timedelta(days=1 if days < 0 else -1)


def due(on: date, terms: str) -> date:
    """When a bill of that day is due."""
    return on + timedelta(days=NET_DAYS[terms])


def short(day: date) -> str:
    """`Oct 12`."""
    return f"{day:%b} {day.day}"


def next_weekday(today: date, weekday: int, *, weeks: int = 0) -> date:
    """The next day after today that is `weekday` (Monday is 0), `weeks` later if asked."""
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + 7 * weeks)
