"""News that the gateway pushes: a doorbell. It is kept once, answered at once, and acted on by asking how things stand."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from db.engine import Database
from db.queries import cards
from db.queries import gateway_events as events
from db.queries.rows import Found
from portal_ui.gateways import Event, GatewayUnreachableError, PaymentGateway
from portal_ui.service.paying import heeding
from portal_ui.service.paying.heeding import Learned
from portal_ui.service.paying.moments import Moment
from portal_ui.service.paying.sweeping import Tell

log = logging.getLogger("portal")
PAUSES = (  # after so many tries an event is tried again that long after it came; first of all it may be in somebody's hands
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=3),
)
MOST_TRIES = len(PAUSES)
_BATCH = 100
_AT_ONCE = 8


class Hearing:
    """Keeps events and acts on them. What fails is parked with its error, and tried again by `retry`."""

    def __init__(self, database: Database, gateway: PaymentGateway, moment: Callable[[], Awaitable[Moment]], tell: Tell) -> None:
        self._db = database
        self._gateway = gateway
        self._moment = moment
        self._tell = tell
        self._room = asyncio.Semaphore(_AT_ONCE)  # however many ring at once, the gateway is not asked all at once

    async def keep(self, event: Event) -> bool:
        """Keep it; False when there is nothing to do: it is known already, or of another environment and only counted."""
        facts = {"reference": event.reference, "is_payment": event.is_payment, "is_warning": event.is_warning}
        now = (await self._moment()).now
        is_new = await self._db.write(events.keep, event.id, self._gateway.name, event.kind, facts, now)
        if is_new and not event.reference:
            await self._db.write(events.done, event.id, now, heeding.ELSEWHERE)
        return is_new and bool(event.reference)

    async def act(self, event: Event) -> None:
        """Ask how what the event is about stands, and make that true here; event and effect are done in one transaction."""
        with suppress(GatewayUnreachableError):
            async with self._room:
                await self._try(event)

    async def retry(self) -> None:
        """Act on events that nobody has acted on yet; while the gateway does not answer, the others wait too."""
        now = (await self._moment()).now
        for row in await self._db.read(events.to_try, self._gateway.name, PAUSES, now, _BATCH):
            try:
                await self._try(_event(row))
            except GatewayUnreachableError:
                return

    async def again(self, event_id: str) -> bool:
        """Act now on news that could not be acted on; whether that went well. Also of one that is none such any more.

        Raises:
            GatewayUnreachableError: the gateway does not answer.
        """
        row = await self._db.read(events.parked_one, event_id)
        if row is not None:
            await self._try(_event(row))
        return await self._db.read(events.parked_one, event_id) is None

    async def _try(self, event: Event) -> None:
        try:
            learned = await self._ask(event)
            self._tell(await self._db.write(heeding.heed, event, learned, await self._moment()))
        except GatewayUnreachableError:  # no fault of the event's: it is no try, however long that lasts
            await self._db.write(partial(events.parked, is_try=False), event.id, "the gateway did not answer")
            raise
        except Exception as error:
            log.exception("An event of the gateway could not be acted on; it is tried again.")
            await self._db.write(events.parked, event.id, f"{type(error).__name__}")

    async def _ask(self, event: Event) -> Learned:
        """What the gateway says now of whatever the event is about: a payment, what came back of one, a kept card, or a setup."""
        if event.is_payment:
            return Learned(report=await self._gateway.get(event.reference))
        if await self._db.read(cards.by_reference, event.reference) is not None:
            return Learned(is_card=True, card=await self._gateway.card(event.reference))
        returns = await self._gateway.returns(event.reference)
        if returns is not None:
            return Learned(report=await self._gateway.get(returns.reference), returns=returns)
        return Learned(is_setup=True, report=await self._gateway.get(event.reference))


def _event(row: Found) -> Event:
    """An event as its row keeps it."""
    facts = row.facts
    return Event(row.id, row.kind, facts["reference"], facts["is_payment"], facts.get("is_warning", False))
