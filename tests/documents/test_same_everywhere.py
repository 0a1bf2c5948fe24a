"""Whatever happened to an account: screen, PDF, CSV and Excel tell the same rows and the same sums, for any day and any location.

`make test ARGS="tests/documents/test_same_everywhere.py --accounts 1000"` reads a thousand accounts.
"""

import asyncio
import csv
import io
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import IO, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from components.statement import Drawing as StatementDrawing
from components.statement import StatementSpec
from components.statement.activity import ActivitySpec
from components.statement.activity import Drawing as ActivityDrawing
from db.engine import Database
from db.models import InvoiceStatus
from db.queries import balances
from db.scope import Scope
from portal_ui.dates import day
from portal_ui.documents import activity as activity_paper
from portal_ui.documents import press
from portal_ui.documents import statement as statement_paper
from portal_ui.documents.paper import Job
from portal_ui.exports import Format
from portal_ui.exports import activity as activity_file
from portal_ui.exports import statement as statement_file
from portal_ui.periods import PeriodWish
from portal_ui.service.company import Company
from portal_ui.service.statements import UNTIED, Statements
from portal_ui.statement_wishes import StatementWish
from portal_ui.views import Activity, CompanyView, Statement
from tests.browser.walking import cents
from tests.builders import papers
from tests.builders.histories import keep
from tests.builders.people import add_company
from tests.builders.trade import NOON, TODAY, Line, add_customer, add_invoice, add_location
from tests.documents.conftest import as_read
from tests.exports.reading_workbooks import table_of
from tests.service.test_activity_sums import AGOS
from tests.service.test_statement_sums import CHECKS, PLACES, Told, histories

AMOUNT = re.compile(r"-?\$[\d,]+\.\d\d(?! processing)")
HELD = re.compile(r"(-?\$[\d,]+\.\d\d) processing")
DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}")
LATER, PENDING = "B900", "B901"  # bills that no history has
Ahead = tuple[int, int, int]  # in how many days, cents, and at which location
AHEAD = st.tuples(st.integers(1, 40), st.integers(3, 90_000), st.integers(0, PLACES - 1))
NUMBER = re.compile(r"\bR?\d+-[BPM]\d+\b")


@dataclass(frozen=True)
class Row:
    """One line of a statement or an activity: its number, its days as they are written, and its amounts in cents."""

    number: str
    days: tuple[str, ...]
    amounts: tuple[int, ...]


def _text(job: Job) -> str:
    """The words of a paper, page after page; a line of a table that goes on over pages begins anew on each."""
    reader = PdfReader(io.BytesIO(press.printed(as_read(job)).data))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def _printed(text: str) -> Iterator[Row]:
    """The lines of a paper's table, read off its text: what follows a number, up to the next one."""
    found = list(NUMBER.finditer(text))
    for at, number in enumerate(found):
        words = text[number.end() : found[at + 1].start() if at + 1 < len(found) else len(text)]
        held = sum(cents(amount) for amount in HELD.findall(words))
        yield Row(number.group(), tuple(DAY.findall(words)[:2]), (*(cents(amount) for amount in AMOUNT.findall(words)), held))


def _shown(drawing: StatementDrawing, *, is_whole: bool) -> list[Row]:
    """The lines of a statement as the screen has them."""
    return [
        Row(
            row["number"],
            (row["invoiced"], row["due"]),
            (
                *(cents(row[name]) for name in ("total", "balance", *(() if is_whole else ("share",)))),
                cents(row["held"].removesuffix(" processing")) if row["held"] else 0,
            ),
        )
        for row in drawing.rows()
    ]


def _amount(text: str) -> int:
    return int(Decimal(text or "0") * 100)


def _filed(lines: Sequence[dict[str, str]], *, is_whole: bool) -> list[Row]:
    """The lines of a statement as a file has them."""
    names = ("Amount", "Invoice Balance", *(() if is_whole or not lines else (_share(lines),)), "Processing")
    return [
        Row(line["Number"], (_day(line["Date"]), _day(line["Due Date"])), tuple(_amount(line[name]) for name in names))
        for line in lines
        if line["Type"] == "Invoice"
    ]


