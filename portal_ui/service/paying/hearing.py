"""News that the gateway pushes: a doorbell. It is kept once, answered at once, and acted on by asking how things stand."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import gateway_events as events
from db.queries import paying as queries
from portal_ui.gateways import Event, GatewayUnreachableError, PaymentGateway, Report, Returns
from portal_ui.service.paying import applying, mirroring
from portal_ui.service.paying.moments import Moment, Moved
from portal_ui.service.paying.sweeping import Tell

log = logging.getLogger("portal")
MOST_TRIES = 10
_SETTLES = timedelta(seconds=30)  # what was received before is not being acted on by someone this moment
_BATCH = 100


class Hearing:
    """Keeps events and acts on them. What fails is parked with its error, and tried again by `retry`."""

    def __init__(self, database: Database, gateway: PaymentGateway, moment: Callable[[], Awaitable[Moment]], tell: Tell) -> None:
        self._db = database
        self._gateway = gateway
        self._moment = moment
        self._tell = tell

    async def keep(self, event: Event) -> bool:
        """Keep it; False when it is known already."""
        facts = {"reference": event.reference, "is_payment": event.is_payment}
        return await self._db.write(events.keep, event.id, self._gateway.name, event.kind, facts, (await self._moment()).now)

    async def act(self, event: Event) -> None:
        """Ask how what the event is about stands, and make that true here; event and effect are done in one transaction."""
        with suppress(GatewayUnreachableError):
            await self._try(event)

    async def _try(self, event: Event) -> None:
        try:
            returns = None if event.is_payment else await self._gateway.returns(event.reference)
            if returns is None and not event.is_payment:
                await self._db.write(events.done, event.id, (await self._moment()).now, "not about a payment")
                return
            report = await self._gateway.get(event.reference if returns is None else returns.reference)
            self._tell(await self._db.write(_act, event, report, returns, await self._moment()))
        except GatewayUnreachableError:  # no fault of the event's: it is no try, however long that lasts
            await self._db.write(partial(events.parked, is_try=False), event.id, "the gateway did not answer")
            raise
        except Exception as error:
            log.exception("An event of the gateway could not be acted on; it is tried again.")
            await self._db.write(events.parked, event.id, f"{type(error).__name__}")

    async def retry(self) -> None:
        """Act on events that nobody has acted on yet; while the gateway does not answer, the others wait too."""
        before = (await self._moment()).now - _SETTLES
        for row in await self._db.read(events.to_try, self._gateway.name, MOST_TRIES, before, _BATCH):
            try:
                await self._try(Event(row.id, row.kind, row.facts["reference"], row.facts["is_payment"]))
            except GatewayUnreachableError:
                return


def _act(session: Session, event: Event, report: Report | None, returns: Returns | None, moment: Moment) -> Moved | None:
    """Apply the report, and what came back if that is the news, and call the event done.

    An object that is not ours is no error: others may use the same gateway.
    """
    if report is None:
        events.done(session, event.id, moment.now, "the gateway knows nothing of it")
        return None
    payment_id = queries.id_of(session, reference=report.reference, request_id=_uuid(report.payment))
    if payment_id is None:
        if report.payment:
            events.parked(session, event.id, f"it is said to be ours, but there is no payment {report.payment}")
        else:
            events.done(session, event.id, moment.now, "not ours")
        return None
    moved = applying.apply(session, payment_id, report, moment, is_awaited=False)
    if returns is not None:
        if not queries.has_succeeded(session, payment_id):
            events.parked(session, event.id, "something came back of a payment that has not succeeded here")
            return moved
        moved = mirroring.take(session, payment_id, returns, moment) or moved
    events.done(session, event.id, moment.now)
    return moved


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
