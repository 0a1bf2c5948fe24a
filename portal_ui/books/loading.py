"""From a file's cells to staged rows: each cell is read, each wrong one reported, and the row goes on without it."""

from collections.abc import Callable, Iterator
from typing import Any

from portal_ui.books.formats import Column, FileFormat
from portal_ui.books.problems import CellError, Problems, quoted
from portal_ui.books.source import Source, heading
from portal_ui.card_numbers import holds_card_number
from portal_ui.language import gettext as _

Progress = Callable[[str, int, int], None]
_EVERY = 2_000  # rows between two reports of progress


class Loader:
    """Reads one file, row by row, into its staging table."""

    def __init__(self, form: FileFormat, source: Source, problems: Problems) -> None:
        self.rows = 0  # that hold something
        self._form = form
        self._source = source
        self._problems = problems
        self._names = [column.name for column in form.columns]
        self._needed = [column for column in form.columns if column.required and column.stand_in is None]
        self._places: list[tuple[Column, int | None]] = []
        self._width = 0
        self._nameless: list[int] = []

    @property
    def columns(self) -> list[str]:
        """The staged columns, in the order of `staged`'s rows."""
        return ["row", "is_sound", "can_file", *self._names, *(name for name in self._form.added if name not in self._names)]

    def header_is_sound(self) -> bool:
        """Whether the rows can be read at all: every required column is there once, and no other stands beside them."""
        before = self._problems.count
        try:
            with self._source.opened(self._names) as (header, _rows):
                self._read_header(header)
        except CellError as error:
            self._report(1, "", str(error))
        return self._problems.count == before

    def _read_header(self, header: list[str]) -> None:
        found: dict[str, int] = {}
        for at, cell in enumerate(header):
            name = heading(cell)
            if name in found:
                self._report(1, "", _("%(name)s stands twice in the header") % {"name": quoted(cell)})
            elif name in self._names:
                found[name] = at
            elif name:
                told = {"name": quoted(cell), "names": ", ".join(self._names)}
                self._report(1, "", _("%(name)s is no column of this file, which may have: %(names)s") % told)
        for column in self._form.columns:
            if column.required and column.name not in found:
                self._report(1, column.name, _("this column is missing"))
        self._places = [(column, found.get(column.name)) for column in self._form.columns]
        self._width = len(header)
        self._nameless = [at for at, cell in enumerate(header) if not cell.strip()]

    def staged(self, progress: Progress | None) -> Iterator[tuple[Any, ...]]:
        """Each row as the staging table takes it; `header_is_sound` was asked before."""
        row, about, file = 1, max(self._source.rows_about, 1), self._form.name + ".csv"
        try:
            with self._source.opened(self._names) as (_header, records):
                for row, record in enumerate(records, 2):
                    if progress and row % _EVERY == 0:
                        progress(file, min(row, about), about)
                    if any(record) and any(cell.strip() for cell in record):
                        self.rows += 1
                        yield self._row(row, record)
        except CellError as error:
            self._report(row + 1, "", str(error))
        if progress:
            progress(file, self.rows, self.rows)

    def _row(self, row: int, record: list[str]) -> tuple[Any, ...]:
        before = self._problems.count
        hidden = self._cards(row, record)
        values: dict[str, Any] = {}
        for column, at in self._places:
            cell = record[at].strip() if at is not None and at < len(record) else ""
            values[column.name] = column.stand_in if at in hidden else self._cell(row, column, cell)
        for at in (*self._nameless, *range(self._width, len(record))):
            if at < len(record) and record[at].strip() and at not in hidden:
                self._report(row, "", _("%(value)s stands in a column without a name") % {"value": quoted(record[at])})
        values |= {name: make(values) for name, make in self._form.added.items()}
        can_file = all(values[column.name] is not None for column in self._needed)
        return (row, self._problems.count == before, can_file, *values.values())

    def _cell(self, row: int, column: Column, cell: str) -> object:
        if cell:
            try:
                return column.read(cell)
            except CellError as error:
                self._report(row, column.name, str(error))
                return column.stand_in
        if column.required:
            self._report(row, column.name, _("is empty"))
            return column.stand_in
        return column.usual

    def _cards(self, row: int, record: list[str]) -> set[int | None]:
        if not holds_card_number("\n".join(record)):
            return set()
        cards = {at for at, cell in enumerate(record) if holds_card_number(cell)}
        names = {at: column.name for column, at in self._places}
        for at in sorted(cards):
            self._report(row, names.get(at, ""), _("holds what may be a card number; card numbers must never come here"))
        return set(cards)

    def _report(self, row: int, column: str, reason: str) -> None:
        self._problems.add(self._form.name + ".csv", row, column, reason)
