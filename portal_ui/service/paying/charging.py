"""Taking a payment to the gateway: claimed first, asked once, and what is not answered stays open."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from db.engine import Database
from db.models import PaymentState
from db.queries import paying as queries
from portal_ui.gateways import Charge, News, PaymentGateway, Rejected, Report, Unknown
from portal_ui.service.paying import applying
from portal_ui.service.paying.moments import AT_WORK, Moment
from portal_ui.service.paying.reserving import Begun
from portal_ui.service.paying.sweeping import Tell

log = logging.getLogger("portal")
_LOOK_AGAIN = timedelta(seconds=2)
_KEY_IN_USE = "idempotency_key_reuse"  # an earlier question under this key may have been answered with money: nothing is declared


class Charging:
    """Charges under way in this process. Each is a task of its own: who asked for it may go away, it goes on."""

    def __init__(
        self,
        database: Database,
        gateway: PaymentGateway,
        moment: Callable[[], Awaitable[Moment]],
        tell: Tell,
        *,
        in_doubt: Callable[[], None],
    ) -> None:
        self._db = database
        self._gateway = gateway
        self._moment = moment
        self._tell = tell
        self._in_doubt = in_doubt
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def charge(self, begun: Begun, patience_seconds: float) -> None:
        """Take a new payment to the gateway and wait for the answer, no longer than `patience_seconds`.

        Who finds a payment that is under way already waits for that one.
        """
        task = self._under_way.get(begun.payment_id)
        if task is None and begun.charge is not None:
            task = asyncio.create_task(self._submit(begun.payment_id, begun.charge))
            self._under_way[begun.payment_id] = task
            task.add_done_callback(lambda _done: self._under_way.pop(begun.payment_id, None))
        if task is not None:
            await asyncio.wait({task}, timeout=patience_seconds)

    async def farewell(self, seconds: float) -> None:
        """Let what is under way finish; what does not is settled at the next start."""
        if self._under_way:
            await asyncio.wait(set(self._under_way.values()), timeout=seconds)

    async def _submit(self, payment_id: int, charge: Charge) -> None:
        moment = await self._moment()
        if not await self._db.write(queries.claim, payment_id, moment.now, moment.now + AT_WORK):
            return
        try:
            await self._settle(payment_id, await self._ask(charge))
        except Exception:
            log.exception("What the gateway said of a payment could not be kept; it is asked again.")
            self._in_doubt()

    async def _ask(self, charge: Charge) -> News:
        try:
            return await self._gateway.charge(charge)
        except Exception:  # an adapter's fault: nobody may conclude that nothing was charged
            log.exception("The gateway's adapter broke while charging.")
            return Unknown()

    async def _settle(self, payment_id: int, news: News) -> None:
        moment = await self._moment()
        if isinstance(news, Report):
            self._tell(await self._db.write(partial(applying.apply, is_awaited=True), payment_id, news, moment))
        elif isinstance(news, Rejected) and news.code != _KEY_IN_USE:
            self._tell(await self._db.write(partial(applying.end, is_awaited=True), payment_id, PaymentState.FAILED, news.code, moment))
        else:
            await self._db.write(queries.look_again, payment_id, moment.now + _LOOK_AGAIN)
            self._in_doubt()
