"""Cents and how they read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui import language
from portal_ui.money import money, plain, quantity


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "$0.00"), (5, "$0.05"), (123_450, "$1,234.50"), (-1_200, "-$12.00"), (999_999_999, "$9,999,999.99")],
)
def test_an_amount_reads_as_people_write_it(cents: int, text: str) -> None:
    assert money(cents) == text


def test_another_language_writes_the_same_amount_its_own_way() -> None:
    language.use("de_DE")
    try:
        assert money(123_450, "EUR") == "1.234,50\xa0€"
    finally:
        language.use("en_US")


def test_a_currency_without_hundredths_is_refused() -> None:
    with pytest.raises(ValueError, match="JPY"):
        money(100, "JPY")


@given(st.integers(-(10**12), 10**12))
def test_a_plain_amount_reads_back_to_the_same_cents(cents: int) -> None:
    whole, rest = plain(cents).lstrip("-").split(".")
    assert (int(whole) * 100 + int(rest)) * (-1 if cents < 0 else 1) == cents


@pytest.mark.parametrize(("thousandths", "text"), [(1000, "1"), (5420, "5.42"), (1_420_000, "1,420"), (-500, "-0.5"), (0, "0")])
def test_a_quantity_shows_no_more_places_than_it_has(thousandths: int, text: str) -> None:
    assert quantity(thousandths) == text
