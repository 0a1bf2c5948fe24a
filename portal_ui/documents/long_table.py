"""A table of any length for reportlab: it takes time and memory in proportion to its rows, and repeats its head on each sheet.

reportlab's own table is measured anew at every page break. This one is measured once (`columns.py`); a part of it is a range
of lines, and where a page ends is found by bisection over the lines' places.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.rl_accel import escapePDF
from reportlab.platypus.doctemplate import FrameBreak
from reportlab.platypus.flowables import Flowable

from portal_ui.documents.columns import GUTTER, LEADING, SIZE, SMALL, SMALL_LEADING, Column, Drawn, Line, Plan, lines_of
from portal_ui.documents.lettering import BODY, BOLD, cut, runs, width

_INK, _QUIET, _HAIR = HexColor("#16202c"), HexColor("#505a68"), HexColor("#d8dde3")
_ROWS, _LAST = ("row", "strong"), ("sum", "strong")  # kinds of lines: with a rule under them; never first on a later page
_ALONG, _MOST_ALONG = 3, 9  # rows, lines
_DROP, _TITLE_DROP = 8.4, 13.2  # from the top of a line to the foot of its first letters


class LongTable(Flowable):  # type: ignore[misc]
    """The lines from `first` up to `last` of a table. `table` is `columns` (pairs of kind and heading), `sections` and `goes_on`.

    With `parts` its last lines begin a new page, to stand with what comes after the table.
    """

    def __init__(
        self, table: Mapping[str, Any], plan: Plan | None = None, first: int = 0, last: int | None = None, *, parts: bool = False
    ) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 0, 8
        self._table = table
        self._lines = plan.lines if plan else list(lines_of(table["sections"]))
        self._plan = plan
        self._first, self._last = first, len(self._lines) if last is None else last
        self._parting = self._good_end(parting(self._lines)) if parts else 0

    def lines_on(self, page: int) -> int:
        """How many of its lines were drawn on a page."""
        return self._plan.drawn_on.get(page, 0) if self._plan else 0

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """How much of a frame it takes."""
        plan = self._measured(room)
        self.width, self.height = room, self._head(plan) + plan.height(self._first, self._last)
        if self._first < self._parting < self._last:
            self.height = max(self.height, height + 1)  # whoever lays it out is to split it
        return self.width, self.height

    def split(self, room: float, height: float) -> list[Flowable]:
        """The part that fits `height` and the rest; nothing when not even a few lines would fit."""
        plan = self._measured(room)
        last = bisect_right(plan.tops, plan.tops[self._first] + height - self._head(plan)) - 1
        is_parted = self._first < self._parting < self._last and last >= self._parting
        last = self._parting if is_parted else self._good_end(min(last, self._last))
        if last <= self._first:
            return []
        part = partial(LongTable, self._table, plan, parts=self._parting > 0)
        return [part(self._first, last), *((FrameBreak(),) if is_parted else ()), part(last, self._last)]

    def draw(self) -> None:
        """Put it onto the canvas of the page that it was given."""
        plan = self._measured(self.width)
        pen = _Pen(self.canv, plan)
        y = pen.head(self.height)
        if self._goes_on:
            y = pen.title_again(y, self._title(), self._name())
        rules = []
        for at in range(self._first, self._last):
            top = y - plan.tops[at] + plan.tops[self._first]
            pen.line(plan.lines[at], plan.cells[at], top)
            if plan.lines[at].kind in _ROWS:
                rules.append(top - plan.tops[at + 1] + plan.tops[at])
        pen.finish(rules)
        plan.drawn_on[self.canv.getPageNumber()] = self._last - self._first

    def _good_end(self, last: int) -> int:
        """Where to stop at or before `last`: no page ends with a title alone, and none begins with a sum or a last balance."""
        if last >= self._last:
            return self._last
        while last > self._first and (self._lines[last].kind in _LAST or self._lines[last - 1].kind == "title"):
            last -= 1
        return last

    @property
    def _goes_on(self) -> bool:
        """Whether it begins in the middle of a section that has a title, or of rows of one name."""
        if not self._first < self._last or self._lines[self._first].kind == "title":
            return False
        return bool(self._title() or self._name())

    def _title(self) -> str:
        title: str = self._table["sections"][self._lines[self._first].section]["title"] if self._first < self._last else ""
        return title

    def _name(self) -> str:
        """What is said of the rows' name, where they go on from the page before: the first of its rows has it in its first cell."""
        line = self._lines[self._first]
        return self._table["goes_on"] % {"name": line.name} if line.name and not line.cells[0] else ""

    def _head(self, plan: Plan) -> float:
        return plan.head_height + (_Pen.TITLE * plan.scale if self._goes_on else 0)

    def _measured(self, room: float) -> Plan:
        if self._plan is None or self._plan.room != room:
            columns = [Column(kind, heading) for kind, heading in self._table["columns"]]
            self._plan = Plan(columns, self._lines, room)
        return self._plan


def parting(lines: Sequence[Line]) -> int:
    """Where the last lines begin that are taken along to what follows the table: the last order, where it is short, or three rows."""
    last = len(lines)
    rows = 0
    short = 0
    for at in range(last - 1, max(last - _MOST_ALONG, 0), -1):
        rows += lines[at].kind == "row"
        if rows == _ALONG and not short:
            short = at
        if rows > 1 and lines[at].name and lines[at].cells[0]:
            return at
    return short


