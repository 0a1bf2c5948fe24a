"""Paying as it runs, over a real database and the demo's gateway, with a clock that the test sets."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Company, GatewayCustomer, Invoice, Payment
from db.scope import Scope
from portal_ui.changes import Changes
from portal_ui.consents import DEBIT_VERSION
from portal_ui.gateways import PaymentGateway
from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.choices import by_key
from portal_ui.service.cards import Cards
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.paying import Paying
from portal_ui.views import AccountView, CustomerKind, NewCard, PaymentStatus, PaymentWish, Visit
from tests.builders.people import add_person
from tests.builders.trade import TODAY, add_customer

ADDRESS = "203.0.113.7"


@dataclass
class SetClock:
    """Tells the time it was set to."""

    now: datetime = datetime(2026, 11, 23, 18, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Now."""
        return self.now

    def pass_(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)


@dataclass
class Till:
    """The services that move money, and what a test looks at afterwards."""

    database: Database
    clock: SetClock
    gateway: DemoGateway
    paying: Paying
    cards: Cards
    changes: Changes
    file: Path

    @classmethod
    def over(cls, database: Database, file: Path, *, clock: SetClock | None = None, gateway: PaymentGateway | None = None) -> "Till":
        """Everything built anew, as a process that starts would; the database and the gateway's file stay what they were."""
        at = clock or SetClock()
        demo = DemoGateway(file, at, patience_seconds=0.01, is_durable=False)
        taking = gateway or demo
        company, changes, accounts = CompanyService(database, at), Changes(database), GatewayAccounts(database, taking)
        return cls(
            database,
            at,
            demo,
            Paying(database, company, changes, taking, accounts, at),
            Cards(database, company, taking, accounts, at),
            changes,
            file,
        )

    async def payer(self, scope: Scope | None = None, *, name: str = "Dana Ortiz") -> Visit:
        """Someone who may pay for an account, a new one unless told."""
        scope = scope or await add_customer(self.database)
        person_id = await add_person(self.database, f"{uuid4().hex[:8]}@example.com", name=name)
        account = AccountView(scope.customer_id, str(scope.customer_id), name, "Marshall", CustomerKind.ROLL_OFF)
        return Visit(1, person_id, name, "payer@example.com", "system", "en_US", account, 1, scope, TODAY)

    async def card(self, visit: Visit, choice: str = "visa") -> int:
        """A card on file that behaves as that choice of the demo does; returns its id."""
        token = f"ctoken_demo_{choice}_{uuid4().hex[:12]}"
        wish_id = uuid4()
        kept = await self.cards.keep(visit, wish_id, NewCard(token, keep=True, consent_version="test"), address=ADDRESS)
        if kept.action:
            await self.gateway.answer(kept.action.rsplit("/", 1)[1], agrees=True)
            kept = await self.cards.confirmed(visit, wish_id, address=ADDRESS)
        assert kept.card is not None, kept
        return kept.card.id

    async def pay(self, visit: Visit, amounts: Mapping[str, int], card_id: int, *, request_id: UUID | None = None) -> PaymentStatus:
        """Pay with a saved card."""
        return await self.paying.pay(visit, PaymentWish(request_id or uuid4(), amounts, card_id), address=ADDRESS)

    async def pay_new(self, visit: Visit, amounts: Mapping[str, int], choice: str, *, keep: bool = False) -> PaymentStatus:
        """Pay with a card, or a bank account, that was just entered and behaves as that choice does."""
        if not by_key(choice).is_card:
            await self.take_debits()
        wish = PaymentWish(uuid4(), amounts)
        await self.paying.prepare(visit, wish)
        token = f"ctoken_demo_{choice}_{uuid4().hex[:12]}"
        card = NewCard(token, keep) if by_key(choice).is_card else account(token)
        return await self.paying.pay_with_new_card(visit, wish.request_id, card, address=ADDRESS)

    async def take_debits(self, *, is_offered: bool = True, currency: str = "USD") -> None:
        """The office has customers pay from bank accounts, or not."""

        def choose(session: Session) -> None:
            company = session.get(Company, 1) or Company(name="")
            company.takes_bank_debits, company.currency = is_offered, currency
            session.add(company)

        await self.database.write(choose)
        await self.paying._company.has_changed()

    async def invoice(self, number: str) -> Invoice:
        """The invoice as the database has it."""
        return await self.database.read(lambda session: session.scalars(select(Invoice).where(Invoice.number == number)).one())

    async def payment(self, request_id: UUID) -> Payment:
        """The payment as the database has it."""
        return await self.database.read(lambda session: session.scalars(select(Payment).where(Payment.request_id == request_id)).one())

    async def rows(self, kind: type[Any]) -> list[Any]:
        """All rows of a table, by id."""
        return await self.database.read(lambda session: list(session.scalars(select(kind).order_by(kind.id))))

    async def charged_cents(self) -> list[int]:
        """What the gateway took in all, in order."""
        found: list[int] = []
        for customer in await self._customers():
            reports = await self.gateway.find(customer, datetime(2000, 1, 1, tzinfo=UTC))
            found += [report.amount_cents for report in reports if report.charge]
        return found

    async def _customers(self) -> list[str]:
        return await self.database.read(lambda session: list(session.scalars(select(GatewayCustomer.reference))))

    async def settled(self) -> None:
        """Wait until every event that was heard has been acted on."""
        while self.paying._settling._acting:
            await asyncio.wait(set(self.paying._settling._acting))

    async def open_of_books(self) -> tuple[str, int]:
        """An invoice of the books that can be paid: its number and what is open."""

        def find(session: Session) -> tuple[str, int]:
            found = session.scalars(select(Invoice).where(Invoice.standing == 1, Invoice.held_cents < Invoice.balance_cents)).first()
            assert found is not None
            return found.number, found.balance_cents - found.held_cents

        return await self.database.read(find)

    async def customer_of(self, number: str) -> Scope:
        """Whose invoice it is."""
        return Scope((await self.invoice(number)).customer_id)


def account(token: str) -> NewCard:
    """A bank account that was just entered, and its debit agreed to."""
    return NewCard(token, keep=False, debit_version=DEBIT_VERSION, browser="Firefox on Windows")
