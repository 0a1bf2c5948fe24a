"""Credit that customers used on the portal, when the company's books come in again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    AccountChange,
    Allocation,
    AllocationSplit,
    Base,
    CreditApplication,
    CreditMemo,
    CreditSplit,
    Customer,
    Invoice,
    Payment,
)
from portal_ui.books import BooksRefusedError, import_books
from tests.builders.books import write_books
from tests.builders.credit import use_left_over, use_memo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Books in which customer 1001 has 10.00 left of memo C1, 90.00 left of payment P4, and owes 75.00 on invoice 13."""
    folder = write_books(tmp_path / "books")
    add(folder, "invoices", "13,1001,posted,2026-11-01,,,75.00")
    add(folder, "invoice_lines", "13,1,L1,,charge,Rent,75.00")
    add(folder, "payments", "P4,1001,succeeded,check,2026-11-02,90.00")
    return folder


def add(folder: Path, file: str, line: str) -> None:
    with (folder / f"{file}.csv").open("a", encoding="utf-8") as written:
        written.write(line + "\r\n")


def every_row(session: Session) -> dict[str, list[str]]:
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in Base.metadata.sorted_tables}


def sums(session: Session) -> tuple[int, int, int, int]:
    """What invoice 13 was credited and paid, and what C1 and P4 have left."""
    invoice = session.scalars(select(Invoice).where(Invoice.number == "13")).one()
    remaining = session.scalars(select(CreditMemo.remaining_cents)).one()
    unapplied = session.scalars(select(Payment.unapplied_cents).where(Payment.number == "P4")).one()
    return invoice.credited_cents, invoice.paid_cents, remaining, unapplied


def both_used(session: Session) -> None:
    use_memo(session, "C1", "13", 600)
    use_left_over(session, "P4", "13", 2500)


def test_credit_used_on_the_portal_stays_used_when_the_same_files_come_again(database: Database, folder: Path) -> None:
    import_books(database, folder)
    database.write_now(both_used)
    before = database.read_now(every_row)

    report = import_books(database, folder)

    assert (report.new, report.changed, report.removed) == (0, 0, 0)
    assert database.read_now(every_row) == before
    assert database.read_now(sums) == (600, 2500, 400, 6500)


def test_what_the_files_say_of_the_same_credit_on_another_invoice_is_counted_beside_it(database: Database, folder: Path) -> None:
    import_books(database, folder)
    database.write_now(both_used)
    add(folder, "invoices", "14,1001,posted,2026-11-02,,,75.00")
    add(folder, "invoice_lines", "14,1,L1,,charge,Rent,75.00")
    add(folder, "credit_applications", "C1,14,3.00,2026-11-20")
    add(folder, "allocations", "P4,14,40.00")

    import_books(database, folder)

    assert database.read_now(sums) == (600, 2500, 100, 2500)


@pytest.mark.parametrize(
    ("file", "line", "after"),
    [
        ("credit_applications", "C1,13,7.00,2026-11-23", (700, 2500, 300, 6500)),
        ("credit_applications", "C1,13,6.00,2026-11-22", (600, 2500, 400, 6500)),
        ("allocations", "P4,13,30.00", (600, 3000, 400, 6000)),
        ("allocations", "P4,13,25.00", (600, 2500, 400, 6500)),
    ],
)
@pytest.mark.by_hand(2)
def test_the_files_own_word_on_it_takes_its_place_and_it_counts_once(
    database: Database, folder: Path, file: str, line: str, after: tuple[int, int, int, int]
) -> None:
    import_books(database, folder)
    database.write_now(both_used)
    add(folder, file, line)

    report = import_books(database, folder)
    again = import_books(database, folder)

    assert database.read_now(sums) == after
    assert (report.new, report.changed, report.removed) == (1, 0, 1)
    assert (again.new, again.changed, again.removed) == (0, 0, 0)
    assert database.read_now(splits_differ) == []


def test_credit_used_twice_on_one_invoice_gives_way_to_one_row_of_the_files(database: Database, folder: Path) -> None:
    import_books(database, folder)
    for _again in range(2):
        database.write_now(use_memo, "C1", "13", 200)
        database.write_now(use_left_over, "P4", "13", 1000)
    add(folder, "credit_applications", "C1,13,4.00,2026-11-23")
    add(folder, "allocations", "P4,13,20.00")

    import_books(database, folder)

    assert database.read_now(sums) == (400, 2000, 600, 7000)


def test_files_that_spend_the_same_credit_elsewhere_are_refused(database: Database, folder: Path) -> None:
    import_books(database, folder)
    database.write_now(both_used)
    before = database.read_now(every_row)
    add(folder, "invoices", "14,1001,posted,2026-11-02,,,75.00")
    add(folder, "invoice_lines", "14,1,L1,,charge,Rent,75.00")
    add(folder, "credit_applications", "C1,14,5.00,2026-11-20")
    add(folder, "allocations", "P4,14,70.00")

    with pytest.raises(BooksRefusedError) as refusal:
        import_books(database, folder)

    assert [problem.reason.partition(", but")[0] for problem in refusal.value.problems] == [
        "95.00 of payment “P4” are allocated",
        "51.00 of credit memo “C1” are applied",
    ]
    assert database.read_now(every_row) == before


def test_open_pages_learn_of_an_import_that_changed_their_account(database: Database, folder: Path, tmp_path: Path) -> None:
    import_books(database, folder)
    first = database.read_now(versions)
    import_books(database, folder)
    unchanged = database.read_now(versions)
    later = tmp_path / "later"
    later.mkdir()
    (later / "invoices.csv").write_text("number,customer,status,invoice_date\n20,1001,posted,2026-11-01\n")
    (later / "invoice_lines.csv").write_text("invoice,position,description,amount\n20,1,Haul,75.00\n")

    import_books(database, later)

    assert first == {"1001": 1, "1002": 1}
    assert unchanged == first
    assert database.read_now(versions) == {"1001": 2, "1002": 1}


def test_a_dry_run_tells_no_page(database: Database, folder: Path) -> None:
    import_books(database, folder, dry_run=True)

    assert database.read_now(versions) == {}


def versions(session: Session) -> dict[str, int]:
    rows = select(Customer.number, AccountChange.version).join(Customer, Customer.id == AccountChange.customer_id)
    return {number: version for number, version in session.execute(rows)}


def splits_differ(session: Session) -> list[Any]:
    """Parts whose shares do not sum to them."""
    parts: list[tuple[type[Any], Callable[[Any], Any]]] = [
        (Allocation, lambda row: select(AllocationSplit.amount_cents).where(AllocationSplit.allocation_id == row.id)),
        (CreditApplication, lambda row: select(CreditSplit.amount_cents).where(CreditSplit.application_id == row.id)),
    ]
    rows = ((row, shares(row)) for kind, shares in parts for row in session.scalars(select(kind)))
    return [row.id for row, of_row in rows if sum(session.scalars(of_row)) != row.amount_cents]
