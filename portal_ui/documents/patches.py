"""What the workers change inside xhtml2pdf, which gives no other way. Its version is pinned for that.

Each change is a module global of the library, so it holds for the whole process: it is made once, in a process that does
nothing but make documents. What a page says is the same with those of `make_faster` and without them.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from reportlab.platypus.tables import CellStyle
from xhtml2pdf import default, document, parser, tables, util
from xhtml2pdf.bidi import get_display
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from portal_ui.documents import lettering

VERSION = "0.2.28"
_CELL_END, _TABLE_STYLE, _PARSE = tables.pisaTagTD.end, tables.TableStyle, pisaContext._parseCSSSource
_RANGED = frozenset({"LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING", "VALIGN"})

_MOST_SHEETS = 16

_rules: dict[tuple[str, str], Any] = {}
_flowables: dict[str, Callable[..., Any]] = {}


class UnknownVersionError(Exception):
    """Another xhtml2pdf is installed than the one whose insides are known."""


def install(sheets: Callable[..., Any]) -> None:
    """Make the changes: our fonts by their names, our flowables by a tag, our sheets as the document.

    Raises:
        UnknownVersionError: the installed xhtml2pdf is another one.
    """
    if version("xhtml2pdf") != VERSION:
        raise UnknownVersionError(version("xhtml2pdf"))
    lettering.register()
    lettering.read_right_to_left_by(_as_drawn)
    default.DEFAULT_FONT.update({name.lower(): name for name in (lettering.BODY, lettering.WIDE, lettering.HANGUL)})
    default.TAGS["pdfput"] = (0, {"name": (default.STRING, ""), "label": (default.STRING, "")})
    parser.pisaTagPDFPUT = _Put
    document.PmlBaseDoc = sheets
    CellStyle.fontname = lettering.BODY  # else every cell names Helvetica, which is not in the file
    make_faster()


def make_faster(*, is_on: bool = True) -> None:
    """The changes that only save time, or the library as it was."""
    tables.pisaTagTD.end = _end_of_plain_cell if is_on else _CELL_END
    tables.TableStyle = _merged_style if is_on else _TABLE_STYLE
    pisaContext._parseCSSSource = _parsed_once if is_on else _PARSE


def put(flowables: Mapping[str, Callable[..., Any]]) -> None:
    """What `<pdf:put name="...">` brings into the story of the next document."""
    _flowables.clear()
    _flowables.update(flowables)


class _Put(pisaTag):  # type: ignore[misc]
    """<pdf:put name="lines"></pdf:put>: a flowable of ours between the paragraphs; with a label, what it needs to be told."""

    def start(self, c: Any) -> None:  # noqa: ANN401
        c.addPara()
        label = self.attr["label"]
        c.addStory(_flowables[self.attr["name"]](*((label,) if label else ())))


def _end_of_plain_cell(self: Any, c: Any) -> None:  # noqa: ANN401
    """A cell is its paragraphs. The library wraps them into a frame that shrinks, which copies the page's frame at each look."""
    c.addPara()
    cell = c.story
    c.swapStory(self.story)
    c.tableData.add_cell(cell)


def _merged_style(commands: list[tuple[Any, ...]]) -> Any:  # noqa: ANN401
    """A table's style in which neighbours of a row that are set alike are set at once."""
    merged: list[tuple[Any, ...]] = []
    latest: dict[tuple[str, int], int] = {}
    for command in commands:
        name, (left, top), (right, bottom), *rest = command
        if name not in _RANGED or top != bottom or left < 0 or right < 0:
            merged.append(command)
            continue
        at = latest.get((name, top))
        before = merged[at] if at is not None else None
        if before is not None and before[2][0] == left - 1 and list(before[3:]) == rest:
            merged[latest[name, top]] = (name, before[1], (right, bottom), *rest)
        else:
            latest[name, top] = len(merged)
            merged.append(command)
    return _TABLE_STYLE(merged)


def _parsed_once(self: Any, text: str, source: str) -> Any:  # noqa: ANN401
    """Rules of a style sheet, kept for the next document. Those that begin with an @ act on the document and are read each time."""
    if "@" in text:
        return _PARSE(self, text, source)
    if (text, source) not in _rules:
        if len(_rules) >= _MOST_SHEETS:
            _rules.clear()
        _rules[text, source] = _PARSE(self, text, source)
    return _rules[text, source]


def _as_drawn(text: str) -> str:
    """Words with Hebrew or Arabic letters: joined, and in the order in which they are drawn."""
    joined = util.shape_frag_text(text, lettering.BODY)
    drawn: str = get_display(text if joined is None else joined)
    return drawn
