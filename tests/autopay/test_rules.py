"""When an invoice is charged automatically, and what follows a decline."""

from datetime import date, timedelta

import pytest

from portal_ui import autopay_rules as rules
from portal_ui.autopay_rules import After

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due", "first_on", "charged"),
    [
        (date(2026, 11, 26), MONDAY, date(2026, 11, 26)),  # on its due date
        (date(2026, 12, 9), MONDAY, date(2026, 12, 9)),
        (MONDAY, MONDAY, date(2026, 11, 26)),  # due on receipt: three days of notice
        (date(2026, 10, 1), MONDAY, date(2026, 11, 26)),  # overdue
        (date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 1)),  # not before the first day that was agreed to
    ],
)
def test_it_is_charged_when_due_but_never_without_three_days_of_notice(due: date, first_on: date, charged: date) -> None:
    assert rules.charge_day(due, MONDAY, first_on) == charged


@pytest.mark.parametrize(
    ("charge_on", "told_on", "attempt", "is_right"),
    [
        (MONDAY, MONDAY - timedelta(days=3), 1, True),
        (MONDAY, MONDAY - timedelta(days=2), 1, False),  # the letter went out late
        (MONDAY - timedelta(days=5), MONDAY - timedelta(days=9), 1, True),  # the portal was away on the day
        (MONDAY + timedelta(days=1), MONDAY - timedelta(days=9), 1, False),
        (MONDAY, MONDAY, 2, True),  # another try was told of with the decline
    ],
)
def test_no_charge_without_the_letter_three_days_before(charge_on: date, told_on: date, attempt: int, is_right: bool) -> None:
    assert rules.has_had_notice(charge_on, told_on, MONDAY, attempt) is is_right


@pytest.mark.parametrize(
    ("code", "after"),
    [
        *((code, After.CARD) for code in ("lost_card", "stolen_card", "pickup_card", "expired_card", "incorrect_number", "fraudulent")),
        *((code, After.CARD) for code in ("revocation_of_authorization", "do_not_try_again")),
        *((code, After.AGAIN) for code in ("insufficient_funds", "processing_error", "try_again_later", "payment_method_not_available")),
        *((code, After.AGAIN) for code in ("generic_decline", "not_submitted", "a code nobody knows")),
        *((code, After.YOU) for code in ("authentication_required", "payment_intent_authentication_failure")),
    ],
)
def test_why_it_was_declined_decides_what_follows(code: str, after: After) -> None:
    assert rules.after(code) is after


def test_it_is_tried_again_one_three_and_seven_days_after_the_first_and_no_more() -> None:
    days, day, attempt = [], MONDAY, 1
    while (following := rules.next_try(attempt, day)) is not None:
        day, attempt = following, attempt + 1
        days.append((day - MONDAY).days)

    assert days == [1, 3, 7]
