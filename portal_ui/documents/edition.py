"""Which edition of the papers this portal prints: only in its own edition is a lost document made again."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).parent
_DRAWING = ("columns", "heading", "lettering", "long_table", "patches", "press", "render", "sheet", "slip", "strip", "sums")


@cache
def current() -> str:
    """A hash over the templates, the drawing code, the fonts and the versions of the engines."""
    drawing = [*(_HERE / f"{name}.py" for name in _DRAWING), _HERE.parent / "qr.py"]
    shaping = sorted([*(_HERE / "templates").iterdir(), *(_HERE / "assets").glob("*.ttf"), *drawing])
    digest = hashlib.sha256()
    for engine in ("xhtml2pdf", "reportlab", "segno"):
        digest.update(version(engine).encode())
    for file in shaping:
        digest.update(file.read_bytes())
    return digest.hexdigest()
