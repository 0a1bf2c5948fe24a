"""The cells of a workbook, read from its own XML: what a spreadsheet would be told."""

import zipfile
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Cell:
    """What one cell holds: its kind as the format has it (`n` a number, `inlineStr` a text), and its content."""

    kind: str
    text: str


def cells_of(file: IO[bytes]) -> list[list[Cell]]:
    """All rows of the first sheet; fails when any cell is a formula."""
    with zipfile.ZipFile(file) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it
        strings = _strings(book)
    assert not list(sheet.iter(f"{_MAIN}f")), "a formula"
    return [[_cell(cell, strings) for cell in row] for row in sheet.iter(f"{_MAIN}row")]


def table_of(file: IO[bytes]) -> list[dict[str, str]]:
    """The contents of the rows of the first sheet under their headings, the first row; what is empty has no cell."""
    with zipfile.ZipFile(file) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it
        strings = _strings(book)
    head, *rows = [{_column(cell): _cell(cell, strings).text for cell in row} for row in sheet.iter(f"{_MAIN}row")]
    return [{name: row.get(column, "") for column, name in head.items()} for row in rows]


def has_frozen_header(file: IO[bytes]) -> bool:
    """Whether the first row stays when one scrolls."""
    with zipfile.ZipFile(file) as book:
        return b'state="frozen"' in book.read("xl/worksheets/sheet1.xml")


def names_of(file: IO[bytes]) -> list[str]:
    """What the sheets are called."""
    with zipfile.ZipFile(file) as book:
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))  # noqa: S314 - we wrote it
    return [sheet.attrib["name"] for sheet in root.iter(f"{_MAIN}sheet")]


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - we wrote it
    return ["".join(item.itertext()) for item in shared]


def _column(cell: ElementTree.Element) -> str:
    """`C` of `C7`."""
    return cell.get("r", "").rstrip("0123456789")


def _cell(cell: ElementTree.Element, strings: list[str]) -> Cell:
    kind, text = cell.get("t", "n"), "".join(cell.itertext())
    return Cell("text", strings[int(text)]) if kind == "s" else Cell("text" if kind == "inlineStr" else kind, text)
