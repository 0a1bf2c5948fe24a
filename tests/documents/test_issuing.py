"""An issued document never changes: same words, same code and bytes; other words, another document in its place."""

import asyncio
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Company as CompanyRow
from db.models import InvoiceStatus, IssuedDocument, OrderStatus, PaymentState
from portal_ui import qr
from portal_ui.documents import press
from portal_ui.documents.workers import Workers
from portal_ui.service.company import Company
from portal_ui.service.credits import Credits
from portal_ui.service.document_check import DocumentCheck
from portal_ui.service.document_records import Records
from portal_ui.service.documents import Documents
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.payments import Payments
from portal_ui.service.statements import Statements
from portal_ui.views import DocumentFile, Scope
from tests.builders.people import add_company
from tests.builders.pictures import png
from tests.builders.trade import NOON, TODAY, add_customer, add_invoice, add_location, add_order, add_order_lines, add_payment
from tests.documents.conftest import as_read, some_invoice
from tests.documents.qr_reading import drawn, text_of

BASE = "https://portal.pineyhollow.example"
REMIT_TO = "Piney Hollow Hauling\nFirst Bank, account 44-10"


class Office:
    """A company that issues documents, as one process of its portal sees it."""

    def __init__(self, database: Database, workers: Workers, folder: Path, base_url: str = BASE) -> None:
        self.database, self.workers, self.folder = database, workers, folder
        self.company = Company(database, lambda: NOON)
        statements = Statements(database, self.company)
        records = Records(
            self.company,
            Orders(database, self.company),
            Invoices(database, self.company),
            Payments(database, self.company),
            Credits(database),
            statements,
        )
        self.documents = Documents(database, records, workers, folder, base_url=base_url, clock=lambda: NOON)
        self.check = DocumentCheck(database, self.company, lambda: NOON)

    def opened_anew(self) -> "Office":
        """The same portal after a start: what it knew of the company it reads again."""
        return Office(self.database, self.workers, self.folder)

    async def rows(self) -> Sequence[IssuedDocument]:
        """What was issued, the oldest first."""
        return await self.database.read(lambda session: session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)).all())


async def change(database: Database, **values: object) -> None:
    """Something about the company is another from now on."""

    def write(session: Session) -> None:
        session.execute(update(CompanyRow).values(values))

    await database.write(write)


@pytest.fixture
async def scope(database: Database) -> Scope:
    """A customer of a company that says where to pay."""
    await add_company(database)
    await change(database, remit_to=REMIT_TO)
    return await add_customer(database)


@pytest.fixture
def office(database: Database, workers: Workers, tmp_path: Path) -> Office:
    return Office(database, workers, tmp_path)


def content(path: str) -> bytes:
    """What is in a file; nothing where there is none."""
    return Path(path).read_bytes() if Path(path).exists() else b""


def spoil(path: str, end: bytes | None) -> None:
    """Have a file end otherwise, or be gone."""
    Path(path).write_bytes(content(path)[:-1] + end) if end is not None else Path(path).unlink()


