"""The page where a stranger checks a paper, as a browser sees it."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from db.engine import Database
from db.models import IssuedDocument
from pages import check
from pages.plain import PlainPages
from portal_ui import codes
from portal_ui.documents.workers import Workers
from portal_ui.throttling import ADDRESS_TRIES
from portal_ui.views import Scope
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.builders.trade import add_customer, add_invoice
from tests.documents.test_issuing import Office, change
from tests.sign_in.visiting import from_where_it_says

pytestmark = pytest.mark.any_database
ELSEWHERE = {"x-test-address": "198.51.100.20"}


class Paper:
    """An invoice in a stranger's hand, and their browser."""

    def __init__(self, asks: httpx.AsyncClient, code: str, office: Office, scope: Scope) -> None:
        self.scope = scope
        self.asks = asks
        self.code = code
        self.office = office


@pytest.fixture
def is_demo() -> bool:
    """Whether all is made up; a test that cares says so itself."""
    return False


@pytest.fixture
async def paper(database: Database, workers: Workers, tmp_path: Path, is_demo: bool) -> AsyncIterator[Paper]:
    await add_company(database)
    await change(database, name="Piney Hollow Hauling", remit_to="First Bank <44-10>", portal_active=False)
    scope = await add_customer(database, name="Dana Ortiz Contracting", number="2041")
    await add_invoice(database, scope, number="10482", total_cents=123_456, po_number="PO-SECRET")
    office = Office(database, workers, tmp_path)
    await office.documents.invoice(scope, "10482")
    app = FastAPI()
    app.include_router(
        check.router(PlainPages(portal_with(company=office.company, document_check=office.check), is_https=False), is_demo=is_demo)
    )
    (row,) = await office.rows()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(from_where_it_says(app)), base_url="http://portal.test") as asks:
        yield Paper(asks, str(row.code), office, scope)


async def test_a_genuine_paper_is_told_by_what_is_printed_on_it_and_nothing_else(paper: Paper) -> None:
    page = await paper.asks.get(f"/check/{paper.code}")

    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    for told in (
        "This document is genuine",
        "Invoice",
        "10482",
        "$1,234.56",
        "Piney Hollow Hauling",
        "First Bank &lt;44-10&gt;",
        "do not pay",
    ):
        assert told in page.text
    for kept in ("Dana", "2041", "PO-SECRET", "demo"):
        assert kept not in page.text
    assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize("typed", ["{lower}", " {spaced} ", "{run}"])
async def test_a_code_may_be_typed_as_people_type(paper: Paper, typed: str) -> None:
    said = typed.format(lower=paper.code.lower(), spaced=paper.code.replace("-", " "), run=paper.code.replace("-", ""))
    sent = await paper.asks.post("/check", data={"code": said})

    assert (sent.status_code, sent.headers["location"]) == (303, f"/check/{paper.code}")
    assert "This document is genuine" in (await paper.asks.get(f"/check/{said}")).text


async def test_a_code_that_nobody_has_says_what_to_do_whatever_it_looks_like(paper: Paper) -> None:
    pages = [await paper.asks.get(f"/check/{code}") for code in (codes.new(), "nonsense", "%3Cscript%3E", "x" * 2_000)]

    assert [page.status_code for page in pages] == [404] * 4
    for page in pages:
        assert "We have issued no document with this code." in page.text
        assert "Do not pay on the strength of this paper." in page.text
        assert "<script" not in page.text
        assert page.headers.keys() == pages[0].headers.keys()
    refused = await paper.asks.post("/check", data={"code": "12"})
    assert (refused.status_code, "twelve letters and digits" in refused.text) == (400, True)


async def test_who_guesses_waits_for_true_codes_too_and_who_reads_papers_does_not(paper: Paper) -> None:
    for _paper in range(ADDRESS_TRIES + 5):
        assert (await paper.asks.get(f"/check/{paper.code}")).status_code == 200
    statuses = [(await paper.asks.get(f"/check/{codes.new()}")).status_code for _guess in range(ADDRESS_TRIES + 1)]
    true, wrong = await paper.asks.get(f"/check/{paper.code}"), await paper.asks.get(f"/check/{codes.new()}")

    assert statuses == [404] * ADDRESS_TRIES + [429]
    assert (true.status_code, wrong.status_code) == (429, 429)
    assert true.text.replace(paper.code, "") == wrong.text.replace(str(wrong.url).rpartition("/")[2], "")
    assert re.search(r"Too many tries\. Nothing was changed; please wait \d+ minutes? and try again\.", true.text)
    assert int(true.headers["retry-after"]) > 0
    assert (await paper.asks.get(f"/check/{paper.code}", headers=ELSEWHERE)).status_code == 200


async def test_the_day_on_a_paper_and_the_day_it_was_first_made_are_told_apart(paper: Paper, database: Database) -> None:
    await add_invoice(database, paper.scope, number="10498", on=date(2026, 11, 21))
    await paper.office.documents.invoice(paper.scope, "10498")
    page = await paper.asks.get(f"/check/{(await paper.office.rows())[-1].code}")
    same_day = await paper.asks.get(f"/check/{paper.code}")

    assert "Piney Hollow Hauling issued it on Nov 23, 2026.<" in same_day.text.replace("\xa0", " ")
    assert "Piney Hollow Hauling issued it, dated Nov 21, 2026. This copy was first made on Nov 23, 2026." in page.text.replace("\xa0", " ")
    assert "<dt>Date</dt><dd>Nov 21, 2026</dd>" in page.text.replace("\xa0", " ")


async def test_a_paper_that_was_replaced_says_so_and_does_not_lead_on(paper: Paper, database: Database) -> None:
    await change(database, remit_to="Other Bank")
    await paper.office.opened_anew().documents.invoice(paper.scope, "10482")
    newer = await database.read(lambda session: session.scalar(select(IssuedDocument.code).where(IssuedDocument.replaced_at.is_(None))))
    page = await paper.asks.get(f"/check/{paper.code}")

    assert "This document was replaced" in page.text
    assert "a newer one took its place on Nov 23, 2026" in page.text
    assert str(newer) not in page.text
    assert "Other Bank" not in page.text


@pytest.mark.parametrize("is_demo", [True])
async def test_a_demos_paper_is_never_taken_for_a_bill(paper: Paper) -> None:
    for path in ("/check", f"/check/{paper.code}", f"/check/{codes.new()}"):
        assert "This is a demo. The company and its documents are made up" in (await paper.asks.get(path)).text
