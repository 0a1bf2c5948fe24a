"""Small files for the demo's shelf, made of nothing: a page of text as PDF, a table as CSV, a picture as PNG."""

import struct
import zlib
from collections.abc import Iterator, Sequence

_PAGE = (612, 792)  # points
_MARGIN, _TOP, _STEP = 72, 700, 18
_WIDTH, _HEIGHT = 640, 420  # pixels
_GROUND, _BOX_TOP = 300, 150
_SKY, _DIRT, _GREEN, _RIB, _RUST = (198, 222, 240), (150, 128, 100), (28, 110, 84), (18, 82, 62), (120, 84, 60)


def page(title: str, lines: Sequence[str]) -> bytes:
    """One page with a title and lines of plain text, as a PDF. ASCII alone."""
    text = [f"BT /F1 20 Tf {_MARGIN} {_TOP} Td ({_escaped(title)}) Tj ET"]
    places = (_TOP - 40 - at * _STEP for at in range(len(lines)))
    text += [f"BT /F2 11 Tf {_MARGIN} {place} Td ({_escaped(line)}) Tj ET" for place, line in zip(places, lines, strict=True)]
    drawn = "\n".join(text).encode("ascii")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>" % _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        font % b"Helvetica-Bold",
        font % b"Helvetica",
    )
    return _pdf(objects)


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, written in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    begins = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, begins)
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows of plain cells, as CSV."""
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


def box() -> bytes:
    """A green box on a yard, as PNG."""
    rows = b"".join(b"\0" + bytes(value for pixel in _row(at) for value in pixel) for at in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _row(at: int) -> Iterator[tuple[int, int, int]]:
    for across in range(_WIDTH):
        in_box = _BOX_TOP <= at < _GROUND + 40 and 90 + (at - _BOX_TOP) // 6 <= across < 550 - (at - _BOX_TOP) // 6
        if in_box:
            yield _RUST if at > _GROUND + 30 else _RIB if at < _BOX_TOP + 12 or across % 56 < 10 else _GREEN
        else:
            yield _SKY if at < _GROUND else _DIRT


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
