"""Every paper is a sound PDF file, whatever somebody wrote into the record: read by qpdf, and nothing of it outside the sheet."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import Any, TypeVar

import pikepdf
import pytest
from pypdf import PageObject, PdfReader

from portal_ui.documents import activity, credit_memo, invoice, order_receipt, payment_receipt, press, refund_note, statement
from portal_ui.documents.paper import Job
from portal_ui.views import CompanyView, InvoiceState, OrderStatus, PaymentState, RefundState
from tests.builders import activities, papers, statements
from tests.builders.pictures import png
from tests.documents.conftest import as_read
from tests.documents.test_money_notes import credit, refund

Thing = TypeVar("Thing")
Wrote = Callable[[Any], Any]

PAPERS: dict[str, Callable[[Wrote, CompanyView], Job]] = {
    "invoice": lambda wrote, company: invoice.job(wrote(papers.invoice(count=40, memo="Gate code 7")), company),
    "pending invoice": lambda wrote, company: invoice.job(wrote(papers.invoice(state=InvoiceState.PENDING)), company),
    "order receipt": lambda wrote, company: order_receipt.job(wrote(papers.order()), wrote(papers.DANA), company),
    "cancelled order": lambda wrote, company: order_receipt.job(wrote(papers.order(status=OrderStatus.CANCELLED)), papers.DANA, company),
    "payment receipt": lambda wrote, company: payment_receipt.job(wrote(papers.payment()), {}, company),
    "failed payment": lambda wrote, company: payment_receipt.job(wrote(papers.payment(state=PaymentState.FAILED)), {}, company),
    "refund note": lambda wrote, company: refund_note.job(wrote(refund()), company),
    "refund on its way": lambda wrote, company: refund_note.job(wrote(refund(RefundState.PENDING, opened=())), company),
    "credit memo": lambda wrote, company: credit_memo.job(wrote(credit(4_500)), company),
    "statement": lambda wrote, company: statement.job(wrote(statements.statement(statements.rows(60))), company),
    "activity": lambda wrote, company: activity.job(wrote(activities.activity()), company),
}
HOSTILE = {
    "a hundred thousand words": "box " * 100_000,
    "one word of a million letters": "W" * 1_000_000,
    "twenty thousand different letters": "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))),
    "control signs": "a\x00\x01\x1b[31m\x7f\r\n\tb\x85\u2028c",
    "halves of pairs": "a\ud800b\udfffc",
    "turned around": "\u202egnp.exe\u202c \u2066\u2067 שלום مرحبا",
    "piled up": "Z" + "\u0301\u0323\u0489" * 300,
    "pictures and joints": "🚛\u200d🗑️ 👩\u200d👩\u200d👧 \U000e0041",
    "markup": '<img src="file:///etc/passwd"><pdf:nextpage/>{{ 7*7 }}</style>&#x41;&amp;]]>',
    "nothing at all": "",
}


def _as_it_is(thing: Thing) -> Thing:
    return thing


def _everywhere(words: str, thing: Any) -> Any:
    """The same record with these words in each of its texts."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{field.name: _everywhere(words, getattr(thing, field.name)) for field in fields(thing) if field.init})
    if isinstance(thing, tuple) and not hasattr(thing, "_fields"):
        return tuple(_everywhere(words, part) for part in thing)
    return words if isinstance(thing, str) else thing


def _is_sound(data: bytes) -> None:
    with pikepdf.open(BytesIO(data)) as read:
        assert read.check_pdf_syntax() == []
    for page in PdfReader(BytesIO(data), strict=True).pages:
        wide, high = float(page.mediabox.width), float(page.mediabox.height)
        assert [text for text, x, y in _pieces(page) if not (0 <= x <= wide and 0 <= y <= high)] == []


def _pieces(page: PageObject) -> list[tuple[str, float, float]]:
    """What is written on a sheet, and where each piece begins."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, of_page: Any, of_text: Any, _font: object, _size: object) -> None:
        if text.strip():
            x = of_text[4] * of_page[0] + of_text[5] * of_page[2] + of_page[4]
            y = of_text[4] * of_page[1] + of_text[5] * of_page[3] + of_page[5]
            found.append((text, x, y))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("sheet", ["letter", "a4"])
def test_a_paper_is_a_sound_file(kind: str, sheet: str) -> None:
    job = PAPERS[kind](_as_it_is, papers.company(paper=sheet, logo=png()))
    told = as_read(job)
    told["paper"] |= {"check": "https://portal.example/check", "code": "AAAA-BBBB-CCCC"}

    _is_sound(press.printed(told).data)


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.by_hand(33)
def test_whatever_is_written_anywhere_in_a_record_makes_a_sound_paper(kind: str, words: str) -> None:
    job = PAPERS[kind](lambda view: _everywhere(words, view), papers.company())

    _is_sound(press.printed(as_read(job)).data)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_the_company_is_called_its_papers_are_sound(words: str) -> None:
    own = {
        "name",
        "address_line",
        "city",
        "state",
        "postal_code",
        "phone",
        "email",
        "website",
        "support_hours",
        "remit_to",
        "statement_footer",
    }
    company = papers.company(**dict.fromkeys(own, words))

    for kind in ("invoice", "statement"):
        _is_sound(press.printed(as_read(PAPERS[kind](_as_it_is, company))).data)
