"""Whatever stands in a record: the amounts that `/check` tells are those that its paper prints, under the paper's own labels."""

import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import IssuedDocument
from pages import check
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.documents.workers import Workers
from portal_ui.language import gettext
from portal_ui.money import money
from portal_ui.periods import PeriodWish
from portal_ui.service.document_records import Records
from portal_ui.service.documents import Documents
from portal_ui.service.paper_allowance import PaperAllowance
from portal_ui.views import Applied, DisputeLine, DisputeState, DocumentFile, InvoiceState, InvoiceView, OrderStatus, PaymentView, Scope
from tests.builders import activities, papers, statements
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.builders.trade import NOON, add_customer
from tests.documents.test_issuing import BASE, Office, text
from tests.documents.test_money_notes import credit, refund

pytestmark = pytest.mark.any_database
TRIED = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to make one smaller takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LOCALES = st.sampled_from(["en_US", "en_US", "es_US"])
PLACES: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {"location": statements.FOUNDRY}, {"is_untied": True}])
FOUNDRY = "Foundry Street Lofts · 88 Foundry St, Longview"
CENTS = st.integers(1, 9_999_999)
Make = Callable[[Documents, Scope], Awaitable[DocumentFile]]


class Told:
    """Records that are what a test says, in place of the services that papers are filled from."""

    def __init__(self) -> None:
        self.company = papers.company()
        self.view_told: Any = None

    async def view(self) -> Any:
        return self.company

    async def record(self, *_asked: object, **_wish: object) -> Any:
        return self.view_told

    refund = statement = activity = record


