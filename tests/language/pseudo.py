"""A language made up for tests: every text of the portal in ‹brackets›, so that one without them is one nobody could translate."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog

from tools import texts

SPOKEN = "en_US"
_PLACES = re.compile(r"(%\(\w+\)[sd]|\{\})")
BRACKETED = re.compile(r"‹[^‹›]*›")


def bracketed(text: str) -> str:
    """The text with each piece between its placeholders in brackets: what is put into a text is no part of it."""
    return "".join(_bracketed(piece) for piece in _PLACES.split(text))


def write_catalog(folder: Path) -> None:
    """Put a catalog of it into `folder`, in place of English."""
    catalog = Catalog(locale=SPOKEN, domain="portal", fuzzy=False)
    for message in texts.extracted():
        if message.id:
            forms = tuple(map(bracketed, message.id)) if isinstance(message.id, tuple | list) else bracketed(message.id)
            catalog.add(message.id, forms, context=message.context)
    file = folder / SPOKEN / "LC_MESSAGES" / "portal.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(texts.compiled(catalog))


def _bracketed(piece: str) -> str:
    return f"‹{piece}›" if any(letter.isalpha() for letter in piece) and not _PLACES.fullmatch(piece) else piece
