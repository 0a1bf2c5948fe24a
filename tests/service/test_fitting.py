"""The moves of a day: they make what the day came to, for the account and at each place, whatever was paid too much or went back."""

from hypothesis import given
from hypothesis import strategies as st

from portal_ui.service.fitting import fitted, split

_CENTS = st.integers(-100_000, 100_000)


@given(st.lists(_CENTS, min_size=1, max_size=6), _CENTS)
def test_a_days_moves_make_what_the_day_came_to(moves: list[int], cents: int) -> None:
    assert sum(fitted(moves, cents)) == cents


def test_of_what_took_off_too_much_the_last_takes_off_less() -> None:
    assert fitted([10_000, -4_000, -7_000], 0) == [10_000, -4_000, -6_000]


def test_of_what_gave_back_too_much_the_first_gives_back_less() -> None:
    assert fitted([-4_000, 6_000, 3_000], 0) == [-4_000, 1_000, 3_000]


@given(st.data())
def test_places_sum_to_the_account_in_every_move_and_in_the_day(data: st.DataObject) -> None:
    places: list[int | None] = [1, 2, 3, None][: data.draw(st.integers(1, 4))]
    size = data.draw(st.integers(1, 6))
    moves: list[dict[int | None, int]] = [{place: data.draw(_CENTS) for place in places} for _move in range(size)]
    ends: dict[int | None, int] = {place: data.draw(_CENTS) for place in places}
    wholes = fitted([sum(parts.values()) for parts in moves], sum(ends.values()))

    rows = split(moves, wholes, ends)

    assert [sum(row.values()) for row in rows] == wholes
    assert {place: sum(row[place] for row in rows) for place in places} == ends


def test_what_fits_stays_as_it_is() -> None:
    moves: list[dict[int | None, int]] = [{1: 700, None: 300}, {1: -350, None: -150}]

    assert split(moves, [1_000, -500], {1: 350, None: 150}) == moves


def test_what_brought_too_much_brings_less_at_each_place_and_the_charge_stays() -> None:
    made: dict[int | None, int] = {1: 9_824, 2: 7_602, None: 1}
    paid: dict[int | None, int] = {1: -10_000, 2: -7_700, None: 0}

    rows = split([made, paid], [17_427, -17_427], {1: 0, 2: 0, None: 0})

    assert rows == [made, {1: -9_824, 2: -7_602, None: -1}]


def test_a_cent_of_rounding_is_with_the_largest_of_what_came_later() -> None:
    made: dict[int | None, int] = {1: 100, None: 100}
    rows = split([made, {1: -20, None: -20}, {1: -31, None: -29}], [200, -40, -60], {1: 50, None: 50})

    assert rows == [made, {1: -20, None: -20}, {1: -30, None: -30}]
