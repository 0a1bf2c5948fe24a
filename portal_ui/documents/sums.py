"""The sums under a table, down the right half of the sheet, with the one that counts in large print."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from portal_ui.documents.lettering import BODY, BOLD, draw, wrapped

_INK, _QUIET = HexColor("#16202c"), HexColor("#505a68")
_SIZE, _DUE_SIZE, _NOTE_SIZE, _LEADING = 8.5, 12.0, 7.6, 11.0  # points
_SPACE, _DUE_SPACE = 5.4, 9.4
_SHARE, _FIGURE_SHARE = 0.56, 0.17  # of the width: the sums, and their figures
_MOST_LINES = 12
_TALL = 500.0  # what is higher may be cut between two sums


class Sums(Flowable):  # type: ignore[misc]
    """Labels and amounts. `told` is `sums`, each of `label`, `value` and `tone` (plain, quiet, strong, due), and a `note` beside them."""

    def __init__(self, told: Mapping[str, Any], rows: Sequence[Mapping[str, str]] | None = None) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 0, 10
        self._note = told["note"]
        self._rows = told["sums"] if rows is None else rows
        self._lines: list[list[str]] = []
        self._beside: list[str] = []

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """How much of a frame it takes."""
        words = room * (_SHARE - _FIGURE_SHARE)
        self._lines = [wrapped(row["label"], *_print(row), words, _MOST_LINES) for row in self._rows]
        self._beside = wrapped(self._note, BODY, _NOTE_SIZE, room * (1 - _SHARE) - 14, _MOST_LINES) if self._note else []
        high = sum(self._high(row, lines) for row, lines in zip(self._rows, self._lines, strict=True))
        self.width, self.height = room, max(high, len(self._beside) * _LEADING + _DUE_SPACE)
        return self.width, self.height

    def split(self, room: float, height: float) -> list[Flowable]:
        """Nothing, so that they stay together; very many are cut where the sheet ends."""
        if self.wrap(room, height)[1] < _TALL:
            return []
        fits, high = 0, 0.0
        for row, lines in zip(self._rows, self._lines, strict=True):
            high += self._high(row, lines)
            if high > height:
                break
            fits += 1
        if not fits:
            return []
        return [Sums({"note": self._note}, self._rows[:fits]), Sums({"note": ""}, self._rows[fits:])]

    def draw(self) -> None:
        """Put them onto the page."""
        canvas, y, left = self.canv, self.height, self.width * (1 - _SHARE)
        for row, lines in zip(self._rows, self._lines, strict=True):
            font, size = _print(row)
            if row["tone"] == "due":
                canvas.setStrokeColor(_INK)
                canvas.setLineWidth(1)
                canvas.line(left, y - 2, self.width, y - 2)
            foot = y - (_DUE_SPACE if row["tone"] == "due" else _SPACE) + 2.6 - size * 0.8
            canvas.setFillColor(_QUIET if row["tone"] == "quiet" else _INK)
            for down, words in enumerate(lines):
                draw(canvas, left, foot - down * _LEADING, words, font, size)
            canvas.setFillColor(_INK)
            draw(canvas, self.width, foot, row["value"], font, size, align="right")
            y -= self._high(row, lines)
        canvas.setFillColor(_QUIET)
        for down, words in enumerate(self._beside):
            draw(canvas, 0, self.height - _DUE_SPACE + 2.6 - _DUE_SIZE * 0.8 - down * _LEADING, words, BODY, _NOTE_SIZE)

    def _high(self, row: Mapping[str, str], lines: Sequence[str]) -> float:
        is_due = row["tone"] == "due"
        return (_DUE_SPACE + _DUE_SIZE if is_due else _SPACE + _SIZE) + (len(lines) - 1) * _LEADING


def _print(row: Mapping[str, str]) -> tuple[str, float]:
    return BOLD if row["tone"] in ("strong", "due") else BODY, _DUE_SIZE if row["tone"] == "due" else _SIZE
