"""Pictures as a company has them."""

import io

from PIL import Image


def png(width: int = 96, height: int = 32) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0f6b5c").save(out, "PNG")
    return out.getvalue()
