"""The demo's card processor, as the portal asks it."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from portal_ui.dates import Clock
from portal_ui.gateways import (
    CardFacts,
    CardForm,
    Charge,
    DemoForm,
    Event,
    GatewayUnreachableError,
    Listing,
    News,
    RefundReport,
    Rejected,
    Report,
    Returns,
    Setup,
    Standing,
    Unknown,
)
from portal_ui.gateways.demo import cards, desk, events, intents, late, signing
from portal_ui.gateways.demo.choices import letters
from portal_ui.gateways.demo.faults import EventTrouble, Faults, Trouble
from portal_ui.gateways.demo.limits import LEAST_CENTS, MOST_CENTS
from portal_ui.gateways.demo.store import Store
from portal_ui.gateways.demo.wishes import Answer, GiveBack, Wish

T = TypeVar("T")
_SILENT = {Trouble.REQUEST_LOST, Trouble.REQUEST_LATE, Trouble.ANSWER_LOST}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event as it is posted to the portal, signed a moment ago."""

    id: str
    body: bytes
    headers: Mapping[str, str]


class DemoGateway:
    """A `PaymentGateway` in a file of its own, which several processes may have open.

    It works on a thread of its own, so that a payer who waits for nothing keeps no other thread. `patience_seconds` is
    how long a caller waits in silence before the answer is `Unknown`. With `is_durable` off, a machine that loses its
    power may lose the last charges: for simulations that make thousands.
    """

    name = "demo"
    least_cents = LEAST_CENTS
    most_cents = MOST_CENTS
    takes_debits = True
    refused_at: datetime | None = None
    card_form: CardForm = DemoForm()

    def __init__(self, file: Path, clock: Clock, *, patience_seconds: float = 2.0, is_durable: bool = True) -> None:
        self._store = Store(file, is_durable=is_durable)
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="demo gateway")
        self._listeners: list[Callable[[], None]] = []
        self.faults = Faults(clock)

    async def ensure_customer(self, key: str, name: str) -> str:
        """As `PaymentGateway` says."""
        return await self._question(lambda db, _at: _customer(db, key, name))

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        answer = await self._wish(charge)
        assert not isinstance(answer, RefundReport)  # noqa: S101 - a charge is answered by its own kind
        return answer

    async def keep(self, setup: Setup) -> News:
        """As `PaymentGateway` says."""
        answer = await self._wish(setup)
        assert not isinstance(answer, RefundReport)  # noqa: S101 - as above
        return answer

    async def refund(self, key: str, reference: str, amount_cents: int) -> RefundReport | Rejected | Unknown:
        """As `PaymentGateway` says."""
        answer = await self._wish(GiveBack(key, reference, amount_cents))
        assert not isinstance(answer, Report)  # noqa: S101 - as above
        return answer

    async def get(self, reference: str) -> Report | None:
        """As `PaymentGateway` says."""
        return await self._question(lambda db, _at: intents.report(db, reference))

    async def find(self, customer: str, since: datetime) -> Sequence[Report]:
        """As `PaymentGateway` says."""
        return await self._question(lambda db, _at: intents.listed(db, customer, since.timestamp()))

    async def returns(self, reference: str) -> Returns | None:
        """As `PaymentGateway` says."""
        return await self._question(lambda db, _at: desk.returns(db, reference))

    async def listing(self, since: datetime) -> Listing:
        """As `PaymentGateway` says."""
        return await self._question(lambda db, _at: desk.listing(db, since.timestamp()))

    async def cancel(self, reference: str) -> Report | None:
        """As `PaymentGateway` says."""
        planned = self.faults.next_call()
        if planned.trouble in {Trouble.REQUEST_LOST, Trouble.REQUEST_LATE}:
            raise GatewayUnreachableError
        report = await self._question(lambda db, at: intents.cancel(db, at, reference))
        self._tell()
        if planned.trouble is not Trouble.NONE:
            raise GatewayUnreachableError
        return report

    async def card(self, reference: str) -> CardFacts | None:
        """As `PaymentGateway` says."""
        return await self._question(lambda db, _at: cards.kept(db, reference))

    async def detach(self, card: str) -> None:
        """As `PaymentGateway` says."""
        await self._question(lambda db, _at: cards.detach(db, card))

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """As `PaymentGateway` says."""
        return signing.read(body, headers, self._store.secret, self._clock().timestamp())

    async def waiting(self, reference: str) -> Report | None:
        """The payment or setup that waits for its card holder; `None` when there is none such, or it waits no more."""
        found = await self._run(lambda db, _at: intents.report(db, reference))
        return found if found is not None and found.standing is Standing.REQUIRES_ACTION else None

    async def answer(self, reference: str, *, agrees: bool) -> Report | None:
        """The card holder says yes or no on the bank's page; how it stands then. `None` when there is no such payment or setup."""
        report = await self._run(lambda db, at: intents.answered(db, at, reference, agrees=agrees))
        self._tell()
        return report

    async def put_off(self, reference: str, until: datetime) -> None:
        """A bank takes until then over the refund or dispute of that reference, rather than minutes; what is decided stays so."""
        await self._run(lambda db, _at: desk.put_off(db, reference, until.timestamp()))

    async def events_due(self) -> list[Delivery]:
        """The events to deliver now. Each comes again, after ever longer, until `delivered` is told of it, for three days."""
        return await self._run(self._deliveries)

    async def delivered(self, event_id: str) -> None:
        """An event has arrived."""
        await self._run(lambda db, _at: events.done(db, event_id))

    def on_news(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener`, on the event loop, after a call that may have made an event. What is returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """End what runs, and let go of the file."""
        self._thread.shutdown()
        self._store.close()

    async def _wish(self, wish: Wish) -> Answer:
        """Carry a wish out, or have go wrong what is planned to."""
        planned = self.faults.next_call()
        try:
            answer = await self._carry_out(wish, planned.trouble, planned.seconds)
        except sqlite3.OperationalError:  # the file is held by another, or the disk is full: rolled back, but nobody said so
            answer = Unknown()
        self._tell()
        if planned.trouble in _SILENT or (planned.trouble is Trouble.NONE and isinstance(answer, Unknown)):
            await asyncio.sleep(self._patience_seconds)
        return answer if planned.trouble is Trouble.NONE else Unknown()

    async def _carry_out(self, wish: Wish, trouble: Trouble, seconds: float) -> Answer:
        if trouble is Trouble.REQUEST_LOST:
            return Unknown()
        if trouble is Trouble.REQUEST_LATE:
            await self._run(lambda db, at: late.put(db, wish, at + seconds, has_arrived=False))
            return Unknown()
        is_answer_kept = trouble is not Trouble.ERROR_AFTER
        return await self._run(lambda db, at: desk.carry_out(db, at, wish, is_answer_kept=is_answer_kept))

    async def _question(self, work: Callable[[sqlite3.Connection, float], T]) -> T:
        """What moves no money: it is answered, or it was not asked.

        Raises:
            GatewayUnreachableError: it was not.
        """
        if self.faults.is_away():
            raise GatewayUnreachableError
        try:
            return await self._run(work)
        except sqlite3.OperationalError as error:
            raise GatewayUnreachableError from error

    async def _run(self, work: Callable[[sqlite3.Connection, float], T]) -> T:
        """One transaction, after all that is due by now."""

        def whole() -> T:
            at = self._clock().timestamp()
            with self._store.writing() as db:
                desk.catch_up(db, at)
                return work(db, at)

        return await asyncio.get_running_loop().run_in_executor(self._thread, whole)

    def _deliveries(self, db: sqlite3.Connection, at: float) -> list[Delivery]:
        going: list[Delivery] = []
        for news in events.take(db, at):
            planned = self.faults.next_event()
            if planned.trouble is EventTrouble.LATE:
                events.put_off(db, news.id, at + planned.seconds)
                continue
            if planned.trouble is EventTrouble.LOST:
                events.done(db, news.id)
                continue
            delivery = Delivery(news.id, *signing.signed(news, self._store.secret, at))
            going += [delivery] * (2 if planned.trouble is EventTrouble.TWICE else 1)
        return self.faults.in_order(going)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _customer(db: sqlite3.Connection, key: str, name: str) -> str:
    """The customer of that key, made when there is none."""
    db.execute("INSERT OR IGNORE INTO customers VALUES (?, ?, ?)", (key, f"demo_cus_{letters()}", name))
    reference: str = db.execute("SELECT reference FROM customers WHERE key = ?", (key,)).fetchone()[0]
    return reference
