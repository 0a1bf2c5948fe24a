from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Base, Payment
from portal_ui.books import BooksRefusedError, import_books
from tests.builders.books import Changes, write_books

CARD = "4242 4242 4242 4242"
WRONG_CELLS = [
    ("customers", 2, "number", "", "is empty"),
    ("customers", 2, "number", "9" * 41, "41 letters long"),
    ("customers", 2, "name", "x" * 201, "201 letters long"),
    ("customers", 2, "name", "Piney\x07Woods", "control character U+0007"),
    ("customers", 2, "name", "Piney\u202eWoods", "control character U+202E"),
    ("customers", 2, "name", CARD, "card number"),
    ("customers", 2, "kind", "wholesale", "none of: roll-off, commercial, residential"),
    ("customers", 3, "number", "1001", "stands already in row 2"),
    ("locations", 2, "customer", "1999", "neither in these files nor in the portal"),
    ("services", 2, "location", "L1", "belongs to another customer"),
    ("services", 2, "rate", "-5", "must not be negative"),
    ("orders", 2, "location", "L3", "belongs to another customer"),
    ("orders", 2, "location", "L9", "neither in these files"),
    ("orders", 2, "status", "done", "none of: scheduled"),
    ("orders", 2, "service_date", "2026-02-30", "is not a date"),
    ("orders", 2, "service_date", "23/11/2026", "with slashes the month comes first"),
    ("orders", 2, "service_date", "45984", "count of days"),
    ("orders", 2, "gross_lb", "12.5", "not a whole number"),
    ("order_lines", 2, "order", "599", "neither in these files"),
    ("order_lines", 3, "position", "1", "stands already in row 2"),
    ("order_lines", 2, "amount", "1e3", "is not a number"),
    ("order_lines", 2, "amount", "NaN", "is not a number"),
    ("order_lines", 2, "amount", "1.234", "more than 2 decimals"),
    ("order_events", 2, "at", "2026-09-14 27:48", "no such time"),
    ("invoices", 2, "total", "299.99", "differs from the sum of the lines, 300.00"),
    ("invoices", 2, "customer", "", "is empty"),
    ("invoice_lines", 3, "location", "L3", "belongs to another customer"),
    ("invoice_lines", 2, "order", "599", "neither in these files"),
    ("invoice_lines", 2, "invoice", "99", "neither in these files"),
    ("invoice_lines", 2, "amount", "10000000.00", "more than 9999999.99"),
    ("payments", 2, "amount", "0", "more than zero"),
    ("payments", 2, "amount", "-150.00", "must not be negative"),
    ("payments", 2, "method", "gold", "none of: card"),
    ("allocations", 2, "payment", "P9", "neither in these files"),
    ("allocations", 2, "amount", "151.00", "151.00 of payment “P1” are allocated, but it is of 150.00"),
    ("allocations", 2, "invoice", "11", "belongs to another customer"),
    ("allocations", 3, "invoice", "12", "is pending"),
    ("credit_applications", 2, "amount", "50.01", "50.01 of credit memo “C1” are applied"),
    ("credit_applications", 2, "invoice", "11", "belongs to another customer"),
    ("refunds", 2, "payment", "P3", "has not succeeded"),
    ("refunds", 2, "amount", "151.00", "come to 151.00"),
    ("disputes", 2, "opened_date", "soon", "is not a date"),
]


def refused(database: Database, folder: Path) -> BooksRefusedError:
    with pytest.raises(BooksRefusedError) as refusal:
        import_books(database, folder)
    return refusal.value


def row_count(session: Session) -> int:
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables)


@pytest.mark.any_database
@pytest.mark.parametrize(("file", "row", "column", "cell", "reason"), WRONG_CELLS)
@pytest.mark.by_hand(12)
def test_a_wrong_cell_is_named_and_nothing_is_imported(
    database: Database, tmp_path: Path, file: str, row: int, column: str, cell: str, reason: str
) -> None:
    folder = write_books(tmp_path / "books", {(file, row, column): cell})

    error = refused(database, folder)

    named = [problem for problem in error.problems if problem.file == f"{file}.csv" and problem.row == row]
    assert any(reason in problem.reason for problem in named), error.lines()
    assert database.read_now(row_count) == 0


