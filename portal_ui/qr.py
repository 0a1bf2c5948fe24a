"""QR pictures, to stand inside a page or on paper; the only `import segno`."""

from collections.abc import Sequence

import segno

_QUIET = 4  # modules around it, which readers need


def svg(text: str) -> str:
    """The picture of `text` as an `<svg>` element, as large as its place: black on white, also on dark screens."""
    picture: str = segno.make(text, micro=False, error="m").svg_inline(border=_QUIET, dark="#000", light="#fff", omitsize=True)
    return picture


def modules(text: str) -> Sequence[Sequence[int]]:
    """The rows of the picture of `text`, 1 where it is dark, without the margin; the same text gives the same rows.

    The mask is a fixed one: to try all eight takes five times as long, and a reader takes any.
    """
    rows: Sequence[Sequence[int]] = segno.make(text, micro=False, error="m", boost_error=False, mask=2).matrix
    return rows
