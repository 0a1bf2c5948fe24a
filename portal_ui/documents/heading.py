"""What stands at the head of every paper: whose it is, what it is, to whom it goes, and the box where the eye falls first."""

import io
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.platypus.flowables import Flowable

from portal_ui.documents.lettering import BODY, BOLD, draw, width, wrapped

_INK, _QUIET, _TINT = HexColor("#16202c"), HexColor("#5b6472"), HexColor("#f2f5f7")
_TONES = {"good": HexColor("#14532d"), "warn": HexColor("#6b4700"), "bad": HexColor("#8f1d1d")}
_ASCENT = 0.76  # of a letter's size: from the top of its line to where it stands
_MOST_LINES = 12
_LEFT, _BOX = 0.58, 0.42  # of the width: the sender, and the box
_PARTY = 0.52
_EDGE = 3.0  # points; the coloured line at the box's left


@dataclass(frozen=True, slots=True)
class _Print:
    """How some words are set: font, size, and from line to line, in points."""

    font: str
    size: float
    leading: float
    color: Any = _INK


_FIRM, _TITLE, _NUMBER = _Print(BOLD, 15, 19.2), _Print(BOLD, 21, 25.2), _Print(BODY, 11, 14.7, _QUIET)
_CLOSE_FIRM, _CLOSE_TITLE = _Print(BOLD, 13, 16.7), _Print(BOLD, 17, 20.4)
_TEXT, _SMALL = _Print(BODY, 8.5, 11.4), _Print(BODY, 7.5, 10.1, _QUIET)
_ASIDE = _Print(BODY, 8.5, 11.4, _QUIET)
_NAME, _DUE = _Print(BOLD, 11, 14.6), _Print(BOLD, 9.5, 13.4)
_AMOUNT, _CLOSE_AMOUNT = _Print(BOLD, 20, 25.6), _Print(BOLD, 16, 20.5)

Line = tuple[str, _Print]


class _Head(Flowable):  # type: ignore[misc]
    """Lines down a column; `spaceAfter` is less where a paper is drawn close."""

    def __init__(self, space: float, *, is_close: bool) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 0, 7.0 if is_close else space

    def _down(self, lines: Sequence[Line], x: float, top: float, *, align: str = "left") -> float:
        """Draw them from `top` on; returns where the next one begins."""
        for words, look in lines:
            self.canv.setFillColor(look.color)
            draw(self.canv, x, top - look.size * _ASCENT, words, look.font, look.size, align=align)
            top -= look.leading
        return top


class Sender(_Head):
    """The company with its logo, and at the right the paper's title and number. `paper` is the paper as a worker reads it."""

    _MARK, _UNDER_MARK, _GAP = 30.0, 8.0, 2.0

    def __init__(self, paper: Mapping[str, Any], *, is_close: bool = False) -> None:
        super().__init__(16.0, is_close=is_close)
        self._paper = paper
        self._firm, self._title = (_CLOSE_FIRM, _CLOSE_TITLE) if is_close else (_FIRM, _TITLE)
        self._names: list[Line] = []
        self._lines: list[Line] = []
        self._titles: list[Line] = []

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """How much of a frame it takes."""
        head = self._paper["head"]
        self._names = list(_broken(head["name"], self._firm, room * _LEFT))
        told = [" · ".join(part) for part in (head["lines"], head["contact"]) if part]
        self._lines = [line for words in told for line in _broken(words, _ASIDE, room * _LEFT)]
        self._titles = list(_broken(self._paper["title"], self._title, room * (1 - _LEFT)))
        left = self._mark_height + _height_of(self._names) + self._GAP + _height_of(self._lines)
        self.width, self.height = room, max(left, _height_of(self._titles) + self._GAP + _NUMBER.leading)
        return self.width, self.height

    def draw(self) -> None:
        """Put it onto the page."""
        if self._mark_height:
            picture = ImageReader(io.BytesIO(b64decode(self._paper["head"]["logo"])))
            wide, high = picture.getSize()
            box = (self.width * _LEFT, self._MARK)
            self.canv.drawImage(picture, 0, self.height - self._MARK, *_within(wide, high, box), mask="auto")
        below = self._down(self._names, 0, self.height - self._mark_height)
        self._down(self._lines, 0, below - self._GAP)
        below = self._down(self._titles, self.width, self.height, align="right")
        number = wrapped(self._paper["number"], _NUMBER.font, _NUMBER.size, self.width * (1 - _LEFT), 1)
        self._down([(words, _NUMBER) for words in number], self.width, below - self._GAP, align="right")

    @property
    def _mark_height(self) -> float:
        return self._MARK + self._UNDER_MARK if self._paper["head"]["logo"] else 0


