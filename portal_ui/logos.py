"""The company's logo: a picture from a file, drawn anew so that nothing but its pixels is kept. The only `import PIL`."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 2_000_000  # of the file
MOST_SIDE = 4_000  # pixels
LEAST_SIDE = 16
FITS = (480, 128)  # pixels of what is kept: twice and more of what any screen or paper shows
_FORMATS = ("PNG", "JPEG")  # by content, whatever the name says; an SVG could hold scripts


class LogoRefusedError(Exception):
    """It cannot be the logo. `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo ready to be kept, with the key by which its address changes when it does."""

    key: str
    png: bytes


def from_file(path: Path) -> Logo:
    """The logo in a PNG or JPEG file.

    Raises:
        LogoRefusedError: there is no such file, it is neither, it is broken, or too large or small.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise LogoRefusedError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise LogoRefusedError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        picture = _drawn(data)
    except UnidentifiedImageError:
        raise LogoRefusedError(f"{path} is neither a PNG nor a JPEG picture") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise LogoRefusedError(f"{path} is a broken picture") from None
    if picture is None:
        raise LogoRefusedError(f"{path} must have sides of {LEAST_SIDE} to {MOST_SIDE:,} pixels")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Logo(hashlib.sha256(out.getvalue()).hexdigest()[:16], out.getvalue())


def _drawn(data: bytes) -> Image.Image | None:
    """The picture at the size that is kept; `None` when its sides are beyond what is taken. They are known before it is unpacked."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        if not all(LEAST_SIDE <= side <= MOST_SIDE for side in opened.size):
            return None
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail(FITS, Image.Resampling.LANCZOS)
    fresh = Image.new("RGBA", picture.size)
    fresh.paste(picture)
    return fresh
