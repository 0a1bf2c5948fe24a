"""From a job to a file: the words into a template, the template into a PDF, the PDF onto the disk."""

import hashlib
import os
import resource
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal_ui import language
from portal_ui.documents import render

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    auto_reload=False,  # templates change with the program alone
)
_TEMPLATES.globals.update(_=language.gettext, ngettext=language.ngettext, pgettext=language.pgettext)


def warm() -> None:
    """Load the engines and the fonts before the first job comes."""
    render.pdf("<html><body><p>ready</p></body></html>", render.Furniture("#000000"))


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """What came of a job: pages, size and hash of the file that was written, or the kind of error."""
    try:
        outcome = _made(job)
    except Exception as error:  # noqa: BLE001 - whatever a document does, the next one is served
        outcome = {"error": _kind(error)}
    return outcome | {"rss": _resident_bytes()}


def html(job: dict[str, Any], fit: str = "") -> str:
    """The job's paper as HTML; every word on it is escaped. `fit` is how its template is to use the sheet."""
    language.use(job["paper"]["language"])
    return _TEMPLATES.get_template(f"{job['template']}.html").render(paper=_legible(job["paper"]), fit=fit)


def printed(job: dict[str, Any]) -> render.Rendered:
    """The job's PDF. The same job gives the same bytes, in any process.

    Raises:
        UnfaithfulError: it would not show all that was asked of it.
    """
    os.environ["SOURCE_DATE_EPOCH"] = str(job["epoch"])  # the document's own day is its date, whenever it is made
    made = _rendered(job)
    return made if job["template"] != "statement" or made.pages != 2 else _shortened(job, made)


def _shortened(job: dict[str, Any], made: render.Rendered) -> render.Rendered:
    """A statement that goes a little over its page: drawn closer it may fit; else the balance goes along with the slip."""
    closer = _rendered(job, "close")
    if closer.pages == 1:
        return closer
    kept = _rendered(job, "together")
    return kept if kept.pages == made.pages else made


def _rendered(job: dict[str, Any], fit: str = "") -> render.Rendered:
    paper, page = job["paper"], html(job, fit)
    return render.pdf(page, render.Furniture(paper["head"]["brand_color"], paper["mark"], language.gettext("Page %(page)d of %(pages)d")))


def _made(job: dict[str, Any]) -> dict[str, Any]:
    made = printed(job)
    _keep(Path(job["path"]), made.data)
    return {"pages": made.pages, "size": len(made.data), "hash": hashlib.sha256(made.data).hexdigest()}


def _legible(value: object) -> object:
    if isinstance(value, str):
        return render.legible(value)
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
