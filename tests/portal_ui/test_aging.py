"""A debt's age."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal_ui.aging import aged
from portal_ui.dates import Age

TODAY = date(2028, 2, 29)


def test_each_age_begins_on_its_day() -> None:
    lates = [-400, 0, 1, 30, 31, 60, 61, 90, 91, 4_000]

    sums = [aged([(TODAY - timedelta(days=late), 1)], TODAY).index(1) for late in lates]

    assert sums == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


@given(debts=st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-9_999, 9_999))))
def test_the_ages_of_debts_sum_to_them_and_each_is_in_its_own(debts: list[tuple[date, int]]) -> None:
    ages = aged(debts, TODAY)

    assert sum(ages) == sum(cents for _due, cents in debts)
    assert dict(zip(Age, ages, strict=True)) == {age: sum(cents for due, cents in debts if Age.of(due, TODAY) is age) for age in Age}
