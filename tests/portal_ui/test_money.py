"""Cents: how they read, and how what a person types is read as cents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui import language
from portal_ui.currencies import places
from portal_ui.money import MOST_CENTS, money, parsed, plain, quantity
from portal_ui.payment_errors import BadAmountError

LOCALES = st.sampled_from(["en_US", "es_US", "de_DE", "es_ES", "fr_FR", "de_CH", "es_MX", "pt_BR", "ja_JP", "pl_PL"])
CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "CLP", "KWD", "TND"])
PAYABLE = st.integers(1, MOST_CENTS)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "$0.00"), (5, "$0.05"), (123_450, "$1,234.50"), (-1_200, "-$12.00"), (999_999_999, "$9,999,999.99")],
)
def test_an_amount_reads_as_people_write_it(cents: int, text: str) -> None:
    assert money(cents) == text


def test_another_language_writes_the_same_amount_its_own_way() -> None:
    with language.speaking("de_DE"):
        assert money(123_450, "EUR") == "1.234,50\xa0€"


@pytest.mark.parametrize(
    ("currency", "shown", "for_machines"),
    [("JPY", "¥1,234,567", "1234567"), ("USD", "$12,345.67", "12345.67"), ("KWD", "KWD1,234.567", "1234.567")],
)
def test_an_amount_has_the_decimals_of_its_currency(currency: str, shown: str, for_machines: str) -> None:
    assert (money(1_234_567, currency), plain(1_234_567, currency)) == (shown, for_machines)


@given(st.integers(-(10**12), 10**12))
def test_a_plain_amount_reads_back_to_the_same_cents(cents: int) -> None:
    whole, rest = plain(cents).lstrip("-").split(".")
    assert (int(whole) * 100 + int(rest)) * (-1 if cents < 0 else 1) == cents


@given(PAYABLE, LOCALES)
def test_zero_decimal_currency_round_trip(yen: int, locale: str) -> None:
    assert plain(yen, "JPY") == str(yen)
    assert parsed(plain(yen, "JPY"), "JPY", locale=locale) == yen
    with language.speaking(locale):
        assert parsed(money(yen, "JPY"), "JPY") == yen


@given(PAYABLE, CURRENCIES, LOCALES)
def test_what_the_portal_writes_it_reads_back_in_every_language_and_currency(cents: int, currency: str, locale: str) -> None:
    with language.speaking(locale):
        assert parsed(money(cents, currency), currency) == cents


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        *(("1,500", 150_000), ("1500.00", 150_000), ("$1,500.5", 150_050), (" 49 ", 4_900), ("49", 4_900), ("0.01", 1), (".5", 50)),
        *(
            ("$ 5", 500),
            ("5 USD", 500),
            ("usd 5", 500),
            ("1,234,567.89", 123_456_789),
            ("0049.10", 4_910),
            ("0.29", 29),
            ("\u00a07\u00a0", 700),
        ),
    ],
)
@pytest.mark.parametrize("locale", ["en_US", "es_US"])
def test_an_amount_is_read_as_people_type_it(typed: str, cents: int, locale: str) -> None:
    assert parsed(typed, locale=locale) == cents


@pytest.mark.parametrize(
    ("typed", "locale", "cents"),
    [
        ("1.500,00", "de_DE", 150_000),
        ("1.500", "de_DE", 150_000),
        ("1500,5 €", "de_DE", 150_050),
        ("1 500,50", "fr_FR", 150_050),
        ("1\u202f500,50 €", "fr_FR", 150_050),
        ("1'500.50", "de_CH", 150_050),
    ],
)
def test_an_amount_is_read_in_the_signs_of_the_language(typed: str, locale: str, cents: int) -> None:
    assert parsed(typed, "EUR", locale=locale) == cents


EMPTY = "Enter an amount."
NO_AMOUNT = "That is not an amount. Write it in digits, like 1,234.50."
GROUPING = "“,” stands only between thousands, as in 1,234.50."
TOO_FINE = "An amount has at most 2 decimals, as in 1,234.50."
OTHER_DIGITS = "Write the amount with the digits 0 to 9."
ZERO = "The amount must be more than zero."
NEGATIVE = "The amount must not be negative."
TOO_LARGE = "The amount can be at most $9,999,999.99."
TOO_LONG = "That has too many digits for an amount. Enter card numbers only on the card page."


@pytest.mark.parametrize(
    ("sentence", "typed"),
    [
        *((EMPTY, typed) for typed in ("", " ", "\t\u00a0")),
        *((ZERO, typed) for typed in ("0", "0.00", "$0", ".0")),
        *((NEGATIVE, typed) for typed in ("-1", "−1", "$-5", "-$5", "($5.00)", "5-")),
        *((TOO_FINE, typed) for typed in ("1.234", "0.001", "1,500.000")),
        *((GROUPING, typed) for typed in ("1,50", "1,5000", "12,34,567", "1500,00", "1,,000", ",500", "0,123")),
        *((OTHER_DIGITS, typed) for typed in ("１２", "١٢", "²", "½", "1۲")),
        *((TOO_LARGE, typed) for typed in ("10,000,000", "10000000.00", "123456789012")),
        *((TOO_LONG, typed) for typed in ("4242424242424242", "4242 4242 4242 4242", "1234567890123", "9" * 60)),
        *(
            (NO_AMOUNT, typed)
            for typed in ("1e3", "NaN", "inf", "-inf", "1_000", "abc", "$", ".", "1.5.0", "12.", "1 500", "+5", "0x10", "5%", "€5", "1\n2")
        ),
        (NO_AMOUNT, "1" + " " * 100_000 + "2"),
    ],
)
def test_what_is_no_amount_to_pay_is_refused_in_a_sentence_of_its_own(sentence: str, typed: str) -> None:
    with pytest.raises(BadAmountError) as refusal:
        parsed(typed)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("typed", ["1,234.50", "1500.00", "0.123", "1.50"])
def test_an_amount_in_another_languages_signs_is_refused_and_never_read_as_another(typed: str) -> None:
    with pytest.raises(BadAmountError):
        parsed(typed, "EUR", locale="de_DE")


def test_a_currency_without_decimals_takes_none() -> None:
    with pytest.raises(BadAmountError, match=r"Amounts in JPY have no decimals. Write it like 1,234."):
        parsed("5.0", "JPY")


@given(st.text(max_size=30) | st.text(alphabet="0123456789.,-+()$ eE_'’\u00a0", max_size=16), LOCALES, CURRENCIES)
def test_any_text_is_an_amount_within_range_or_refused(typed: str, locale: str, currency: str) -> None:
    try:
        cents = parsed(typed, currency, locale=locale)
    except BadAmountError:
        return
    assert 0 < cents <= MOST_CENTS
    assert type(cents) is int


@pytest.mark.parametrize("lossy", [1.0, 0.29, float("nan"), None, "1"])
def test_float_is_never_used_for_money(lossy: Any) -> None:
    for write in (money, plain):
        with pytest.raises(TypeError):
            write(lossy)
    unread: Any = 1.0 if isinstance(lossy, str) else lossy
    with pytest.raises(TypeError):
        parsed(unread)


def test_the_decimals_of_a_currency_are_its_own() -> None:
    assert [places(currency) for currency in ("USD", "EUR", "JPY", "XPF", "BHD")] == [2, 2, 0, 0, 3]


@pytest.mark.parametrize(("thousandths", "text"), [(1000, "1"), (5420, "5.42"), (1_420_000, "1,420"), (-500, "-0.5"), (0, "0")])
def test_a_quantity_shows_no_more_places_than_it_has(thousandths: int, text: str) -> None:
    assert quantity(thousandths) == text
