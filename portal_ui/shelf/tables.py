"""A price sheet as plain CSV: a table through and through, and nothing in it that a spreadsheet would run."""

import csv
import io
import re
import unicodedata
from pathlib import Path

from portal_ui.shelf.refusals import FileRefusedError, Reason

_MOST_ROWS = 50_000
_SEPARATORS = (",", ";", "\t")
_FORMULA = re.compile(r"[ \u00a0]*[=+\-@\t\r\n＝＋－＠]")  # the wide ones are read as the narrow by some spreadsheets
_NUMBER = re.compile(r"\s*[-+]?[$€£]?\s?[-+]?[\d.,'\u00a0 ]+%?\s*")


def write_anew(path: Path, kept: Path) -> None:
    """Write the table at `path` to `kept` in UTF-8, with the mark by which spreadsheets know that.

    Raises:
        FileRefusedError: it is no table, or one of its cells begins like a formula.
    """
    text = _text(path.read_bytes())
    rows = next((found for found in (_rows(text, separator) for separator in _SEPARATORS) if found), None)
    if rows is None:
        raise FileRefusedError(Reason.UNKNOWN)
    if any(_FORMULA.match(cell) and not _NUMBER.fullmatch(cell) for row in rows for cell in row):
        raise FileRefusedError(Reason.FORMULA)
    with kept.open("xb") as file:
        file.write(f"\ufeff{text}".encode())


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\ufffd" in text or any(unicodedata.category(letter)[0] == "C" and letter not in "\t\r\n" for letter in text):
        raise FileRefusedError(Reason.UNKNOWN)
    return text


def _rows(text: str, separator: str) -> list[list[str]]:
    """The rows, where all have as many cells, and two or more; else none."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True) if any(row)]
    except csv.Error:
        return []
    return rows if 1 < len(rows) <= _MOST_ROWS and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1 else []
