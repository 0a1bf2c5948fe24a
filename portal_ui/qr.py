"""QR pictures as SVG, to stand inside a page or on paper; the only `import segno`."""

import segno


def svg(text: str, *, scale: int = 4, border: int = 4) -> str:
    """The picture of `text` as an `<svg>` element: black on white, also on dark screens, with the quiet border that readers need."""
    picture: str = segno.make(text, micro=False, error="m").svg_inline(scale=scale, border=border, dark="#000", light="#fff")
    return picture
