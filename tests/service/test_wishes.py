"""Addresses to wishes and back."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui.errors import BadRequestError
from portal_ui.grid_wishes import GridNames, parsed, query_string, sort_of
from portal_ui.views import PAGE_SIZES, GridWish

NAMES = GridNames(filters=("open", "paid", "all"), sorts=("number", "day"), usual_sort="-day")


def test_an_empty_address_is_the_usual_view() -> None:
    assert parsed({}, NAMES) == GridWish()
    assert sort_of(GridWish(), NAMES) == ("day", True)
    assert query_string(GridWish()) == ""


def test_every_part_of_a_view_stands_in_its_address() -> None:
    address = {
        "q": " Łódź\x00\n  20 yd ",
        "status": "paid",
        "from": "2026-01-31",
        "to": "2026-02-01",
        "location": "L 1",
        "sort": "-number",
        "page": "3",
        "size": "50",
    }

    wish = parsed(address, NAMES)

    assert wish == GridWish("Łódź 20 yd", "paid", date(2026, 1, 31), date(2026, 2, 1), "L 1", "number", True, 3, 50)
    assert (
        query_string(wish)
        == "q=%C5%81%C3%B3d%C5%BA+20+yd&status=paid&from=2026-01-31&to=2026-02-01&location=L+1&sort=-number&page=3&size=50"
    )


def test_the_usual_stated_is_the_usual() -> None:
    assert parsed({"status": "open", "sort": "-day", "page": "1", "size": "25", "q": "", "utm_source": "mail"}, NAMES) == GridWish()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("page", text) for text in ("0", "-1", "abc", "", "1.5", "1000000000", "9" * 400, "٣", "1 ")),
        *(("size", text) for text in ("0", "11", "1000", "abc", "")),
        *(("sort", text) for text in ("x", "-x", "--day", "day;")),
        ("status", "nothing"),
        *(("from", text) for text in ("2026-02-30", "20260101", "01/02/2026", "2026-W01-1", "0000-01-01", "x")),
        ("to", "2026-13-01"),
        ("q", "x" * 101),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(name: str, value: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        parsed({name: value}, NAMES)

    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 150


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadRequestError, match="turn them around"):
        parsed({"from": "2026-02-02", "to": "2026-02-01"}, NAMES)


def test_a_search_of_a_hundred_characters_is_long_enough() -> None:
    assert len(parsed({"q": "x" * 100}, NAMES).search) == 100


@given(
    st.builds(
        GridWish,
        search=st.text(max_size=60),
        status=st.sampled_from(["", *NAMES.filters]),
        since=st.none() | st.dates(max_value=date(2020, 1, 1)),
        until=st.none() | st.dates(min_value=date(2020, 1, 1)),
        location=st.text(max_size=20),
        sort=st.sampled_from(["", *NAMES.sorts]),
        descending=st.booleans(),
        page=st.integers(1, 1_000_000),
        size=st.sampled_from(PAGE_SIZES),
    )
)
def test_an_address_leads_back_to_the_view_it_was_made_of(wish: GridWish) -> None:
    spelled = parsed(dict(parse_qsl(query_string(wish))), NAMES)

    assert parsed(dict(parse_qsl(query_string(spelled))), NAMES) == spelled
