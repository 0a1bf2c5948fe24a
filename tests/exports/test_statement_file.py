"""The balance statement as a CSV file."""

import csv
import io
from dataclasses import replace

from portal_ui.exports import statement
from portal_ui.views import Statement
from tests.builders import statements


async def _table(view: Statement) -> list[dict[str, str]]:
    with await statement.file(view) as file:
        return list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))


async def test_each_invoice_payment_in_process_and_credit_has_a_line_for_machines() -> None:
    table = await _table(statements.statement())

    assert [row["Type"] for row in table] == ["Balance statement"] + ["Invoice"] * 4 + ["Payment in process", "Credit on the account"]
    assert [cell for cell in table[0].values() if cell] == ["Balance statement", "2041", "2026-11-23"]
    assert table[2] == {
        "Type": "Invoice",
        "Number": "10471",
        "Date": "2026-10-19",
        "Due Date": "2026-11-18",
        "Days Late": "5",
        "Age": "1–30 days",
        "Terms": "Net 30",
        "Location Address": "3 locations",
        "PO #": "",
        "Amount": "2940.25",
        "Invoice Balance": "1440.25",
        "Processing": "0.00",
        "Unapplied Credit": "",
    }
    assert (table[5]["Number"], table[5]["Date"], table[5]["Amount"], table[5]["Invoice Balance"]) == (
        "W-000007",
        "2026-11-23",
        "300.00",
        "",
    )
    assert table[6]["Unapplied Credit"] == "150.00"


async def test_the_balances_of_a_file_sum_to_the_statement() -> None:
    view = statements.statement()
    table = await _table(view)

    assert sum(round(100 * float(row["Invoice Balance"] or 0)) for row in table) == view.total_cents
    assert sum(round(100 * float(row["Processing"] or 0)) for row in table) == view.processing_cents


async def test_a_location_s_file_has_what_is_open_there_in_a_column_of_its_own() -> None:
    shared = tuple(replace(row, share_cents=-row.balance_cents // 2) for row in statements.ROWS)
    view = statements.statement(shared, location=statements.HARBOR)
    table = await _table(view)

    assert [row["Balance at this location"] for row in table[:3]] == ["", "-374.60", "-720.13"]
    assert table[0]["Location Address"] == statements.HARBOR.one_line
    assert sum(round(100 * float(row["Balance at this location"] or 0)) for row in table) == view.total_cents


async def test_the_account_s_credit_is_in_no_location_s_file() -> None:
    for part in ({"location": statements.HARBOR}, {"is_untied": True}):
        table = await _table(statements.statement(**part))
        assert {row["Unapplied Credit"] for row in table} == {""}
        assert [row["Type"] for row in table if "Credit" in row["Type"]] == []


async def test_each_age_says_that_it_is_of_days() -> None:
    table = await _table(statements.statement(tuple(statements.row(due_in=-late) for late in (0, 1, 31, 61, 91))))

    assert [row["Age"] for row in table[1:]] == ["Current", "1–30 days", "31–60 days", "61–90 days", "Over 90 days"]


async def test_no_word_of_the_books_runs_as_a_formula() -> None:
    nasty = '=HYPERLINK("http://evil.example")'
    rows = (statements.row(nasty, location=nasty, po_number="+1", terms="@SUM(A1)"),)
    table = await _table(statements.statement(rows))

    assert [table[1][name] for name in ("Number", "Location Address", "PO #", "Terms")] == [f"'{nasty}", f"'{nasty}", "'+1", "'@SUM(A1)"]


async def test_a_statement_of_nothing_is_a_heading_and_whose_it_is() -> None:
    with await statement.file(statements.statement(())) as file:
        assert file.read().decode("utf-8-sig").count("\r\n") == 2
