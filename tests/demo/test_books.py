"""What must be true of every paper in the demo's books."""

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from db.demo import write_books
from tests.demo.reading import Files, cents

_KEYS = {"customers": "number", "locations": "number", "services": "number", "orders": "number", "invoices": "number"}
_KEYS |= {"payments": "number", "credit_memos": "number", "refunds": "number"}
_POINTERS = (
    *((sheet, "customer", "customers") for sheet in ("contacts", "locations", "services", "orders", "invoices", "payments")),
    ("services", "location", "locations"),
    ("orders", "location", "locations"),
    ("order_lines", "order", "orders"),
    ("order_events", "order", "orders"),
    ("invoice_lines", "invoice", "invoices"),
    ("invoice_lines", "location", "locations"),
    ("invoice_lines", "order", "orders"),
    ("allocations", "payment", "payments"),
    ("allocations", "invoice", "invoices"),
    ("credit_applications", "credit_memo", "credit_memos"),
    ("credit_applications", "invoice", "invoices"),
    ("refunds", "payment", "payments"),
    ("disputes", "payment", "payments"),
)
_DATES = {"orders": "service_date", "invoices": "due_date", "payments": "payment_date", "services": "start_date"}


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_same_day_and_seed_write_the_same_bytes(books_folder: Path, today: date, tmp_path: Path) -> None:
    write_books(tmp_path, today=today)

    assert _contents(tmp_path) == _contents(books_folder)


def test_another_seed_writes_other_books_with_the_same_debts(books: Files, today: date, tmp_path: Path) -> None:
    write_books(tmp_path, today=today, seed=8)
    other = Files(tmp_path)

    assert other["orders"] != books["orders"]
    assert [other.balance(row) for row in other.open("2041")] == [books.balance(row) for row in books.open("2041")]


@pytest.mark.parametrize("later", [1, 6, 200, 365])
def test_dates_move_with_today_so_that_the_demo_never_ages(books: Files, today: date, tmp_path: Path, later: int) -> None:
    write_books(tmp_path, today=today + timedelta(days=later))
    moved = Files(tmp_path)

    for customer in ("2041", "3107", "3212", "4155", "5500"):
        assert moved.days_late(customer, today + timedelta(days=later)) == books.days_late(customer, today)
    for sheet in ("invoices", "payments"):
        for row, then in zip(moved[sheet], books[sheet], strict=True):
            assert date.fromisoformat(row[_DATES[sheet]]) - date.fromisoformat(then[_DATES[sheet]]) == timedelta(days=later)


def test_numbers_are_given_once(books: Files) -> None:
    for sheet, key in _KEYS.items():
        numbers = Counter(row[key] for row in books[sheet])
        assert [number for number, count in numbers.items() if count > 1] == []


def test_every_number_that_a_row_points_to_exists(books: Files) -> None:
    for sheet, column, into in _POINTERS:
        known = {row["number"] for row in books[into]}
        assert {row[column] for row in books[sheet] if row[column]} <= known, f"{sheet}.{column}"


def test_what_belongs_together_belongs_to_one_customer(books: Files) -> None:
    owner = {sheet: {row["number"]: row["customer"] for row in books[sheet]} for sheet in ("locations", "orders", "invoices", "payments")}

    for order in books["orders"]:
        assert owner["locations"][order["location"]] == order["customer"]
    for line in books["invoice_lines"]:
        customer = owner["invoices"][line["invoice"]]
        assert owner["locations"].get(line["location"], customer) == customer
        assert owner["orders"].get(line["order"], customer) == customer
    for part in books["allocations"]:
        assert owner["payments"][part["payment"]] == owner["invoices"][part["invoice"]]


def test_lines_sum_to_the_totals_that_invoices_say(books: Files) -> None:
    assert {row["number"]: cents(row["total"]) for row in books["invoices"]} == books.totals
    assert min(books.totals.values()) == 0


def test_a_line_with_a_price_is_quantity_times_price(books: Files) -> None:
    for line in [*books["invoice_lines"], *books["order_lines"]]:
        if line["unit_price"]:
            exact = Decimal(line["quantity"]) * Decimal(line["unit_price"])
            assert Decimal(line["amount"]) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP), line


def test_an_order_is_billed_once_with_the_lines_of_its_receipt(books: Files) -> None:
    receipts, bills = books.lines("order_lines", "order"), books.lines("invoice_lines", "order")
    what = ("description", "quantity", "unit", "unit_price", "amount")

    for order, lines in bills.items():
        if order:
            assert [[line[name] for name in what] for line in lines] == [[line[name] for name in what] for line in receipts[order]]
    assert all(len({line["invoice"] for line in lines}) == 1 for order, lines in bills.items() if order)


