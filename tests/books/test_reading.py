from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui.books.amounts import MOST_THOUSANDTHS, amount, positive_amount, quantity, signed_amount, whole
from portal_ui.books.days import day, moment_in
from portal_ui.books.problems import CellError
from portal_ui.books.texts import choice, currency, email, last_digits, locale, text, time_zone, yes_or_no
from portal_ui.card_numbers import holds_card_number
from portal_ui.money import MOST_CENTS
from portal_ui.shares import largest_remainder

CENTS = st.integers(-MOST_CENTS, MOST_CENTS)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        *(("1,234.50", 123450), ("1.234,50", 123450), ("$1,234.50", 123450), ("1234,5", 123450), ("1 234,50", 123450)),
        *(("1\u00a0234,50", 123450), ("1'234.50", 123450), ("1,234", 123400), ("1.234.567", 123456700), ("12.5", 1250)),
        *(("(12.00)", -1200), ("($12.00)", -1200), ("-12", -1200), ("-$12", -1200), ("$-12", -1200), ("−12", -1200)),
        *((".50", 50), ("0", 0), ("-0.00", 0), ("12.00 €", 1200), ("9,999,999.99", MOST_CENTS)),
    ],
)
def test_an_amount_is_read_as_spreadsheets_write_it(written: str, cents: int) -> None:
    assert signed_amount(written) == cents


@pytest.mark.parametrize(
    "written",
    [
        "1e3",
        "NaN",
        "inf",
        "1.234",
        "12.345",
        "1,23,4",
        "1,2345",
        "12.",
        "--1",
        "(-1)",
        "(1",
        "1)",
        "0x10",
        "١٢",
        "1_000",
        "$",
        "-",
        "10,000,000.00",
    ],
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        signed_amount(written)


@given(CENTS)
def test_every_amount_survives_each_way_to_write_it(cents: int) -> None:
    exact = Decimal(cents) / 100
    american = f"{abs(exact):,.2f}"
    european = american.replace(",", " ").replace(".", ",").replace(" ", ".")
    sign = "-" if cents < 0 else ""
    ways = [str(exact), f"{exact:.2f}", f"{exact:,.2f}", sign + european, f"{sign}${american}", f"({american})" if cents < 0 else american]

    assert {signed_amount(way) for way in ways} == {cents}


@given(st.text(alphabet="0123456789.,-()$ eE", max_size=12))
def test_any_other_text_is_an_amount_within_range_or_refused(written: str) -> None:
    try:
        cents = signed_amount(written.strip())
    except CellError:
        return
    assert abs(cents) <= MOST_CENTS


def test_amounts_that_must_not_be_negative_or_zero_are_not() -> None:
    assert amount("0") == 0
    for read, written in ((amount, "-0.01"), (positive_amount, "0.00"), (positive_amount, "(1.00)"), (whole, "-1"), (whole, "1.5")):
        with pytest.raises(CellError):
            read(written)


@given(st.integers(0, MOST_THOUSANDTHS))
def test_a_quantity_keeps_its_three_decimals(thousandths: int) -> None:
    assert quantity(str(Decimal(thousandths) / 1000)) == thousandths


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_a_date_survives_each_way_to_write_it(when: date) -> None:
    ways = ["%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%B %d, %Y", "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00:00.000"]

    assert {day(when.strftime(way)) for way in ways} == {when.isoformat()}


@pytest.mark.parametrize(("written", "when"), [("1/2/26", "2026-01-02"), ("23-Nov-26", "2026-11-23"), ("3 sept 2026", "2026-09-03")])
def test_a_short_date_is_of_this_century_and_the_month_comes_first(written: str, when: str) -> None:
    assert day(written) == when


@pytest.mark.parametrize(
    "written",
    ["2026-13-01", "2026-02-29", "13/01/2026", "31.11.2026", "23-Nob-2026", "20261123", "45984", "1969-12-31", "2101-01-01", "soon"],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        day(written)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - the strategy wants its bounds so
def test_a_moment_is_kept_in_utc(moment: datetime) -> None:
    written = moment_in("Etc/GMT+6")(moment.strftime("%Y-%m-%d %H:%M"))

    expected = moment.replace(second=0, microsecond=0, tzinfo=UTC) + timedelta(hours=6)
    assert datetime.strptime(written, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC) == expected


def test_a_moment_may_be_written_with_am_and_pm() -> None:
    read = moment_in("America/Chicago")

    assert read("11/23/2026 12:02 AM") == "2026-11-23 06:02:00.000000"
    assert read("11/23/2026 1:02:30 pm") == "2026-11-23 19:02:00.000000"
    for wrong in ("2026-11-23", "2026-11-23 24:00", "2026-11-23 13:00 PM", "soon 10:00"):
        with pytest.raises(CellError):
            read(wrong)


def test_words_are_read_with_some_tolerance() -> None:
    assert choice(["roll-off"])("Roll Off") == "roll-off"
    assert choice(["cancelled"])("Canceled") == "cancelled"
    assert yes_or_no("TRUE") is True
    assert yes_or_no("0") is False
    assert last_digits("42") == "0042"
    assert text()("12 Elm St\r\nSuite 4") == "12 Elm St Suite 4"
    assert text(lines=True)("P.O. Box 1 \r\nMarshall") == "P.O. Box 1\nMarshall"
    assert locale("en-US") == "en_US"


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (yes_or_no, "perhaps"),
        (email, "dana@"),
        (last_digits, "12345"),
        (time_zone, "Texas"),
        (currency, "JPY"),
        (currency, "dollars"),
        (locale, "Texan"),
    ],
)
def test_other_words_are_refused(read: object, cell: str) -> None:
    assert callable(read)
    with pytest.raises(CellError):
        read(cell)


