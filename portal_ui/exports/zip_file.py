"""Papers and lists of them as one ZIP file, written piece by piece; any system can unpack it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from portal_ui.exports.columns import Column
from portal_ui.exports.csv_file import CsvFile
from portal_ui.language import gettext as _

_NEVER_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list: with the file of its paper and the name that has, or with a note why there is none."""

    row: Any
    path: str = ""
    filename: str = ""
    note: str = ""


class ZipPack:
    """A ZIP file that grows by papers. Every method blocks, and none is called while another is. Use it in a `with`."""

    def __init__(self, file: IO[bytes], lists: Mapping[str, Sequence[Column[Any]]], day: date) -> None:
        """`lists` are the kinds of papers, by the names of their lists; where there are several, each has a folder for its papers."""
        self._day = day
        self._zip = ZipFile(file, "w", ZIP_STORED)  # a PDF is compressed already
        self._names: set[str] = set()
        self._lists = lists
        self._listed: dict[str, list[tuple[Entry, str]]] = {kind: [] for kind in lists}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let go of the file, finished or not."""
        self._zip.close()

    def add(self, kind: str, entry: Entry) -> None:
        """Put a paper in, under a name of its own, and remember its row for its list."""
        name = ""
        if not entry.note:
            name = self._own_name(entry.filename, f"{kind}/" if len(self._lists) > 1 else "")
            with Path(entry.path).open("rb") as paper, self._zip.open(self._info(name), "w") as part:
                while piece := paper.read(1 << 16):
                    part.write(piece)
        self._listed[kind].append((entry, name))

    def close(self) -> None:
        """Put the lists in and finish; the file itself stays open. A kind without a row has no list."""
        for kind, listed in self._listed.items():
            if listed:
                self._put_list(kind, listed)
        self._zip.close()

    def _put_list(self, kind: str, listed: Sequence[tuple[Entry, str]]) -> None:
        columns: list[Column[tuple[Entry, str]]] = [_of_row(column) for column in self._lists[kind]]
        columns += [Column(_("File"), lambda one: one[1]), Column(_("Not in this ZIP file because"), lambda one: one[0].note)]
        text = BytesIO()
        table = CsvFile(text, columns)
        table.add(listed)
        table.close()
        info = self._info(self._own_name(f"{kind}.csv"))
        info.compress_type = ZIP_DEFLATED
        self._zip.writestr(info, text.getvalue())

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, (self._day.year, self._day.month, self._day.day, 0, 0, 0))
        info.external_attr = 0o600 << 16
        return info

    def _own_name(self, wished: str, folder: str = "") -> str:
        """A name that Windows takes, and that no other file in here has, capitals aside."""
        stem, dot, ending = safe_name(wished).rpartition(".")
        name, turn = f"{folder}{stem}{dot}{ending}", 1
        while name.casefold() in self._names:
            turn += 1
            name = f"{folder}{stem}-{turn}{dot}{ending}"
        self._names.add(name.casefold())
        return name


def safe_name(wished: str) -> str:
    """A file's name as every system can write it: no signs that mean something, not too long, no device of old."""
    stem, dot, ending = _NEVER_IN_A_NAME.sub("-", wished).rpartition(".")
    stem = stem[: _LONGEST_NAME - len(ending) - 1].strip(" .") or "paper"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}{dot}{ending}"


def _of_row(column: Column[Any]) -> Column[tuple[Entry, str]]:
    return Column(column.title, lambda one: column.value(one[0].row), column.kind)
