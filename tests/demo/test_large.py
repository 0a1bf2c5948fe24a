"""The one customer that is as large as asked for."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from db.demo import write_books
from tests.demo.reading import Files

LARGE = "5500"


@pytest.mark.parametrize(("invoices", "orders"), [(0, 0), (1, 0), (0, 3), (7, 50), (300, 40), (120, 120)])
def test_it_has_as_many_invoices_and_orders_as_asked_for(tmp_path: Path, today: date, invoices: int, orders: int) -> None:
    write_books(tmp_path, today=today, large_invoices=invoices, large_orders=orders)
    books = Files(tmp_path)

    assert len(books.of("invoices", LARGE)) == invoices
    assert len(books.of("orders", LARGE)) == orders
    assert {row["number"] for row in books.of("invoices", LARGE)} <= books.totals.keys()


def test_the_other_customers_stay_as_they_are_however_large_it_is(books: Files, tmp_path: Path, today: date) -> None:
    write_books(tmp_path, today=today, large_invoices=500, large_orders=900)
    larger = Files(tmp_path)

    for sheet in ("orders", "invoices", "payments"):
        assert [row for row in larger[sheet] if row["customer"] != LARGE] == [row for row in books[sheet] if row["customer"] != LARGE]


def test_most_of_it_is_paid_some_is_late_and_some_not_due(tmp_path: Path, today: date) -> None:
    write_books(tmp_path, today=today, large_invoices=3000, large_orders=2000)
    books = Files(tmp_path)
    late = books.days_late(LARGE, today)

    assert len(late) < 0.1 * len(books.of("invoices", LARGE))
    assert any(days > 90 for days in late.values())
    assert any(days <= 0 for days in late.values())


def test_its_dates_end_today_and_reach_back_three_years_at_most(tmp_path: Path, today: date) -> None:
    write_books(tmp_path, today=today, large_invoices=3000, large_orders=2000)
    days = [date.fromisoformat(row["invoice_date"]) for row in Files(tmp_path).of("invoices", LARGE)]

    assert days == sorted(days)
    assert days[-1] == today
    assert days[0] >= today - timedelta(days=1095)
