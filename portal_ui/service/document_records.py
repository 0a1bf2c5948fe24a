"""Where the facts of documents come from, and in which language they are told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from portal_ui import language
from portal_ui.documents.paper import Job, Paper
from portal_ui.documents.proofs import Proof
from portal_ui.periods import PeriodWish
from portal_ui.service.issuing import Words
from portal_ui.views import (
    Activity,
    CompanyView,
    CreditView,
    InvoiceView,
    OrderView,
    PaymentView,
    RefundView,
    Scope,
    Statement,
)

View = TypeVar("View")


class _Company(Protocol):
    async def view(self) -> CompanyView: ...


class _Orders(Protocol):
    async def record(self, scope: Scope, number: str) -> OrderView: ...


class _Invoices(Protocol):
    async def record(self, scope: Scope, number: str) -> InvoiceView: ...


class _Payments(Protocol):
    async def record(self, scope: Scope, number: str) -> PaymentView: ...

    async def refund(self, scope: Scope, number: str, refund: str) -> RefundView: ...


class _Credits(Protocol):
    async def record(self, scope: Scope, number: str) -> CreditView: ...


class _Statements(Protocol):
    async def statement(self, scope: Scope, *, location: str = "", as_of: date | None = None) -> Statement: ...

    async def activity(self, scope: Scope, *, location: str = "", wish: PeriodWish | None = None) -> Activity: ...


@dataclass(frozen=True, slots=True)
class Records:
    """Where the facts of documents come from: the services that also fill the screens."""

    company: _Company
    orders: _Orders
    invoices: _Invoices
    payments: _Payments
    credits: _Credits
    statements: _Statements


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper whose facts are read: of what it is the newest, what is to stand on it, and what its file is called."""

    subject: str
    filename: str
    job: Callable[[], Job]
    proof: Callable[[Paper], Proof]  # what its code tells, once the paper stands

    def words(self) -> Words:
        """Put them together; of a long paper that takes a while."""
        job = self.job()
        return Words(job, self.proof(job.paper))


async def told_in(record: Callable[[Scope, str], Awaitable[View]], scope: Scope, number: str, locale: str) -> View:
    """A record in the language of the papers. It is refused in the visitor's, so that one is asked first."""
    view = await record(scope, number)
    if language.current() == locale:
        return view
    with language.speaking(locale):
        return await record(scope, number)