def text(document: DocumentFile) -> str:
    """All text of a paper, in one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(document.path).pages)


@pytest.mark.any_database
async def test_each_final_paper_bears_a_code_of_its_own_whose_proof_stands_on_it(office: Office, scope: Scope) -> None:
    place = await add_location(office.database, scope)
    order = await add_order(office.database, scope, place, number="W-9")
    await add_order_lines(office.database, order, 12_300)
    invoice = await add_invoice(office.database, scope, number="10482", total_cents=123_456)
    await add_payment(office.database, scope, number="P-1", to={invoice: 100}, amount_cents=100)
    files = [
        await office.documents.order_receipt(scope, "W-9"),
        await office.documents.invoice(scope, "10482"),
        await office.documents.payment_receipt(scope, "P-1"),
        await office.documents.statement(scope),
    ]

    rows = await office.rows()
    assert len({row.code for row in rows}) == 4
    for file, row in zip(files, rows, strict=True):
        told, printed = await office.check.look(str(row.code), address="203.0.113.7"), text(file)
        assert f"Check at portal.pineyhollow.example/check · Code {row.code}" in printed
        assert told.title.partition(" · ")[0] in printed
        assert told.number in printed
        assert told.amounts
        assert [amount.label for amount in told.amounts if f"{amount.label} ${amount.cents / 100:,.2f} " not in printed] == []
        assert [line in printed for line in told.remit_to] == [True] * len(told.remit_to)
        assert bool(told.remit_to) == ("account 44-10" in printed)


@pytest.mark.any_database
async def test_the_same_words_give_the_same_document_and_others_one_that_replaces_it(office: Office, scope: Scope) -> None:
    await add_invoice(office.database, scope, number="10482")
    first = await office.documents.invoice(scope, "10482")
    before = content(first.path)
    assert await office.documents.invoice(scope, "10482") == first

    await change(office.database, remit_to="Piney Hollow Hauling\nOther Bank, account 7")
    second = await office.opened_anew().documents.invoice(scope, "10482")
    await change(office.database, remit_to=REMIT_TO)
    third = await office.opened_anew().documents.invoice(scope, "10482")

    assert content(first.path) == before
    assert len({file.path for file in (first, second, third)}) == 3, "what was replaced never comes back"
    rows = await office.rows()
    assert [row.replaced_by_id for row in rows] == [rows[1].id, rows[2].id, None]
    old = await office.check.look(str(rows[0].code), address="")
    assert (old.replaced_on, old.remit_to) == (TODAY, ("Piney Hollow Hauling", "First Bank, account 44-10"))


@pytest.mark.any_database
async def test_what_is_not_final_has_no_code(office: Office, scope: Scope) -> None:
    place = await add_location(office.database, scope)
    invoice = await add_invoice(office.database, scope, number="10482", status=InvoiceStatus.PENDING)
    await add_order(office.database, scope, place, number="W-9", status=OrderStatus.SCHEDULED)
    await add_payment(office.database, scope, number="P-1", to={invoice: 100}, amount_cents=100, state=PaymentState.FAILED)

    files = [
        await office.documents.invoice(replace(scope, sees_pending=True), "10482"),
        await office.documents.order_receipt(scope, "W-9"),
        await office.documents.payment_receipt(scope, "P-1"),
    ]

    assert [row.code for row in await office.rows()] == [None] * 3
    assert ["genuine" in text(file) for file in files] == [False] * 3


@pytest.mark.any_database
async def test_a_withdrawn_invoice_says_so_where_it_is_checked(office: Office, scope: Scope) -> None:
    await add_invoice(office.database, scope, number="10482", status=InvoiceStatus.VOID)
    await office.documents.invoice(scope, "10482")

    (row,) = await office.rows()
    assert (await office.check.look(str(row.code), address="")).title == "Invoice · VOID"


@pytest.mark.any_database
async def test_a_receipt_without_amounts_is_another_paper_beside_the_one_with_them(office: Office, scope: Scope) -> None:
    place = await add_location(office.database, scope)
    order = await add_order(office.database, scope, place, number="W-9")
    await add_order_lines(office.database, order, 12_300)
    contact = replace(scope, sees_money=False, location_ids=frozenset({place}))
    for _time in range(2):
        await office.documents.order_receipt(scope, "W-9")
        await office.documents.order_receipt(contact, "W-9")

    assert [(row.total_cents, row.replaced_at) for row in await office.rows()] == [(0, None), (None, None)]


@pytest.mark.any_database
async def test_the_kept_words_alone_print_the_document_again_to_the_byte(office: Office, scope: Scope) -> None:
    await change(office.database, logo=png(), logo_key="k")
    await add_invoice(office.database, scope, number="10482")
    await add_invoice(office.database, scope, number="10483")
    file = await office.documents.invoice(scope, "10482")
    issued = content(file.path)
    await office.documents.invoice(scope, "10483")
    row = (await office.rows())[0]
    packed = await office.database.read(lambda session: session.scalar(select(IssuedDocument.facts).where(IssuedDocument.id == row.id)))

    assert json.loads(zlib.decompress(packed or b""))["paper"]["head"]["logo"] == "", "it is kept once for all"
    spoil(file.path, b" ")
    again = await office.documents.invoice(scope, "10482")
    assert (again.path, content(again.path)) == (file.path, issued)
    assert len(await office.rows()) == 2


@pytest.mark.any_database
async def test_a_lost_document_of_another_edition_is_issued_anew_and_not_under_its_old_code(office: Office, scope: Scope) -> None:
    await add_invoice(office.database, scope, number="10482")
    file = await office.documents.invoice(scope, "10482")

    def update_engines(session: Session) -> None:
        session.execute(update(IssuedDocument).values(edition="of before"))

    await office.database.write(update_engines)
    assert await office.documents.invoice(scope, "10482") == file, "as long as it is there, it is what goes out"
    spoil(file.path, None)

    assert (await office.documents.invoice(scope, "10482")).path != file.path
    first, second = await office.rows()
    assert (first.replaced_by_id, first.code != second.code) == (second.id, True)


async def test_of_processes_that_issue_the_same_document_at_once_one_is_first(
    database: Database, workers: Workers, tmp_path: Path, scope: Scope
) -> None:
    await add_invoice(database, scope, number="10482")
    offices = [Office(database, workers, tmp_path) for _process in range(4)]

    for _time in range(2):
        files = await asyncio.gather(*(each.documents.invoice(scope, "10482") for each in offices))
        assert len({file.path for file in files}) == 1
        assert content(files[0].path)
        await change(database, remit_to="Other Bank")
        offices = [each.opened_anew() for each in offices]

    assert [row.replaced_at is None for row in await offices[0].rows()] == [False, True]


@pytest.mark.parametrize("base", [BASE, "http://127.0.0.1:8080", "https://customers.a-long-name-of-a-hauler.example.com/portal"])
def test_the_picture_on_each_page_leads_to_the_code(base: str) -> None:
    job = some_invoice(count=60)
    address = f"{base}/check/7KQ2-M4XD-90TB"
    job = replace(job, paper=replace(job.paper, check=f"{base}/check", code="7KQ2-M4XD-90TB"))
    pages = PdfReader(BytesIO(press.printed(as_read(job)).data)).pages

    assert text_of(qr.modules(address)) == address
    for page in pages:
        drawing = page.get_contents()
        assert drawing is not None
        assert text_of(drawn(drawing.get_data().decode("latin-1"))) == address
