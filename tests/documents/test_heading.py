"""The head of a paper: it keeps to its columns, whatever stands in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from portal_ui.documents import invoice, payment_receipt
from portal_ui.documents.paper import Highlight, Job
from tests.builders import papers
from tests.builders.pictures import png
from tests.documents.conftest import printed, texts

LEFT, RIGHT = 43.2, 568.8  # of a Letter sheet between its margins, in points
BOX = LEFT + 0.58 * (RIGHT - LEFT)


def _job(**changes: object) -> Job:
    job = invoice.job(papers.invoice(count=3), papers.company())
    return replace(job, paper=replace(job.paper, **changes))  # type: ignore[arg-type]


def _places(reader: PdfReader, wanted: Callable[[str], bool]) -> list[tuple[float, float, str]]:
    """Where the pieces of text that are wanted begin: from the left, from the foot."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, matrix: Any, at: Any, _font: object, _size: object) -> None:
        if wanted(text):
            found.append((matrix[4] + at[4], matrix[5] + at[5], text.strip()))

    reader.pages[0].extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("word", ["W" * 150, "Ortiz " * 25])
def test_a_long_name_stays_in_its_column(word: str) -> None:
    job = _job()
    job = replace(job, paper=replace(job.paper, to=replace(job.paper.to, name=word), head=replace(job.paper.head, name=word)))
    reader = printed(job)

    pieces = _places(reader, lambda text: text.strip()[:4] in ("WWWW", "Orti") and len(text.strip()) < 60)
    assert len(pieces) >= 6
    assert {round(x, 1) for x, _y, _text in pieces} == {LEFT}
    assert "Invoice 10512" in texts(job)[0]


def test_a_stamp_stands_beside_its_note_or_below_it_where_there_is_no_room() -> None:
    beside = printed(_job(highlight=Highlight("Amount due", "$1.00", "Thank you", "PAID", "good")))
    below = printed(_job(highlight=Highlight("Amount due", "$1.00", "Thank you very much for paying at once", "PAID IN FULL", "good")))

    [(note_x, note_y, _note)] = _places(beside, lambda text: text.startswith("Thank"))
    [(stamp_x, stamp_y, _stamp)] = _places(beside, lambda text: text.strip() == "PAID")
    assert stamp_x > note_x
    assert stamp_y == pytest.approx(note_y)
    [(note_x, note_y, _note)] = _places(below, lambda text: text.startswith("Thank"))
    [(stamp_x, stamp_y, _stamp)] = _places(below, lambda text: text.strip() == "PAID IN FULL")
    assert stamp_x == pytest.approx(note_x) == pytest.approx(BOX + 12)
    assert stamp_y < note_y


@pytest.mark.parametrize(("size", "drawn"), [((300, 120), (75, 30)), ((900, 60), (305, 20)), ((40, 80), (15, 30))])
def test_a_logo_keeps_its_proportions_within_the_heads_height(size: tuple[int, int], drawn: tuple[int, int]) -> None:
    reader = printed(invoice.job(papers.invoice(count=3), papers.company(logo=png(*size))))

    content = reader.pages[0].get_contents()
    assert content is not None
    assert any(
        [round(float(part)) for part in line.split()[:4]] == [drawn[0], 0, 0, drawn[1]]
        for line in content.get_data().decode("latin-1").splitlines()
        if line.endswith(" cm") and len(line.split()) == 7
    )


def test_each_paper_says_how_it_is_addressed() -> None:
    (receipt,) = texts(payment_receipt.job(papers.payment(), {}, papers.company()))

    assert "Received from Dana Ortiz Contracting 311 Depot Street Marshall, TX 75670 Account 2041" in receipt.replace("Amount paid ", "")
