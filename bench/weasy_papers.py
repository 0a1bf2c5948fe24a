"""The same papers as WeasyPrint lays them out, from one page of HTML with the same words. It needs Pango on the machine."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

try:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
except (ImportError, OSError):  # no Pango: then nothing is measured against it
    HTML = FontConfiguration = None

from portal_ui.documents.lettering import ASSETS, BODY

_FONTS = FontConfiguration() if FontConfiguration is not None else None
_STYLE = f"""
@font-face {{ font-family: {BODY}; src: url({ASSETS.as_uri()}/body.ttf); }}
@font-face {{ font-family: {BODY}; font-weight: bold; src: url({ASSETS.as_uri()}/body-bold.ttf); }}
@page {{ size: letter; margin: 0.5in 0.6in 0.8in;
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); font-size: 7pt; }} }}
body {{ font: 8.5pt {BODY}; color: #16202c; }} p {{ margin: 0; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; margin-bottom: 12pt; }}
th, td {{ text-align: left; vertical-align: top; padding: 2.4pt 4pt 2.4pt 0; }} .figure {{ text-align: right; }}
thead th {{ font-size: 7.3pt; border-bottom: 0.75pt solid #16202c; }} .rows td {{ border-bottom: 0.4pt solid #d8dde3; }}
h1 {{ font-size: 21pt; margin: 0; }} .large {{ font-size: 20pt; font-weight: bold; }} .quiet {{ color: #505a68; font-size: 7.3pt; }}
"""


def is_there() -> bool:
    """Whether this machine can measure against it."""
    return HTML is not None


def drawn(job: Mapping[str, Any]) -> bytes:
    """The PDF of a job as a worker reads it, with the same words in about the same places."""
    paper = job["paper"]
    page = f"<html lang=en><title>{escape(paper['title'])}</title><style>{_STYLE}</style><body>{''.join(_parts(paper))}</body></html>"
    done: bytes = HTML(string=page).write_pdf(font_config=_FONTS)
    return done


def _parts(paper: Mapping[str, Any]) -> Iterator[str]:
    head, to, box = paper["head"], paper["to"], paper["highlight"]
    firm = f"<b>{escape(head['name'])}</b>{_lines(head['lines'])}{_lines(head['contact'])}"
    yield f"<table><tr><td>{firm}<td class=figure><h1>{escape(paper['title'])}</h1>{escape(paper['number'])}</table>"
    due = f"<p class=quiet>{escape(box['label'])}<p class=large>{escape(box['value'])}<p>{escape(box['note'])} {escape(box['stamp'])}"
    yield f"<table><tr><td><b>{escape(to['name'])}</b>{_lines(to['lines'])}<td style='background: #f2f5f7'>{due}</table>"
    for part in paper.values():
        if isinstance(part, dict) and "strip" in part:
            facts = (f"<td><p class=quiet>{escape(fact['label'])}<p><b>{escape(fact['value'])}</b>" for fact in part["facts"])
            yield f"<table><tr>{''.join(facts)}</table>"
        elif isinstance(part, dict) and "columns" in part:
            yield from _table(part)
        elif isinstance(part, dict) and "sums" in part:
            sums = (f"<tr><td>{escape(one['label'])}<td class=figure>{escape(one['value'])}" for one in part["sums"])
            yield f"<table>{''.join(sums)}</table>"
    yield f"<p class=quiet>Questions? {escape(' · '.join(head['contact']))}"


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    kinds = [kind for kind, _heading in table["columns"]]
    yield "<table class=rows><thead><tr>"
    yield from (f"<th{_class(kind)}>{escape(heading)}" for kind, heading in table["columns"])
    yield "</thead><tbody>"
    for section in table["sections"]:
        if section["title"]:
            yield f"<tr><td colspan={len(kinds)}><b>{escape(section['title'])}</b>"
        for cells in section["rows"]:
            yield "<tr>"
            yield from (f"<td{_class(kind)}>{escape(cell).replace(chr(10), '<br>')}" for kind, cell in zip(kinds, cells, strict=True))
    yield "</table>"


def _class(kind: str) -> str:
    return " class=figure" if kind == "figure" else ""


def _lines(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}" for line in lines)
