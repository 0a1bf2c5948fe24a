"""The company's day, and how old a debt is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal_ui.dates import Age, lateness, local_day, moment

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        (datetime(2026, 11, 24, 5, 59, 59, tzinfo=UTC), "America/Chicago", TODAY),
        (datetime(2026, 11, 24, 6, 0, tzinfo=UTC), "America/Chicago", date(2026, 11, 24)),
        (datetime(2026, 3, 8, 5, 59, tzinfo=UTC), "America/Chicago", date(2026, 3, 7)),  # the night the clocks go forward
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 11, 24)),
    ],
)
def test_late_at_night_belongs_to_the_day_of_the_company(instant: datetime, zone: str, day: date) -> None:
    assert local_day(instant, zone) == day


@pytest.mark.parametrize(
    ("days_late", "age"),
    [
        (-40, Age.CURRENT),
        (0, Age.CURRENT),
        (1, Age.DAYS_1_30),
        (30, Age.DAYS_1_30),
        (31, Age.DAYS_31_60),
        (60, Age.DAYS_31_60),
        (61, Age.DAYS_61_90),
        (90, Age.DAYS_61_90),
        (91, Age.OVER_90),
        (4000, Age.OVER_90),
    ],
)
def test_a_debt_stands_in_the_column_of_its_days(days_late: int, age: Age) -> None:
    assert Age.of(TODAY - timedelta(days=days_late), TODAY) is age


def test_due_today_is_not_late() -> None:
    assert lateness(TODAY, TODAY) == "due today"
    assert lateness(TODAY + timedelta(days=1), TODAY) == ""
    assert lateness(TODAY - timedelta(days=1), TODAY) == "1 day late"
    assert lateness(TODAY - timedelta(days=5), TODAY) == "5 days late"


def test_a_moment_reads_in_the_zone_of_the_company() -> None:
    assert moment(datetime(2026, 11, 23, 16, 2, tzinfo=UTC), "America/Chicago") == "Nov 23, 2026, 10:02 AM"
