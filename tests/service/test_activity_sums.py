"""Activity over any history and any period: it leads from one statement to the next, and the locations sum to the account."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.engine import Database
from portal_ui.periods import PeriodWish
from portal_ui.service.statements import UNTIED, Statements
from portal_ui.views import Activity, Moved
from tests.builders.histories import Stand, keep
from tests.builders.trade import TODAY, add_customer, add_location
from tests.service.test_statement_sums import CHECKS, DAYS, PLACES, Told, histories
from tests.service.test_statement_sums import statements as statements

Key = tuple[date, Moved, str]
AGOS = st.tuples(st.integers(0, DAYS + 5), st.integers(0, DAYS + 5)).map(lambda agos: (max(agos), min(agos)))


def _moved(told: Activity) -> dict[Key, int]:
    """By how much each thing moved the balance, if it did."""
    return {(one.day, one.what, one.number): one.moved_cents for one in told.movements if one.moved_cents}


def _sums(told: Activity) -> list[int]:
    """The figures that sum over locations."""
    return [
        told.opening_cents,
        told.charges_cents,
        told.went_back_cents,
        told.payments_cents,
        told.credits_cents,
        told.closing_cents,
        *told.ages_cents,
    ]


def _open_after(stands: dict[date, Stand], day: date) -> int:
    """What the model says was open when the day ended."""
    known = [on for on in stands if on <= day]
    return sum(cents for cents, _held in stands[max(known)].open_cents.values()) if known else 0


def _runs(told: Activity) -> None:
    """Every balance follows from the one before, in order of the days, down to the sum of the aging."""
    balance = told.opening_cents
    for one in told.movements:
        balance += (one.charge_cents or 0) - (one.credit_cents or 0)
        assert one.balance_cents == balance
        assert (one.charge_cents is None) != (one.credit_cents is None)
    assert [one.day for one in told.movements] == sorted(one.day for one in told.movements)
    assert (
        balance
        == told.opening_cents + told.charges_cents + told.went_back_cents - told.payments_cents - told.credits_cents
        == told.closing_cents
    )
    assert told.ties
    assert told.closing_cents == told.aging_cents


async def _leads_from_statement_to_statement(statements: Statements, database: Database, told: Told, agos: tuple[int, int]) -> None:
    scope = await add_customer(database)
    numbers = [f"{scope.customer_id}-L{at}" for at in range(PLACES)]
    places = [await add_location(database, scope, number=number) for number in numbers]
    await keep(database, scope, places, told.history)
    since, until = (TODAY - timedelta(days=ago) for ago in agos)
    wish, before = PeriodWish(since=since, until=until), since - timedelta(days=1)

    whole = await statements.activity(scope, wish=wish)
    parts = [await statements.activity(scope, location=place, wish=wish) for place in [*numbers, UNTIED]]

    for place, one in zip(["", *numbers, UNTIED], [whole, *parts], strict=True):
        _runs(one)
        opening = await statements.statement(scope, location=place, as_of=before)
        closing = await statements.statement(scope, location=place, as_of=until)
        assert (one.opening_cents, one.closing_cents, one.ages_cents) == (opening.total_cents, closing.total_cents, closing.ages_cents)
        assert (one.credit_before_cents, one.credit_cents) == (opening.credit_cents, closing.credit_cents)
    _sum_to_the_account(whole, parts)
    at_end_of = {one.day: one.balance_cents for one in whole.movements}
    assert at_end_of == {day: _open_after(told.stands, day) for day in at_end_of}


def _sum_to_the_account(whole: Activity, parts: list[Activity]) -> None:
    assert [sum(figures) for figures in zip(*map(_sums, parts), strict=True)] == _sums(whole)
    moved: defaultdict[Key, int] = defaultdict(int)
    for part in parts:
        for key, cents in _moved(part).items():
            moved[key] += cents
    assert {key: cents for key, cents in moved.items() if cents} == _moved(whole)
    assert whole.has_untied or not parts[-1].movements


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(told=histories(), agos=AGOS)
async def test_any_period_leads_from_the_statement_before_it_to_its_own(
    statements: Statements, database: Database, told: Told, agos: tuple[int, int]
) -> None:
    await _leads_from_statement_to_statement(statements, database, told, agos)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@settings(max_examples=6, deadline=None, suppress_health_check=CHECKS)
@given(told=histories(), agos=AGOS)
async def test_any_period_does_on_postgresql_too(statements: Statements, database: Database, told: Told, agos: tuple[int, int]) -> None:
    await _leads_from_statement_to_statement(statements, database, told, agos)
