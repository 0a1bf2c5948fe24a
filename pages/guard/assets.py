"""Our own style sheets, fonts and pictures, at addresses that change with their content."""

import hashlib
from functools import lru_cache
from pathlib import Path

import components

ROOT = "/assets/"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_SERVED = ("*.css", "fonts/*.woff2", "pictures/*.svg", "plain/*.css", "plain/*.js")


def asset_url(name: str) -> str:
    """The address of one of our own files, such as `theme.css`. It may be kept for ever: other content, other address.

    Raises:
        LookupError: there is no such file.
    """
    version, files = shelf()
    if name not in files:
        raise LookupError(f"There is no asset {name!r} in components.")
    return f"{ROOT}{version}/{name}"


@lru_cache(maxsize=1)
def shelf() -> tuple[str, dict[str, bytes]]:
    """What is served, by name, and the version of it all. One version for all, so that a style sheet can name a font beside it."""
    folder = Path(components.__file__).parent
    found = sorted(file for pattern in _SERVED for file in folder.glob(pattern))
    files = {file.name: file.read_bytes() for file in found}
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return f"v{digest.hexdigest()[:16]}", files  # with a letter: sixteen digits alone could be taken for a card number
