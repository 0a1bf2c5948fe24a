"""Where the facts of documents come from."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from portal_ui.periods import PeriodWish
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
