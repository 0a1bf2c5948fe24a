"""Rows as CSV that spreadsheets read right: UTF-8 with its mark, RFC 4180, and no cell that runs as a formula."""

import csv
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from typing import IO, Generic, TypeVar

from portal_ui.exports.columns import Column, Kind, Value
from portal_ui.money import plain

Row = TypeVar("Row")

_BEGINS_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")  # the wide ones are read as the narrow by some spreadsheets


class CsvFile(Generic[Row]):
    """A file that grows by rows. Amounts are plain numbers, `1234.50`; days are `2026-11-23`."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column[Row]]) -> None:
        self._text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._columns = columns
        self._writer.writerow([harmless(column.title) for column in columns])

    def add(self, rows: Sequence[Row]) -> None:
        """Write these rows after the others."""
        self._writer.writerows([_written(column.value(row), column.kind) for column in self._columns] for row in rows)

    def close(self) -> None:
        """Finish; the file itself stays open."""
        self._text.flush()
        self._text.detach()


def harmless(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: with `'` before it where it begins like one."""
    begins = text.lstrip(" \u00a0").startswith(_BEGINS_FORMULA)
    return f"'{text}".replace("\0", "") if begins else text.replace("\0", "")


def _written(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if kind is Kind.MONEY and isinstance(value, int):
        return plain(value)
    return harmless(str(value))
