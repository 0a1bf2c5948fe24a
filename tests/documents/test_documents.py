"""From an account's records to a file, on each database."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import InvoiceStatus, IssuedDocument, OrderStatus, PaymentState
from portal_ui import language
from portal_ui.documents.refusals import ManyPapersError
from portal_ui.documents.workers import Made, Workers
from portal_ui.errors import InvoiceNotFoundError, MoneyNotShownError, OrderNotFoundError, PaymentNotFoundError
from portal_ui.service.company import Company
from portal_ui.service.credits import Credits
from portal_ui.service.document_records import Records
from portal_ui.service.documents import Documents
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.paper_allowance import A_MINUTE, AT_ONCE, PaperAllowance
from portal_ui.service.payments import Payments
from portal_ui.service.statements import Statements
from portal_ui.views import DocumentFile, Scope, Statement
from tests.builders.people import add_company
from tests.builders.trade import (
    NOON,
    TODAY,
    Line,
    add_credit_memo,
    add_customer,
    add_invoice,
    add_location,
    add_order,
    add_order_lines,
    add_payment,
)

pytestmark = pytest.mark.any_database


class CountedWorkers(Workers):
    """Workers of another pool, with a count of what they were given to do."""

    def __init__(self, pool: Workers) -> None:
        super().__init__()
        self.jobs = 0
        self._pool = pool

    async def make(self, job: bytes, account: int = 0) -> Made:
        """Hand the job on."""
        self.jobs += 1
        return await self._pool.make(job)


@dataclass
class Clock:
    """Time, told by the test."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class WatchedStatements(Statements):
    """Statements that know how many were read at the same time."""

    reading = most = 0

    async def statement(self, scope: Scope, *, location: str = "", as_of: date | None = None) -> Statement:
        self.reading += 1
        self.most = max(self.most, self.reading)
        try:
            return await super().statement(scope, location=location, as_of=as_of)
        finally:
            self.reading -= 1


@dataclass(frozen=True)
class Office:
    """A company that hands out papers, and one of its customers."""

    workers: CountedWorkers

    documents: Documents
    database: Database
    scope: Scope
    allowance: PaperAllowance
    clock: Clock
    statements: WatchedStatements

    async def known(self) -> int:
        """How many documents are remembered."""

        def count(session: Session) -> int:
            return session.scalar(select(func.count()).select_from(IssuedDocument)) or 0

        return await self.database.read(count)


@pytest.fixture
async def office(database: Database, workers: Workers, tmp_path: Path) -> Office:
    """A company in Chicago with one customer."""
    await add_company(database)
    company = Company(database, lambda: NOON)
    statements = WatchedStatements(database, company)
    records = Records(
        company, Orders(database, company), Invoices(database, company), Payments(database, company), Credits(database), statements
    )
    counted = CountedWorkers(workers)
    clock = Clock()
    allowance = PaperAllowance(clock)
    documents = Documents(database, records, counted, tmp_path, allowance=allowance)
    return Office(counted, documents, database, await add_customer(database, name="Dana Ortiz Contracting"), allowance, clock, statements)


def written_at(document: DocumentFile) -> int:
    """When the file was written; 0 when there is none."""
    path = Path(document.path)
    return path.stat().st_mtime_ns if path.exists() else 0


def taken_away(document: DocumentFile) -> bytes:
    """What stood in the file, which is gone now."""
    content = Path(document.path).read_bytes()
    Path(document.path).unlink()
    return content


