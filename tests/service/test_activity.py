"""What an activity lists, in plain examples. That it ties for any history stands in `test_activity_sums`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from db.engine import Database
from db.models import InvoiceStatus
from db.scope import Scope
from portal_ui import activity_wording
from portal_ui.errors import BadRequestError, LocationNotFoundError, MoneyNotShownError
from portal_ui.periods import MOST_YEARS, Period, PeriodWish, Span, period
from portal_ui.service.company import Company
from portal_ui.service.statements import Statements
from portal_ui.views import Activity, Moved, Movement
from tests.builders.histories import History, keep
from tests.builders.people import add_company
from tests.builders.trade import NOON, TODAY, Line, add_credit_memo, add_customer, add_invoice, add_location, add_payment, add_refund

pytestmark = pytest.mark.any_database


@pytest.fixture
async def statements(database: Database) -> Statements:
    """The statements of a company in Chicago."""
    await add_company(database)
    return Statements(database, Company(database, lambda: NOON))


@pytest.fixture
async def scope(database: Database) -> Scope:
    """An account."""
    return await add_customer(database, name="Dana Ortiz Contracting")


def _ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def _lines(told: Activity) -> list[tuple[int, Moved, str, int | None, int | None, int]]:
    """How many days ago, what, on which invoices, charge, credit, balance."""
    return [
        ((TODAY - one.day).days, one.what, _invoices(one), one.charge_cents, one.credit_cents, one.balance_cents) for one in told.movements
    ]


def _invoices(one: Movement) -> str:
    return " ".join(number.rpartition("-")[2] for number in one.invoices)


async def test_each_thing_that_moved_the_balance_stands_on_its_day_with_the_balance_after_it(
    database: Database, statements: Statements, scope: Scope
) -> None:
    history = History()
    history.bill(_ago(50), ((None, 10_000),), 30)
    history.bill(_ago(40), ((None, 5_000),), 30)
    history.bill(_ago(30), ((None, 700),), 30)
    paid = history.begin(_ago(20), [(0, 10_000), (1, 2_000)], extra=500)
    assert paid is not None
    history.settle(_ago(20), paid)
    history.use_unapplied(_ago(15), 0, 1, 500)
    history.credit(_ago(12), 1_000)
    history.use_memo(_ago(10), 0, 1, 800)
    history.void(_ago(9), 2)
    history.take(_ago(8), 0, 6_250)
    history.win(_ago(4), 0)
    history.refund(_ago(2), 0, 1_250)
    await keep(database, scope, [], history)

    told = await statements.activity(scope, wish=PeriodWish(since=_ago(45)))

    assert (told.opening_cents, told.since, told.as_of) == (10_000, _ago(45), TODAY)
    assert _lines(told) == [
        (40, Moved.INVOICE, "B1", 5_000, None, 15_000),
        (30, Moved.INVOICE, "B2", 700, None, 15_700),
        (20, Moved.PAYMENT, "B0 B1", None, 12_000, 3_700),
        (15, Moved.CREDIT_USED, "B1", None, 500, 3_200),
        (10, Moved.CREDIT_MEMO, "B1", None, 800, 2_400),
        (9, Moved.INVOICE_VOID, "B2", None, 700, 1_700),
        (8, Moved.CHARGEBACK, "B0 B1", 6_250, None, 7_950),
        (4, Moved.WON_BACK, "B0 B1", None, 6_250, 1_700),
        (2, Moved.REFUND, "B0 B1", 1_250, None, 2_950),
    ]
    assert (told.charges_cents, told.went_back_cents, told.payments_cents, told.credits_cents) == (5_700, 7_500, 18_750, 1_500)
    assert (told.closing_cents, told.aging_cents, told.ties) == (2_950, 2_950, True)
    assert (told.credit_before_cents, told.credit_cents) == (0, 200)  # what the memo has left; never netted
    assert (told.movements[2].whole_cents, told.movements[-1].payment) == (12_500, told.movements[2].number)


async def test_money_that_moved_the_credit_alone_stands_there_without_an_amount_of_its_own(
    database: Database, statements: Statements, scope: Scope
) -> None:
    bill = await add_invoice(database, scope, number="B1", total_cents=5_000, on=_ago(20), paid_cents=5_000)
    part = await add_payment(database, scope, number="P-1", to={bill: 5_000}, amount_cents=8_000, refunded_cents=3_000, paid_on=_ago(15))
    await add_refund(database, part, number="R-1", amount_cents=3_000, refunded_on=_ago(10))
    await add_payment(database, scope, number="P-2", amount_cents=2_000, unapplied_cents=2_000, paid_on=_ago(5))

    told = await statements.activity(scope, wish=PeriodWish(since=_ago(18)))

    assert _lines(told) == [
        (15, Moved.PAYMENT, "B1", None, 5_000, 0),
        (10, Moved.REFUND, "", 0, None, 0),
        (5, Moved.PAYMENT, "", None, 0, 0),
    ]
    assert [activity_wording.about(one, "USD") for one in told.movements] == [
        "invoice B1 · part of $80.00",
        "of payment P-1 · a credit of $30.00",
        "all of $20.00 left as credit",
    ]
    assert (told.credit_before_cents, told.credit_cents, told.ties) == (0, 2_000, True)


def _pay(history: History, on: date, cents: int) -> None:
    """Pay so much of the first invoice, settled on the same day."""
    paid = history.begin(on, [(0, cents)])
    assert paid is not None
    history.settle(on, paid)


async def test_what_was_paid_given_back_and_paid_again_on_one_day_stands_there_thing_by_thing(
    database: Database, statements: Statements, scope: Scope
) -> None:
    history = History()
    history.bill(_ago(10), ((None, 9_201),), 30)
    _pay(history, _ago(3), 9_201)
    history.refund(_ago(3), 0, 9_201)
    _pay(history, _ago(3), 8_050)
    history.refund(_ago(3), 1, 3_000)
    _pay(history, _ago(3), 4_151)
    await keep(database, scope, [], history)

    told = await statements.activity(scope)

    first, second, third = (one.number for one in told.movements if one.what is Moved.PAYMENT)
    assert [(one.what, one.payment, one.moved_cents, one.balance_cents) for one in told.movements[1:]] == [
        (Moved.PAYMENT, first, -9_201, 0),
        (Moved.PAYMENT, second, -8_050, -8_050),
        (Moved.REFUND, first, 9_201, 1_151),
        (Moved.REFUND, second, 3_000, 4_151),
        (Moved.PAYMENT, third, -4_151, 0),
    ]
    assert told.ties


async def test_money_given_back_because_a_check_of_an_earlier_day_had_paid_the_invoice_stands_there_too(
    database: Database, statements: Statements, scope: Scope
) -> None:
    history = History()
    history.bill(_ago(10), ((None, 9_201),), 30)
    _pay(history, _ago(3), 9_201)
    history.refund(_ago(2), 0, 9_201)
    _pay(history, _ago(5), 9_201)  # recorded later than it was received
    await keep(database, scope, [], history)

    told = await statements.activity(scope)

    assert _lines(told) == [
        (10, Moved.INVOICE, "B0", 9_201, None, 9_201),
        (5, Moved.PAYMENT, "B0", None, 9_201, 0),
        (3, Moved.PAYMENT, "B0", None, 0, 0),
        (2, Moved.REFUND, "B0", 0, None, 0),
    ]
    assert activity_wording.about(told.movements[2], "USD").endswith(" · $92.01, but it was paid already")
    assert activity_wording.about(told.movements[3], "USD").endswith(" · $92.01, but it stays paid")
    assert told.ties


async def test_an_activity_without_a_wish_goes_from_the_first_of_last_month_to_today(statements: Statements, scope: Scope) -> None:
    told = await statements.activity(scope)

    assert (told.since, told.as_of, told.movements, told.ties) == (date(2026, 10, 1), TODAY, (), True)


async def test_at_a_location_each_thing_moves_what_belongs_to_it(database: Database, statements: Statements, scope: Scope) -> None:
    mill, yard = [await add_location(database, scope, number=number) for number in ("L-mill", "L-yard")]
    history = History()
    history.bill(_ago(10), ((0, 6_000), (1, 3_000), (None, 1_000)), 30)
    paid = history.begin(_ago(5), [(0, 5_000)])
    assert paid is not None
    history.settle(_ago(5), paid)
    await keep(database, scope, [mill, yard], history)

    told = [await statements.activity(scope, location=place) for place in ("", "L-mill", "L-yard", "-")]

    assert [[one.moved_cents for one in part.movements] for part in told] == [
        [10_000, -5_000],
        [6_000, -3_000],
        [3_000, -1_500],
        [1_000, -500],
    ]
    assert [part.closing_cents for part in told] == [5_000, 3_000, 1_500, 500]
    assert [part.has_untied for part in told] == [True] * 4


async def test_an_invoice_of_tomorrow_that_stands_on_todays_statement_stands_in_its_activity(
    database: Database, statements: Statements, scope: Scope
) -> None:
    await add_invoice(database, scope, on=TODAY + timedelta(days=3), total_cents=900, lines=(Line(900),))

    told = await statements.activity(scope)
    yesterday = await statements.activity(scope, wish=PeriodWish(until=_ago(1)))

    assert [(one.day, one.moved_cents) for one in told.movements] == [(TODAY, 900)]
    assert (told.ties, yesterday.movements, yesterday.ties) == (True, (), True)


async def test_an_invoice_voided_late_at_night_is_void_on_that_day_of_the_company(
    database: Database, statements: Statements, scope: Scope
) -> None:
    late = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)  # 11:30 pm of the 22nd in Chicago
    await add_invoice(database, scope, on=_ago(20), total_cents=700, status=InvoiceStatus.VOID, voided_at=late)

    told = await statements.activity(scope, wish=PeriodWish(since=_ago(1), until=_ago(1)))

    assert [(one.day, one.what, one.credit_cents, one.balance_cents) for one in told.movements] == [(_ago(1), Moved.INVOICE_VOID, 700, 0)]
    assert (told.opening_cents, told.ties) == (700, True)


async def test_books_that_do_not_tie_are_said_to_and_the_aging_stays_right(
    database: Database, statements: Statements, scope: Scope
) -> None:
    await add_invoice(database, scope, on=_ago(5), total_cents=1_000, paid_cents=400)  # nobody can tell when

    told = await statements.activity(scope)

    assert (told.ties, told.closing_cents, told.aging_cents) == (False, 1_000, 600)


async def test_credit_that_nobody_used_moves_no_balance(database: Database, statements: Statements, scope: Scope) -> None:
    await add_credit_memo(database, scope, total_cents=800, remaining_cents=800)

    told = await statements.activity(scope)

    assert (told.movements, told.credit_before_cents, told.credit_cents) == ((), 0, 800)


async def test_another_account_sees_nothing_of_it_and_a_site_contact_no_money(
    database: Database, statements: Statements, scope: Scope
) -> None:
    another = await add_customer(database)
    await add_invoice(database, scope, on=_ago(5))
    await add_location(database, scope, number="L-mill")

    assert (await statements.activity(another)).movements == ()
    with pytest.raises(LocationNotFoundError):
        await statements.activity(another, location="L-mill")
    with pytest.raises(MoneyNotShownError):
        await statements.activity(replace(scope, sees_money=False))


@pytest.mark.parametrize(
    ("wish", "span", "since", "until"),
    [
        (PeriodWish(), Span.TO_TODAY, date(2026, 10, 1), TODAY),
        (PeriodWish("this-month"), Span.THIS_MONTH, date(2026, 11, 1), TODAY),
        (PeriodWish("last-month"), Span.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (PeriodWish("90-days"), Span.DAYS_90, date(2026, 8, 26), TODAY),
        (PeriodWish("year"), Span.YEAR, date(2026, 1, 1), TODAY),
        (PeriodWish(until=date(2026, 3, 31)), None, date(2026, 2, 1), date(2026, 3, 31)),
        (PeriodWish("year", since=date(2026, 11, 20)), None, date(2026, 11, 20), TODAY),
        (PeriodWish(since=date(2016, 11, 23)), None, date(2016, 11, 23), TODAY),
    ],
)
def test_a_period_is_whole_days(wish: PeriodWish, span: Span | None, since: date, until: date) -> None:
    assert period(wish, TODAY) == Period(since, until, span)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (PeriodWish(since=TODAY, until=_ago(1)), "lies after the last"),
        (PeriodWish(until=TODAY + timedelta(days=1)), "still to come"),
        (PeriodWish(since=TODAY + timedelta(days=1)), "lies after the last"),
        (PeriodWish(since=date(TODAY.year - MOST_YEARS, TODAY.month, TODAY.day - 1)), "10 years at most"),
        (PeriodWish(since=date.min), "10 years at most"),
        (PeriodWish("next-month"), 'no period "next-month"'),
    ],
)
def test_a_period_that_cannot_be_meant_is_refused_in_a_sentence(wish: PeriodWish, sentence: str) -> None:
    with pytest.raises(BadRequestError, match=sentence):
        period(wish, TODAY)


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 31), date(2026, 3, 1)])
def test_periods_hold_at_the_ends_of_months(today: date) -> None:
    for span in Span:
        found = period(PeriodWish(span.value), today)
        assert found.since <= found.until <= today
