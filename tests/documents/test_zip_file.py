"""Papers in one ZIP file: their names, and the list of them."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from portal_ui.exports.columns import Column
from portal_ui.exports.zip_file import Entry, ZipPack, safe_name


def test_papers_of_one_name_are_kept_apart_and_the_list_says_which_is_missing(tmp_path: Path) -> None:
    paper = tmp_path / "kept.pdf"
    paper.write_bytes(b"%PDF-one")
    file = BytesIO()
    with ZipPack(file, {"invoices": [Column("Invoice #", str)]}, date(2026, 11, 23)) as pack:
        for number, name in (("1/2", "invoice-1/2.pdf"), ("1:2", "Invoice-1:2.pdf"), ("=3", "invoice-3.pdf")):
            pack.add("invoices", Entry(number, str(paper), name))
        pack.add("invoices", Entry("4", note="It could not be made."))
        pack.close()

    with ZipFile(file) as made:
        assert made.testzip() is None
        assert {info.date_time for info in made.infolist()} == {(2026, 11, 23, 0, 0, 0)}
        assert made.namelist() == ["invoice-1-2.pdf", "Invoice-1-2-2.pdf", "invoice-3.pdf", "invoices.csv"]
        rows = list(csv.reader(StringIO(made.read("invoices.csv").decode("utf-8-sig"))))
    assert rows[0] == ["Invoice #", "File", "Not in this ZIP file because"]
    assert rows[1:] == [
        ["1/2", "invoice-1-2.pdf", ""],
        ["1:2", "Invoice-1-2-2.pdf", ""],
        ["'=3", "invoice-3.pdf", ""],
        ["4", "", "It could not be made."],
    ]


@pytest.mark.parametrize(
    ("wished", "name"),
    [
        ("invoice-10482.pdf", "invoice-10482.pdf"),
        ('a<b>:"/\\|?*\x00\n.pdf', "a-b----------.pdf"),
        ("../../etc/passwd.pdf", "-..-etc-passwd.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.txt.pdf", "_LPT1.txt.pdf"),
        ("invoice-Ł 1. .pdf", "invoice-Ł 1.pdf"),
        (" ..pdf", "paper.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_one_that_every_system_can_write(wished: str, name: str) -> None:
    assert safe_name(wished) == name
