"""What of a payment's parts had come back when, told from what came back and from how it ended."""

from datetime import date, timedelta

from portal_ui.reversals import Part, Return, came_back, states

FIRST = date(2026, 11, 1)


def _on(day: int) -> date:
    return FIRST + timedelta(days=day)


def test_credit_goes_first_and_the_rest_comes_from_the_invoices_in_proportion() -> None:
    parts = [Part(6_000, 3_000, _on(0)), Part(2_000, 1_000, _on(0))]
    returns = [Return(_on(1), 1_500), Return(_on(2), 3_500)]

    assert states(9_000, parts, returns) == [(0, 0), (375, 125), (3_000, 1_000)]


def test_what_a_payment_left_and_was_used_only_later_was_credit_until_then() -> None:
    parts = [Part(6_000, 6_000, _on(0)), Part(5_000, 0, _on(5))]
    returns = [Return(_on(1), 6_000), Return(_on(3), -6_000)]

    assert states(6_000, parts, returns) == [(0, 0), (6_000, 0), (6_000, 0)]


def test_a_dispute_that_was_won_gives_back_what_it_took() -> None:
    parts = [Part(6_000, 0, _on(0)), Part(3_000, 0, _on(0))]
    returns = [Return(_on(1), 9_000), Return(_on(5), -9_000)]

    assert states(9_000, parts, returns) == [(0, 0), (6_000, 3_000), (0, 0)]
    assert [came_back(9_000, returns[:count]) for count in range(3)] == [0, 9_000, 0]


def test_what_found_no_room_when_a_dispute_was_won_stays_away_from_its_invoice_from_then_on() -> None:
    parts = [Part(6_000, 6_000, _on(0)), Part(3_000, 0, _on(0))]  # the first invoice was paid in another way meanwhile
    returns = [Return(_on(1), 9_000), Return(_on(5), -9_000)]

    assert states(9_000, parts, returns) == [(0, 0), (6_000, 3_000), (6_000, 0)]


def test_a_refund_after_such_a_win_takes_the_credit_that_it_left() -> None:
    parts = [Part(10_000, 10_000, _on(0))]
    returns = [Return(_on(1), 10_000), Return(_on(5), -10_000), Return(_on(6), 5_000)]

    assert states(10_000, parts, returns) == [(0,), (10_000,), (10_000,), (10_000,)]


def test_whatever_the_rule_says_the_end_is_what_is_stored() -> None:
    parts = [Part(5_000, 1, _on(0)), Part(5_000, 999, _on(0))]

    assert states(10_000, parts, [Return(_on(1), 1_000)]) == [(0, 0), (1, 999)]
    assert states(10_000, parts, []) == [(1, 999)]
