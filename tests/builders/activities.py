"""Activities for tests of how they look, made without a database."""

from dataclasses import replace
from datetime import date, timedelta

from portal_ui.views import Activity, Moved, Movement
from tests.builders.statements import DANA, DAY, FOUNDRY, HARBOR

SINCE = date(2026, 10, 1)


def movements(opening_cents: int, *moved: Movement) -> tuple[Movement, ...]:
    """These, with the balances that follow from each other."""
    found: list[Movement] = []
    balance = opening_cents
    for one in moved:
        balance += one.moved_cents
        found.append(replace(one, balance_cents=balance))
    return tuple(found)


def movement(days: int, what: Moved, number: str, cents: int, *invoices: str, payment: str = "", whole_cents: int = 0) -> Movement:
    """One, so many days after the first."""
    return Movement(SINCE + timedelta(days=days), what, number, payment, invoices, whole_cents or abs(cents), cents, 0)


MOVED = (
    movement(4, Moved.INVOICE, "10471", 294_025, "10471"),
    movement(12, Moved.PAYMENT, "W-000004", -150_000, "10433", "10471", payment="W-000004", whole_cents=165_000),
    movement(20, Moved.CREDIT_MEMO, "CM-12", -4_000, "10471"),
    movement(31, Moved.CHARGEBACK, "W-000004", 150_000, "10433", "10471", payment="W-000004"),
    movement(40, Moved.REFUND, "RF-000002", 2_500, "10433", payment="W-000003", whole_cents=10_000),
)


def activity(moved: tuple[Movement, ...] = MOVED, **facts: object) -> Activity:
    """The activity of an account that ties."""
    opening = 74_919
    listed = movements(opening, *moved)
    usual = Activity(
        account=DANA,
        since=SINCE,
        as_of=DAY,
        location=None,
        is_untied=False,
        opening_cents=opening,
        movements=listed,
        ages_cents=(opening + sum(one.moved_cents for one in listed), 0, 0, 0, 0),
        credit_before_cents=0,
        credit_cents=15_000,
        locations=(HARBOR, FOUNDRY),
        has_untied=False,
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def many(count: int) -> tuple[Movement, ...]:
    """So many invoices."""
    return tuple(movement(at // 40, Moved.INVOICE, str(10_000 + at), 10_000 + at * 37, str(10_000 + at)) for at in range(count))