class Addressed(_Head):
    """To whom a paper goes, under a label that says how, and beside it the box with the amount."""

    def __init__(self, paper: Mapping[str, Any], label: str, account: str, *, is_close: bool = False) -> None:
        super().__init__(14.0, is_close=is_close)
        self._to, self._told, self._color = paper["to"], paper["highlight"], paper["head"]["brand_color"]
        self._label, self._account = label, account
        self._padding = 5.0 if is_close else 9.0
        self._amount = _CLOSE_AMOUNT if is_close else _AMOUNT
        self._party: list[Line] = []
        self._box: list[Line] = []
        self._due: list[list[Line]] = []

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """How much of a frame it takes."""
        words = ((self._label, _SMALL), (self._to["name"], _NAME), *((line, _TEXT) for line in self._to["lines"]))
        account = f"{self._account} {self._to['number']}"
        self._party = [line for part, look in (*words, (account, _ASIDE)) for line in _broken(part, look, room * _PARTY)]
        inside = room * _BOX - 24
        boxed = ((self._told["label"], _SMALL), (self._told["value"], self._amount))
        self._box = [line for part, look in boxed for line in _broken(part, look, inside)]
        self._due = list(self._last_lines(inside))
        due = _DUE.leading * max(1, len(self._due))
        self.width, self.height = room, max(_height_of(self._party), _height_of(self._box) + due + 2 * self._padding)
        return self.width, self.height

    def draw(self) -> None:
        """Put it onto the page."""
        canvas, left = self.canv, self.width * (1 - _BOX)
        canvas.setFillColor(_TINT)
        canvas.rect(left, 0, self.width * _BOX, self.height, stroke=0, fill=1)
        canvas.setFillColor(HexColor(self._color))
        canvas.rect(left - _EDGE / 2, 0, _EDGE, self.height, stroke=0, fill=1)
        self._down(self._party, 0, self.height)
        top = self._down(self._box, left + 12, self.height - self._padding)
        for pieces in self._due:
            x = left + 12
            for words, look in pieces:
                self._down([(words, look)], x, top)
                x += width(words, look.font, look.size)
            top -= _DUE.leading

    def _last_lines(self, room: float) -> Iterator[list[Line]]:
        """The note and, in its own colour, the stamp: side by side, or one under the other where there is no room for that."""
        note, stamp = self._told["note"], self._told["stamp"]
        colored = _Print(_DUE.font, _DUE.size, _DUE.leading, _TONES.get(self._told["tone"], _INK))
        beside = f"{note} · " if note and stamp else note
        if width(beside + stamp, _DUE.font, _DUE.size) <= room:
            yield [(words, look) for words, look in ((beside, _DUE), (stamp, colored)) if words]
            return
        for words, look in ((note, _DUE), (stamp, colored)):
            yield from ([line] for line in _broken(words, look, room))


def _broken(words: str, look: _Print, room: float) -> Iterator[Line]:
    """Words in lines that fit; none where there are none."""
    if words:
        yield from ((line, look) for line in wrapped(words, look.font, look.size, room, _MOST_LINES))


def _height_of(lines: Sequence[Line]) -> float:
    return sum(look.leading for _words, look in lines)


def _within(wide: float, high: float, box: tuple[float, float]) -> tuple[float, float]:
    """The size of a picture that fills a box's height, or its width where it is too long for that."""
    share = min(box[0] / wide, box[1] / high)
    return wide * share, high * share
