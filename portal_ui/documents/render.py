"""HTML to PDF. Loaded by the worker processes alone: it changes module globals of xhtml2pdf."""

import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xhtml2pdf import document
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.xhtml2pdf_reportlab import MarkedCanvas, PmlBaseDoc

from portal_ui.documents import patches, sheet
from portal_ui.documents.lettering import ASSETS, BODY
from portal_ui.documents.sheet import Furniture

_MOST_SECONDS = 20

logging.getLogger("xhtml2pdf").setLevel(logging.ERROR)  # its warnings quote the customer's text


class UnfaithfulError(Exception):
    """The page would not show all that was asked of it; such a PDF is not handed out."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF."""

    data: bytes
    pages: int


def pdf(html: str, furniture: Furniture, flowables: Mapping[str, Callable[..., Any]] | None = None) -> Rendered:
    """The PDF of one page of HTML. Its date is the environment's `SOURCE_DATE_EPOCH`.

    `flowables` are what stands in place of `<pdf:put name="...">`.

    Raises:
        UnfaithfulError: something was missing or refused while it was made.
    """
    _install()
    _Sheets.furniture = furniture
    patches.put(flowables or {})
    out = io.BytesIO()
    context = document.pisaDocument(
        html,
        out,
        encoding="utf-8",
        path=str(ASSETS / "page.html"),
        capacity=-1,  # a longer one would be put down in a file that nobody closes
        resource_policy=ResourceAccessPolicy.server(ASSETS, allow_remote=False, max_render_seconds=_MOST_SECONDS),
    )
    if context.err or context.warn:
        message = f"{context.err} errors, {context.warn} warnings"
        raise UnfaithfulError(message)
    return Rendered(out.getvalue(), _Sheets.pages)


@cache
def _install() -> None:
    patches.install(_Sheets)


class _Canvas(MarkedCanvas):  # type: ignore[misc]
    """Writes "Page 2 of 3" on a sheet when the number of sheets is known, without a second layout."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"initialFontName": BODY})

    def showPage(self) -> None:  # noqa: N802
        sheet.mark(self, _Sheets.furniture, self._pagesize)
        self.doForm(f"page{self._pageNumber}")
        super().showPage()

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        last = self._pageNumber - 1
        for page in range(1, last + 1):
            self.beginForm(f"page{page}", 0, 0, *self._pagesize)
            sheet.number(self, _Sheets.furniture, page, last, self._pagesize[0])
            self.endForm()
        _Sheets.pages = last
        super().save()


class _Sheets(PmlBaseDoc):  # type: ignore[misc]
    """The document as xhtml2pdf builds it, with our own furniture on each sheet. One is made at a time in a process."""

    furniture: Furniture
    pages = 0

    def _makeCanvas(self, filename: object = None, canvasmaker: object = None) -> "_Canvas":  # noqa: N802
        canvas: _Canvas = super()._makeCanvas(filename=filename, canvasmaker=_Canvas)
        return canvas

    def beforePage(self) -> None:  # noqa: N802
        super().beforePage()
        self.canv.setCreator(self.furniture.firm)
        sheet.begin(self.canv, self.furniture, self.page, self.pagesize)
