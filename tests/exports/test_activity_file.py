"""An account's activity as CSV and Excel, and the open items as Excel."""

import csv
import io

from portal_ui.exports import Format, activity, statement
from portal_ui.views import Activity, Moved
from tests.builders import activities, statements
from tests.exports.reading_workbooks import cells_of, has_frozen_header, names_of


async def _table(told: Activity) -> list[dict[str, str]]:
    with await activity.file(told, "USD", Format.CSV) as file:
        return list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))


def _cents(text: str) -> int:
    return round(100 * float(text or 0))


async def test_a_file_goes_from_the_opening_balance_line_by_line_to_the_closing_one() -> None:
    table = await _table(activities.activity())

    assert [row["Type"] for row in table[:7]] == [
        "Opening balance", "Invoice", "Payment", "Credit memo applied", "Chargeback", "Refund", "Closing balance",
    ]  # fmt: skip
    assert table[2] == {
        "Date": "2026-10-13",
        "Type": "Payment",
        "Number": "W-000004",
        "Details": "invoices 10433, 10471 · part of $1,650.00",
        "Charges": "",
        "Payments and credits": "1500.00",
        "Balance": "2189.44",
        "Aging": "",
        "Unapplied Credit": "",
    }
    assert table[5]["Details"] == "of payment W-000003 · invoice 10433 · part of $100.00"
    assert table[0]["Details"] == "Account 2041"
    assert (table[0]["Unapplied Credit"], table[6]["Unapplied Credit"]) == ("0.00", "150.00")


async def test_the_lines_lead_from_opening_to_closing_and_the_check_line_says_so() -> None:
    told = activities.activity()
    table = await _table(told)
    lines = table[1:6]

    moved = sum(_cents(row["Charges"]) - _cents(row["Payments and credits"]) for row in lines)
    assert _cents(table[0]["Balance"]) + moved == _cents(table[6]["Balance"]) == told.closing_cents
    assert sum(_cents(row["Aging"]) for row in table) == told.closing_cents
    assert table[-1]["Details"] == (
        "Opening $749.19 + charges $2,940.25 + returned $1,525.00 − payments $1,500.00 − credits $40.00 "
        "= closing $3,674.44 = sum of the aging $3,674.44"
    )


async def test_a_workbook_has_the_same_figures_as_numbers() -> None:
    told = activities.activity()
    with await activity.file(told, "USD", Format.XLSX) as file:
        cells = cells_of(file)
        assert has_frozen_header(file)
        assert names_of(file) == ["Account activity"]

    assert [cell.text for cell in cells[0]][4:7] == ["Charges", "Payments and credits", "Balance"]
    balances = [_cents(row[-1].text if row[-1].kind == "n" else "0") for row in cells[2:7]]
    assert balances == [one.balance_cents for one in told.movements]


async def test_open_items_are_a_workbook_too() -> None:
    view = statements.statement()
    with await statement.file(view, Format.XLSX) as file:
        cells = cells_of(file)

    assert [row[1].text for row in cells[1:6]] == [view.account.number, *(row.number for row in view.rows)]
    assert len(cells) == 2 + len(view.rows) + len(view.in_process) + 1


async def test_no_word_of_the_books_runs_as_a_formula() -> None:
    nasty = "=1+1"
    table = await _table(activities.activity((activities.movement(1, Moved.INVOICE, nasty, 100, nasty),)))

    assert table[1]["Number"] == f"'{nasty}"


async def test_lines_that_do_not_lead_to_the_aging_say_so() -> None:
    table = await _table(activities.activity(ages_cents=(100, 0, 0, 0, 0)))

    assert table[-1]["Details"].endswith("closing $3,674.44, but $1.00 is open by the aging")


async def test_a_place_s_file_says_of_which_place_it_is() -> None:
    harbor, untied = await _table(activities.activity(location=statements.HARBOR)), await _table(activities.activity(is_untied=True))

    assert harbor[0]["Details"] == f"Account 2041 · {statements.HARBOR.one_line}"
    assert untied[0]["Details"] == "Account 2041 · Not tied to a location"


async def test_the_account_s_credit_is_in_no_sum_of_a_place_s_file() -> None:
    harbor = await _table(activities.activity(location=statements.HARBOR, credit_before_cents=700))
    untied = await _table(activities.activity(is_untied=True, credit_cents=0))
    whole = await _table(activities.activity(credit_before_cents=700))

    assert {row["Unapplied Credit"] for row in (*harbor, *untied)} == {""}
    assert harbor[0]["Details"].endswith(" · Credit on the account, not tied to a location: $7.00")
    assert harbor[6]["Details"] == "Credit on the account, not tied to a location: $150.00"
    assert [row["Details"] for row in untied if "Credit on the account" in row["Details"]] == []
    assert (whole[0]["Unapplied Credit"], whole[0]["Details"], whole[6]["Details"]) == ("7.00", "Account 2041", "")


async def test_each_age_says_that_it_is_of_days() -> None:
    table = await _table(activities.activity())

    assert [row["Type"] for row in table if row["Aging"]] == [
        "Aging: Current", "Aging: 1–30 days", "Aging: 31–60 days", "Aging: 61–90 days", "Aging: Over 90 days",
    ]  # fmt: skip
