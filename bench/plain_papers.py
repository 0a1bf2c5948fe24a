"""The same papers as one would draw them with reportlab alone: paragraphs and its own long table. What our papers are measured against."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, Table

from portal_ui.documents.lettering import BODY, BOLD, register

_ROOM = 525.6  # points
_TEXT = ParagraphStyle("text", fontName=BODY, fontSize=8.5, leading=10.6)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=7.3, leading=9.2, textColor=HexColor("#505a68"))
_STRONG = ParagraphStyle("strong", parent=_TEXT, fontName=BOLD, fontSize=11, leading=14)
_LARGE = ParagraphStyle("large", parent=_STRONG, fontSize=20, leading=25)
_RIGHT = ParagraphStyle("right", parent=_LARGE, alignment=TA_RIGHT)
_RULED = [
    ("FONT", (0, 0), (-1, -1), BODY, 8.5),
    ("FONT", (0, 0), (-1, 0), BODY, 7.3),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.75, HexColor("#16202c")),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor("#d8dde3")),
    ("TOPPADDING", (0, 0), (-1, -1), 2.4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
]


def drawn(job: Mapping[str, Any]) -> bytes:
    """The PDF of a job as a worker reads it, with the same words in about the same places."""
    register()
    out, paper = BytesIO(), job["paper"]
    sheets = SimpleDocTemplate(out, pagesize=LETTER, leftMargin=43, rightMargin=43, topMargin=36, bottomMargin=58, title=paper["title"])
    sheets.build(list(_story(paper)), onFirstPage=_foot(paper), onLaterPages=_foot(paper))
    return out.getvalue()


def _foot(paper: Mapping[str, Any]) -> Any:  # noqa: ANN401
    def draw(canvas: Any, _sheets: Any) -> None:  # noqa: ANN401
        canvas.setFillColor(HexColor(paper["head"]["brand_color"]))
        canvas.rect(0, LETTER[1] - 7, LETTER[0], 7, stroke=0, fill=1)
        canvas.setFont(BODY, 7.3)
        canvas.drawString(43, 33, " · ".join((paper["head"]["name"], *paper["head"]["contact"])))
        canvas.drawRightString(LETTER[0] - 43, 33, f"Page {canvas.getPageNumber()}")

    return draw


def _story(paper: Mapping[str, Any]) -> Iterator[Any]:
    head, to, box = paper["head"], paper["to"], paper["highlight"]
    firm = [_line(head["name"], _STRONG), _line(" · ".join(head["lines"])), _line(" · ".join(head["contact"]))]
    yield Table([[firm, [_line(paper["title"], _RIGHT), _line(paper["number"], _RIGHT)]]], colWidths=[_ROOM * 0.6, _ROOM * 0.4])
    who = [_line(to["name"], _STRONG), *(_line(line) for line in to["lines"]), _line(to["number"], _SMALL)]
    due = [_line(box["label"], _SMALL), _line(box["value"], _LARGE), _line(f"{box['note']} {box['stamp']}", _STRONG)]
    yield Table([[who, due]], colWidths=[_ROOM * 0.6, _ROOM * 0.4])
    for part in paper.values():
        if isinstance(part, dict) and "strip" in part:
            yield Table([[[_line(fact["label"], _SMALL), _line(fact["value"])] for fact in part["facts"]]])
        elif isinstance(part, dict) and "columns" in part:
            yield _long(part)
        elif isinstance(part, dict) and "sums" in part:
            sums = [["", one["label"], one["value"]] for one in part["sums"]]
            yield Table(sums, colWidths=[_ROOM * 0.44, _ROOM * 0.39, _ROOM * 0.17], style=_RULED)
    yield _line("Questions? " + " · ".join((*head["contact"], head["hours"])), _SMALL)
    slip = paper.get("slip")
    if slip:
        yield Spacer(1, 20)
        facts = [_line(" ".join(fact)) for fact in slip["facts"]]
        yield Table([[[_line(line) for line in slip["to"]], [_line(slip["name"], _STRONG), *facts], _line(slip["box_label"], _SMALL)]])


def _long(table: Mapping[str, Any]) -> Any:  # noqa: ANN401
    kinds = [kind for kind, _heading in table["columns"]]
    rows: list[Sequence[Any]] = [[heading for _kind, heading in table["columns"]]]
    for section in table["sections"]:
        for cells in section["rows"]:
            rows.append([_cell(text) if kind == "text" else text for kind, text in zip(kinds, cells, strict=True)])
    narrow = 66.0 if len(kinds) > 5 else 78.0
    texts = max(kinds.count("text"), 1)
    wide = (_ROOM - narrow * (len(kinds) - kinds.count("text"))) / texts
    return LongTable(rows, colWidths=[wide if kind == "text" else narrow for kind in kinds], repeatRows=1, style=_RULED)


def _cell(text: str) -> list[Paragraph]:
    main, _, quiet = text.partition("\n")
    return [_line(main), _line(quiet, _SMALL)] if quiet else [_line(main)]


def _line(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(text), style)