@pytest.mark.parametrize(
    "card",
    [
        *("4242424242424242", "4242 4242 4242 4242", "3782-822463-10005", "pay 5555-5555-5555-4444 now", "4222222222222"),
        *(
            "4242.4242.4242.4242",
            "4242\u00a04242\u00a04242\u00a04242",
            "3056 930902 5904",
            "no:4242424242424242,",
            "4242 4242 4242 4242 123",
        ),
        *("6304000000000000000", "6304 0000 0000 0000 000"),
    ],
)
def test_a_card_number_is_recognised(card: str) -> None:
    assert holds_card_number(card)


@pytest.mark.parametrize(
    "plain",
    [
        *("4242424242424241", "0000000000000000", "903-555-0162 903-555-0163", "42424242424242424242", "2026-11-23 10:02"),
        *("a4242424242424242", "4242424242424242b", "0.4242424242424242", "1764093250009", "42424242-4242-4242-4242-424242424242"),
    ],
)
def test_other_digits_are_no_card_number(plain: str) -> None:
    assert not holds_card_number(plain)


@given(st.integers(0, MOST_CENTS), st.lists(st.integers(0, MOST_CENTS), min_size=1, max_size=30))
def test_shares_sum_to_the_amount_and_are_never_a_cent_off(total: int, weights: list[int]) -> None:
    shares = largest_remainder(total, weights)

    whole_weight = sum(weights)
    assert sum(shares) == total
    if whole_weight:
        assert all(abs(share * whole_weight - total * weight) < whole_weight for share, weight in zip(shares, weights, strict=True))
        assert total > whole_weight or all(share <= weight for share, weight in zip(shares, weights, strict=True))


def test_shares_of_nothing_or_of_negative_weights_are_refused() -> None:
    for total, weights in ((1, []), (-1, [1]), (1, [2, -1])):
        with pytest.raises(ValueError, match="shares need"):
            largest_remainder(total, weights)


def test_the_spare_cent_goes_to_the_largest_remainder() -> None:
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(10, [5, 3, 1]) == [6, 3, 1]
    assert largest_remainder(7, [0, 0]) == [4, 3]
