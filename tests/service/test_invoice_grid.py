"""What the invoices' grid shows, and in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.engine import Database
from db.models import InvoiceStatus
from db.scope import Scope
from portal_ui.errors import BadRequestError, LocationNotFoundError, MoneyNotShownError
from portal_ui.views import GridWish, InvoiceRow, InvoiceState, Page
from tests.builders.trade import TODAY, Line, add_customer, add_invoice, add_location
from tests.service.conftest import Reading


def numbers(page: Page[InvoiceRow]) -> list[str]:
    """The numbers on a page, in order."""
    return [row.number for row in page.rows]


async def add_one_of_each(database: Database, scope: Scope) -> None:
    """An invoice in every state."""
    await add_invoice(database, scope, number="open", due_in=10)
    await add_invoice(database, scope, number="part", due_in=9, paid_cents=1)
    await add_invoice(database, scope, number="today", due_in=0)
    await add_invoice(database, scope, number="late", due_in=-5)
    await add_invoice(database, scope, number="part-late", due_in=-6, paid_cents=1)
    await add_invoice(database, scope, number="paid", due_in=-20, paid_cents=10_000)
    await add_invoice(database, scope, number="credited", due_in=-21, credited_cents=10_000)
    await add_invoice(database, scope, number="zero", due_in=-22, total_cents=0)
    await add_invoice(database, scope, number="void", due_in=-23, status=InvoiceStatus.VOID)
    await add_invoice(database, scope, number="pending", due_in=40, status=InvoiceStatus.PENDING)


async def test_the_usual_view_is_paid_and_unpaid_the_newest_first(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_one_of_each(database, scope)

    page = await reading.invoices.page(scope, GridWish())

    assert [row.invoice_date for row in page.rows] == sorted((row.invoice_date for row in page.rows), reverse=True)
    assert {"open", "paid", "void"} < set(numbers(page))
    assert (page.count, page.count_is_exact, page.in_all, page.wish) == (9, True, True, GridWish())


async def test_what_is_open_is_listed_the_newest_first(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_one_of_each(database, scope)

    page = await reading.invoices.page(scope, GridWish(status="open"))

    assert numbers(page) == ["open", "part", "today", "late", "part-late"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("overdue", {"late", "part-late"}),
        ("paid", {"paid", "credited", "zero"}),
        ("void", {"void"}),
        ("", {"open", "part", "today", "late", "part-late", "paid", "credited", "zero", "void"}),
    ],
)
async def test_each_filter_shows_its_invoices(reading: Reading, database: Database, status: str, expected: set[str]) -> None:
    scope = await add_customer(database)
    await add_one_of_each(database, scope)

    page = await reading.invoices.page(scope, GridWish(status=status))

    assert set(numbers(page)) == expected


async def test_how_an_invoice_stands_follows_from_balance_and_day(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_one_of_each(database, scope)

    page = await reading.invoices.page(replace(scope, sees_pending=True), GridWish(status="all"))

    assert {row.number: row.state for row in page.rows} == {
        "open": InvoiceState.OPEN,
        "part": InvoiceState.PART_PAID,
        "today": InvoiceState.DUE_TODAY,
        "late": InvoiceState.OVERDUE,
        "part-late": InvoiceState.OVERDUE,
        "paid": InvoiceState.PAID,
        "credited": InvoiceState.CREDITED,
        "zero": InvoiceState.PAID,
        "void": InvoiceState.VOID,
        "pending": InvoiceState.PENDING,
    }
    assert {row.number: row.days_late for row in page.rows if row.days_late} == {"late": 5, "part-late": 6}
    assert {row.number for row in page.rows if row.part_paid} == {"part", "part-late"}


async def test_sorted_by_status_the_most_urgent_comes_first(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_one_of_each(database, scope)

    page = await reading.invoices.page(scope, GridWish(status="all", sort="status"))

    assert numbers(page)[:5] == ["part-late", "late", "today", "part", "open"]
    assert numbers(page)[-1] == "void"


async def test_pending_invoices_are_seen_only_where_the_company_shows_them(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_invoice(database, scope, number="pending", status=InvoiceStatus.PENDING)

    hidden = await reading.invoices.page(scope, GridWish(status="all"))
    shown = await reading.invoices.page(replace(scope, sees_pending=True), GridWish(status="pending"))

    assert (numbers(hidden), hidden.in_all) == ([], False)
    assert numbers(shown) == ["pending"]
    with pytest.raises(BadRequestError):
        await reading.invoices.page(scope, GridWish(status="pending"))


async def test_numbers_sort_as_people_count(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for number in ("INV-10", "INV-9", "INV-100"):
        await add_invoice(database, scope, number=number)

    rising = await reading.invoices.page(scope, GridWish(sort="number"))
    falling = await reading.invoices.page(scope, GridWish(sort="number", descending=True))

    assert numbers(rising) == ["INV-9", "INV-10", "INV-100"]
    assert numbers(falling) == ["INV-100", "INV-10", "INV-9"]


@pytest.mark.parametrize("sort", ["number", "invoice_date", "due_date", "status", "terms", "location", "total", "balance"])
@pytest.mark.parametrize("descending", [False, True])
async def test_equal_values_keep_one_order_from_page_to_page(reading: Reading, database: Database, sort: str, descending: bool) -> None:
    scope = await add_customer(database)
    for at in range(23):
        await add_invoice(database, scope, total_cents=1000 + at % 2)
    wish = GridWish(sort=sort, descending=descending, size=10)

    pages = [await reading.invoices.page(scope, replace(wish, page=at)) for at in (1, 2, 3)]

    assert len({number for page in pages for number in numbers(page)}) == 23


async def test_a_search_finds_parts_of_words_whatever_case_and_accent(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_invoice(database, scope, number="found", location_label="12 Łódź Avenue, São Paulo")
    await add_invoice(database, scope, number="other", location_label="12 Mill Street")

    for search in ("lodz", "ŁÓDŹ", "sao 12", "aulo"):
        assert numbers(await reading.invoices.page(scope, GridWish(search=search))) == ["found"], search


@pytest.mark.parametrize("search", ["100%", "a_b", "c\\d", "it's", '"'])
async def test_signs_of_the_database_are_mere_signs_in_a_search(reading: Reading, database: Database, search: str) -> None:
    scope = await add_customer(database)
    await add_invoice(database, scope, number="found", po_number=f"x{search}y")
    await add_invoice(database, scope, number="other", po_number="x100 aXb cd its y")

    assert numbers(await reading.invoices.page(scope, GridWish(search=search))) == ["found"]


async def test_a_range_of_days_holds_its_first_and_last(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for days in range(5):
        await add_invoice(database, scope, number=str(days), on=TODAY - timedelta(days=days))

    page = await reading.invoices.page(scope, GridWish(since=TODAY - timedelta(days=3), until=TODAY - timedelta(days=1)))

    assert numbers(page) == ["1", "2", "3"]


async def test_a_location_filters_what_has_a_line_there(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    mill, depot = await add_location(database, scope, number="L1"), await add_location(database, scope)
    await add_invoice(database, scope, number="both", lines=(Line(100, mill), Line(200, depot)))
    await add_invoice(database, scope, number="depot", lines=(Line(100, depot),))

    page = await reading.invoices.page(scope, GridWish(location="L1"))

    assert numbers(page) == ["both"]


async def test_anothers_location_is_not_found(reading: Reading, database: Database) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_location(database, another, number="theirs")

    for number in ("theirs", "none", "nul\x00"):
        with pytest.raises(LocationNotFoundError):
            await reading.invoices.page(scope, GridWish(location=number))


async def test_nothing_of_another_account_is_seen_under_any_filter(reading: Reading, database: Database) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_one_of_each(database, another)

    for status in reading.invoices.names(scope).filters:
        page = await reading.invoices.page(scope, GridWish(status=status, search="a"))
        assert (page.rows, page.count, page.in_all) == ((), 0, False)
        assert await reading.invoices.count(scope, GridWish(status=status)) == 0


async def test_a_page_past_the_end_is_the_last(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for _ in range(11):
        await add_invoice(database, scope)

    page = await reading.invoices.page(scope, GridWish(page=99, size=10))

    assert (len(page.rows), page.wish.page, page.count, page.count_is_exact) == (1, 2, 11, True)


async def test_an_empty_grid_tells_whether_anything_is_there_at_all(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    empty = await reading.invoices.page(scope, GridWish(search="x", page=7))
    await add_invoice(database, scope, paid_cents=10_000)
    filtered = await reading.invoices.page(scope, GridWish(status="open"))

    assert (empty.in_all, empty.wish.page) == (False, 1)
    assert (filtered.count, filtered.in_all) == (0, True)


async def test_a_wish_no_address_could_state_is_refused_all_the_same(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    wishes = [GridWish(sort="1; --"), GridWish(status="x"), GridWish(page=0), GridWish(size=10**9), GridWish(search="a " * 9)]

    for wish in wishes:
        with pytest.raises(BadRequestError):
            await reading.invoices.page(scope, wish)


async def test_a_site_contact_sees_no_invoice(reading: Reading, database: Database) -> None:
    scope = replace(await add_customer(database), sees_money=False, location_ids=frozenset({1}))

    with pytest.raises(MoneyNotShownError):
        await reading.invoices.page(scope, GridWish())
    with pytest.raises(MoneyNotShownError):
        await reading.invoices.count(scope, GridWish())
    with pytest.raises(MoneyNotShownError):
        await reading.invoices.record(scope, "any")
    with pytest.raises(MoneyNotShownError):
        [chunk async for chunk in reading.invoices.export(scope, GridWish())]
