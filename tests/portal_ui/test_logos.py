"""Which pictures become the company's logo."""

from pathlib import Path

import pytest

from portal_ui import logos
from tests.builders.pictures import png


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is neither a PNG nor a JPEG picture"),
        (b"GIF89a" + bytes(200), "is neither a PNG nor a JPEG picture"),
        (png(800, 800)[:-40], "is a broken picture"),
        (bytes(2_000_001), "is larger than 2 MB"),
        (png(4_001, 20), "must have sides of 16 to 4,000 pixels"),
        (png(15, 15), "must have sides of 16 to 4,000 pixels"),
    ],
    ids=["svg", "gif", "broken", "heavy", "wide", "tiny"],
)
def test_what_is_no_picture_of_a_sound_size_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "logo.png").write_bytes(content)

    with pytest.raises(logos.LogoRefusedError, match=reason):
        logos.from_file(tmp_path / "logo.png")


def test_no_file_is_no_logo(tmp_path: Path) -> None:
    with pytest.raises(logos.LogoRefusedError, match="cannot be read: No such file"):
        logos.from_file(tmp_path / "logo.png")
