"""The slip that goes back with a check, at the foot of the sheet where it is cut off."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from portal_ui.documents.lettering import BODY, BOLD, cut, draw, width, wrapped

_INK, _QUIET = HexColor("#16202c"), HexColor("#505a68")
_HEAD, _LEADING, _GAP = 20.0, 12.0, 10.0  # points
_BOX_HEIGHT, _BOX_SHARE = 26.0, 0.25
_NAME, _TOLD_AT, _TOLD = 9.5, 0.31, 0.41  # of the width: where and how wide what the check is for stands
_TO = 0.29  # of the width: the address, which is never cut
_MOST_LABEL = 130.0
_UNBOUNDED = 5_000  # points; whoever offers more asks how high it is at least
_NEAR = 0.01
_MOST_OF_A_SHEET = 600  # points


class Slip(Flowable):  # type: ignore[misc]
    """Where to send a check, for whom and for what. `slip` is `title`, `to_label`, `to`, `name`, `facts` and `box_label`."""

    def __init__(self, slip: Mapping[str, Any]) -> None:
        super().__init__()
        self._slip = slip
        self._to: list[str] = []
        self._name: list[str] = []
        self._facts: list[tuple[str, str]] = []
        self._rows = 0
        self.is_alone = False  # once it is drawn: whether it has a sheet for itself

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """All that is left of the frame, so that it stands at its foot; at least what is written on it."""
        self._to = [part for line in self._slip["to"] for part in wrapped(line, BODY, 8.5, room * _TO, 4)]
        self._name = wrapped(self._slip["name"], BOLD, _NAME, room * _TOLD, 2)
        self._facts = list(self._in_lines(room))
        self._rows = max(len(self._to) + 1, len(self._name) + len(self._facts), 3)
        least = _GAP + _HEAD + self._rows * _LEADING
        self.width, self.height = room, least if not least <= height < _UNBOUNDED else height - _NEAR
        return self.width, self.height

    def draw(self) -> None:
        """Put it onto the page."""
        self.is_alone = self.height > _MOST_OF_A_SHEET
        slip, canvas = self._slip, self.canv
        edge = self._rows * _LEADING + _HEAD - 2
        canvas.saveState()
        canvas.setStrokeColor(_QUIET)
        canvas.setLineWidth(0.75)
        canvas.setDash(3, 3)
        canvas.line(0, edge, self.width, edge)
        canvas.setDash()
        self._column(0, [(slip["title"], BODY, 7.3)], edge - 11)
        sent = [(slip["to_label"], BODY, 7.3), *((line, BODY, 8.5) for line in self._to)]
        self._column(0, sent, edge - _HEAD - 6, share=_TO)
        y = edge - _HEAD - 6
        self._column(_TOLD_AT, [(line, BOLD, _NAME) for line in self._name], y, share=_TOLD)
        for down, (label, value) in enumerate(self._facts, len(self._name)):
            self._column(_TOLD_AT, [(label, BODY, 7.3)], y - down * _LEADING)
            self._column(_TOLD_AT + self._labels() / self.width, [(value, BOLD, 8.5)], y - down * _LEADING)
        box = self.width * _BOX_SHARE
        self._column(1 - _BOX_SHARE, [(slip["box_label"], BODY, 7.3)], edge - _HEAD - 6)
        canvas.rect(self.width - box, edge - _HEAD - 12 - _BOX_HEIGHT, box - 0.4, _BOX_HEIGHT, stroke=1, fill=0)
        canvas.restoreState()

    def _column(self, at: float, lines: Sequence[tuple[str, str, float]], y: float, *, share: float = 0.4) -> None:
        for words, font, size in lines:
            self.canv.setFillColor(_QUIET if size < 8 else _INK)
            draw(self.canv, self.width * at, y, cut(words, font, size, self.width * share), font, size)
            y -= _LEADING

    def _in_lines(self, room: float) -> Iterator[tuple[str, str]]:
        """The facts, one with a long value in up to three lines."""
        for label, value in self._slip["facts"]:
            lines = wrapped(value, BOLD, 8.5, room * _TOLD - self._labels(), 3)
            yield from zip((label, "", ""), lines, strict=False)

    def _labels(self) -> float:
        """How far from its label a value stands."""
        return min(max((width(label, BODY, 7.3) for label, _value in self._slip["facts"]), default=0) + 12, _MOST_LABEL)
