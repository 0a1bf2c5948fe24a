"""Every case that someone may wish to see is in the demo, where they can sign in to see it."""

from collections import Counter
from datetime import date, timedelta

from tests.demo.reading import Files, cents

DANA, MARIA, ROOFING, OLIVE, LARGE = "2041", "3107", "3212", "4155", "5500"
SIGNED_IN = {DANA, MARIA, ROOFING, OLIVE, LARGE}


def test_the_dashboard_of_the_contractor_shows_what_it_should(books: Files, today: date) -> None:
    owed = {row["number"]: books.balance(row) for row in books.open(DANA)}

    assert owed == {"10433": 74919, "10471": 144025, "10498": 61118, "10512": 128460}
    assert sum(owed.values()) == 408522
    assert books.days_late(DANA, today) == {"10433": 35, "10471": 5, "10498": 0, "10512": -25}
    assert sum(owed[number] for number, late in books.days_late(DANA, today).items() if late > 0) == 218944


def test_the_contractor_has_as_many_papers_as_a_busy_account(books: Files) -> None:
    invoices = Counter(row["status"] for row in books.of("invoices", DANA))

    assert len(books.of("orders", DANA)) == 38
    assert invoices == {"posted": 46, "void": 1, "pending": 1}
    assert len(books.of("payments", DANA)) == 31


def test_the_contractor_has_three_job_sites(books: Files) -> None:
    sites = [f"{row['address']}, {row['city']}" for row in books.of("locations", DANA)]

    assert sites == ["1420 Harbor Rd, Marshall", "88 Foundry St, Longview", "17 Quarry Ln, Hallsville"]


def test_the_contractor_has_every_kind_of_order_in_every_state(books: Files) -> None:
    orders = books.of("orders", DANA)

    assert {row["type"] for row in orders} == {"delivery", "exchange", "dump-and-return", "removal", "relocate", "live-load"}
    assert {row["line"] for row in orders} == {"dumpster", "live-load", "minis"}
    assert {row["status"] for row in orders} == {"scheduled", "in-progress", "completed", "unable", "cancelled"}


def test_the_dry_run_is_charged_and_explained(books: Files) -> None:
    [dry_run] = [row for row in books.of("orders", DANA) if row["status"] == "unable"]
    [trip] = [row for row in books["order_lines"] if row["order"] == dry_run["number"] and "dry run" in row["description"]]
    last = [row for row in books["order_events"] if row["order"] == dry_run["number"]][-1]

    assert 7500 <= cents(trip["amount"]) <= 35000
    assert last["description"].startswith("Unable to complete: gate locked")


def test_an_exchange_was_over_weight(books: Files) -> None:
    heavy = {row["order"] for row in books["order_lines"] if row["description"] == "Over weight"}

    assert {row["type"] for row in books.of("orders", DANA) if row["number"] in heavy} >= {"exchange", "removal"}


def test_the_contractor_has_every_state_of_an_invoice(books: Files) -> None:
    [pending] = [row for row in books.of("invoices", DANA) if row["status"] == "pending"]
    [void] = [row for row in books.of("invoices", DANA) if row["status"] == "void"]
    zero = [row for row in books.of("invoices", DANA) if books.totals[row["number"]] == 0]
    credited = {row["invoice"]: cents(row["amount"]) for row in books["credit_applications"]}

    assert int(pending["number"]) > 10512
    assert (void["number"], void["total"]) == ("10351", "350.00")
    assert len(zero) == 1
    assert {number for number, amount in credited.items() if amount == books.totals[number]} <= {
        row["number"] for row in books.of("invoices", DANA)
    }
    assert len(credited) == 1


def test_one_invoice_has_forty_lines_and_one_spans_three_locations(books: Files) -> None:
    lines = books.lines("invoice_lines", "invoice")
    mine = {row["number"] for row in books.of("invoices", DANA)}

    assert max(len(lines[number]) for number in mine) == 40
    assert len({line["location"] for line in lines["10471"]}) == 3
    assert books.settled["10471"] == 150000


