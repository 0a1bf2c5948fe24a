"""What the portal says each account owes, against a stranger's sums over the files."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Customer
from db.scope import Scope
from portal_ui.service.company import Company
from portal_ui.service.customers import Customers
from portal_ui.views import Summary
from tests.demo.reading import Files


async def _summary(database: Database, number: str, today: date) -> Summary:
    evening = datetime.combine(today, time(23, 30), UTC)  # still the afternoon in Texas
    customer_id = await database.read(lambda session: session.scalars(select(Customer.id).where(Customer.number == number)).one())
    return await Customers(database, Company(database, lambda: evening)).summary(Scope(customer_id))


def _ages(books: Files, number: str, today: date) -> tuple[int, ...]:
    late, ages = books.days_late(number, today), [0, 0, 0, 0, 0]
    for row in books.open(number):
        ages[sum(late[row["number"]] >= least for least in (1, 31, 61, 91))] += books.balance(row)
    return tuple(ages)


async def test_the_contractor_reads_what_the_demo_promises(filled: Database, today: date) -> None:
    assert await _summary(filled, "2041", today) == Summary(
        today=today,
        open_invoices=4,
        outstanding_cents=4085_22,
        overdue_cents=2189_44,
        overdue_invoices=2,
        oldest_days_late=35,
        processing_cents=300_00,
        credit_cents=150_00,
        aging_cents=(1895_78, 1440_25, 749_19, 0, 0),
    )


@pytest.mark.parametrize("number", ["2041", "3107", "3212", "4155", "5500", "6101", "6120"])
async def test_every_account_reads_what_the_files_add_up_to(filled: Database, books: Files, today: date, number: str) -> None:
    summary, ages = await _summary(filled, number, today), _ages(books, number, today)

    assert summary.aging_cents == ages
    assert (summary.outstanding_cents, summary.overdue_cents) == (sum(ages), sum(ages[1:]))
    assert summary.open_invoices == len(books.open(number))
    assert summary.overdue_invoices == sum(days > 0 for days in books.days_late(number, today).values())
