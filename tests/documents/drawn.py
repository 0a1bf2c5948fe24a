"""Where ink stands on a sheet: boxes in points from its lower left corner."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import pikepdf
from pypdf import PageObject, PdfReader

from portal_ui.documents import lettering

_NUMBERS = {"cm", "re", "m", "l", "c"}
_PAINTS = {"f", "f*", "F", "B", "B*", "b", "b*", "S", "s"}
_TURNED = 0.01
_DESCENT, _ASCENT = 0.24, 0.76  # of a letter's size


class Box(NamedTuple):
    """A piece of ink and what it says; nothing where it is a line or a field."""

    left: float
    foot: float
    right: float
    top: float
    words: str = ""

    def meets(self, other: "Box", air: float = 0.0) -> bool:
        """Whether the two touch, or come nearer than `air`."""
        beside = self.right + air <= other.left or other.right + air <= self.left
        return not (beside or self.top + air <= other.foot or other.top + air <= self.foot)


def shapes(data: bytes) -> list[list[Box]]:
    """Of each sheet, the lines and fields that are painted on it."""
    with pikepdf.open(BytesIO(data)) as read:
        return [list(_shapes(page)) for page in read.pages]


def texts(data: bytes) -> list[list[Box]]:
    """Of each sheet, what is written on it level; a word across the sheet is no part of it."""
    return [list(_texts(page)) for page in PdfReader(BytesIO(data)).pages]


def order(data: bytes) -> list[str]:
    """In which order the fields and the words across the first sheet are painted, of which the later cover the earlier."""
    painted, turned = [], [False]
    with pikepdf.open(BytesIO(data)) as read:
        for told in pikepdf.parse_content_stream(read.pages[0]):
            name, operands = str(told.operator), told.operands
            if name == "q":
                turned.append(turned[-1])
            elif name == "Q":
                turned.pop()
            elif name == "cm":
                turned[-1] = turned[-1] or abs(float(str(operands[1]))) > _TURNED
            elif name in {"f", "f*"}:
                painted.append("field")
            elif name == "Tj" and turned[-1]:
                painted.append("mark")
    return painted


def _shapes(page: pikepdf.Page) -> Iterator[Box]:
    matrix, kept, points = pikepdf.Matrix(), [], []
    for told in pikepdf.parse_content_stream(page):
        name = str(told.operator)
        numbers = [float(str(one)) for one in told.operands] if name in _NUMBERS else []
        if name == "q":
            kept.append(matrix)
        elif name == "Q":
            matrix = kept.pop()
        elif name == "cm":
            matrix = pikepdf.Matrix(*numbers) @ matrix
        elif name == "re":
            x, y, wide, high = numbers
            points += [matrix.transform((x, y)), matrix.transform((x + wide, y + high))]
        elif name in {"m", "l", "c"}:
            points += [matrix.transform((numbers[at], numbers[at + 1])) for at in range(0, len(numbers), 2)]
        elif name in _PAINTS or name in {"n", "W n"}:
            if points and name in _PAINTS:
                across, up = [x for x, _y in points], [y for _x, y in points]
                yield Box(min(across), min(up), max(across), max(up))
            points = []


def _texts(page: PageObject) -> Iterator[Box]:
    found: list[Box] = []

    def see(text: str, of_page: list[float], of_text: list[float], font: object, size: float) -> None:
        if not text.strip() or abs(of_page[1]) > _TURNED:
            return
        x = of_text[4] * of_page[0] + of_text[5] * of_page[2] + of_page[4]
        y = of_text[4] * of_page[1] + of_text[5] * of_page[3] + of_page[5]
        is_bold = "Bold" in str(font)
        wide = lettering.width(text.strip(), lettering.BOLD if is_bold else lettering.BODY, size)
        found.append(Box(x, y - _DESCENT * size, x + wide, y + _ASCENT * size, text.strip()))

    page.extract_text(visitor_text=see)
    return iter(found)