def test_all_wrong_cells_are_named_at_once(database: Database, tmp_path: Path) -> None:
    changes: Changes = {
        ("customers", 2, "kind"): "wholesale",
        ("orders", 2, "service_date"): "soon",
        ("orders", 2, "gross_lb"): "heavy",
        ("invoice_lines", 5, "location"): "L1",
        ("invoices", 3, "total"): "51.00",
        ("allocations", 4, "payment"): "P9",
    }

    error = refused(database, write_books(tmp_path / "books", changes))

    named = [(problem.file.removesuffix(".csv"), problem.row, problem.column) for problem in error.problems]
    assert sorted(named) == sorted(changes)
    assert str(error).startswith("The books were refused: 6 cells are wrong.")


def test_payments_and_credits_over_an_invoices_total_are_refused(database: Database, tmp_path: Path) -> None:
    folder = write_books(tmp_path / "books", {("payments", 3, "amount"): "180.00", ("allocations", 3, "amount"): "175.01"})

    (problem,) = refused(database, folder).problems

    assert (problem.file, problem.column) == ("credit_applications.csv", "amount")
    assert "come to 330.01, but its total is 300.00" in problem.reason


def test_a_card_number_is_never_repeated(database: Database, tmp_path: Path) -> None:
    folder = write_books(tmp_path / "books", {("customers", 2, "kind"): CARD, ("orders", 2, "number"): CARD.replace(" ", "")})

    error = refused(database, folder)

    assert error.count >= 2
    assert "4242" not in str(error) + "".join(error.lines(1000))


def test_a_long_wrong_value_is_cut_short(database: Database, tmp_path: Path) -> None:
    error = refused(database, write_books(tmp_path / "books", {("customers", 2, "kind"): "long" * 500}))

    assert len(error.problems[0].reason) < 150


def test_what_is_printed_is_capped_and_what_is_counted_is_not(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "customers.csv").write_text("number,name,kind\n" + "".join(f"{at},Name,wrong\n" for at in range(500)))

    error = refused(database, folder)

    assert error.count == len(error.problems) == 500
    assert len(error.lines(10)) == 11
    assert error.lines(10)[-1] == "... and 490 more."


def test_a_card_number_in_a_header_is_not_repeated_either(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "customers.csv").write_text(f"number,name,kind,{CARD},{CARD}\n")

    error = refused(database, folder)

    assert "4242" not in str(error) + "".join(error.lines(1000))


def test_a_folder_that_is_not_there_is_refused(database: Database, tmp_path: Path) -> None:
    assert "no such folder" in refused(database, tmp_path / "elsewhere").problems[0].reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("customers.csv", b"number,name\n1,A\n", "this column is missing"),
        ("customers.csv", b"number,name,kind,shoe size\n1,A,roll-off,44\n", "is no column of this file"),
        ("customers.csv", b"number,name,kind,name\n1,A,roll-off,B\n", "stands twice"),
        ("customers.csv", b'number,name,kind\n1,"A,roll-off\n', "quotes are not in pairs"),
        ("customers.csv", b"number,name,kind\n1,A,roll-off,more\n", "column without a name"),
        ("customers.csv", b"PK\x03\x04\0\0\0\0", "not a text file"),
        ("customers.csv", b"number,name,kind\n1,A\x81,roll-off\n", "neither UTF-8 nor"),
        ("customers.csv", b"", "this column is missing"),
        ("custommers.csv", b"number,name,kind\n1,A,roll-off\n", "is no file of the books"),
        ("company.csv", b"name\nA\nB\n", "only one row"),
        ("notes.txt", b"", "holds none of the files"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(database: Database, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / name).write_bytes(content)

    error = refused(database, folder)

    assert any(reason in problem.reason for problem in error.problems), error.lines()


def test_a_number_cannot_move_to_another_customer(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))

    error = refused(database, write_books(tmp_path / "moved", {("locations", 4, "customer"): "1001"}, without={"services"}))

    assert any(problem.file == "locations.csv" and "cannot move" in problem.reason for problem in error.problems)


def test_a_payment_made_in_the_portal_is_not_changed_from_files(database: Database, tmp_path: Path) -> None:
    folder = write_books(tmp_path / "books")
    import_books(database, folder)

    def take_over(session: Session) -> None:
        payment = session.scalars(select(Payment).where(Payment.number == "P1")).one()
        payment.gateway = "demo"

    database.write_now(take_over)

    error = refused(database, folder)

    assert {problem.file for problem in error.problems} == {"payments.csv", "allocations.csv", "refunds.csv", "disputes.csv"}


def test_an_invoice_with_money_on_it_cannot_become_void(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))

    error = refused(database, write_books(tmp_path / "void", {("invoices", 2, "status"): "void"}))

    assert {problem.file for problem in error.problems} == {"allocations.csv", "credit_applications.csv"}
