"""Bring the texts of the code and the catalogs into step: `make texts`; with `--check` only say what is out of step."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
ROOMS = ("components", "pages", "portal_ui")
LOCALES = ROOT / "portal_ui" / "locales"
TEMPLATE = LOCALES / "portal.pot"
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(["NP_:1c,2"])}
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # the day of a template says nothing, and would differ each time

Key = tuple[str | None, str]


def main() -> int:
    """Write what is out of step, or with `--check` only name it; 1 when something is left for a person to do."""
    found = extracted()
    if "--check" not in sys.argv[1:]:
        _write(found)
    wrong = [*_stale_template(found), *(line for file in catalogs() for line in flaws(file, found))]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def catalogs() -> list[Path]:
    """The catalog of each language."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/portal.po"))


def extracted() -> Catalog:
    """Every text of the code, in the order of the code."""
    template = Catalog(project="portal", charset="utf-8", creation_date=_EPOCH, copyright_holder="The Portal authors")
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    texts = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=("TEXT:",), directory_filter=_is_ours)
    for path, _line, message, comments, context in texts:
        template.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    return template


def read(file: Path) -> Catalog:
    """A catalog or the template."""
    with file.open("rb") as text:
        locale = file.parts[-3] if file.suffix == ".po" else None
        return read_po(text, locale=locale, domain="portal")


def texts_of(catalog: Catalog) -> dict[Key, Message]:
    """The messages by context and text, without the header."""
    return {(message.context, message.id if isinstance(message.id, str) else message.id[0]): message for message in catalog if message.id}


def compiled(catalog: Catalog) -> bytes:
    """The catalog as programs read it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def flaws(file: Path, found: Catalog) -> Iterator[str]:
    """What is wrong with a catalog: out of step, untranslated, or with other placeholders than the code's."""
    name, catalog = file.relative_to(ROOT), read(file)
    texts = texts_of(catalog)
    if texts.keys() != texts_of(found).keys():
        yield f"{name} lacks texts of the code, or has more: run `make texts`"
    for message in texts.values():
        if message.fuzzy or not all(message.string if isinstance(message.string, tuple) else (message.string,)):
            yield f"{name} does not translate {message.id!r}"
    for message, errors in catalog.check():
        yield from (f"{name}: {error}: {message.id!r}" for error in errors)
    binary = file.with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(catalog):
        yield f"{binary.relative_to(ROOT)} is older than {file.name}: run `make texts`"


def _is_ours(folder: str | Path) -> bool:
    parts = Path(folder).relative_to(ROOT).parts
    return not parts or (parts[0] in ROOMS and not parts[-1].startswith((".", "__")))


def _write(found: Catalog) -> None:
    LOCALES.mkdir(exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, found, width=120, include_lineno=False, sort_by_file=True)
    for path in catalogs():
        catalog = read(path)
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=120, include_lineno=False, sort_by_file=True)
        path.with_suffix(".mo").write_bytes(compiled(read(path)))


def _stale_template(found: Catalog) -> Iterator[str]:
    if not TEMPLATE.exists() or texts_of(read(TEMPLATE)).keys() != texts_of(found).keys():
        yield f"{TEMPLATE.relative_to(ROOT)} lacks texts of the code, or has more: run `make texts`"


if __name__ == "__main__":
    sys.exit(main())