class _Pen:
    """Writes the cells of a part of a table as one text object, and then its rules as one path."""

    TITLE = LEADING + 9.0

    def __init__(self, canvas: Any, plan: Plan) -> None:  # noqa: ANN401
        self._canvas, self._plan, self._scale = canvas, plan, plan.scale
        self._text = canvas.beginText()
        self._set: tuple[str, float, Any] = ("", 0.0, None)
        self._inks: dict[Any, str] = {}

    def head(self, top: float) -> float:
        """The headings; returns where the first line begins."""
        plan = self._plan
        base = top - plan.head_height
        if not plan.head_height:
            return base
        for at, lines in enumerate(plan.headings):
            for up, words in zip(reversed(range(len(lines))), lines, strict=True):
                self._cell(at, words, base + 5 + up * SMALL_LEADING * self._scale, BODY, SMALL, _QUIET)
        self._canvas.setStrokeColor(_INK)
        self._canvas.setLineWidth(0.75)
        self._canvas.line(0, base, plan.room, base)
        return base

    def title_again(self, top: float, title: str, name: str) -> float:
        """The title and the name of the rows that go on from the page before, in one line; returns where they begin."""
        size, room = 9 * self._scale, self._plan.room
        name = f" · {name}" if title and name else name
        words = cut(title, BOLD, size, max(room - width(name, BOLD, size), room / 2)) if title else ""
        self._write(0, top - _TITLE_DROP * self._scale, cut(words + name, BOLD, size, room), BOLD, size, _INK)
        return top - self.TITLE * self._scale

    def line(self, line: Line, cells: Any, top: float) -> None:  # noqa: ANN401
        """One line of the table, whose upper edge is at `top`."""
        if line.kind == "title":
            for down, words in enumerate(cells[0].lines):
                self._write(0, top - (_TITLE_DROP + down * LEADING) * self._scale, words, BOLD, 9 * self._scale, _INK)
        elif line.kind == "sum":
            self._sum(cells, top - (_DROP + 2.8) * self._scale)
        else:
            font = BOLD if line.kind == "strong" else BODY
            for at, drawn in enumerate(cells):
                self._lines(at, drawn, top - (_DROP + 2.4) * self._scale, font)

    def finish(self, rules: list[float]) -> None:
        """Put it all onto the page, with a hairline at each height of `rules`."""
        self._canvas.drawText(self._text)
        if rules:
            path = self._canvas.beginPath()
            for y in rules:
                path.moveTo(0, y)
                path.lineTo(self._plan.room, y)
            self._canvas.setStrokeColor(_HAIR)
            self._canvas.setLineWidth(0.4)
            self._canvas.drawPath(path)

    def _lines(self, at: int, drawn: Drawn, y: float, font: str) -> None:
        for words in drawn.lines:
            if words:
                self._cell(at, words, y, font, SIZE, _INK)
            y -= LEADING * self._scale
        y += (LEADING - SMALL_LEADING) * self._scale
        for words in drawn.quiet:
            self._cell(at, words, y, BODY, SMALL, _QUIET)
            y -= SMALL_LEADING * self._scale

    def _sum(self, cells: tuple[Drawn, Drawn], y: float) -> None:
        plan, size = self._plan, SIZE * self._scale
        edge = plan.rights[-1] - plan.widths[-1] - GUTTER * self._scale
        for down, words in enumerate(cells[0].lines):
            self._write(edge - width(words, BOLD, size), y - down * LEADING * self._scale, words, BOLD, size, _INK)
        amount = cells[1].lines[0]
        self._write(plan.rights[-1] - width(amount, BOLD, size), y, amount, BOLD, size, _INK)

    def _cell(self, at: int, words: str, y: float, font: str, size: float, ink: Any) -> None:  # noqa: ANN401
        plan, size = self._plan, size * self._scale
        is_figure = plan.columns[at].is_figure
        x = plan.rights[at] - (width(words, font, size) if is_figure else plan.widths[at])
        self._write(x, y, words, font, size, ink)

    def _write(self, x: float, y: float, words: str, font: str, size: float, ink: Any) -> None:  # noqa: ANN401
        for piece, name in runs(words, font):
            if self._set[2] is not ink:
                self._color(ink)
            if self._set[:2] != (name, size):
                self._text.setFont(name, size)
            self._set = (name, size, ink)
            self._text._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            self._out(piece, name)
            x += width(piece, name, size) if piece is not words else 0

    def _color(self, ink: Any) -> None:  # noqa: ANN401
        """Have it written in this ink, in the words in which that was said before."""
        text = self._text
        if ink in self._inks:
            text._code.append(self._inks[ink])
        else:
            text.setFillColor(ink)
            self._inks[ink] = text._code[-1]

    def _out(self, piece: str, font: str) -> None:
        """Write it; what reportlab would find letter by letter is said outright: a font's first subset has ASCII in its own order."""
        text, known = self._text, self._plan.written
        if text._curSubset != 0:
            text._textOut(piece)
        elif piece.isascii():
            text._code.append(f"({escapePDF(piece.encode())}) Tj")
        elif (font, piece) in known:
            text._code.append(known[font, piece])
        else:
            text._textOut(piece)
            if text._curSubset == 0 and " Tf " not in text._code[-1]:
                known[font, piece] = text._code[-1]
