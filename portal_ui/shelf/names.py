"""What a file is called once it is kept: what its sender called it, as far as any system can write that, and the ending of what it is."""

import re
import unicodedata
from urllib.parse import quote

from portal_ui.shelf import ENDINGS

_LONGEST = 100  # characters before the ending
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%;]+')  # in the name of a file somewhere, or with a meaning in a header
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_NAMELESS = "document"


def cleaned(name: str, media_type: str) -> str:
    """`name` without folders, signs that nobody sees and a wrong ending; never empty."""
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter)[0] != "C" or letter.isspace())
    stem, dot, ending = seen.rpartition(".")
    stem = stem if dot and len(ending) <= 5 else seen
    stem = _FORBIDDEN.sub("-", " ".join(stem.split())).strip(" .-")[:_LONGEST].rstrip(" .-")
    if not stem or _RESERVED.fullmatch(stem):
        stem = _NAMELESS
    return f"{stem}{ENDINGS[media_type]}"


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition header: a name any system can write and, for those that can, its own (RFC 6266)."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_. ") else "-" for letter in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
