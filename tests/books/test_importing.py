import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    Allocation,
    AllocationSplit,
    Base,
    Company,
    CreditMemo,
    Customer,
    Invoice,
    InvoiceLine,
    Order,
    OrderEvent,
    Payment,
    PaymentMethod,
    PaymentState,
)
from portal_ui.books import import_books
from tests.builders.books import Changes, write_books

SAMPLE = Path(__file__).parents[2] / "docs" / "sample-books"


def every_row(session: Session) -> dict[str, list[Any]]:
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in Base.metadata.sorted_tables}


def invoice(session: Session, number: str) -> Invoice:
    return session.scalars(select(Invoice).where(Invoice.number == number)).one()


def payment(session: Session, number: str) -> Payment:
    return session.scalars(select(Payment).where(Payment.number == number)).one()


def sums(found: Invoice) -> tuple[int, int, int, int, int]:
    return found.total_cents, found.paid_cents, found.held_cents, found.credited_cents, found.balance_cents


def test_the_sample_books_enter_and_entering_them_again_changes_nothing(database: Database) -> None:
    first = import_books(database, SAMPLE)
    rows = database.read_now(every_row)

    again = import_books(database, SAMPLE)

    assert first.new == first.rows
    assert (again.rows, again.new, again.changed, again.removed) == (first.rows, 0, 0, 0)
    assert database.read_now(every_row) == rows


def test_the_sample_books_hold_every_file(database: Database) -> None:
    report = import_books(database, SAMPLE)

    assert {file.file for file in report.files} == {path.name for path in SAMPLE.glob("*.csv")}
    assert len(report.files) == 16


def test_sums_follow_from_lines_payments_refunds_and_credits(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))

    found = database.read_now(invoice, "10")
    paid = database.read_now(payment, "P1")

    assert sums(found) == (30000, 11500, 6000, 4000, 14500)
    assert (found.tax_cents, found.location_count, found.location_label) == (1000, 2, "2 locations")
    assert "305 elm st" in found.search_text
    assert (paid.unapplied_cents, paid.refunded_cents) == (0, 3500)
    assert database.read_now(lambda session: session.scalars(select(CreditMemo.remaining_cents)).one()) == 1000
    assert database.read_now(invoice, "11").due_date == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("number", "shown"), [("P-9001", "check 4417"), ("P-9002", "bank account ending 6789"), ("P-9004", "visa ending 4242")]
)
def test_a_payment_is_found_by_its_method_as_the_list_shows_it(database: Database, number: str, shown: str) -> None:
    import_books(database, SAMPLE)

    found = database.read_now(payment, number)

    assert [word for word in shown.split() if word not in found.search_text] == []


def test_the_shares_of_the_locations_sum_to_each_allocation(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))

    def shares(session: Session) -> list[int]:
        split = select(AllocationSplit.amount_cents).join(Allocation, Allocation.id == AllocationSplit.allocation_id)
        chosen = split.join(Payment, Payment.id == Allocation.payment_id).where(Payment.number == "P1")
        return sorted(session.scalars(chosen))

    assert database.read_now(shares) == [400, 3600, 8000]


def test_an_order_has_its_total_its_address_and_its_moment_in_utc(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))

    order = database.read_now(lambda session: session.scalars(select(Order)).one())
    event = database.read_now(lambda session: session.scalars(select(OrderEvent)).one())

    assert (order.total_cents, order.location_label) == (30000, "1420 Harbor Rd, Marshall")
    assert event.at.isoformat() == "2026-09-14T12:48:00+00:00"


def test_a_changed_cell_updates_its_row_and_adds_none(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))
    changes: Changes = {("invoices", 2, "memo"): "Thank you", ("invoices", 2, "total"): "305.00", ("invoice_lines", 2, "amount"): "205.00"}

    report = import_books(database, write_books(tmp_path / "books", changes))

    assert (report.new, report.changed, report.removed) == (0, 2, 0)
    found = database.read_now(invoice, "10")
    assert (found.memo, found.total_cents, found.paid_cents) == ("Thank you", 30500, 11500)


def test_lines_that_a_file_no_longer_has_go_with_their_invoice(database: Database, tmp_path: Path) -> None:
    folder = write_books(tmp_path / "books")
    import_books(database, folder)
    lines = (folder / "invoice_lines.csv").read_text().splitlines()
    (folder / "invoice_lines.csv").write_text("\n".join(line for line in lines if "Tax" not in line))
    invoices = (folder / "invoices.csv").read_text()
    (folder / "invoices.csv").write_text(invoices.replace("300.00", "290.00"))

    report = import_books(database, folder)

    assert (report.new, report.changed, report.removed) == (0, 0, 1)
    assert database.read_now(invoice, "10").total_cents == 29000


