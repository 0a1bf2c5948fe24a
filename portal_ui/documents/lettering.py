"""Letters on paper: the fonts, how wide words are, where lines break, and which font draws a letter that another lacks."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.pdfmetrics import getFont, registerFont
from reportlab.pdfbase.ttfonts import TTFont

ASSETS = Path(__file__).with_name("assets")
BODY, BOLD, WIDE, HANGUL = "Portal", "Portal-Bold", "Portal-Wide", "Portal-Hangul"
_FILES = {BODY: "body.ttf", BOLD: "body-bold.ttf", WIDE: "wide.ttf", HANGUL: "hangul.ttf"}
_FALLBACKS = (WIDE, HANGUL)  # read when a letter first asks for one: together they are seven times the size of the others
_MISSING = "\ufffd"
_KEPT = "\n\u00a0\u202f"  # Python does not count spaces at which no line breaks among what can be printed
_EMOJI = re.compile("[\ufe00-\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0000-\U000e007f]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_AS_ZERO = str.maketrans("123456789", "000000000")  # our figures are all of one width, so $12.34 is as wide as $00.00

_MOST_KNOWN = 5_000

_drawn_as_they_are: set[str] = set()  # letters outside of ASCII that were looked up, and whatever stood beside them
_in_reading_order: list[Callable[[str], str]] = []


def read_right_to_left_by(order: Callable[[str], str]) -> None:
    """Have words with Hebrew or Arabic put into the order in which they are drawn by `order`."""
    _in_reading_order[:] = [order]


@cache
def register() -> None:
    """Make the usual fonts known to reportlab; the second time nothing happens."""
    for name in (BODY, BOLD):
        _load(name)
    for is_bold in (0, 1):
        for is_italic in (0, 1):
            addMapping(BODY, is_bold, is_italic, BOLD if is_bold else BODY)


def legible(text: str) -> str:
    """`text` with what our fonts lack left out (emoji) or shown as a replacement sign (letters of other scripts)."""
    if (text.isascii() and text.replace("\n", "").isprintable()) or _drawn_as_they_are.issuperset(text):
        return text
    shown = "".join(
        letter if letter == "\n" or _font_of(letter) else _MISSING
        for letter in _EMOJI.sub("", text)
        if letter.isprintable() or letter in _KEPT
    )
    if shown != text:
        return shown.strip()
    if len(_drawn_as_they_are) < _MOST_KNOWN:
        _drawn_as_they_are.update(text)
    return text


def needs_fallback(text: str) -> bool:
    """Whether some letter of `text` is not in the usual fonts, but in another of ours."""
    return not text.isascii() and any(_font_of(letter) in _FALLBACKS for letter in set(text))


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """`text` as it is drawn, in pieces that one font has: the piece and that font's name."""
    if text.isascii():
        yield text, font
        return
    if _in_reading_order and _RIGHT_TO_LEFT.search(text):
        text = _in_reading_order[0](text)
    start, drawn_with = 0, ""
    for at, letter in enumerate(text):
        found = font if ord(letter) in _letters(font) else _font_of(letter) or font
        if found != drawn_with:
            if at:
                yield text[start:at], drawn_with
            start, drawn_with = at, found
    yield text[start:], drawn_with


def width(text: str, font: str, size: float) -> float:
    """How wide `text` is, in points."""
    return _width(text.translate(_AS_ZERO), font) * size


def wrapped(text: str, font: str, size: float, room: float, most: int) -> list[str]:
    """`text` in at most `most` lines none of which is wider than `room` points; what is left out ends in an ellipsis."""
    if width(text, font, size) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in _words(text, font, size, room):
        longer = f"{line} {word}" if line else word
        if line and (word.startswith("\u200b") or width(longer, font, size) > room):
            lines.append(line)
            if len(lines) == most:
                lines[-1] = _with_ellipsis(line, font, size, room)
                return lines
            line = word.lstrip("\u200b")
        else:
            line = longer.lstrip("\u200b")
    return [*lines, line]


def cut(text: str, font: str, size: float, room: float) -> str:
    """`text` in one line of `room` points; a shortened one ends in an ellipsis."""
    return text if width(text, font, size) <= room else _with_ellipsis(text, font, size, room)


def draw(canvas: Any, x: float, y: float, text: str, font: str, size: float, *, align: str = "left") -> None:  # noqa: ANN401
    """Write `text` on reportlab's canvas, from `x` on, or up to it with `align="right"`, in the canvas's colour."""
    if align == "right":
        x -= width(text, font, size)
    for piece, name in runs(text, font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, piece)
        x += width(piece, name, size)


def _words(text: str, font: str, size: float, room: float) -> Iterator[str]:
    """The words; one wider than `room` in parts, of which all but the first begin with a sign that breaks the line."""
    for word in text.split(" "):
        if width(word, font, size) <= room:
            yield word
            continue
        part, taken, lead = "", 0.0, ""
        for letter in word:
            wide = width(letter, font, size)
            if part and taken + wide > room:
                yield lead + part
                part, taken, lead = "", 0.0, "\u200b"
            part, taken = part + letter, taken + wide
        yield lead + part


def _with_ellipsis(line: str, font: str, size: float, room: float) -> str:
    room -= width("…", font, size)
    while line and width(line, font, size) > room:
        line = line[: min(len(line) - 1, int(len(line) * 0.98))]
    return f"{line.rstrip()}…"


@lru_cache(maxsize=20_000)
def _width(text: str, font: str) -> float:
    return sum(float(getFont(name).stringWidth(piece, 1)) for piece, name in runs(text, font))


@lru_cache(maxsize=20_000)
def _font_of(letter: str) -> str:
    """The font that draws a letter in plain and bold print; empty when none of ours has it."""
    code = ord(letter)
    if code in _letters(BODY) and code in _letters(BOLD):
        return BODY
    return next((name for name in _FALLBACKS if code in _letters(name)), "")


@cache
def _letters(font: str) -> frozenset[int]:
    register()
    if font in _FALLBACKS:
        _load(font)
        for is_bold in (0, 1):
            for is_italic in (0, 1):
                addMapping(font, is_bold, is_italic, font)
    return frozenset(getFont(font).face.charToGlyph)


def _load(name: str) -> None:
    registerFont(TTFont(name, str(ASSETS / _FILES[name]), asciiReadable=True))
