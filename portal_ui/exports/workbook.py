"""Rows as an Excel workbook: real numbers and days, a header that stays, and text that is only text."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any, Generic, TypeVar

import xlsxwriter

from portal_ui.errors import BadRequestError
from portal_ui.exports.columns import Column, Kind
from portal_ui.language import gettext as _

Row = TypeVar("Row")

MOST_ROWS = 1_048_575  # what a sheet holds below its header
_LONGEST_TEXT = 32_767  # what a cell holds
_WIDTHS = {Kind.TEXT: 22, Kind.DAY: 12, Kind.MONEY: 15}
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class TooManyRowsError(BadRequestError):
    """More rows than a sheet holds; nothing was downloaded."""

    def __init__(self) -> None:
        super().__init__(_("These are more rows than an Excel sheet can hold. Choose a shorter range of dates, or the CSV file."))


class Workbook(Generic[Row]):
    """A workbook of one sheet that grows by rows; only the last row is in memory."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column[Row]]) -> None:
        self._book: Any = xlsxwriter.Workbook(file, _OPTIONS)
        self._sheet = self._book.add_worksheet()
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._columns = columns
        self._row = 0
        self._begin()

    def add(self, rows: Sequence[Row]) -> None:
        """Write these rows below the others.

        Raises:
            TooManyRowsError: the sheet is full.
        """
        if self._row + len(rows) > MOST_ROWS:
            raise TooManyRowsError
        for row in rows:
            self._row += 1
            for at, column in enumerate(self._columns):
                self._write(at, column, row)

    def close(self) -> None:
        """Finish the file; it stays open."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)
        self._book.close()

    def _begin(self) -> None:
        bold = self._book.add_format({"bold": True, "bottom": 1})
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, _WIDTHS[column.kind])
            self._sheet.write_string(0, at, column.title, bold)
        self._sheet.freeze_panes(1, 0)

    def _write(self, at: int, column: Column[Row], row: Row) -> None:
        value = column.value(row)
        if isinstance(value, date):
            self._sheet.write_datetime(self._row, at, value, self._day)
        elif isinstance(value, int) and column.kind is Kind.MONEY:
            self._sheet.write_number(self._row, at, Decimal(value).scaleb(-2), self._money)  # 9660 / 100 is written 96.59999999999999
        elif isinstance(value, int):
            self._sheet.write_number(self._row, at, value)
        elif value is not None:
            self._sheet.write_string(self._row, at, str(value)[:_LONGEST_TEXT])