def test_work_that_is_done_has_charges_and_other_work_has_none(books: Files) -> None:
    receipts, billed = books.lines("order_lines", "order"), books.lines("invoice_lines", "order")

    for order in books["orders"]:
        is_done = order["status"] in ("completed", "unable")
        assert (order["number"] in receipts) == is_done
        assert (order["number"] in billed) == is_done


def test_weights_agree_with_what_is_charged_for_them(books: Files) -> None:
    receipts = books.lines("order_lines", "order")
    for order in books["orders"]:
        over = sum(Decimal(line["quantity"]) for line in receipts[order["number"]] if line["description"] == "Over weight")
        if not order["gross_lb"]:
            assert over == 0
            continue
        net = int(order["gross_lb"]) - int(order["tare_lb"])
        assert 0 < net < 20_000, "ten tons is what a truck carries"
        assert over == max(Decimal(net - int(order["included_lb"])) / 2000, Decimal(0))
        assert order["ticket_number"]


def test_a_box_carries_its_size_and_a_live_load_has_no_box(books: Files) -> None:
    for order in books["orders"]:
        if order["asset_id"]:
            assert order["asset_id"].split("-")[0] == order["size"].removesuffix(" yd")
        if order["line"] == "live-load":
            assert order["asset_id"] == ""


@pytest.mark.parametrize("later", range(7))
def test_trucks_rest_on_sundays(today: date, tmp_path: Path, later: int) -> None:
    write_books(tmp_path, today=today + timedelta(days=later))

    days = {date.fromisoformat(row["service_date"]) for row in Files(tmp_path)["orders"]}
    assert not [day for day in days if day.weekday() == 6]


def test_invoice_numbers_follow_the_dates(books: Files) -> None:
    small = sorted((row["invoice_date"], int(row["number"])) for row in books["invoices"] if row["customer"] != "5500")

    assert [number for _, number in small] == sorted(number for _, number in small)


def test_money_stays_within_what_came_in_and_what_is_owed(books: Files) -> None:
    given, back = books.lines("allocations", "payment"), books.lines("refunds", "payment")
    for payment in books["payments"]:
        parts = sum(cents(row["amount"]) for row in [*given[payment["number"]], *back[payment["number"]]])
        assert 0 <= parts <= cents(payment["amount"])
    for invoice in books["invoices"]:
        assert 0 <= books.balance(invoice) <= books.totals[invoice["number"]]
        if invoice["status"] != "posted":
            assert books.settled[invoice["number"]] == 0


def test_nobody_pays_before_the_bill_or_after_today(books: Files, today: date) -> None:
    billed = {row["number"]: row["invoice_date"] for row in books["invoices"]}
    paid = {row["number"]: row["payment_date"] for row in books["payments"]}

    assert all(billed[part["invoice"]] <= paid[part["payment"]] <= today.isoformat() for part in books["allocations"])
    assert max(billed.values()) <= today.isoformat()


def test_nothing_on_an_invoice_is_younger_than_the_invoice(books: Files) -> None:
    served = {row["number"]: row["service_date"] for row in books["orders"]}
    billed = {row["number"]: row["invoice_date"] for row in books["invoices"]}

    assert all(served[line["order"]] <= billed[line["invoice"]] for line in books["invoice_lines"] if line["order"])


@pytest.mark.parametrize("later", range(7))
def test_nothing_has_happened_to_an_order_after_today(today: date, tmp_path: Path, later: int) -> None:
    day = today + timedelta(days=later)
    write_books(tmp_path, today=day)

    assert [event for event in Files(tmp_path)["order_events"] if event["at"][:10] > day.isoformat()] == []


def test_no_invoice_has_less_than_nothing_before_tax(books: Files) -> None:
    for number, lines in books.lines("invoice_lines", "invoice").items():
        taxes = sum(cents(line["amount"]) for line in lines if line["kind"] == "tax")
        assert 0 <= taxes <= books.totals[number], number


def test_more_or_less_than_one_of_a_unit_is_written_as_many(books: Files) -> None:
    counted = [line for line in [*books["invoice_lines"], *books["order_lines"]] if line["unit"]]

    assert {line["unit"].endswith("s") for line in counted if Decimal(line["quantity"]) != 1} == {True}
    assert {line["unit"].endswith("s") for line in counted if Decimal(line["quantity"]) == 1} == {False}


def test_what_happened_to_an_order_is_told_in_its_order(books: Files) -> None:
    told = books.lines("order_events", "order")
    for order in books["orders"]:
        moments = [event["at"] for event in told[order["number"]]]
        assert moments == sorted(moments)
        assert len(moments) >= (4 if order["customer"] == "2041" and order["status"] in ("completed", "unable") else 0)
