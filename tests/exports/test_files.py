"""Lists as files: what a spreadsheet makes of them."""

import csv
import io
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui.exports import Format, written
from portal_ui.exports.columns import Column, Kind
from portal_ui.exports.csv_file import harmless
from portal_ui.exports.workbook import MOST_ROWS, TooManyRowsError, Workbook
from tests.exports.reading_workbooks import Cell, cells_of, has_frozen_header, names_of


@dataclass(frozen=True)
class Thing:
    """A row of some list."""

    text: str = ""
    day: date | None = None
    cents: int | None = None


COLUMNS = (
    Column[Thing]("Text", lambda row: row.text),
    Column[Thing]("Day", lambda row: row.day, Kind.DAY),
    Column[Thing]("Amount", lambda row: row.cents, Kind.MONEY),
)


async def chunks(*rows: Thing) -> AsyncGenerator[tuple[Thing, ...], None]:
    """Each row a chunk of its own."""
    for row in rows:
        yield (row,)


async def as_csv(*rows: Thing) -> bytes:
    """The whole CSV file."""
    with await written(chunks(*rows), COLUMNS, Format.CSV) as file:
        return file.read()


async def as_cells(*rows: Thing) -> list[list[Cell]]:
    """The cells of the workbook."""
    with await written(chunks(*rows), COLUMNS, Format.XLSX) as file:
        return cells_of(file)


async def test_a_csv_file_is_plain_marked_utf_8() -> None:
    content = await as_csv(Thing('Łódź, "north"\nyard', date(2026, 11, 23), 123_450), Thing("x", None, -5))

    assert content == '\ufeffText,Day,Amount\r\n"Łódź, ""north""\nyard",2026-11-23,1234.50\r\nx,,-0.05\r\n'.encode()


async def test_an_empty_list_is_a_header_alone() -> None:
    assert await as_csv() == "\ufeffText,Day,Amount\r\n".encode()
    assert [[cell.text for cell in row] for row in await as_cells()] == [["Text", "Day", "Amount"]]


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=30))
async def test_amounts_in_a_workbook_are_right_to_the_cent(amounts: list[int]) -> None:
    _head, *rows = await as_cells(*(Thing(cents=cents) for cents in [*amounts, 9_660]))

    assert [Decimal(row[-1].text) * 100 for row in rows] == [*amounts, 9_660]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("http://x")', "  =1"]
)
async def test_no_text_runs_as_a_formula(text: str) -> None:
    [_, row] = csv.reader(io.StringIO((await as_csv(Thing(text))).decode("utf-8-sig"), newline=""))
    cells = await as_cells(Thing(text))

    assert row[0] == "'" + text.replace("\0", "")
    assert cells[1][0].kind == "text"


@given(st.text())
def test_a_harmless_text_begins_like_no_formula_and_keeps_its_words(text: str) -> None:
    safe = harmless(text)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    assert safe.removeprefix("'") == text.replace("\0", "").removeprefix("'")


async def test_a_workbook_has_real_numbers_and_days_under_a_frozen_header() -> None:
    with await written(chunks(Thing("00123", date(2026, 11, 23), 123_450), Thing("x")), COLUMNS, Format.XLSX) as file:
        rows, is_frozen = cells_of(file), has_frozen_header(file)

    assert rows[1] == [Cell("text", "00123"), Cell("n", "46349"), Cell("n", "1234.50")]
    assert [cell.text for cell in rows[2]] == ["x"]
    assert is_frozen


async def test_a_link_in_a_workbook_is_only_text() -> None:
    assert (await as_cells(Thing("http://example.com")))[1][0] == Cell("text", "http://example.com")


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    book = Workbook(io.BytesIO(), COLUMNS, "")
    book._row = MOST_ROWS

    with pytest.raises(TooManyRowsError, match="more rows than an Excel sheet"):
        book.add([Thing()])
    book.close()


async def test_a_file_is_closed_when_the_rows_fail() -> None:
    closed = []

    async def failing() -> AsyncGenerator[tuple[Thing, ...], None]:
        try:
            yield (Thing(),)
            raise LookupError
        finally:
            closed.append(True)

    with pytest.raises(LookupError):
        await written(failing(), COLUMNS, Format.CSV)
    assert closed == [True]


@pytest.mark.parametrize(("title", "name"), [("Invoices", "Invoices"), ("", "Sheet1"), ("a" * 40, "a" * 31), ("'[a]/b: c?'", "a  b  c")])
async def test_a_sheet_is_called_what_it_holds(title: str, name: str) -> None:
    with await written(chunks(Thing()), COLUMNS, Format.XLSX, title) as file:
        assert names_of(file) == [name]
