"""From a job to a file: the words into a template, the template into a PDF, the PDF onto the disk."""

import gc
import hashlib
import os
import resource
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal_ui import language
from portal_ui.documents import lettering, render
from portal_ui.documents.heading import Addressed, Sender
from portal_ui.documents.long_table import LongTable
from portal_ui.documents.sheet import Check, Furniture
from portal_ui.documents.slip import Slip
from portal_ui.documents.strip import Strip
from portal_ui.documents.sums import Sums

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    auto_reload=False,  # templates change with the program alone
)
_TEMPLATES.globals.update(_=language.gettext, ngettext=language.ngettext, pgettext=language.pgettext)
_TWO = 2  # sheets, or lines
_SELDOM = 100_000  # new objects between two looks of the garbage collector


@dataclass(frozen=True, slots=True)
class _Printed(render.Rendered):
    """A finished PDF, whether its slip has a sheet for itself, and whether its last sheet has hardly one of the charges it sums up."""

    is_slip_alone: bool
    lacks_charges: bool


def warm() -> None:
    """Load the engines and the fonts before the first job comes, and leave what will stay to itself.

    The garbage collector would look at all of it again and again while a long paper is made.
    """
    render.pdf("<html><body><p>ready</p></body></html>", Furniture("#000000"))
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM)


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """What came of a job: pages, size and hash of the file that was written, or the kind of error."""
    try:
        outcome = _made(job)
    except Exception as error:  # noqa: BLE001 - whatever a document does, the next one is served
        outcome = {"error": _kind(error)}
    return outcome | {"rss": _resident_bytes()}


def html(job: dict[str, Any], fit: str = "") -> str:
    """The job's paper as HTML; every word on it is escaped. `fit` is how its template is to use the sheet."""
    return _html(job["template"], _legible_paper(job), fit)


def printed(job: dict[str, Any]) -> render.Rendered:
    """The job's PDF. The same job gives the same bytes, in any process.

    Raises:
        UnfaithfulError: it would not show all that was asked of it.
    """
    os.environ["SOURCE_DATE_EPOCH"] = str(job["epoch"])  # the document's own day is its date, whenever it is made
    made = _rendered(job)
    if job["paper"].get("slip") and made.pages == _TWO and (made.is_slip_alone or job["template"] == "statement"):
        made = _shortened(job, made)
    if not made.lacks_charges:
        return made
    along = _rendered(job, "along")
    return made if along.is_slip_alone or along.pages > made.pages else along


def _shortened(job: dict[str, Any], made: _Printed) -> _Printed:
    """A paper that goes a little over its page: drawn closer it may fit; else what is to be paid goes along with the slip."""
    closer = _rendered(job, "close")
    if closer.pages == 1 or not made.is_slip_alone:
        return closer if closer.pages == 1 else made
    kept = _rendered(job, "together")
    return kept if kept.pages == made.pages else made


def _rendered(job: dict[str, Any], fit: str = "") -> _Printed:
    paper = _legible_paper(job)
    parts = {name: value for name, value in paper.items() if isinstance(value, dict)}
    tables: dict[str, Callable[..., Any]] = {name: partial(LongTable, part) for name, part in parts.items() if "columns" in part}
    charges = LongTable(parts["lines"], parts=fit == "along") if "lines" in tables else None
    tables |= {"lines": lambda: charges} if charges else {}
    sums = {name: partial(Sums, part) for name, part in parts.items() if "sums" in part}
    strips = {name: partial(Strip, part, is_close=fit == "close") for name, part in parts.items() if "strip" in part}
    slip = Slip(paper["slip"]) if paper.get("slip") else None
    drawn = tables | sums | strips | _heading(paper, is_close=fit == "close") | {"slip": lambda: slip}
    made = render.pdf(_html(job["template"], paper, fit), _furniture(paper), drawn)
    lacks_charges = charges is not None and made.pages > 1 and charges.lines_on(made.pages) < _TWO
    return _Printed(made.data, made.pages, slip is not None and slip.is_alone, lacks_charges)


def _heading(paper: dict[str, Any], *, is_close: bool) -> dict[str, Callable[..., Any]]:
    def addressed(label: str) -> Addressed:
        return Addressed(paper, label, language.gettext("Account"), is_close=is_close)

    return {"sender": partial(Sender, paper, is_close=is_close), "addressed": addressed}


def _html(template: str, paper: dict[str, Any], fit: str) -> str:
    """Rendered twice where some letter needs it: a list of fonts costs time at every word."""
    page = _TEMPLATES.get_template(f"{template}.html")
    html = page.render(paper=paper, fit=fit, fonts=lettering.BODY)
    if not lettering.needs_fallback(html):
        return html
    return page.render(paper=paper, fit=fit, fonts=", ".join((lettering.BODY, lettering.WIDE, lettering.HANGUL)))


def _furniture(paper: dict[str, Any]) -> Furniture:
    head, code = paper["head"], paper["code"]
    genuine = language.gettext("Is this paper genuine? Check at %(address)s") % {"address": paper["check"].split("://")[-1]}
    return Furniture(
        brand_color=head["brand_color"],
        mark=paper["mark"],
        page_words=language.gettext("Page %(page)d of %(pages)d"),
        firm=head["name"],
        about=" · ".join(filter(None, (f"{paper['title']} {paper['number']}", paper.get("place"), paper["to"]["name"]))),
        foot=" · ".join((head["name"], *head["contact"])),
        check=Check(f"{genuine} · {language.gettext('Code')} {code}", f"{paper['check']}/{code}") if code else None,
    )


def _legible_paper(job: dict[str, Any]) -> dict[str, Any]:
    """The words of the paper as our fonts can print them; from here on texts are in its language."""
    language.use(job["paper"]["language"])
    paper: dict[str, Any] = _legible(job["paper"])
    return paper


def _made(job: dict[str, Any]) -> dict[str, Any]:
    made = printed(job)
    _keep(Path(job["path"]), made.data)
    return {"pages": made.pages, "size": len(made.data), "hash": hashlib.sha256(made.data).hexdigest()}


def _legible(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return lettering.legible(value)
    if isinstance(value, list):
        return [_legible(part) for part in value]
    return {name: _legible(part) for name, part in value.items()} if isinstance(value, dict) else value


def _keep(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, readable by the portal's own user alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _kind(error: Exception) -> str:
    """The error's kind, without its text, which may quote a customer's words; the kind of a full disk is told exactly."""
    return f"{type(error).__name__} {error.strerror}" if isinstance(error, OSError) else type(error).__name__


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
