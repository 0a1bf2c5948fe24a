"""How wide the columns of a long table are, and how high its rows: each cell is looked at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from portal_ui.documents.lettering import BODY, BOLD, width, wrapped

SIZE, SMALL = 8.5, 7.3  # points: a cell, and the quiet words under it
LEADING, SMALL_LEADING = 10.6, 9.2
MOST_LINES = 12  # of a cell; what is left out ends in an ellipsis
GUTTER = 15.0
_ROW_SPACE, _TITLE_SPACE = 5.6, 9.0
_LEAST_TEXT = 84.0
_AIR = 22.0  # more than a figure needs, where there is room
_MOST_WORD = 0.26  # of the table; a document number as long as a sentence wraps
_SMALLEST = 0.55  # of the usual print

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Text wraps, a word (a date, a number of a document) and a figure do not; a figure stands at the right edge."""

    kind: str  # text, word or figure
    heading: str

    @property
    def is_figure(self) -> bool:
        """Whether it stands at the right edge of its column."""
        return self.kind == "figure"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a row, one in bold, the title above some rows, or their sum."""

    kind: str  # row, strong, title or sum
    cells: Cells  # of a title the title alone, of a sum its words and the amount
    section: int = 0
    name: str = ""  # of a row: what it and its neighbours belong to


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell as it is drawn: its lines, then the quiet ones."""

    lines: Sequence[str]
    quiet: Sequence[str] = ()


