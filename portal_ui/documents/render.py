"""HTML to PDF. Loaded by the worker processes alone: it changes module globals of xhtml2pdf."""

import io
import logging
import re
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import document
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.xhtml2pdf_reportlab import MarkedCanvas, PmlBaseDoc

ASSETS = Path(__file__).with_name("assets")
BODY, BOLD = "Portal", "Portal-Bold"
FONTS = {BODY: "body.ttf", BOLD: "body-bold.ttf"}

_MOST_SECONDS = 20
_FOOT_POINTS = 30.5
_EDGE_POINTS = 43
_EMOJI = re.compile("[\ufe00-\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0000-\U000e007f]")

logging.getLogger("xhtml2pdf").setLevel(logging.ERROR)  # its warnings quote the customer's text


class UnfaithfulError(Exception):
    """The page would not show all that was asked of it; such a PDF is not handed out."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is drawn on each sheet beside the HTML."""

    brand_color: str  # #rrggbb
    mark: str = ""  # written large across the page, as VOID
    page_words: str = "Page %(page)d of %(pages)d"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF."""

    data: bytes
    pages: int


def pdf(html: str, furniture: Furniture) -> Rendered:
    """The PDF of one page of HTML. Its date is the environment's `SOURCE_DATE_EPOCH`.

    Raises:
        UnfaithfulError: something was missing or refused while it was made.
    """
    _register_fonts()
    out = io.BytesIO()
    sheets: list[_Sheets] = []
    document.PmlBaseDoc = partial(_Sheets.begun, sheets, furniture)  # pisaDocument has no other door for it
    context = document.pisaDocument(
        html,
        out,
        encoding="utf-8",
        path=str(ASSETS / "page.html"),
        resource_policy=ResourceAccessPolicy.server(ASSETS, allow_remote=False, max_render_seconds=_MOST_SECONDS),
    )
    if context.err or context.warn:
        message = f"{context.err} errors, {context.warn} warnings"
        raise UnfaithfulError(message)
    return Rendered(out.getvalue(), sheets[-1].page)


def legible(text: str) -> str:
    """`text` with what our fonts lack left out (emoji) or shown as a replacement sign (letters of other scripts)."""
    if text.isascii() and text.isprintable():
        return text
    known = _known_letters()
    shown = "".join(
        letter if ord(letter) in known else "\ufffd" for letter in _EMOJI.sub("", text) if letter.isprintable() or letter in " \n"
    )
    return shown.strip() if shown != text else text


@cache
def _known_letters() -> frozenset[int]:
    _register_fonts()
    both = [frozenset(getFont(name).face.charToGlyph) for name in FONTS]
    return both[0] & both[1]


@cache
def _register_fonts() -> None:
    for name, file in FONTS.items():
        registerFont(TTFont(name, str(ASSETS / file)))


class _Canvas(MarkedCanvas):  # type: ignore[misc]
    """Writes "Page 2 of 3" on a sheet when the number of sheets is known, without a second layout."""

    page_words = ""

    def showPage(self) -> None:  # noqa: N802
        self.doForm(f"page{self._pageNumber}")
        super().showPage()

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        last = self._pageNumber - 1
        width = self._pagesize[0]
        for page in range(1, last + 1):
            self.beginForm(f"page{page}", 0, 0, width, _FOOT_POINTS + 20)
            self.setFont(BODY, 7.5)
            self.setFillColor(HexColor("#5b6472"))
            self.drawRightString(width - _EDGE_POINTS, _FOOT_POINTS, self.page_words % {"page": page, "pages": last})
            self.endForm()
        super().save()


class _Sheets(PmlBaseDoc):  # type: ignore[misc]
    """The document as xhtml2pdf builds it, with the brand's colour at the top edge and a mark across."""

    furniture: Furniture

    @classmethod
    def begun(cls, begun: list["_Sheets"], furniture: Furniture, *args: Any, **options: Any) -> "_Sheets":
        sheets = cls(*args, **options)
        sheets.furniture = furniture
        begun.append(sheets)
        return sheets

    def _makeCanvas(self, filename: object = None, canvasmaker: object = None) -> "_Canvas":  # noqa: N802
        canvas: _Canvas = super()._makeCanvas(filename=filename, canvasmaker=_Canvas)
        canvas.page_words = self.furniture.page_words
        return canvas

    def beforePage(self) -> None:  # noqa: N802
        super().beforePage()
        canvas, (width, height) = self.canv, self.pagesize
        canvas.saveState()
        canvas.setFillColor(HexColor(self.furniture.brand_color))
        canvas.rect(0, height - 7, width, 7, stroke=0, fill=1)
        if self.furniture.mark:
            canvas.translate(width / 2, height / 2)
            canvas.rotate(52)
            canvas.setFillColor(HexColor("#eef0f2"))
            size = min(130.0, 0.95 * height / stringWidth(self.furniture.mark, BOLD, 1))
            canvas.setFont(BOLD, size)
            canvas.drawCentredString(0, -size / 3, self.furniture.mark)
        canvas.restoreState()
