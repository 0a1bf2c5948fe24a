"""Pictures are drawn anew, so that nothing but their pixels is kept: no place, no camera, no second picture, nothing behind the end."""

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from portal_ui.shelf.refusals import FileRefusedError, Reason

_MOST_PIXELS = 80_000_000
_LONGEST_SIDE = 3_000  # pixels of what is kept: a scale ticket can be read, and a page fills
_QUALITY = 85


def draw_anew(path: Path, kept: Path, form: str) -> None:
    """Write the picture at `path`, a `JPEG` or a `PNG`, to `kept` in the same form: upright, and at most 3,000 pixels wide or high.

    Raises:
        FileRefusedError: it is broken or has too many pixels.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own bound is asked before anything is unpacked
    try:
        with Image.open(path, formats=(form,)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise FileRefusedError(Reason.PIXELS)
            if form == "JPEG":
                opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            picture = ImageOps.exif_transpose(opened)
            has_holes = "A" in picture.getbands() or "transparency" in picture.info
            picture = picture.convert("RGBA" if has_holes and form == "PNG" else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefusedError(Reason.BROKEN) from error
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    with kept.open("xb") as file:
        if form == "JPEG":
            fresh.save(file, "JPEG", quality=_QUALITY, optimize=True)
        else:
            fresh.save(file, "PNG", optimize=True)
