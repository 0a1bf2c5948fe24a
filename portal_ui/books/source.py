"""A file of the books as it lies there: its encoding, its delimiter, its header, and its rows one by one."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from portal_ui.books.problems import CellError
from portal_ui.language import gettext as _

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",;\t"
_CHUNK = 1 << 20
_LONGEST_LINE = 100_000
csv.field_size_limit(_LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file that can be read: where it lies, how it is written, and about how many rows it has."""

    path: Path
    encoding: str
    rows_about: int

    @property
    def name(self) -> str:
        """The file's name without `.csv`, in small letters."""
        return self.path.stem.lower()

    @contextmanager
    def opened(self, columns: Sequence[str]) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
        """The header's cells as they stand, and the rows after it; the delimiter is the one that finds most `columns`.

        Raises:
            CellError: while reading, when quotes are not in pairs.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
            first = _skip_hint(file)
            delimiter = max(_DELIMITERS, key=lambda mark: (_known(first, mark, columns), first.count(mark)))
            records = _records(file, delimiter)
            yield next(records, []), records


def survey(path: Path) -> Source:
    """Find out how a file is written, by reading its bytes once.

    Raises:
        CellError: it is no text in UTF-8, UTF-16 or Windows' own encoding.
    """
    rows, start, utf8, windows = 0, b"", codecs.getincrementaldecoder("utf-8")(), codecs.getincrementaldecoder("cp1252")()
    is_utf8 = is_windows = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            start = start or chunk[:1000]
            rows += chunk.count(b"\n")
            is_utf8 = is_utf8 and _decodes(utf8, chunk)
            is_windows = is_windows and _decodes(windows, chunk)
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), None)
    if encoding is None and b"\0" in start:
        raise CellError(_("is not a text file; save it as CSV in UTF-8"))
    if encoding in {None, "utf-8-sig"}:
        is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
        encoding = "utf-8-sig" if is_utf8 else "cp1252"
        if not is_utf8 and (not is_windows or start.startswith(codecs.BOM_UTF8)):
            raise CellError(_("is neither UTF-8 nor a Windows text; save it as CSV in UTF-8"))
    return Source(path, str(encoding), rows)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _skip_hint(file: TextIO) -> str:
    """The header's first line, left to be read; a first line `sep=;` is a hint for a spreadsheet and no row."""
    start = file.tell()
    first = file.readline(_LONGEST_LINE)
    if first.lower().startswith("sep="):
        start = file.tell()
        first = file.readline(_LONGEST_LINE)
    file.seek(start)
    return first


def _known(first: str, delimiter: str, columns: Sequence[str]) -> int:
    return sum(heading(cell.strip('"\r\n')) in columns for cell in first.split(delimiter))


def heading(cell: str) -> str:
    """The column that a cell of the header means: `Invoice Date` is `invoice_date`."""
    return "_".join(cell.strip().lower().replace("-", " ").split())


def _records(file: TextIO, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(file, delimiter=delimiter, strict=True)
    except csv.Error:
        raise CellError(_("quotes are not in pairs; from here on the file cannot be read")) from None
    except UnicodeError:
        raise CellError(_("is not the text it says it is; save it as CSV in UTF-8")) from None
