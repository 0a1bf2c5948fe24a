"""What may be put up, by what it holds, and what is kept of it."""

import io
from pathlib import Path

import pytest
from PIL import Image

from portal_ui.shelf import CSV, JPEG, PDF, PNG, inspecting, pdfs, pictures, tables
from portal_ui.shelf.refusals import FileRefusedError, Reason
from tests.builders import shelf
from tests.builders.pictures import png


def refusal(path: Path, check: object = inspecting.inspect) -> Reason | None:
    """Why a file is not taken."""
    try:
        check(path)  # type: ignore[operator]
    except FileRefusedError as refused:
        return refused.reason
    return None


def written(folder: Path, data: bytes, name: str = "arrived") -> Path:
    """A file that has arrived."""
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "kind"),
    [(shelf.pdf(), PDF), (shelf.photo(), JPEG), (png(), PNG), (shelf.TABLE, CSV)],
    ids=["pdf", "jpeg", "png", "csv"],
)
def test_what_a_file_is_its_bytes_say_and_not_its_name(tmp_path: Path, data: bytes, kind: str) -> None:
    found = inspecting.inspect(written(tmp_path, data, "invoice.exe"))

    assert found.media_type == kind
    assert (found.path.read_bytes() == data) == (kind == PDF), "pictures and tables are written anew"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x90\0 a program", Reason.UNKNOWN),
        (b"<html><script>alert(1)</script></html>", Reason.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Reason.UNKNOWN),
        (b"just some words\nand more of them\n", Reason.UNKNOWN),
        (b"PK\x03\x04 a workbook", Reason.PROGRAM),
        (b"\0\0\0\x18ftypheic\0\0", Reason.PHONE),
        (b"\xff\xd8\xff\xe0 no picture at all", Reason.BROKEN),
        (b"%PDF-1.7\nno pages", Reason.BROKEN),
        (b"\n%PDF-1.7\n", Reason.UNKNOWN),
    ],
)
@pytest.mark.by_hand(4)
def test_anything_else_is_refused_for_what_it_is(tmp_path: Path, data: bytes, reason: Reason) -> None:
    assert refusal(written(tmp_path, data, "w-9.pdf")) is reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (shelf.pdf(), None),
        (shelf.pdf(action="/JavaScript"), Reason.ACTIVE),
        (shelf.pdf(attached=True), Reason.ACTIVE),
        (shelf.pdf(action="/Launch"), Reason.ACTIVE),
        (shelf.pdf(action="/SubmitForm"), Reason.ACTIVE),
        (shelf.pdf(password="secret"), Reason.LOCKED),
        (shelf.pdf()[:-200], Reason.BROKEN),
    ],
    ids=["plain", "script", "attachment", "program", "form", "password", "cut off"],
)
def test_a_pdf_that_does_more_than_show_pages_is_refused(tmp_path: Path, data: bytes, reason: Reason | None) -> None:
    found = refusal(written(tmp_path, data), pdfs.check)

    assert found is reason


def test_a_photo_is_kept_upright_and_without_the_place_or_the_camera(tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    pictures.draw_anew(written(tmp_path, shelf.photo(64, 48)), kept, "JPEG")

    data = kept.read_bytes()
    with Image.open(io.BytesIO(data)) as found:
        assert (found.size, found.format, dict(found.getexif())) == ((48, 64), "JPEG", {})
    assert b"Exif" not in data
    assert b"Phone" not in data
    assert b"remark" not in data


def test_what_stands_behind_the_end_of_a_picture_is_not_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    pictures.draw_anew(written(tmp_path, png() + b"<script>alert(1)</script>"), kept, "PNG")

    assert b"script" not in kept.read_bytes()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")

    assert refusal(written(tmp_path, out.getvalue()), lambda path: pictures.draw_anew(path, tmp_path / "kept", "PNG")) is Reason.PIXELS


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("Service;Price\nBox;395,00\n", None),
        ("Service,Change\nBox,-12.50\nSwap,+3%\n", None),
        ("Café,Größe\nx,y\n", None),
        ("Service,Price\nBox,=1+1\n", Reason.FORMULA),
        ("Service,Price\n@SUM(A1),2\n", Reason.FORMULA),
        ("Service,Price\n-cmd|' /C calc'!A0,2\n", Reason.FORMULA),
        ("Service,Price\nBox\n", Reason.UNKNOWN),
        ("one line only, of text", Reason.UNKNOWN),
        ("Service,Price\nBox,\0\n", Reason.UNKNOWN),
    ],
)
def test_a_table_is_taken_when_no_spreadsheet_would_run_anything_of_it(tmp_path: Path, table: str, reason: Reason | None) -> None:
    kept = tmp_path / "kept"

    found = refusal(written(tmp_path, table.encode("cp1252")), lambda path: tables.write_anew(path, kept))

    assert found is reason
    if reason is None:
        assert kept.read_bytes().decode("utf-8-sig") == table