def lines_of(sections: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines of a table, section by section. A section is a `Section` of `paper.py`; all but its rows may be empty."""
    for at, section in enumerate(sections):
        if section["title"]:
            yield Line("title", (section["title"],), at)
        if section["is_strong"]:
            yield from (Line("strong", cells, at) for cells in section["rows"])
        elif section["names"]:
            yield from (Line("row", cells, at, name) for cells, name in zip(section["rows"], section["names"], strict=True))
        else:
            for cells in section["rows"]:
                yield Line("row", cells, at)
        if section["words"]:
            yield Line("sum", (section["words"], section["amount"]), at)


class Plan:
    """A table measured for one width: its columns, its lines as drawn, and where each begins."""

    def __init__(self, columns: Sequence[Column], lines: Sequence[Line], room: float) -> None:
        self.columns = columns
        self.lines = lines
        self.room = room
        natural = [_natural(column, (line.cells[at] for line in lines if line.kind == "row")) for at, column in enumerate(columns)]
        for line in lines:
            if line.kind == "sum":
                natural[-1] = max(natural[-1], width(line.cells[1], BOLD, SIZE))
            elif line.kind == "strong":
                natural = [max(wide, width(cell, BOLD, SIZE)) for wide, cell in zip(natural, line.cells, strict=True)]
        self.scale, self.widths = _fitted(columns, natural, room)
        self.rights = list(accumulate(wide + GUTTER * self.scale for wide in self.widths))
        self.rights = [right - GUTTER * self.scale for right in self.rights]
        self.headings = [self._lines(column.heading, wide, SMALL) for column, wide in zip(columns, self.widths, strict=True)]
        has_head = any(column.heading for column in columns)
        self.head_height = max(map(len, self.headings)) * SMALL_LEADING * self.scale + 7 if has_head else 0.0
        self.cells = [self._drawn(line) for line in lines]
        self.drawn_on: dict[int, int] = {}  # how many of its lines stand on which page, as far as they are drawn
        self.written: dict[tuple[str, str], str] = {}  # what the page was told to draw some words in a font
        self.tops = [0.0, *accumulate(map(self._height, lines, self.cells))]  # how far below the head each line begins

    def height(self, first: int, last: int) -> float:
        """How high the lines from `first` up to `last` are together."""
        return self.tops[last] - self.tops[first]

    def _drawn(self, line: Line) -> Sequence[Drawn]:
        if line.kind == "title":
            return (Drawn(wrapped(line.cells[0], BOLD, 9 * self.scale, self.room, MOST_LINES)),)
        if line.kind == "sum":
            room = max(self.room - self.widths[-1] - GUTTER, _LEAST_TEXT)
            return (Drawn(wrapped(line.cells[0], BOLD, SIZE * self.scale, room, MOST_LINES)), Drawn((line.cells[1],)))
        if line.kind == "strong":
            return [Drawn(self._lines(text, wide, SIZE, BOLD)) for text, wide in zip(line.cells, self.widths, strict=True)]
        return [self._cell(text, wide) for text, wide in zip(line.cells, self.widths, strict=True)]

    def _cell(self, text: str, wide: float) -> Drawn:
        if "\n" not in text:
            return Drawn(self._lines(text, wide, SIZE))
        main, _, quiet = text.partition("\n")
        lines = self._lines(main, wide, SIZE)
        room = max(MOST_LINES - len(lines), 1)
        return Drawn(lines, [part for one in quiet.split("\n") for part in self._lines(one, wide, SMALL)][:room])

    def _lines(self, text: str, wide: float, size: float, font: str = BODY) -> Sequence[str]:
        size *= self.scale
        return (text,) if width(text, font, size) <= wide + 0.01 else wrapped(text, font, size, wide, MOST_LINES)

    def _height(self, line: Line, cells: Sequence[Drawn]) -> float:
        if line.kind == "title":
            return (len(cells[0].lines) * LEADING + _TITLE_SPACE) * self.scale
        most = max(len(cell.lines) * LEADING + len(cell.quiet) * SMALL_LEADING for cell in cells)
        return (most + _ROW_SPACE) * self.scale


def _natural(column: Column, cells: Iterable[str]) -> float:
    """How wide a column would like to be."""
    most = width(column.heading, BODY, SMALL) if column.kind != "figure" else max(_each_word(column.heading), default=0)
    for text in cells:
        if "\n" in text:
            main, _, quiet = text.partition("\n")
            most = max(most, width(main, BODY, SIZE), *(width(part, BODY, SMALL) for part in quiet.split("\n")))
        else:
            most = max(most, width(text, BODY, SIZE))
    return most


def _each_word(heading: str) -> Iterator[float]:
    return (width(word, BODY, SMALL) for word in heading.split())


def _fitted(columns: Sequence[Column], natural: Sequence[float], room: float) -> tuple[float, list[float]]:
    """The scale of the print and the columns' widths, which fill `room`; print is made smaller before a figure is cut."""
    texts = [at for at, column in enumerate(columns) if column.kind == "text"]
    widths = [min(wide, _MOST_WORD * room) if column.kind == "word" else wide for column, wide in zip(columns, natural, strict=True)]
    least = sum(wide for at, wide in enumerate(widths) if at not in texts) + GUTTER * (len(columns) - 1)
    least += sum(min(widths[at], _LEAST_TEXT) for at in texts)
    scale = max(min(1.0, room / least), _SMALLEST) if least else 1.0
    widths = [wide * scale for wide in widths]
    left = room - sum(widths) - GUTTER * scale * (len(columns) - 1)
    if left >= 0:
        figures = [at for at, column in enumerate(columns) if column.is_figure]
        for at in figures:
            widths[at] += min(_AIR, left / 2 / len(figures))
        left = room - sum(widths) - GUTTER * scale * (len(columns) - 1)
        wider = texts[:1] or range(len(columns))
        for at in wider:
            widths[at] += left / len(wider)
        return scale, widths
    return scale, _narrowed(widths, texts, left + sum(widths[at] for at in texts))


def _narrowed(widths: list[float], texts: Sequence[int], room: float) -> list[float]:
    """The columns of text share `room`: who needs less than an equal share leaves the rest to the others."""
    for taken, at in enumerate(sorted(texts, key=lambda at: widths[at])):
        widths[at] = min(widths[at], room / (len(texts) - taken))
        room -= widths[at]
    return widths
