"""What someone is about to pay: choices, part amounts, what they leave open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui.choosing import Choosing
from portal_ui.views import Held, Offer, Payable

TODAY = date(2026, 11, 23)
HELD = Held(30000, date(2026, 11, 23), datetime(2026, 11, 23, 16, 2, tzinfo=UTC), "Maria Ortiz", is_mine=False)


def invoice(number: str, *, due_in: int, balance: int, held: tuple[Held, ...] = ()) -> Payable:
    return Payable(number, TODAY + timedelta(due_in), max(0, -due_in), due_in <= 0, "1420 Harbor Rd, Marshall", balance, held)


def offer(*invoices: Payable, credit: int = 0, least: int = 50, most: int = 99_999_999, request: int = 1) -> Offer:
    return Offer(UUID(int=request), invoices, (), credit, least, most, is_demo=True)


FOUR = (
    invoice("10433", due_in=-35, balance=74919),
    invoice("10471", due_in=-5, balance=144025),
    invoice("10498", due_in=0, balance=61118),
    invoice("10512", due_in=25, balance=128460),
)


def choosing(*invoices: Payable, credit: int = 0, least: int = 50, most: int = 99_999_999) -> Choosing:
    model = Choosing(offer(*(invoices or FOUR), credit=credit, least=least, most=most), "USD")
    model.choose_usual()
    return model


def test_everything_due_is_chosen_to_begin_with() -> None:
    model = choosing()

    assert model.amounts == {"10433": 74919, "10471": 144025, "10498": 61118}
    seen = model.preview()
    assert (seen.total_cents, seen.invoices, seen.cleared) == (280062, 3, 3)
    assert (seen.left_cents, seen.left_due_cents, seen.is_ready) == (128460, 0, True)


def test_when_nothing_is_due_everything_open_is_chosen() -> None:
    assert choosing(FOUR[3]).amounts == {"10512": 128460}


def test_all_of_a_kind_can_be_chosen_and_says_so() -> None:
    model = choosing()

    model.choose(lambda row: row.days_late > 0)

    assert list(model.amounts) == ["10433", "10471"]
    assert model.is_choice(lambda row: row.days_late > 0)
    assert not model.is_choice(lambda row: row.is_due)
    assert model.sum_of(lambda row: row.is_due) == 280062


def test_a_part_amount_counts_and_leaves_the_rest_open() -> None:
    model = choosing()

    model.write("10471", "$1,000.5")

    assert model.amounts["10471"] == 100050
    seen = model.preview()
    assert (seen.total_cents, seen.cleared, seen.left_due_cents) == (74919 + 100050 + 61118, 2, 43975)
    part = model.of("10471")
    assert part is not None
    assert (part.text, part.problem) == ("$1,000.5", "")


def test_an_amount_typed_into_a_row_chooses_it_and_an_empty_one_lets_it_go() -> None:
    model = choosing()

    model.write("10512", "84.60")
    model.write("10433", "  ")

    assert model.amounts == {"10471": 144025, "10498": 61118, "10512": 8460}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,440.26", "Only $1,440.25 can be paid here now."),
        ("1,440.00", "That would leave less than $0.50 open. Pay all of it, or less."),
        ("0", "more than zero"),
        ("-5", ""),
        ("1e3", ""),
        ("NaN", ""),
        ("12.345", ""),
        ("99999999999", ""),
        ("4242424242424242", ""),
    ],
)
def test_an_amount_that_cannot_be_paid_stops_the_payment_and_says_why_in_its_row(text: str, sentence: str) -> None:
    model = choosing()

    model.write("10471", text)

    part = model.of("10471")
    assert part is not None
    assert part.text == text
    assert part.problem
    assert sentence in part.problem
    assert not model.preview().is_ready
    assert model.preview().problem == "Change the amount of invoice 10471 first."


@pytest.mark.parametrize("text", ["1,439.75", "1,440.25", "0.01"])
def test_what_is_whole_or_leaves_enough_is_fine(text: str) -> None:
    model = choosing()

    model.write("10471", text)

    assert model.preview().is_ready


def test_money_that_is_being_paid_by_someone_cannot_be_paid_again() -> None:
    model = choosing(invoice("1", due_in=-1, balance=30000, held=(HELD,)), invoice("2", due_in=-1, balance=50000, held=(HELD,)))

    model.toggle("1", on=True)

    assert model.amounts == {"2": 20000}
    model.write("1", "5")
    model.write("2", "200.01")
    assert not model.preview().is_ready
    assert model.preview().cleared == 0


def test_a_sum_is_laid_out_over_the_oldest_due_first_and_can_be_changed() -> None:
    model = choosing()

    model.lay_out("1,500")

    assert model.amounts == {"10433": 74919, "10471": 75081}
    model.toggle("10433", on=False)
    assert model.preview().total_cents == 75081


def test_a_sum_that_is_just_what_an_invoice_owes_clears_it() -> None:
    model = choosing()

    model.lay_out("$749.19")

    assert model.amounts == {"10433": 74919}
    assert model.preview().cleared == 1


def test_a_sum_that_would_leave_a_crumb_passes_it_on_to_the_next_invoice() -> None:
    model = choosing()

    model.lay_out("749.00")  # 19 cents short of the first

    assert model.amounts == {"10433": 74869, "10471": 31}
    assert model.preview().is_ready


def test_a_sum_that_finds_no_place_says_how_much_did() -> None:
    model = choosing(FOUR[0])

    model.lay_out("749.00")

    assert model.amounts == {"10433": 74869}
    assert model.wanted_problem == "$748.69 is chosen: the rest would leave less than $0.50 open on an invoice."
    model.lay_out("5,000")
    assert model.wanted_problem == "Only $749.19 can be paid now; all of it is chosen."
    model.lay_out("much")
    assert model.wanted_problem
    assert model.amounts == {"10433": 74919}


@pytest.mark.parametrize("text", ["much", "12.345", "25,50", "-1"])
def test_what_was_chosen_before_is_not_paid_once_something_was_typed_that_means_no_amount(text: str) -> None:
    model = choosing(FOUR[0])
    model.choose_usual()
    assert model.preview().is_ready
    model.lay_out(text)
    assert not model.preview().is_ready
    assert model.preview().problem == "Change the amount you want to pay first, or choose invoices."

    model.lay_out("20")
    assert (model.preview().is_ready, model.preview().total_cents) == (True, 2_000)
    model.lay_out(text)
    model.toggle("10433", on=True)
    assert model.preview().is_ready


def test_too_little_and_too_much_for_a_card_are_said_before_pay() -> None:
    small = choosing(invoice("1", due_in=0, balance=30))
    assert small.preview().problem == "A card pays $0.50 or more. Add something to it."
    large = choosing(most=100_000)
    assert large.preview().problem == "One payment is $1,000.00 at most. Choose less now, and pay the rest after."


def test_credit_is_laid_out_over_what_is_chosen_first() -> None:
    model = choosing(credit=80000)
    model.toggle("10433", on=False)

    credit = model.with_credit()

    assert credit.amounts == {"10471": 80000}
    credit.toggle("10433", on=True)
    assert credit.amounts == {"10433": 74919, "10471": 80000}
    assert credit.preview().problem == "Only $800.00 of credit is there. Lower an amount."
    credit.write("10471", "50.81")
    assert credit.preview().is_ready


def test_what_changed_meanwhile_is_taken_over_and_the_choices_stay() -> None:
    model = choosing()
    model.write("10471", "1,000")
    model.write("10498", "611")
    fewer = (
        invoice("10471", due_in=-5, balance=144025, held=(HELD,)),
        invoice("10498", due_in=0, balance=40000),
        invoice("10512", due_in=25, balance=128460),
    )

    assert model.renew(offer(*fewer, request=2))

    assert model.offer.request_id == UUID(int=2)
    assert model.amounts == {"10471": 100000, "10498": 61100}
    part = model.of("10498")
    assert part is not None
    assert part.problem == "Only $400.00 can be paid here now."


def test_nothing_changed_is_no_news() -> None:
    model = choosing()
    model.write("10471", "1,000")

    assert not model.renew(offer(*FOUR, request=2))
    assert model.amounts == {"10433": 74919, "10471": 100000, "10498": 61118}


@given(
    st.lists(st.tuples(st.integers(-90, 60), st.integers(1, 100_000)), min_size=1, max_size=12),
    st.integers(1, 1_000_000),
    st.integers(0, 200),
)
def test_a_sum_that_is_laid_out_never_exceeds_itself_or_what_is_open(bills: list[tuple[int, int]], cents: int, least: int) -> None:
    rows = [invoice(str(n), due_in=due, balance=balance) for n, (due, balance) in enumerate(sorted(bills))]
    model = choosing(*rows, least=least)

    model.lay_out(f"{cents // 100}.{cents % 100:02d}")

    balances = {row.number: row.balance_cents for row in rows}
    total = model.preview().total_cents
    assert total <= cents
    assert all(0 < part <= balances[number] for number, part in model.amounts.items())
    assert all(balances[number] - part == 0 or balances[number] - part >= least for number, part in model.amounts.items())
    assert total == min(cents, sum(balances.values())) or model.wanted_problem
    assert total + model.preview().left_cents == sum(balances.values())


@given(st.lists(st.text(max_size=12), max_size=8))
def test_whatever_is_typed_is_an_amount_or_a_problem(texts: list[str]) -> None:
    model = choosing()

    for text in texts:
        model.write("10471", text)
        model.lay_out(text)
        part = model.of("10471")
        assert part is None or part.problem or 0 < part.cents <= 144025

    assert all(type(cents) is int and cents >= 0 for cents in model.amounts.values())


def parts(*, takes: bool = True, least: int = 0) -> Choosing:
    model = Choosing(replace(offer(*FOUR), takes_parts=takes, least_part_cents=least), "USD")
    model.choose_usual()
    return model


def test_where_invoices_are_paid_whole_a_part_is_a_problem() -> None:
    model = parts(takes=False)

    model.write("10433", "100")

    chosen = model.of("10433")
    assert chosen is not None
    assert chosen.problem == "Only all of it can be paid here: $749.19."
    assert not model.preview().is_ready


def test_where_invoices_are_paid_whole_a_sum_is_laid_out_over_whole_ones() -> None:
    model = parts(takes=False)

    model.lay_out("1500")

    assert model.amounts == {"10433": 74919, "10498": 61118}
    assert model.wanted_problem == "$1,360.37 is chosen: only whole invoices can be paid."


def test_a_part_below_the_least_is_a_problem_and_is_not_laid_out() -> None:
    model = parts(least=10000)

    model.write("10433", "99.99")
    chosen = model.of("10433")
    assert chosen is not None
    assert chosen.problem == "A part payment is $100.00 or more. Pay more of it, or all of it."
    model.lay_out("760")

    assert model.amounts == {"10433": 74919}
    assert model.wanted_problem == "$749.19 is chosen: a part payment of the next invoice is $100.00 or more."


def test_where_invoices_are_paid_whole_credit_still_goes_to_a_part() -> None:
    model = Choosing(replace(offer(*FOUR, credit=5000), takes_parts=False), "USD")
    model.choose_usual()

    credit = model.with_credit()

    assert credit.amounts == {"10433": 5000}
    assert credit.preview().is_ready
