"""Whether a PDF can be read and does nothing by itself. The only `import pypdf`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from portal_ui.shelf.refusals import FileRefusedError, Reason

_MOST_OBJECTS = 200_000
_MOST_PAGES = 2_000
_DEEPEST = 50
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
_ACTIVE_NAMES = {
    "/S": frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"}),
    "/Subtype": frozenset({"/RichMedia", "/FileAttachment", "/Movie", "/Sound", "/Screen", "/3D"}),
    "/Type": frozenset({"/EmbeddedFile"}),
}


def check(path: Path) -> None:
    """Let a PDF pass.

    Raises:
        FileRefusedError: it is broken, asks for a password, or carries what would do something: scripts, other files, forms that send.
    """
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise FileRefusedError(Reason.LOCKED)
        if not 0 < len(reader.pages) <= _MOST_PAGES:
            raise FileRefusedError(Reason.BROKEN)
        if any(_is_active(found) for found in _objects(reader)):
            raise FileRefusedError(Reason.ACTIVE)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OSError, RecursionError) as error:
        raise FileRefusedError(Reason.BROKEN) from error


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file lists, whether or not a page leads there."""
    listed = [(number, generation) for generation, offsets in reader.xref.items() for number in offsets]
    listed += [(number, 0) for number in reader.xref_objStm]
    if len(listed) > _MOST_OBJECTS:
        raise FileRefusedError(Reason.BROKEN)
    yield reader.trailer
    for number, generation in listed:
        yield reader.get_object(IndirectObject(number, generation, reader))


def _is_active(found: Any, depth: int = 0) -> bool:  # noqa: ANN401 - whatever a PDF holds
    if depth > _DEEPEST:
        raise FileRefusedError(Reason.BROKEN)
    if isinstance(found, DictionaryObject):
        if _ACTIVE_KEYS & found.keys() or any(_name(found, key) in names for key, names in _ACTIVE_NAMES.items()):
            return True
        return any(_is_active(one, depth + 1) for one in dict.values(found))
    return isinstance(found, ArrayObject) and any(_is_active(one, depth + 1) for one in list.__iter__(found))


def _name(found: DictionaryObject, key: str) -> str:
    value = found.get(key)  # follows a reference
    return str(value) if isinstance(value, NameObject) else ""
