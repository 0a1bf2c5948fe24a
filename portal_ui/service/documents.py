"""The papers a customer takes along. Each is made once for the facts it shows, and kept."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from db.engine import Database
from db.models import DocumentKind
from db.queries import customers
from db.queries import documents as queries
from portal_ui import language
from portal_ui.documents import edition, invoice, order_receipt, payment_receipt, statement
from portal_ui.documents.paper import Job
from portal_ui.documents.refusals import StatementTooLongError
from portal_ui.documents.workers import Workers
from portal_ui.service import showing
from portal_ui.service.paper_allowance import PaperAllowance
from portal_ui.views import CompanyView, DocumentFile, InvoiceView, OrderStatus, OrderView, PaymentState, PaymentView, Scope, Statement

View = TypeVar("View")
_COSTS = {DocumentKind.STATEMENT: 3.0}  # as long as a few invoices


class _Company(Protocol):
    async def view(self) -> CompanyView: ...


class _Orders(Protocol):
    async def record(self, scope: Scope, number: str) -> OrderView: ...


class _Invoices(Protocol):
    async def record(self, scope: Scope, number: str) -> InvoiceView: ...


class _Payments(Protocol):
    async def record(self, scope: Scope, number: str) -> PaymentView: ...


class _Statements(Protocol):
    async def statement(self, scope: Scope, *, location: str = "", as_of: date | None = None) -> Statement: ...


@dataclass(frozen=True, slots=True)
class Records:
    """Where the facts of documents come from: the services that also fill the screens."""

    company: _Company
    orders: _Orders
    invoices: _Invoices
    payments: _Payments
    statements: _Statements


@dataclass(frozen=True, slots=True)
class _Wish:
    """A document that someone may have: its words as a job for a worker, and where its file is."""

    kind: DocumentKind
    scope: Scope
    number: str
    job: bytes
    facts_hash: str
    path: Path


class Documents:
    """Order receipts, invoices, payment receipts and balance statements as PDF files."""

    def __init__(
        self, database: Database, records: Records, workers: Workers, data_dir: Path, *, allowance: PaperAllowance | None = None
    ) -> None:
        self._db = database
        self._records = records
        self._workers = workers
        self._folder = (data_dir / "documents").absolute()
        self._making: dict[str, asyncio.Task[None]] = {}
        self._allowance = allowance or PaperAllowance()

    def start(self) -> None:
        """Begin to start the worker processes, so that the first document need not wait for them."""
        self._workers.start()

    async def stop(self) -> None:
        """End the worker processes."""
        await self._workers.stop()

    def unhurried(self) -> "Documents":
        """The same papers for who asks for one after the other, so that no account's allowance need stand in the way."""
        other = copy(self)
        other._allowance = PaperAllowance.without_end()
        return other

    async def order_receipt(self, scope: Scope, number: str) -> DocumentFile:
        """The receipt of an order; an order confirmation until the work is done.

        Raises:
            OrderNotFoundError: no such order in this account.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """
        company = await self._records.company.view()
        view = await _told(self._records.orders.record, scope, number, company.locale)
        bill_to = showing.party(await self._db.read(customers.facts, scope), scope)
        filename = f"order-{number}-receipt.pdf" if view.row.status is OrderStatus.COMPLETED else f"order-{number}.pdf"
        words = lambda: order_receipt.job(view, bill_to, company)  # noqa: E731
        return await self._file(DocumentKind.ORDER_RECEIPT, scope, number, words, filename)

    async def invoice(self, scope: Scope, number: str) -> DocumentFile:
        """The invoice as it stands now, with what was paid on it.

        Raises:
            InvoiceNotFoundError: no such invoice in this account, or not one it may see.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """
        company = await self._records.company.view()
        view = await _told(self._records.invoices.record, scope, number, company.locale)
        return await self._file(DocumentKind.INVOICE, scope, number, lambda: invoice.job(view, company), f"invoice-{number}.pdf")

    async def payment_receipt(self, scope: Scope, number: str) -> DocumentFile:
        """The receipt of a payment; it says so when the payment failed or is still in process.

        Raises:
            PaymentNotFoundError: no such payment in this account.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """
        company = await self._records.company.view()
        view = await _told(self._records.payments.record, scope, number, company.locale)
        balances = await self._db.read(queries.balances_after, scope, number)
        filename = f"payment-{number}-receipt.pdf" if view.row.state is PaymentState.SUCCEEDED else f"payment-{number}.pdf"
        words = lambda: payment_receipt.job(view, balances, company)  # noqa: E731
        return await self._file(DocumentKind.PAYMENT_RECEIPT, scope, number, words, filename)

    async def statement(self, scope: Scope, *, location: str = "", as_of: date | None = None) -> DocumentFile:
        """The balance statement as of a day, for the account or one of its locations.

        Raises:
            PortalError: as `Statements.statement`.
            StatementTooLongError: it lists more invoices than a paper holds.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """
        company = await self._records.company.view()
        told = partial(self._records.statements.statement, location=location, as_of=as_of)
        view = await _told(lambda scope, _number: told(scope), scope, "", company.locale)
        if len(view.rows) > statement.MOST_ROWS:
            raise StatementTooLongError(len(view.rows), statement.MOST_ROWS)
        words = lambda: statement.job(view, company)  # noqa: E731
        return await self._file(DocumentKind.STATEMENT, scope, view.account.number, words, f"{view.file_name}.pdf")

    async def _file(self, kind: DocumentKind, scope: Scope, number: str, words: Callable[[], Job], filename: str) -> DocumentFile:
        company = await self._records.company.view()
        wish = await asyncio.to_thread(self._wish, kind, scope, number, words, company.locale)
        known = await self._db.read(queries.issued, scope, wish.facts_hash)
        if known is None or not await asyncio.to_thread(_is_whole, wish.path, known.size_bytes):
            await self._made(wish)
        return DocumentFile(str(wish.path), filename)

    def _wish(self, kind: DocumentKind, scope: Scope, number: str, words: Callable[[], Job], locale: str) -> _Wish:
        """Put the words together and hash them; in a thread, for a long invoice is thousands of words."""
        language.use(locale)  # of this thread's own context: papers speak the company's language
        job = words()
        facts = hashlib.sha256(f"{kind.value}\0{scope.customer_id}\0{edition.current()}\0".encode() + job.facts()).hexdigest()
        path = self._folder / facts[:2] / f"{facts}.pdf"
        return _Wish(kind, scope, number, json.dumps(job.as_json() | {"path": str(path)}).encode(), facts, path)

    async def _made(self, wish: _Wish) -> None:
        """Have it made once, however many ask for it at the same time, and although one who asks may go away."""
        making = self._making.get(wish.facts_hash)
        if making is None:
            self._allowance.take(wish.scope.customer_id, _COSTS.get(wish.kind, 1))
            making = self._making[wish.facts_hash] = asyncio.create_task(self._make(wish))
            making.add_done_callback(lambda _task: self._making.pop(wish.facts_hash, None))
        await asyncio.shield(making)

    async def _make(self, wish: _Wish) -> None:
        made = await self._workers.make(wish.job, wish.scope.customer_id)
        issue = queries.Issue(wish.kind, wish.scope.customer_id, wish.number, wish.facts_hash, made.file_hash, made.pages, made.size_bytes)
        await self._db.write(queries.remember, issue)


async def _told(record: Callable[[Scope, str], Awaitable[View]], scope: Scope, number: str, locale: str) -> View:
    """A record in the language of the papers. It is refused in the visitor's, so that one is asked first."""
    view = await record(scope, number)
    if language.current() == locale:
        return view
    with language.speaking(locale):
        return await record(scope, number)


def _is_whole(path: Path, size_bytes: int) -> bool:
    try:
        return path.stat().st_size == size_bytes
    except OSError:
        return False