@dataclass
class Desk:
    """Where papers are issued, and where whoever holds one checks it."""

    told: Told
    documents: Documents
    scope: Scope
    asks: httpx.AsyncClient

    async def checked(self, make: Make, view: object, locale: str = "en_US") -> "Both":
        """The paper of a record, and the page that the code on it leads to."""
        self.told.view_told, self.told.company = view, papers.company(locale=locale)
        paper = _plain(text(await make(self.documents, self.scope)))
        found = re.search(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", paper)
        assert found, paper
        return Both(paper, _plain(html.unescape((await self.asks.get(f"/check/{found[0]}")).text)), found[0], locale)


@dataclass
class Both:
    """What stands on a paper, and on its page."""

    paper: str
    page: str
    code: str
    locale: str

    def agree_on(self, *labels: str) -> None:
        """The page has these amounts and no others, and the paper has each of them, under the same label."""
        told = re.findall(r"<dt>([^<]+)</dt><dd><b>([^<]+)</b></dd>", self.page)
        with language.speaking(self.locale):
            assert [label for label, _amount in told] == [gettext(label) for label in labels]
        assert [f"{label} {amount}" for label, amount in told if f"{label} {amount} " not in self.paper] == []
        assert set(re.findall(r"-?\$[\d,.]*\d", self.page)) == {amount for _label, amount in told}
        assert ">Total<" not in self.page
        assert ("the date and the amount above are the same" in self.page) == (len(labels) == 1)
        assert ("the date and the amounts above are the same" in self.page) == (len(labels) > 1)

    def asks_for(self, cents: int) -> None:
        """The page says how much is asked for at most, which is what stands on the slip."""
        with language.speaking(self.locale):
            slip = gettext("Please return this part with your check")
            amount = _plain(money(cents))
        assert (slip in self.paper) == (cents > 0)
        asked = re.findall(r"It does not ask for more than ([^<]+)\.<", self.page)
        assert asked == ([amount] if cents > 0 else [])
        assert not asked or f" {amount} " in self.paper[self.paper.index(slip) :]
        assert ("It asks you to pay nobody." in self.page) == (cents <= 0)

    def is_of(self, place: dict[str, Any]) -> None:
        """The page names the part of the account that the paper is for, in the paper's own words; a whole account's names none."""
        (title,) = re.findall(r"<dt>Document</dt><dd>([^<]+)</dd>", self.page)
        with language.speaking(self.locale):
            told = gettext("Not tied to a location") if "is_untied" in place else FOUNDRY if place else ""
            assert f"{gettext('For')} {told or gettext('All locations')} " in self.paper
        assert title.partition(" · ")[2] == told
        assert "for the same location" in self.page


def _plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
async def desk(database: Database, workers: Workers, tmp_path: Path) -> AsyncIterator[Desk]:
    await add_company(database)
    office, told = Office(database, workers, tmp_path), Told()
    records: Any = Records(told, told, told, told, told, told)
    documents = Documents(database, records, workers, tmp_path, allowance=PaperAllowance.without_end(), base_url=BASE, clock=lambda: NOON)
    app = FastAPI()
    app.include_router(
        check.router(PlainPages(portal_with(company=office.company, document_check=office.check), is_https=False), is_demo=False)
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal.test") as asks:
        yield Desk(told, documents, await add_customer(database), asks)


async def _invoice(documents: Documents, scope: Scope) -> DocumentFile:
    return await documents.invoice(scope, "10512")


def part_paid() -> InvoiceView:
    """An invoice of $611.18, of which $600.00 was paid."""
    view = papers.invoice(tax_cents=0, applied=(Applied("P-1", papers.DAY, 60_000, "Check 1088"),))
    return replace(view, row=replace(view.row, total_cents=61_118, balance_cents=1_118))


async def test_who_changes_the_amount_due_on_a_part_paid_invoice_is_found_out(desk: Desk) -> None:
    both = await desk.checked(_invoice, part_paid())

    assert "Amount due $11.18 Due Dec 18, 2026 · PART PAID" in both.paper
    assert "<dt>Invoice total</dt><dd><b>$611.18</b></dd>" in both.page
    assert "<dt>Amount due</dt><dd><b>$11.18</b></dd>" in both.page
    assert "It does not ask for more than $11.18." in both.page
    assert "this total" not in both.page


async def test_a_paper_from_before_amounts_due_were_kept_tells_what_it_told(desk: Desk, database: Database) -> None:
    both = await desk.checked(_invoice, part_paid())
    await database.write(_forget)
    page = (await desk.asks.get(f"/check/{both.code}")).text

    assert "<dt>Total</dt><dd><b>$611.18</b></dd>" in page
    assert "The number, the date and the total are the same, digit by digit." in page
    assert "It does not ask for more than this total." in page
    assert "$11.18" not in page


async def test_an_invoice_of_which_a_payment_is_on_its_way_is_another_issue_and_stays_the_same_until_it_arrives(desk: Desk) -> None:
    before = await desk.checked(_invoice, part_paid())
    held = replace(part_paid(), row=replace(part_paid().row, held_cents=1_000))
    during, again = await desk.checked(_invoice, held), await desk.checked(_invoice, held)
    after = await desk.checked(_invoice, part_paid())

    assert again == during
    assert len({before.code, during.code, after.code}) == 3
    for replaced in (before, during):
        assert "a newer one took its place" in (await desk.asks.get(f"/check/{replaced.code}")).text
    assert "Processing" not in after.paper


def _forget(session: Session) -> None:
    session.execute(update(IssuedDocument).values(total_label=None, due_label=None, due_cents=None))


@st.composite
def _invoices(draw: st.DrawFn) -> InvoiceView:
    """Any invoice that has a code: nothing, some or all of it paid and credited, and nothing, some or all of the rest on its way."""
    view = papers.invoice(count=draw(st.integers(1, 12)), tax_cents=draw(st.integers(0, 9_000)))
    left, applied = view.row.total_cents, []
    for at, (share, is_credit) in enumerate(draw(st.lists(st.tuples(st.sampled_from([1, 30, 99, 100]), st.booleans()), max_size=2))):
        cents = left * share // 100
        left -= cents
        applied += [Applied(f"P-{at}", papers.DAY, cents, "Check 1088", is_credit)] if cents else []
    state = InvoiceState.PAID if not left else draw(st.sampled_from([InvoiceState.OPEN, InvoiceState.OVERDUE, InvoiceState.VOID]))
    view = papers.invoice(view.groups, state=state, applied=tuple(applied), tax_cents=view.tax_cents)
    return replace(view, row=replace(view.row, held_cents=left * draw(st.sampled_from([0, 0, 50, 100])) // 100))


@TRIED
@given(view=_invoices(), locale=LOCALES)
async def test_an_invoice_is_checked_by_its_total_and_what_is_due(desk: Desk, view: InvoiceView, locale: str) -> None:
    both = await desk.checked(_invoice, view, locale)

    both.agree_on("Invoice total", "Amount due")
    asks = view.row.state is not InvoiceState.VOID and view.row.left_cents
    both.asks_for(view.row.balance_cents if asks else 0)


@TRIED
@given(
    amounts=st.lists(st.tuples(st.integers(-90, 40), CENTS, st.integers(0, 100)), max_size=4),
    place=PLACES,
    credit_cents=st.integers(0, 9_999),
    locale=LOCALES,
)
async def test_a_statement_is_checked_by_the_balance_it_prints(
    desk: Desk, amounts: list[tuple[int, int, int]], place: dict[str, Any], credit_cents: int, locale: str
) -> None:
    rows = [
        statements.row(str(10_433 + at), due_in=due_in, total_cents=cents, paid_cents=cents * paid // 101)
        for at, (due_in, cents, paid) in enumerate(amounts)
    ]
    view = statements.statement(tuple(rows), credit_cents=credit_cents, **place)
    both = await desk.checked(lambda documents, scope: documents.statement(scope), view, locale)

    both.agree_on(_of_place("Open balance", place))
    both.asks_for(view.total_cents)
    both.is_of(place)


@TRIED
@given(opening=st.integers(0, 999_999), cents=st.lists(CENTS, max_size=3), place=PLACES, locale=LOCALES)
async def test_an_activity_is_checked_by_its_closing_balance(
    desk: Desk, opening: int, cents: list[int], place: dict[str, Any], locale: str
) -> None:
    moved = [activities.movement(at, activities.MOVED[0].what, f"104{at}", one, f"104{at}") for at, one in enumerate(cents)]
    view = activities.activity(activities.movements(opening, *moved), **place)
    view = replace(view, opening_cents=opening, ages_cents=(opening + sum(cents), 0, 0, 0, 0))
    both = await desk.checked(lambda documents, scope: documents.activity(scope, PeriodWish()), view, locale)

    both.agree_on(_of_place("Closing balance", place))
    both.asks_for(0)
    both.is_of(place)


def _of_place(label: str, place: dict[str, Any]) -> str:
    return f"{label}, not tied to a location" if "is_untied" in place else f"{label} at this location" if place else label


@st.composite
def _payments(draw: st.DrawFn) -> PaymentView:
    """Any payment that succeeded, of which nothing, some or all went back or is held by a bank, or which was voided."""
    applied = tuple(Applied(f"104{at}", papers.DAY, cents, "") for at, cents in enumerate(draw(st.lists(CENTS, min_size=1, max_size=3))))
    total = sum(part.amount_cents for part in applied)
    refunded = draw(st.sampled_from([0, 0, total // 3, total]))
    taken = draw(st.sampled_from([0, 0, total // 3, total - refunded]))
    state = draw(st.sampled_from([DisputeState.OPEN, DisputeState.LOST]))
    disputes = (DisputeLine(papers.DAY, taken, state, "fraudulent"),) if taken else ()
    view = papers.payment(applied=applied, refunded_cents=refunded, disputes=disputes)
    return replace(view, row=replace(view.row, is_void=not refunded and not taken and draw(st.booleans()), is_disputed=taken > 0))


@TRIED
@given(view=_payments(), locale=LOCALES)
async def test_a_receipt_is_checked_by_what_was_paid_or_by_what_is_left_of_it(desk: Desk, view: PaymentView, locale: str) -> None:
    both = await desk.checked(lambda documents, scope: documents.payment_receipt(scope, "P-3381"), view, locale)

    both.agree_on("Amount paid" if view.row.kept_cents and not view.row.is_disputed else "Left of this payment")
    both.asks_for(0)


@TRIED
@given(cents=CENTS, locale=LOCALES)
async def test_a_refund_note_is_checked_by_what_went_back(desk: Desk, cents: int, locale: str) -> None:
    usual = refund()
    paid = replace(usual.payment, amount_cents=cents + 2_000)
    view = refund(refund=replace(usual.refund, amount_cents=cents), payment=paid, opened=())
    both = await desk.checked(lambda documents, scope: documents.refund_note(scope, "P-3381", "RF-7"), view, locale)

    both.agree_on("Amount refunded")
    both.asks_for(0)


@TRIED
@given(left=st.sampled_from([0, 1, 4_500, 12_000]), locale=LOCALES)
async def test_a_credit_memo_is_checked_by_what_was_credited(desk: Desk, left: int, locale: str) -> None:
    both = await desk.checked(lambda documents, scope: documents.credit_memo(scope, "CM-121"), credit(left), locale)

    both.agree_on("Amount credited")
    both.asks_for(0)


@TRIED
@given(count=st.integers(0, 9), status=st.sampled_from([OrderStatus.COMPLETED, OrderStatus.UNABLE]), locale=LOCALES)
async def test_an_order_s_receipt_is_checked_by_its_total_where_it_has_one(
    desk: Desk, count: int, status: OrderStatus, locale: str
) -> None:
    view = papers.order(count=count, status=status)
    both = await desk.checked(lambda documents, scope: documents.order_receipt(scope, "48211"), view, locale)

    both.agree_on(*(["Order total"] if count else []))
    both.asks_for(0)
    assert ("No amount stands on it" in both.page) == (not count)
    assert ("the amount above" in both.page) == bool(count)
