"""Amounts, counts and days as people of each country write them."""

from datetime import UTC, date, datetime

import pytest

from portal_ui import dates, language, money

DAY = date(2026, 11, 3)
MOMENT = datetime(2026, 11, 3, 21, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "amount", "credit"),
    [("en_US", "$1,234,567.80", "-$0.05"), ("es_US", "$1,234,567.80", "-$0.05"), ("de_DE", "1.234.567,80\xa0$", "-0,05\xa0$")],
)
def test_amounts(locale: str, amount: str, credit: str) -> None:
    with language.speaking(locale):
        assert (money.money(123_456_780), money.money(-5)) == (amount, credit)


@pytest.mark.parametrize(
    ("locale", "counted", "measured", "tons"),
    [("en_US", "12,345", "-1,234.56", "3.10"), ("es_US", "12,345", "-1,234.56", "3.10"), ("de_DE", "12.345", "-1.234,56", "3,10")],
)
def test_counts_and_quantities(locale: str, counted: str, measured: str, tons: str) -> None:
    with language.speaking(locale):
        assert (money.whole(12_345), money.quantity(-1_234_560), money.hundredths(310)) == (counted, measured, tons)


@pytest.mark.parametrize(
    ("locale", "short", "whole", "moment"),
    [
        ("en_US", "Nov 3, 2026", "Tuesday, November 3, 2026", "Nov 3, 2026, 3:04 PM"),
        ("es_US", "3 nov 2026", "martes, 3 de noviembre de 2026", "3 nov 2026, 3:04 p.m."),
        ("de_DE", "03.11.2026", "Dienstag, 3. November 2026", "03.11.2026, 15:04"),
    ],
)
def test_days_and_moments(locale: str, short: str, whole: str, moment: str) -> None:
    with language.speaking(locale):
        assert (dates.day(DAY), dates.long_day(DAY), dates.moment(MOMENT, "America/Chicago")) == (short, whole, moment)


def test_a_machine_s_amount_is_the_same_everywhere() -> None:
    with language.speaking("de_DE"):
        assert money.plain(123_456) == "1234.56"


def test_what_is_spoken_ends_with_its_block() -> None:
    with language.speaking("es_US"):
        assert language.current() == "es_US"
    assert language.current() == "en_US"
