"""What is drawn on each sheet beside the story: the brand's colour, a mark across, the head of later sheets, the foot."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor

from portal_ui import qr
from portal_ui.documents.lettering import BODY, BOLD, cut, draw, width

EDGE = 43.2  # points, left and right
_BAND = 7.0
_FOOT, _FOOT_BELOW, _RULE = 33.0, 22.0, 46.0  # heights of the foot's lines
_CODE_SIDE, _CODE_FOOT = 37.0, 19.0  # laser printers leave up to 6 mm (17 points) at each edge unprinted
_SIZE = 7.3
_GRAY, _HAIR, _BLACK = HexColor("#505a68"), HexColor("#d8dde3"), HexColor("#000000")
_VEIL = 0.09  # how much of the paper's white a mark takes; what is printed under it stays as dark as it was


@dataclass(frozen=True, slots=True)
class Check:
    """Where to see whether a paper is genuine: words for people, and the address that a camera reads."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is drawn on each sheet beside the HTML."""

    brand_color: str  # #rrggbb
    mark: str = ""  # written large across the page, as VOID
    page_words: str = "Page %(page)d of %(pages)d"
    firm: str = ""
    about: str = ""  # which paper it is, on every sheet but the first
    foot: str = ""
    check: Check | None = None


def begin(canvas: Any, furniture: Furniture, page: int, size: tuple[float, float]) -> None:  # noqa: ANN401
    """Draw all of it but the mark and the number of the page, under what the story will bring."""
    wide, high = size
    canvas.saveState()
    canvas.setFillColor(HexColor(furniture.brand_color))
    canvas.rect(0, high - _BAND, wide, _BAND, stroke=0, fill=1)
    canvas.setStrokeColor(_HAIR)
    canvas.setLineWidth(0.5)
    canvas.setFillColor(_GRAY)
    if page > 1:
        _later_head(canvas, furniture, size)
    right = wide - EDGE - (_CODE_SIDE + 8 if furniture.check else 0)
    canvas.line(EDGE, _RULE, right, _RULE)
    draw(canvas, EDGE, _FOOT, cut(furniture.foot, BODY, _SIZE, right - EDGE - 90), BODY, _SIZE)
    if furniture.check:
        draw(canvas, right, _FOOT_BELOW, cut(furniture.check.words, BODY, _SIZE, right - EDGE), BODY, _SIZE, align="right")
        canvas.setFillColor(_BLACK)
        _code(canvas, furniture.check.address, wide - EDGE - _CODE_SIDE, _CODE_FOOT)
    canvas.restoreState()


def mark(canvas: Any, furniture: Furniture, size: tuple[float, float]) -> None:  # noqa: ANN401
    """Write the word across the sheet as a veil over all else, so that no field covers a letter of it."""
    if not furniture.mark:
        return
    wide, high = size
    canvas.saveState()
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(52)
    canvas.setFillColor(_BLACK)
    canvas.setFillAlpha(_VEIL)
    points = min(130.0, 0.9 * high / width(furniture.mark, BOLD, 1))
    draw(canvas, -width(furniture.mark, BOLD, points) / 2, -points / 3, furniture.mark, BOLD, points)
    canvas.restoreState()


def number(canvas: Any, furniture: Furniture, page: int, pages: int, wide: float) -> None:  # noqa: ANN401
    """Write "Page 2 of 3"."""
    canvas.setFillColor(_GRAY)
    right = wide - EDGE - (_CODE_SIDE + 8 if furniture.check else 0)
    draw(canvas, right, _FOOT, furniture.page_words % {"page": page, "pages": pages}, BODY, _SIZE, align="right")


def _later_head(canvas: Any, furniture: Furniture, size: tuple[float, float]) -> None:  # noqa: ANN401
    wide, high = size
    firm = cut(furniture.firm, BODY, _SIZE, (wide - 2 * EDGE) / 2 - 6)
    room = wide - 2 * EDGE - width(firm, BODY, _SIZE) - 12
    draw(canvas, EDGE, high - 41, firm, BODY, _SIZE)
    draw(canvas, wide - EDGE, high - 41, cut(furniture.about, BODY, _SIZE, room), BODY, _SIZE, align="right")
    canvas.line(EDGE, high - 48, wide - EDGE, high - 48)


def _code(canvas: Any, address: str, x: float, y: float) -> None:  # noqa: ANN401
    """The address as a QR code; what stands side by side in a row is one rectangle. The white paper is its margin."""
    rows = qr.modules(address)
    side = _CODE_SIDE / len(rows)
    path = canvas.beginPath()
    for up, row in enumerate(reversed(rows)):
        at = 0
        for is_dark, run in groupby(row):
            long = len(list(run))
            if is_dark:
                path.rect(x + at * side, y + up * side, long * side, side)
            at += long
    canvas.drawPath(path, stroke=0, fill=1)
