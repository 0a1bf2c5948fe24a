"""A strip of labels with what stands under each, side by side: between two hairlines, or on tinted fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from portal_ui.documents.lettering import BODY, BOLD, cut, draw, width, wrapped

_INK, _QUIET, _HAIR, _TINT = HexColor("#16202c"), HexColor("#505a68"), HexColor("#d8dde3"), HexColor("#f2f5f7")
_LABEL, _LEADING, _GAP, _MOST_LINES = 7.3, 11.0, 12.0, 12
_MARGIN = 16.0  # of a tinted field, left and right
_LARGE, _USUAL = 10.0, 8.5
_SPACE = {"ruled": (6.0, 14.0), "tinted": (6.0, 8.0)}  # above and below the words, and under the strip


class Strip(Flowable):  # type: ignore[misc]
    """Facts side by side, as wide as they need to be. `told` is `strip` ("ruled" or "tinted") and `facts`, each `label` and `value`."""

    def __init__(self, told: Mapping[str, Any], *, is_close: bool = False) -> None:
        super().__init__()
        self._facts: Sequence[Mapping[str, str]] = told["facts"]
        self._is_tinted = told["strip"] == "tinted"
        self._size = _LARGE if self._is_tinted else _USUAL
        self._inside, self.spaceAfter = (part / (2 if is_close else 1) for part in _SPACE[told["strip"]])
        self.spaceBefore = 0
        self._widths: list[float] = []
        self._values: list[list[str]] = []

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """How much of a frame it takes."""
        self._widths = self._shared(room)
        margin = _MARGIN if self._is_tinted else _GAP
        pairs = zip(self._facts, self._widths, strict=True)
        self._values = [wrapped(fact["value"], BOLD, self._size, wide - margin, _MOST_LINES) for fact, wide in pairs]
        self.width, self.height = room, 2 * self._inside + _LEADING * (0.8 + max(map(len, self._values), default=0))
        return self.width, self.height

    def draw(self) -> None:
        """Put it onto the page."""
        canvas, x = self.canv, 0.0
        if not self._is_tinted:
            canvas.setStrokeColor(_HAIR)
            canvas.setLineWidth(0.5)
            canvas.line(0, self.height, self.width, self.height)
            canvas.line(0, 0, self.width, 0)
        for fact, wide, lines in zip(self._facts, self._widths, self._values, strict=True):
            left, y = x, self.height - self._inside - 6
            if self._is_tinted:
                canvas.setFillColor(_TINT)
                canvas.rect(x, 0, wide - (2 if x + wide < self.width - 1 else 0), self.height, stroke=0, fill=1)
                left += 8
            canvas.setFillColor(_QUIET)
            draw(canvas, left, y, cut(fact["label"], BODY, _LABEL, x + wide - left), BODY, _LABEL)
            canvas.setFillColor(_INK)
            for down, words in enumerate(lines, 1):
                draw(canvas, left, y - down * _LEADING, words, BOLD, self._size)
            x += wide

    def _shared(self, room: float) -> list[float]:
        """Tinted fields are alike where all fit; others have what they need, and share what is left over or lacking."""
        count = len(self._facts)
        beside = _MARGIN + 2 if self._is_tinted else _GAP
        needed = [max(width(fact["label"], BODY, _LABEL), width(fact["value"], BOLD, self._size)) + beside for fact in self._facts]
        if self._is_tinted and max(needed) <= room / count:
            return [room / count] * count
        left = room - sum(needed)
        if left >= 0:
            return [wide + left / count for wide in needed]
        shares = dict.fromkeys(range(count), 0.0)
        for taken, at in enumerate(sorted(shares, key=lambda at: needed[at])):
            shares[at] = min(needed[at], room / (count - taken))
            room -= shares[at]
        return list(shares.values())
