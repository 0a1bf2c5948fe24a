"""QR pictures as SVG, to stand inside a page or on paper; the only `import segno`."""

import segno

_QUIET = 4  # modules around it, which readers need


def svg(text: str) -> str:
    """The picture of `text` as an `<svg>` element, as large as its place: black on white, also on dark screens."""
    picture: str = segno.make(text, micro=False, error="m").svg_inline(border=_QUIET, dark="#000", light="#fff", omitsize=True)
    return picture
