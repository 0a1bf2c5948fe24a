"""The papers a customer takes along. Each is made once for the facts it shows, and kept."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy
from datetime import date
from functools import partial
from pathlib import Path

from db.engine import Database
from db.models import DocumentKind
from db.queries import customers
from db.queries import documents as queries
from portal_ui import language
from portal_ui.dates import Clock, utc_clock
from portal_ui.documents import activity, credit_memo, invoice, order_receipt, payment_receipt, proofs, refund_note, statement
from portal_ui.documents.refusals import ActivityTooLongError, StatementTooLongError
from portal_ui.documents.workers import Workers
from portal_ui.periods import PeriodWish
from portal_ui.service import showing
from portal_ui.service.document_records import Records, Wanted, told_in
from portal_ui.service.issuing import Issuing, Wish
from portal_ui.service.paper_allowance import PaperAllowance
from portal_ui.service.paper_gate import PaperGate
from portal_ui.views import CompanyView, DocumentFile, OrderStatus, RefundState, Scope

_AHEAD = 2  # papers that are got ready while others are made
_ROWS = 150  # of a table: they take as long as the rest of a paper


class Documents:
    """Order receipts, invoices, payment receipts, refund notes, credit memos and balance statements as PDF files."""

    def __init__(
        self,
        database: Database,
        records: Records,
        workers: Workers,
        data_dir: Path,
        *,
        allowance: PaperAllowance | None = None,
        base_url: str = "http://localhost",
        clock: Clock = utc_clock,
    ) -> None:
        self._db = database
        self._records = records
        self._workers = workers
        self._issuing = Issuing(database, workers, data_dir, clock)
        self._check = f"{base_url.rstrip('/')}/check"
        self._gate = PaperGate(at_once=workers.count + _AHEAD)
        self._preparing = asyncio.Semaphore()  # facts are read one paper after the other: pages come first
        self._making: dict[str, asyncio.Task[Path]] = {}
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

        async def prepared(company: CompanyView) -> Wanted:
            view = await told_in(self._records.orders.record, scope, number, company.locale)
            bill_to = showing.party(await self._db.read(customers.facts, scope), scope)
            filename = f"order-{number}-receipt.pdf" if view.row.status is OrderStatus.COMPLETED else f"order-{number}.pdf"
            subject = number if scope.sees_money else f"{number}, without amounts"
            return Wanted(subject, filename, partial(order_receipt.job, view, bill_to, company), partial(proofs.of_order, view))

        return await self._file(DocumentKind.ORDER_RECEIPT, scope, prepared)

    async def invoice(self, scope: Scope, number: str) -> DocumentFile:
        """The invoice as it stands now, with what was paid on it.

        Raises:
            InvoiceNotFoundError: no such invoice in this account, or not one it may see.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """

        async def prepared(company: CompanyView) -> Wanted:
            view = await told_in(self._records.invoices.record, scope, number, company.locale)
            return Wanted(number, f"invoice-{number}.pdf", partial(invoice.job, view, company), partial(proofs.of_invoice, view))

        return await self._file(DocumentKind.INVOICE, scope, prepared)

    async def payment_receipt(self, scope: Scope, number: str) -> DocumentFile:
        """The receipt of a payment; it says so when the payment failed or is still in process.

        Raises:
            PaymentNotFoundError: no such payment in this account.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """

        async def prepared(company: CompanyView) -> Wanted:
            view = await told_in(self._records.payments.record, scope, number, company.locale)
            balances = await self._db.read(queries.balances_after, scope, number)
            filename = f"payment-{number}-receipt.pdf" if view.row.has_receipt else f"payment-{number}.pdf"
            return Wanted(number, filename, partial(payment_receipt.job, view, balances, company), partial(proofs.of_payment, view))

        return await self._file(DocumentKind.PAYMENT_RECEIPT, scope, prepared)

    async def refund_note(self, scope: Scope, number: str, refund: str) -> DocumentFile:
        """The note of a payment's refund; it says so when the refund is still in process or was not made.

        Raises:
            PaymentNotFoundError: no such payment in this account.
            RefundNotFoundError: the payment has no such refund.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """

        async def prepared(company: CompanyView) -> Wanted:
            told = partial(self._records.payments.refund, refund=refund)
            view = await told_in(told, scope, number, company.locale)
            filename = f"refund-{refund}-note.pdf" if view.refund.state is RefundState.SUCCEEDED else f"refund-{refund}.pdf"
            return Wanted(refund, filename, partial(refund_note.job, view, company), partial(proofs.of_refund, view))

        return await self._file(DocumentKind.REFUND_NOTE, scope, prepared)

    async def credit_memo(self, scope: Scope, number: str) -> DocumentFile:
        """The credit memo as it stands now, with what was used of it.

        Raises:
            CreditMemoNotFoundError: no such memo in this account.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """

        async def prepared(company: CompanyView) -> Wanted:
            view = await told_in(self._records.credits.record, scope, number, company.locale)
            return Wanted(number, f"credit-memo-{number}.pdf", partial(credit_memo.job, view, company), partial(proofs.of_credit, view))

        return await self._file(DocumentKind.CREDIT_NOTE, scope, prepared)

    async def statement(self, scope: Scope, *, location: str = "", as_of: date | None = None) -> DocumentFile:
        """The balance statement as of a day, for the account or one of its locations.

        Raises:
            PortalError: as `Statements.statement`.
            StatementTooLongError: it lists more invoices than a paper holds.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """

        async def prepared(company: CompanyView) -> Wanted:
            told = partial(self._records.statements.statement, location=location, as_of=as_of)
            view = await told_in(lambda scope, _number: told(scope), scope, "", company.locale)
            if len(view.rows) > statement.MOST_ROWS:
                raise StatementTooLongError(len(view.rows), statement.MOST_ROWS)
            return Wanted(
                view.file_name, f"{view.file_name}.pdf", partial(statement.job, view, company), partial(proofs.of_statement, view)
            )

        return await self._file(DocumentKind.STATEMENT, scope, prepared)

    async def activity(self, scope: Scope, wish: PeriodWish, *, location: str = "") -> DocumentFile:
        """What moved the balance in a period, for the account or one of its locations.

        Raises:
            PortalError: as `Statements.activity`.
            ActivityTooLongError: more moved it than a paper holds.
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """

        async def prepared(company: CompanyView) -> Wanted:
            told = partial(self._records.statements.activity, location=location, wish=wish)
            view = await told_in(lambda scope, _number: told(scope), scope, "", company.locale)
            if len(view.movements) > activity.MOST_ROWS:
                raise ActivityTooLongError(len(view.movements), activity.MOST_ROWS)
            return Wanted(view.file_name, f"{view.file_name}.pdf", partial(activity.job, view, company), partial(proofs.of_activity, view))

        return await self._file(DocumentKind.STATEMENT, scope, prepared)

    async def _file(self, kind: DocumentKind, scope: Scope, prepared: Callable[[CompanyView], Awaitable[Wanted]]) -> DocumentFile:
        async with self._gate.turn(scope.customer_id, is_long=kind is DocumentKind.STATEMENT):
            async with self._preparing:
                company = await self._records.company.view()
                wanted = await prepared(company)
                wish = await asyncio.to_thread(self._wish, kind, scope, wanted, company)
                path = await self._issuing.kept(wish)
            return DocumentFile(str(path or await self._made(wish)), wanted.filename)

    def _wish(self, kind: DocumentKind, scope: Scope, wanted: Wanted, company: CompanyView) -> Wish:
        """Put the words together and hash them; in a thread, for a long invoice is thousands of words."""
        language.use(company.locale)  # of this thread's own context: papers speak the company's language
        return Wish.of(kind, scope, wanted.subject, wanted.words(), self._check, company.currency)

    async def _made(self, wish: Wish) -> Path:
        """Have it made once, however many ask for it at the same time, and although one who asks may go away."""
        making = self._making.get(wish.facts_hash)
        if making is None:
            self._allowance.take(wish.scope.customer_id, 1 + wish.rows // _ROWS)
            making = self._making[wish.facts_hash] = asyncio.create_task(self._issuing.make(wish))
            making.add_done_callback(lambda _task: self._making.pop(wish.facts_hash, None))
        return await asyncio.shield(making)