def test_one_line_is_tied_to_no_location(books: Files) -> None:
    assert [line["description"] for line in books["invoice_lines"] if not line["location"]] == ["Late fee 1.5%, minimum $5.00"]


def test_the_restaurants_owe_since_65_and_since_120_days(books: Files, today: date) -> None:
    assert {65, 120} <= set(books.days_late(OLIVE, today).values())


def test_the_contractor_has_every_kind_of_payment(books: Files) -> None:
    payments = books.of("payments", DANA)
    numbers = {row["number"] for row in payments}

    assert {(row["method"], row["status"]) for row in payments} >= {
        ("card", "succeeded"),
        ("bank", "processing"),
        ("bank", "succeeded"),
        ("check", "succeeded"),
        ("card", "failed"),
    }
    assert [row["amount"] for row in payments if row["status"] == "processing"] == ["300.00"]
    assert all(row["failure_reason"] for row in payments if row["status"] == "failed")
    [refund] = books["refunds"]
    [dispute] = books["disputes"]
    amounts = {row["number"]: cents(row["amount"]) for row in payments}
    assert 0 < cents(refund["amount"]) < amounts[refund["payment"]]
    assert dispute["payment"] in numbers
    assert dispute["status"] == "lost"
    assert any(row["status"] == "canceled" for row in books.of("payments", OLIVE))


def test_an_overpayment_left_150_dollars_of_credit_and_nothing_else_did(books: Files) -> None:
    given, back = books.lines("allocations", "payment"), books.lines("refunds", "payment")
    left = {}
    for row in books.of("payments", DANA):
        used = sum(cents(part["amount"]) for part in [*given[row["number"]], *back[row["number"]]])
        if row["status"] == "succeeded" and used < cents(row["amount"]):
            left[row["method"]] = cents(row["amount"]) - used

    assert list(left.values()) == [15000]


def test_the_restaurants_have_routes_at_three_locations(books: Files) -> None:
    active = [row for row in books.of("services", OLIVE) if row["status"] == "active"]

    trash = {row["location"] for row in active if (row["container"], row["frequency"]) == ("4 yd bin", "2x a week")}
    carts = {row["location"] for row in active if (row["container"], row["frequency"]) == ("96-gal cart", "Every other week")}
    assert len(trash) == 3
    assert carts == trash
    assert {row["status"] for row in books.of("services", OLIVE)} == {"active", "on-hold", "ended"}


def test_the_next_pickup_lies_ahead_and_on_a_day_of_the_route(books: Files, today: date) -> None:
    for row in books["services"]:
        if row["next_service_date"]:
            pickup = date.fromisoformat(row["next_service_date"])
            assert today < pickup <= today + timedelta(days=14)
            assert f"{pickup:%a}" in row["days"] or row["frequency"] == "On call"


def test_the_household_is_billed_quarterly_in_advance(books: Files) -> None:
    rates = {(row["service"], row["frequency"]): (row["rate"], row["rate_period"]) for row in books.of("services", MARIA)}

    assert rates["Residential trash", "Weekly"] == ("137.70", "quarter")
    assert rates["Recycling", "Every other week"][1] == "quarter"
    assert next(cents(line["amount"]) for line in books["invoice_lines"] if line["invoice"] == books.open(MARIA)[0]["number"]) == 13770


def test_names_are_such_that_software_stumbles_over_them(books: Files) -> None:
    names = {row["name"] for row in books["customers"]}

    assert {"Łukasz Wójcik Stonework", "Åsa Sjöberg", "Nguyễn Thị Mai", "+1 Fitness Studio", 'The "Big Oak" RV Park'} <= names
    assert max(len(row["name"]) for row in books.of("locations", OLIVE)) == 60
    assert len({row["number"] for row in books["customers"]} - SIGNED_IN) == 12


def test_descriptions_are_written_by_people(books: Files) -> None:
    described = [row["description"] for row in books.of("orders", DANA)]

    assert all(len(text) > 10 for text in described)
    assert len(set(described)) > 30
    assert not [text for text in described if "lorem" in text.lower()]
