"""The life of one process of the portal: its steps are counted, and at one of them it dies, whatever it was doing."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from portal_ui.gateways import (
    CardFacts,
    Charge,
    Event,
    Listing,
    News,
    PaymentGateway,
    RefundReport,
    Rejected,
    Report,
    Returns,
    Setup,
    Unknown,
)

P = ParamSpec("P")
T = TypeVar("T")
_MOST_TURNS = 2
_SLOWEST_SECONDS = 45.0  # with all of its retries


class DiedError(BaseException):
    """The process is gone. Nothing of ours may catch it: nobody is there any more who could."""


class Life:
    """Counts the steps of a process. At the step `dies_at` it ends, and from then on nothing of it reaches the world."""

    def __init__(self, random: Random, dies_at: int | None) -> None:
        self._random = random
        self._dies_at = dies_at
        self._step = 0
        self.last_step = ""
        self.over = asyncio.Event()

    async def turn(self) -> None:
        """Let others have their turns first, some or none; dead people tell nothing."""
        for _turn in range(self._random.randint(0, _MOST_TURNS)):
            await asyncio.sleep(0)
        if self.over.is_set():
            raise DiedError

    async def travel(self) -> None:
        """An answer comes over the network: it may be old when it arrives."""
        await asyncio.sleep(self._random.choice((0.0, 0.0, 0.0, self._random.uniform(0, 6), self._random.uniform(0, _SLOWEST_SECONDS))))
        await self.turn()

    async def step(self, name: str) -> None:
        """One step on, or the end."""
        await self.turn()
        self._step += 1
        if self._step == self._dies_at:
            self.last_step = name
            self.over.set()
            raise DiedError


class MortalDatabase(Database):
    """The database as a process reaches it: it may die before a transaction, and after its commit before it hears of it."""

    _life: Life
    _changed: Callable[[], None]

    @classmethod
    def reached_by(cls, life: Life, database: Database, changed: Callable[[], None]) -> Self:
        """The same database; `changed` is called after each commit."""
        mortal = cls(database._reader, database._writer, writers=1)
        mortal._life, mortal._changed = life, changed
        return mortal

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `Database.read`."""
        await self._life.turn()
        return await super().read(work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `Database.write`."""
        await self._life.step("before a transaction")
        done = await super().write(work, *args, **kwargs)
        self._changed()
        await self._life.step("after a commit")
        return done


class MortalGateway:
    """The gateway as a process reaches it: it may die before a call, and after the gateway did what it was asked."""

    def __init__(self, life: Life, gateway: PaymentGateway, trouble: Callable[[Charge | None], None]) -> None:
        self._life = life
        self._gateway = gateway
        self._trouble = trouble  # decides what goes wrong with the call that is made next
        self.name = gateway.name
        self.least_cents = gateway.least_cents
        self.most_cents = gateway.most_cents
        self.takes_debits = gateway.takes_debits
        self.refused_at = gateway.refused_at
        self.card_form = gateway.card_form

    async def ensure_customer(self, key: str, name: str) -> str:
        """As `PaymentGateway` says."""
        await self._life.step("before a call")
        made = await self._gateway.ensure_customer(key, name)
        await self._life.step("after a call")
        return made

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        await self._life.step("before a charge")
        self._trouble(charge)
        news = await self._gateway.charge(charge)
        await self._life.travel()
        await self._life.step("after a charge")
        return news

    async def keep(self, setup: Setup) -> News:
        """As `PaymentGateway` says."""
        await self._life.step("before a call")
        news = await self._gateway.keep(setup)
        await self._life.step("after a call")
        return news

    async def get(self, reference: str) -> Report | None:
        """As `PaymentGateway` says."""
        await self._life.turn()
        report = await self._gateway.get(reference)
        await self._life.travel()
        await self._life.step("after a question")
        return report

    async def find(self, customer: str, since: datetime) -> Sequence[Report]:
        """As `PaymentGateway` says."""
        await self._life.turn()
        reports = await self._gateway.find(customer, since)
        await self._life.travel()
        await self._life.step("after a question")
        return reports

    async def cancel(self, reference: str) -> Report | None:
        """As `PaymentGateway` says."""
        await self._life.step("before a cancel")
        self._trouble(None)
        report = await self._gateway.cancel(reference)
        await self._life.travel()
        await self._life.step("after a cancel")
        return report

    async def card(self, reference: str) -> CardFacts | None:
        """As `PaymentGateway` says."""
        await self._life.turn()
        return await self._gateway.card(reference)

    async def detach(self, card: str) -> None:
        """As `PaymentGateway` says."""
        await self._life.step("before a call")
        await self._gateway.detach(card)
        await self._life.step("after a call")

    async def refund(self, key: str, reference: str, amount_cents: int) -> RefundReport | Rejected | Unknown:
        """As `PaymentGateway` says."""
        await self._life.step("before a call")
        given = await self._gateway.refund(key, reference, amount_cents)
        await self._life.step("after a call")
        return given

    async def returns(self, reference: str) -> Returns | None:
        """As `PaymentGateway` says."""
        await self._life.turn()
        found = await self._gateway.returns(reference)
        await self._life.travel()
        await self._life.step("after a question")
        return found

    async def listing(self, since: datetime) -> Listing:
        """As `PaymentGateway` says."""
        await self._life.turn()
        found = await self._gateway.listing(since)
        await self._life.travel()
        await self._life.step("after a question")
        return found

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """As `PaymentGateway` says."""
        return self._gateway.read_event(body, headers)
