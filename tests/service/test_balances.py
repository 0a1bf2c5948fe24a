"""What an account owes, against a plain model of the trade's rules."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine import Database
from db.models import InvoiceStatus, PaymentState
from portal_ui.dates import Age
from portal_ui.errors import MoneyNotShownError
from portal_ui.views import GridWish, InvoiceState, Summary, Tally
from tests.builders.people import add_account, add_company, add_person
from tests.builders.trade import TODAY, add_credit_memo, add_customer, add_invoice, add_payment
from tests.service.conftest import Reading

EDGES = [0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 91, 400]


@dataclass(frozen=True)
class Facts:
    """One invoice, as the books could hold it."""

    total_cents: int
    paid_cents: int
    credited_cents: int
    held_cents: int
    status: InvoiceStatus
    due_in: int


@st.composite
def invoices(draw: st.DrawFn) -> Facts:
    """Any invoice; the days on which something changes come often."""
    total = draw(st.integers(0, 500_000))
    paid = draw(st.one_of(st.just(0), st.just(total), st.integers(0, total)))
    credited = draw(st.one_of(st.just(0), st.integers(0, total - paid)))
    status = draw(st.sampled_from([InvoiceStatus.POSTED, InvoiceStatus.POSTED, InvoiceStatus.PENDING, InvoiceStatus.VOID]))
    held = draw(st.integers(0, total - paid - credited)) if status is InvoiceStatus.POSTED else 0
    return Facts(total, paid, credited, held, status, -draw(st.one_of(st.sampled_from(EDGES), st.integers(-60, 200))))


def model(rows: list[Facts]) -> Summary:
    """The rules in plain words: posted and not yet settled counts; late is what was due before today."""
    ages = dict.fromkeys(Age, 0)
    count = late_count = held = late_held = oldest = 0
    for row in rows:
        left = row.total_cents - row.paid_cents - row.credited_cents
        if row.status is not InvoiceStatus.POSTED or left == 0:
            continue
        due = TODAY + timedelta(days=row.due_in)
        ages[Age.of(due, TODAY)] += left
        count, held = count + 1, held + row.held_cents
        late_count += due < TODAY
        late_held += row.held_cents if due < TODAY else 0
        oldest = max(oldest, (TODAY - due).days)
    current, first, second, third, last = ages.values()
    overdue = first + second + third + last
    return Summary(TODAY, count, current + overdue, overdue, late_count, oldest, held, 0, (current, first, second, third, last), late_held)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(invoices(), max_size=8))
async def test_any_books_add_up_as_the_rules_say(reading: Reading, database: Database, rows: list[Facts]) -> None:
    scope = await add_customer(database)
    for row in rows:
        await add_invoice(database, scope, **vars(row))

    summary = await reading.customers.summary(scope)

    assert summary == model(rows)
    assert sum(summary.aging_cents) == summary.outstanding_cents
    assert sum(summary.aging_cents[1:]) == summary.overdue_cents <= summary.outstanding_cents


async def test_an_account_without_invoices_owes_nothing(reading: Reading, database: Database) -> None:
    assert await reading.customers.summary(await add_customer(database)) == model([])


async def test_each_age_begins_on_its_day(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for at, late in enumerate((0, 1, 30, 31, 60, 61, 90, 91)):
        await add_invoice(database, scope, total_cents=10**at, due_in=-late)

    summary = await reading.customers.summary(scope)

    assert summary.aging_cents == (1, 110, 11_000, 1_100_000, 10_000_000)
    assert summary.oldest_days_late == 91


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 11, 24, 5, 59, 59, tzinfo=UTC), InvoiceState.DUE_TODAY),  # 11:59:59 pm of the 23rd in Chicago
        (datetime(2026, 11, 24, 6, 0, 0, tzinfo=UTC), InvoiceState.OVERDUE),  # midnight
    ],
)
async def test_a_day_ends_when_it_ends_in_chicago(database: Database, moment: datetime, state: InvoiceState) -> None:
    await add_company(database)
    scope = await add_customer(database)
    await add_invoice(database, scope, number="INV-1", due_in=0)
    reading = Reading.at(database, moment)

    view = await reading.invoices.record(scope, "INV-1")
    summary = await reading.customers.summary(scope)

    assert view.row.state is state
    assert summary.overdue_invoices == (1 if state is InvoiceState.OVERDUE else 0)


async def test_in_summer_a_day_ends_an_hour_earlier_by_world_time(database: Database) -> None:
    await add_company(database)
    scope = await add_customer(database)
    await add_invoice(database, scope, due_in=(date(2026, 7, 23) - TODAY).days)

    before = await Reading.at(database, datetime(2026, 7, 24, 4, 59, tzinfo=UTC)).customers.summary(scope)
    after = await Reading.at(database, datetime(2026, 7, 24, 5, 0, tzinfo=UTC)).customers.summary(scope)

    assert (before.overdue_invoices, after.overdue_invoices) == (0, 1)


async def test_credit_stands_beside_the_debt(reading: Reading, database: Database) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_invoice(database, scope, total_cents=90_000)
    await add_payment(database, scope, amount_cents=20_000, unapplied_cents=10_000)
    await add_payment(database, scope, amount_cents=7_000, unapplied_cents=7_000, state=PaymentState.PROCESSING)
    await add_payment(database, another, amount_cents=900, unapplied_cents=900)
    await add_credit_memo(database, scope, total_cents=8_000, remaining_cents=5_000)

    summary = await reading.customers.summary(scope)

    assert (summary.outstanding_cents, summary.credit_cents) == (90_000, 15_000)


async def test_the_dashboard_says_what_the_grid_lists(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for due_in, paid in ((10, 0), (0, 1), (-1, 2), (-99, 10_000)):
        await add_invoice(database, scope, due_in=due_in, paid_cents=paid)

    summary = await reading.customers.summary(scope)
    overview = await reading.customers.overview(scope)
    page = await reading.invoices.page(scope, GridWish(status="open"))
    rows = [row async for chunk in reading.invoices.export(scope, GridWish(status="open")) for row in chunk]

    assert summary.open_invoices == page.count == len(rows) == 3
    assert (overview.summary, overview.tallies["invoices"]) == (summary, Tally(4))
    assert summary.outstanding_cents == sum(row.balance_cents for row in rows)


async def test_accounts_are_listed_with_what_is_open_and_overdue(reading: Reading, database: Database) -> None:
    person = await add_person(database)
    await add_account(database, person, "2", name="Beta")
    first = await add_account(database, person, "1", name="Alpha")
    await add_account(database, person, "3", name="Closed", portal_enabled=False)
    await add_account(database, person, "4", name="Taken away", access_enabled=False)
    scope = replace(await add_customer(database), customer_id=first)
    await add_invoice(database, scope, total_cents=100, due_in=1)
    await add_invoice(database, scope, total_cents=20, due_in=-1)

    accounts = await reading.customers.accounts(person)

    assert [(account.name, account.open_cents, account.overdue_cents) for account in accounts] == [("Alpha", 120, 20), ("Beta", 0, 0)]


async def test_a_site_contact_reads_no_sum(reading: Reading, database: Database) -> None:
    with pytest.raises(MoneyNotShownError):
        await reading.customers.summary(replace(await add_customer(database), sees_money=False))


async def test_the_overview_of_a_site_contact_has_no_sum_and_no_bills(reading: Reading, database: Database) -> None:
    overview = await reading.customers.overview(replace(await add_customer(database), sees_money=False, location_ids=frozenset({1})))

    assert overview.summary is None
    assert overview.tallies == {"orders": Tally(0)}


async def test_a_void_invoice_has_no_balance(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_invoice(database, scope, number="V-1", status=InvoiceStatus.VOID, total_cents=35_000)

    page = await reading.invoices.page(scope, GridWish(status="void"))

    assert [(row.total_cents, row.balance_cents) for row in page.rows] == [(35_000, 0)]
