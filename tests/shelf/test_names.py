"""What a kept file is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import MutableHeaders

from portal_ui.shelf import PDF
from portal_ui.shelf.names import cleaned, disposition


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("W-9 (2026).pdf", "W-9 (2026).pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\w9.PDF", "w9.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a-b Set-Cookie- x.pdf"),
        ("exe\u202efdp.pdf", "exefdp.pdf"),
        ("Zoë’s café.pdf", "Zoë’s café.pdf"),
        ("con.pdf", "document.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
    ],
)
def test_a_name_loses_what_no_file_or_header_may_have(sent: str, kept: str) -> None:
    assert cleaned(sent, PDF) == kept


@given(st.text(max_size=300))
def test_whatever_a_file_is_called_its_name_is_one_header_of_one_line(sent: str) -> None:
    name = cleaned(sent, PDF)

    header = disposition(name)

    assert name.endswith(".pdf")
    assert 5 <= len(name) <= 104
    assert not set(name) & set('/\\"\r\n\0')
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    MutableHeaders()["Content-Disposition"] = header
