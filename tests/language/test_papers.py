"""Every word on a paper goes through the catalogs too, and follows the company's language."""

import html
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from portal_ui import language
from portal_ui.documents import activity, credit_memo, invoice, order_receipt, payment_receipt, press, refund_note, statement
from portal_ui.documents.paper import Job
from portal_ui.views import (
    Activity,
    CreditView,
    InvoiceState,
    InvoiceView,
    OrderStatus,
    OrderView,
    PaymentState,
    PaymentView,
    RefundState,
    RefundView,
    Statement,
)
from tests.builders import activities, papers, statements
from tests.documents.test_money_notes import credit, refund
from tests.language.pseudo import BRACKETED, write_catalog

_COMPANY = papers.company()


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the catalog of the made-up language: all sources are read for it once."""
    folder = tmp_path_factory.mktemp("catalogs")
    write_catalog(folder)
    return folder


@pytest.fixture
def brackets(catalogs: Path) -> Iterator[None]:
    """Every text in brackets."""
    with language.more_catalogs(catalogs):
        yield


def _read(job: Job) -> str:
    """The words on a paper, one piece a line: those that are drawn, and those that its page of HTML has."""
    page = press.html(job.as_json())
    body = re.sub(r"<style>.*?</style>", "", page[page.index("<body>") :], flags=re.DOTALL)
    body = re.sub(r'<pdf:put name="\w+" label="([^"]*)">', r"\1", body)
    paper = job.paper
    drawn = [paper.title, paper.highlight.label, paper.highlight.note, paper.highlight.stamp, *_texts(asdict(paper.facts)["facts"])]
    return "\n".join([*drawn, html.unescape(re.sub(r"<[^>]+>", "\n", body))])


def _unbracketed(job: Job, view: InvoiceView | OrderView | PaymentView | Statement | Activity | RefundView | CreditView) -> set[str]:
    """What is neither in brackets nor told by the view or the company."""
    given = {part for text in _texts([asdict(view), asdict(_COMPANY), asdict(papers.DANA)]) for part in _pieces(text)}
    return {piece for line in _read(job).splitlines() for piece in _pieces(BRACKETED.sub("\n", line)) if piece not in given}


def _pieces(text: str) -> list[str]:
    """The parts of a text that have letters, without numbers before them, and without days."""
    pieces = (re.sub(r"^[\d.,]+ ", "", piece.strip(" ·,:")) for piece in re.split(r" · |, | – |\n", text))
    return [piece for piece in pieces if re.search(r"[^\W\d]", piece) and not _is_day(piece)]


def _texts(value: object) -> Iterator[str]:
    """All texts in a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _is_day(piece: str) -> bool:
    return re.fullmatch(r"[A-Z][a-z]{2} \d+|\d{4}|\d+:\d\d [AP]M|TX \d{5}", piece) is not None


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("state", InvoiceState)
@pytest.mark.by_hand(2)
def test_an_invoice(state: InvoiceState) -> None:
    view = papers.invoice(state=state)

    assert _unbracketed(invoice.job(view, _COMPANY), view) == set()


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.by_hand(1)
def test_an_order_s_receipt(status: OrderStatus) -> None:
    view = papers.order(status=status)

    assert _unbracketed(order_receipt.job(view, papers.DANA, _COMPANY), view) == set()


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("state", PaymentState)
@pytest.mark.by_hand(2)
def test_a_payment_s_receipt(state: PaymentState) -> None:
    view = papers.payment(state=state)

    assert _unbracketed(payment_receipt.job(view, {}, _COMPANY), view) == set()


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("facts", [{}, {"location": statements.FOUNDRY}, {"is_untied": True}, {"rows": ()}])
@pytest.mark.by_hand(1)
def test_a_statement(facts: dict[str, Any]) -> None:
    view = statements.statement(**facts)

    assert _unbracketed(statement.job(view, _COMPANY), view) == set()


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("facts", [{}, {"location": statements.FOUNDRY}, {"is_untied": True}, {"ages_cents": (0,) * 5}])
@pytest.mark.by_hand(1)
def test_an_activity(facts: dict[str, Any]) -> None:
    told = activities.activity(**facts)

    assert _unbracketed(activity.job(told, _COMPANY), told) == set()


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("state", [RefundState.SUCCEEDED, RefundState.PENDING, RefundState.FAILED])
def test_a_refund_s_note(state: RefundState) -> None:
    view = refund(state)

    assert _unbracketed(refund_note.job(view, _COMPANY), view) == set()


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("remaining_cents", [0, 4_500, 12_000])
def test_a_credit_memo(remaining_cents: int) -> None:
    view = credit(remaining_cents)

    assert _unbracketed(credit_memo.job(view, _COMPANY), view) == set()


def test_a_paper_speaks_the_company_s_language_with_its_days_and_amounts() -> None:
    company = papers.company(locale="es_US")
    with language.speaking(company.locale):
        text = " ".join(_read(invoice.job(papers.invoice(), company)).split())

    assert "Monto a pagar Vencimiento: 18 dic 2026" in text