def test_rows_whose_files_or_numbers_are_gone_stay(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))
    later = tmp_path / "later"
    later.mkdir()
    (later / "customers.csv").write_text("number,name,kind\n1003,José Peña,residential\n")

    assert import_books(database, later).new == 1
    assert len(database.read_now(lambda session: session.scalars(select(Customer)).all())) == 3


def test_new_invoices_may_point_to_what_the_portal_already_has(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))
    later = tmp_path / "later"
    later.mkdir()
    (later / "invoices.csv").write_text("number,customer,status,invoice_date\n20,1001,posted,2026-11-01\n")
    (later / "invoice_lines.csv").write_text("invoice,position,location,order,description,amount\n20,1,L2,501,Haul,75.00\n")

    import_books(database, later)

    assert database.read_now(invoice, "20").balance_cents == 7500
    assert sums(database.read_now(invoice, "10")) == (30000, 11500, 6000, 4000, 14500)


def test_a_dry_run_reports_the_same_and_writes_nothing(database: Database, tmp_path: Path) -> None:
    folder = write_books(tmp_path / "books")
    empty = database.read_now(every_row)

    rehearsed = import_books(database, folder, dry_run=True)

    assert database.read_now(every_row) == empty
    done = import_books(database, folder)
    assert rehearsed.dry_run
    assert rehearsed.files == done.files


def test_money_taken_in_the_portal_keeps_its_effect(database: Database, tmp_path: Path) -> None:
    folder = write_books(tmp_path / "books")
    import_books(database, folder)

    def pay_in_portal(session: Session) -> None:
        found = invoice(session, "10")
        made = Payment(
            customer_id=found.customer_id, number="W-1", number_key="w-1", state=PaymentState.SUCCEEDED, method=PaymentMethod.CARD,
            amount_cents=500, paid_on=date(2026, 11, 22), gateway="demo", search_text="w-1",
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add(Allocation(payment_id=made.id, invoice_id=found.id, amount_cents=500, applied_on=date(2026, 11, 22)))
        found.paid_cents += 500

    database.write_now(pay_in_portal)
    rows = database.read_now(every_row)

    report = import_books(database, folder)

    assert (report.new, report.changed, report.removed) == (0, 0, 0)
    assert database.read_now(every_row) == rows
    assert database.read_now(invoice, "10").paid_cents == 12000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.by_hand(4)
def test_encodings_and_delimiters_are_found_out(database: Database, tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Number", "Name", "Kind"], ["1001", '"José ""Pepe"" Peña\n& Sons"', "roll-off"], ["", "", ""], ["1002", "Zoë", "Residential"]]
    (tmp_path / "books").mkdir()
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "books" / "Customers.CSV").write_bytes(text.encode(encoding))

    import_books(database, tmp_path / "books")

    names = database.read_now(lambda session: session.scalars(select(Customer.name).order_by(Customer.number)).all())
    assert names == ['José "Pepe" Peña & Sons', "Zoë"]


def test_what_the_office_switched_on_survives_an_import(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    shutil.copytree(SAMPLE, folder)
    import_books(database, folder)

    def switch_on(session: Session) -> None:
        session.scalars(select(Company)).one().portal_active = True
        session.scalars(select(Customer).where(Customer.number == "1001")).one().portal_enabled = True

    database.write_now(switch_on)
    customers = (folder / "customers.csv").read_text(encoding="utf-8")
    (folder / "customers.csv").write_text(customers.replace("Piney Woods", "Piney Forest"), encoding="utf-8")

    assert import_books(database, folder).changed == 1
    assert database.read_now(lambda session: session.scalars(select(Company.portal_active)).one())
    assert database.read_now(lambda session: session.scalars(select(Customer.portal_enabled).where(Customer.number == "1001")).one())


def test_progress_is_told_for_each_file_and_for_the_checks(database: Database, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    import_books(database, write_books(tmp_path / "books"), progress=lambda *news: told.append(news))

    assert ("invoice_lines.csv", 5, 5) in told
    assert told[-1] == ("checks and sums", 5, 5)


def test_nothing_of_an_import_is_left_beside_the_tables(database: Database, tmp_path: Path) -> None:
    import_books(database, write_books(tmp_path / "books"))

    def temporary(session: Session) -> list[str]:
        return inspect(session.connection()).get_temp_table_names()

    assert database.write_now(temporary) == []
    assert database.read_now(lambda session: len(session.scalars(select(InvoiceLine)).all())) == 5