def text_of(document: DocumentFile) -> str:
    """All text of a paper, in one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(document.path).pages)


async def test_each_paper_is_made_once_and_then_handed_out_as_it_is(office: Office) -> None:
    place = await add_location(office.database, office.scope)
    await add_invoice(office.database, office.scope, number="10482", lines=(Line(12_345, place), Line(655, place)))

    first = await office.documents.invoice(office.scope, "10482")
    written = written_at(first)
    again = await office.documents.invoice(office.scope, "10482")

    assert again == first
    assert written_at(first) == written
    assert (office.workers.jobs, await office.known()) == (1, 1)
    assert first.filename == "invoice-10482.pdf"
    assert "Amount due $130.00" in text_of(first)


async def test_many_who_ask_at_once_cause_one_paper(office: Office) -> None:
    await add_invoice(office.database, office.scope, number="10482")

    files = await asyncio.gather(*(office.documents.invoice(office.scope, "10482") for _ in range(8)))

    assert len({file.path for file in files}) == 1
    assert (office.workers.jobs, await office.known()) == (1, 1)


async def test_an_account_that_asks_for_many_new_papers_waits_and_keeps_nobody_else_waiting(office: Office) -> None:
    other = await add_customer(office.database, name="Olive & Thyme", number="4155")
    for number in ("1", "2"):
        await add_invoice(office.database, office.scope, number=number)
        await add_invoice(office.database, other, number=f"9{number}")
    made = await office.documents.invoice(office.scope, "1")
    office.allowance.take(office.scope.customer_id, AT_ONCE - 1)

    with pytest.raises(ManyPapersError, match=r"Nothing was lost; please try again in 1 second\."):
        await office.documents.invoice(office.scope, "2")
    assert await office.documents.invoice(office.scope, "1") == made
    assert (await office.documents.invoice(other, "91")).filename == "invoice-91.pdf"
    office.clock.now += 60 / A_MINUTE
    assert (await office.documents.invoice(office.scope, "2")).filename == "invoice-2.pdf"
    with pytest.raises(ManyPapersError):
        await office.documents.statement(office.scope)


async def test_a_long_paper_counts_as_several(office: Office) -> None:
    for number in range(160):
        await add_invoice(office.database, office.scope, number=str(number))
    office.allowance.take(office.scope.customer_id, AT_ONCE - 1)

    with pytest.raises(ManyPapersError, match="in 1 second"):
        await office.documents.statement(office.scope)
    office.clock.now += 60 / A_MINUTE
    assert (await office.documents.statement(office.scope)).filename.startswith("statement-")


async def test_a_rush_of_accounts_is_served_one_after_the_other_and_whole(office: Office) -> None:
    accounts = [await add_customer(office.database) for _account in range(9)]
    for scope in accounts:
        await add_invoice(office.database, scope)

    files = await asyncio.gather(*(office.documents.statement(scope) for scope in accounts))

    assert len({file.path for file in files}) == len(accounts)
    assert office.statements.most == 1, "whoever reads pages waits behind all of them"


async def test_a_paper_speaks_the_company_s_language_whoever_asks_for_it(office: Office) -> None:
    invoice = await add_invoice(office.database, office.scope, number="10482", total_cents=10_000, paid_cents=4_000)
    await add_payment(office.database, office.scope, to={invoice: 4_000}, amount_cents=4_000, reference="1088")

    with language.speaking("es_US"):
        spanish = await office.documents.invoice(office.scope, "10482")
        with pytest.raises(InvoiceNotFoundError, match="No existe la factura 999"):
            await office.documents.invoice(office.scope, "999")
    english = await office.documents.invoice(office.scope, "10482")

    assert spanish == english
    assert "Check 1088" in text_of(english)


async def test_a_paper_that_was_lost_is_made_again_byte_for_byte(office: Office) -> None:
    await add_invoice(office.database, office.scope, number="10482")
    before = taken_away(await office.documents.invoice(office.scope, "10482"))

    again = await office.documents.invoice(office.scope, "10482")

    assert taken_away(again) == before
    assert await office.known() == 1


async def test_a_payment_makes_a_new_paper_and_leaves_the_old_one(office: Office) -> None:
    invoice = await add_invoice(office.database, office.scope, number="10482", total_cents=10_000)
    before = await office.documents.invoice(office.scope, "10482")
    await add_invoice(office.database, office.scope, number="10483", total_cents=10_000, paid_cents=4_000)
    await add_payment(office.database, office.scope, number="P-1", to={invoice: 4_000}, amount_cents=4_000)

    after = await office.documents.invoice(office.scope, "10482")

    assert after.path != before.path
    assert written_at(before)
    assert "Check, Nov 23, 2026 -$40.00" in text_of(after)


async def test_a_receipt_says_what_remained_after_this_payment_whatever_came_later(office: Office) -> None:
    invoice = await add_invoice(office.database, office.scope, number="10482", total_cents=10_000)
    await add_payment(office.database, office.scope, number="P-1", to={invoice: 2_500}, amount_cents=2_500)
    await add_credit_memo(office.database, office.scope, total_cents=1_000, remaining_cents=0, to={invoice: 1_000})
    await add_payment(office.database, office.scope, number="P-2", to={invoice: 5_000}, amount_cents=5_000)

    first, second = [await office.documents.payment_receipt(office.scope, number) for number in ("P-1", "P-2")]

    assert "10482 Nov 23, 2026 $25.00 $65.00" in text_of(first)
    assert "10482 Nov 23, 2026 $50.00 $15.00" in text_of(second)


async def test_an_order_receipt_is_addressed_to_the_customer(office: Office) -> None:
    place = await add_location(office.database, office.scope, address="88 Foundry St")
    order = await add_order(office.database, office.scope, place, number="W-9", service_on=TODAY, asset_id="20-1147")
    await add_order_lines(office.database, order, 100)

    file = await office.documents.order_receipt(office.scope, "W-9")

    assert file.filename == "order-W-9-receipt.pdf"
    assert "Customer Dana Ortiz Contracting" in text_of(file)
    assert "Location 88 Foundry St" in text_of(file)


async def test_an_invoice_says_at_the_first_charge_of_a_weighed_order_what_the_scale_said(office: Office) -> None:
    place = await add_location(office.database, office.scope)
    scale = {"ticket_number": "T-7", "gross_pounds": 41_280, "tare_pounds": 30_440, "included_pounds": 8_000}
    weighed = await add_order(office.database, office.scope, place, number="W-9", **scale)
    other = await add_order(office.database, office.scope, place, number="W-10")
    lines = (Line(100, place, weighed), Line(200, place, weighed), Line(300, place, other))
    await add_invoice(office.database, office.scope, number="10482", lines=lines)

    text = text_of(await office.documents.invoice(office.scope, "10482"))

    why = "Scale ticket T-7 · gross 41,280 lb − tare 30,440 lb = net 10,840 lb · included 8,000 lb · over 2,840 lb"
    assert f"W-9 Haul {why} $1.00 Haul $2.00 W-10 Haul $3.00" in text
    assert text.count("Scale ticket") == 1


async def test_a_file_is_called_a_receipt_only_when_it_is_one(office: Office) -> None:
    place = await add_location(office.database, office.scope)
    invoice = await add_invoice(office.database, office.scope)
    await add_order(office.database, office.scope, place, number="W-9", status=OrderStatus.SCHEDULED)
    await add_payment(office.database, office.scope, number="P-1", to={invoice: 100}, amount_cents=100, state=PaymentState.FAILED)

    order = await office.documents.order_receipt(office.scope, "W-9")
    payment = await office.documents.payment_receipt(office.scope, "P-1")

    assert (order.filename, payment.filename) == ("order-W-9.pdf", "payment-P-1.pdf")


async def test_another_accounts_paper_is_not_found_even_when_it_was_made(office: Office) -> None:
    other = await add_customer(office.database)
    place = await add_location(office.database, office.scope)
    invoice = await add_invoice(office.database, office.scope, number="10482")
    await add_order(office.database, office.scope, place, number="W-9")
    await add_payment(office.database, office.scope, number="P-1", to={invoice: 100}, amount_cents=100)
    await office.documents.invoice(office.scope, "10482")

    with pytest.raises(InvoiceNotFoundError):
        await office.documents.invoice(other, "10482")
    with pytest.raises(OrderNotFoundError):
        await office.documents.order_receipt(other, "W-9")
    with pytest.raises(PaymentNotFoundError):
        await office.documents.payment_receipt(other, "P-1")


async def test_a_pending_invoice_is_a_paper_only_where_it_is_shown(office: Office) -> None:
    await add_invoice(office.database, office.scope, number="10482", status=InvoiceStatus.PENDING)

    with pytest.raises(InvoiceNotFoundError):
        await office.documents.invoice(office.scope, "10482")
    shown = await office.documents.invoice(replace(office.scope, sees_pending=True), "10482")
    assert "NOT A BILL" in text_of(shown)


async def test_who_sees_no_money_gets_no_invoice_and_a_receipt_without_amounts(office: Office) -> None:
    place = await add_location(office.database, office.scope)
    order = await add_order(office.database, office.scope, place, number="W-9")
    await add_order_lines(office.database, order, 12_300)
    await add_invoice(office.database, office.scope, number="10482")
    contact = replace(office.scope, sees_money=False, location_ids=frozenset({place}))

    with pytest.raises(MoneyNotShownError):
        await office.documents.invoice(contact, "10482")
    assert "$" not in text_of(await office.documents.order_receipt(contact, "W-9"))