def _share(lines: Sequence[dict[str, str]]) -> str:
    return next(name for name in lines[0] if name in ("Balance at this location", "Not tied to a location"))


def _day(text: str) -> str:
    return day(date.fromisoformat(text)) if text else ""


async def _files(write: Callable[[Format], Awaitable[IO[bytes]]]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The lines of the CSV file, and those of the workbook in the same words."""
    with await write(Format.CSV) as made:
        table = list(csv.DictReader(io.StringIO(made.read().decode("utf-8-sig"))))
    with await write(Format.XLSX) as book:
        return table, [{name: _as_in_csv(name, text) for name, text in row.items()} for row in table_of(book)]


def _as_in_csv(name: str, text: str) -> str:
    """A cell of a workbook as the CSV file writes it: a day has its number there, and an amount no needless zeros."""
    if text and name in ("Date", "Due Date"):
        return (date(1899, 12, 30) + timedelta(days=int(Decimal(text)))).isoformat()
    return text


def _alike(table: list[dict[str, str]], book: list[dict[str, str]]) -> None:
    """Both files say the same, cell by cell."""
    assert len(table) == len(book)
    for left, right in zip(table, book, strict=True):
        for name, text in left.items():
            other = right.get(name, "")
            assert text == other or _amount(text) == _amount(other), (name, text, other)


async def _statement_is_the_same(told: Statement, company: CompanyView) -> None:
    drawing = StatementDrawing(StatementSpec(told, company.currency, StatementWish(), UNTIED, TODAY, 1, statement_paper.MOST_ROWS))
    shown = _shown(drawing, is_whole=told.is_whole)
    table, book = await _files(partial(statement_file.file, told))
    text = _text(statement_paper.job(told, company))

    _alike(table, book)
    assert _filed(table, is_whole=told.is_whole) == shown
    printed = [row for row in _printed(text) if "-B" in row.number]
    assert [_leveled(row, 2 if told.is_whole else 3) for row in printed] == shown
    total = drawing.total()["value"]
    assert cents(total) == sum(row.amounts[-2] for row in shown) == sum(told.ages_cents)
    aging: Any = drawing.aging()
    for value in (total, *(age["value"] for age in (aging["ages"] if shown else ()))):
        assert value in text
    split: Any = drawing.split()
    apart = [(place["name"], cents(place["balance"])) for place in split["places"]]
    assert [(line["Location Address"], _amount(line["Location Balance"])) for line in table if line.get("Location Balance")] == apart
    assert all(f"{place['name']} {place['invoices']} {place['overdue']} {place['balance']}" in text for place in split["places"])
    assert not apart or sum(amount for _name, amount in apart) == cents(total)
    if told.credit_cents:
        credit = drawing.figures()[2]["value"]
        assert f"{credit}" in text
        assert [_amount(line["Unapplied Credit"]) for line in table if line["Unapplied Credit"]] == (
            [cents(credit)] if told.is_whole else []
        )


def _leveled(row: Row, count: int) -> Row:
    """Without what follows the last line of a table: the sums."""
    return Row(row.number, row.days, (*row.amounts[:count], row.amounts[-1]))


async def _activity_is_the_same(told: Activity, company: CompanyView) -> None:
    drawing = ActivityDrawing(ActivitySpec(told, company.currency, StatementWish(), UNTIED, TODAY, 1, activity_paper.MOST_ROWS))
    shown: Any = drawing.rows()
    table, book = await _files(partial(activity_file.file, told, company.currency))
    text = _text(activity_paper.job(told, company))

    _alike(table, book)
    lines = table[1 : len(shown) + 1]
    for row, line in zip(shown, lines, strict=True):
        assert (line["Number"], _day(line["Date"]), line["Type"]) == (row["number"], row["on"], row["what"])
        amounts = [cents(str(row[name])) if row[name] else 0 for name in ("charge", "credit", "balance")]
        assert [_amount(line[name]) for name in ("Charges", "Payments and credits", "Balance")] == amounts
    opening, closing = drawing.opening(), drawing.closing()
    assert [_amount(table[at]["Balance"]) for at in (0, len(shown) + 1)] == [cents(opening["balance"]), cents(closing["balance"])]
    printed = [opening["balance"], *(value for row in shown for value in (row["charge"] or row["credit"], row["balance"]))]
    printed += [closing["charges"], closing["credits"], closing["balance"]]
    table_text = text[text.index("Opening balance") :]
    amounts = [cents(amount) for amount in AMOUNT.findall(_without_notes(table_text))]
    assert amounts[: len(printed)] == [cents(value) for value in printed]
    more, less = told.charges_cents + told.went_back_cents, told.payments_cents + told.credits_cents
    assert told.opening_cents + more - less == told.closing_cents == told.aging_cents
    proof: Any = drawing.proof()
    for amount in proof["amounts"]:
        assert amount["value"] in text


def _without_notes(text: str) -> str:
    """Without amounts that stand in sentences beside a movement."""
    return re.sub(r"of (a |an )?\$[\d,]+\.\d\d", "", text)


async def _is_the_same_everywhere(statements: Statements, database: Database, told: Told, agos: tuple[int, int], ahead: Ahead) -> None:
    scope = await add_customer(database)
    numbers = [f"{scope.customer_id}-L{at}" for at in range(PLACES)]
    places = [await add_location(database, scope, number=number) for number in numbers]
    await keep(database, scope, places, told.history)
    await _bill_ahead(database, scope, places, ahead)
    company = papers.company()
    since, until = (TODAY - timedelta(days=ago) for ago in agos)
    for as_of in {TODAY, until}:
        whole = await statements.statement(scope, as_of=as_of)
        parts = [await statements.statement(scope, location=place, as_of=as_of) for place in [*numbers, UNTIED]]
        for view in (whole, *parts):
            await _statement_is_the_same(view, company)
        assert [sum(cents) for cents in zip(*map(_summing, parts), strict=True)] == _summing(whole)
        billed = {row.number for row in whole.rows}
        assert f"{scope.customer_id}-{PENDING}" not in billed
        assert (f"{scope.customer_id}-{LATER}" in billed) == (as_of == TODAY)
        if as_of == TODAY:
            owed = (await database.read(balances.owed, [scope.customer_id], TODAY))[scope.customer_id]
            assert (owed.cents, owed.ages, owed.held_cents) == (whole.total_cents, whole.ages_cents, whole.processing_cents)
    for place in ("", *numbers, UNTIED):
        await _activity_is_the_same(await statements.activity(scope, location=place, wish=PeriodWish(since=since, until=until)), company)


async def _bill_ahead(database: Database, scope: Scope, places: list[int], ahead: Ahead) -> None:
    """A bill dated to a day that is still to come, which counts as soon as it is posted, and one that is not posted yet."""
    days, cents, at = ahead
    later = TODAY + timedelta(days=days)
    lines = (Line(cents, places[at]), Line(cents // 3))
    await add_invoice(database, scope, number=f"{scope.customer_id}-{LATER}", lines=lines, on=later, due_in=days + 30)
    await add_invoice(database, scope, number=f"{scope.customer_id}-{PENDING}", lines=lines, status=InvoiceStatus.PENDING, on=TODAY)


def _summing(view: Statement) -> list[int]:
    """The figures of a location that sum to those of the account."""
    return [*view.ages_cents, view.total_cents, view.overdue_cents, view.processing_cents, sum(one.amount_cents for one in view.in_process)]


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_screen_pdf_csv_and_excel_tell_any_account_alike(request: pytest.FixtureRequest, database: Database) -> None:
    statements = Statements(database, Company(database, lambda: NOON))

    # not made smaller: each example prints a dozen papers
    @settings(max_examples=request.config.getoption("--accounts"), deadline=None, suppress_health_check=CHECKS, phases=[Phase.generate])
    @given(told=histories(), agos=AGOS, ahead=AHEAD)
    def is_the_same(told: Told, agos: tuple[int, int], ahead: Ahead) -> None:
        runner.run(_is_the_same_everywhere(statements, database, told, agos, ahead))

    with asyncio.Runner() as runner:
        runner.run(add_company(database))
        is_the_same()
