"""Payments nobody is sure of: the gateway is asked again and again, by listing, until each is settled one way or the other.

Never by sending the wish again, never by a search, never by assuming. Several processes may sweep at once: a lease on
the row lets one of them look, and what they find is applied in the same way as any other news.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import PaymentMethod, PaymentState
from db.queries import cards
from db.queries import paying as queries
from db.queries.rows import Found
from portal_ui.declines import EXPIRED_UNCONFIRMED, NOT_SUBMITTED
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway, Report, Standing, charge_of
from portal_ui.service.paying import applying
from portal_ui.service.paying.moments import AT_WORK, GRACE, OVERLAP, Moment, Moved, next_look

log = logging.getLogger("portal")
BATCH = 200
_AT_ONCE = 8
Tell = Callable[[Moved | None], None]


class Sweep:
    """One look after everything that is not settled. `tell` hears whose money changed."""

    def __init__(self, database: Database, gateway: PaymentGateway, moment: Callable[[], Awaitable[Moment]], tell: Tell) -> None:
        self._db = database
        self._gateway = gateway
        self._moment = moment
        self._tell = tell
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def begin_afresh(self) -> None:
        """At the start: whoever held a lease may be gone, and an early look harms nobody."""
        await self._db.write(queries.free_leases, (await self._moment()).now)

    async def run(self) -> int:
        """Look after each payment whose lease is over, batch by batch; returns how many were looked after."""
        looked = 0
        for state, look in (
            (PaymentState.CREATED, self._give_up),
            (PaymentState.SUBMITTING, self._find),
            (PaymentState.REQUIRES_ACTION, self._ask),
            (PaymentState.PROCESSING, self._ask),
        ):
            while batch := await self._leased(state):
                await self._look(batch, look)
                looked += len(batch)
        await self._detach()
        return looked

    async def _leased(self, state: PaymentState) -> Sequence[Found]:
        moment = await self._moment()
        asked = "" if state is PaymentState.CREATED else self._gateway.name  # what another gateway was asked, this one cannot tell
        found = await self._db.read(queries.unsettled, state, moment.now, BATCH, asked)
        if not found:
            return ()
        mine = await self._db.write(_lease_all, found, state, moment.now)
        return [row for row in found if row.id in mine]

    async def _look(self, batch: Sequence[Found], look: Callable[[list[Found]], Awaitable[None]]) -> None:
        """Account by account, some at a time; what goes wrong with one keeps no other waiting."""
        by_account: dict[int, list[Found]] = defaultdict(list)
        for row in batch:
            by_account[row.customer_id].append(row)

        async def one(rows: list[Found]) -> None:
            async with self._room:
                try:
                    await look(rows)
                except GatewayUnreachableError:
                    log.warning("The gateway does not answer about %d payments; they are asked for again.", len(rows))
                except Exception:
                    log.exception("Payments could not be looked after; the next round tries again.")

        await asyncio.gather(*(one(rows) for rows in by_account.values()))

    async def _give_up(self, rows: list[Found]) -> None:
        async def give_up(row: Found) -> None:
            self._tell(await self._db.write(applying.expire, row.id, await self._moment()))

        await _each(rows, give_up)

    async def _find(self, rows: list[Found]) -> None:
        """Match what the gateway lists for the account; what it does not list after the grace never reached it."""
        since = min(row.submitted_at for row in rows) - OVERLAP
        reports = await self._gateway.find(charge_of(rows[0].parameters["charge"]).customer, since)
        moment = await self._moment()

        async def match(row: Found) -> None:
            await self._conclude(row, [report for report in reports if report.payment == str(row.request_id)], moment)

        await _each(rows, match)

    async def _conclude(self, row: Found, reports: Sequence[Report], moment: Moment) -> None:
        if len(reports) > 1:
            listed = ", ".join(report.reference for report in reports)
            self._tell(await self._db.write(applying.park, row.id, f"the gateway has several payments for it: {listed}", moment))
        elif reports:
            self._tell(await self._db.write(applying.apply, row.id, reports[0], moment, is_awaited=False))
        elif moment.now - row.submitted_at > GRACE:
            failed = partial(applying.end, is_awaited=False)
            self._tell(await self._db.write(failed, row.id, PaymentState.FAILED, NOT_SUBMITTED, moment))

    async def _ask(self, rows: list[Found]) -> None:
        """Ask how each stands; what waited too long for the card holder is cancelled there first, and only then let go here."""
        await _each(rows, self._ask_one)

    async def _ask_one(self, row: Found) -> None:
        moment = await self._moment()
        is_over = row.expires_at is not None and row.expires_at <= moment.now
        report = await (self._gateway.cancel if is_over else self._gateway.get)(row.gateway_reference)
        if report is None:
            self._tell(await self._db.write(applying.park, row.id, "the gateway does not know it any more", moment))
        else:
            said = _expired(report) if is_over else report
            self._tell(await self._db.write(applying.apply, row.id, said, moment, is_awaited=False))

    async def _detach(self) -> None:
        """Have the gateway let go of cards that were removed here."""
        for row in await self._db.read(cards.to_detach, self._gateway.name, BATCH):
            try:
                await self._gateway.detach(row.gateway_reference)
            except GatewayUnreachableError:
                return
            await self._db.write(cards.detached, row.id, (await self._moment()).now)


async def _each(rows: Iterable[Found], act: Callable[[Found], Awaitable[None]]) -> None:
    """One after the other; what goes wrong with one keeps no other waiting, but when the gateway is silent all wait."""
    for row in rows:
        try:
            await act(row)
        except GatewayUnreachableError:
            raise
        except Exception:
            log.exception("A payment could not be looked after; the next round tries again.")


def _expired(report: Report) -> Report:
    """A cancelled payment says that its time was over."""
    if report.standing is not Standing.CANCELED or report.code:
        return report
    return Report(report.reference, report.payment, report.standing, report.amount_cents, report.currency, code=EXPIRED_UNCONFIRMED)


def _lease_all(session: Session, rows: Iterable[Found], state: PaymentState, now: datetime) -> set[int]:
    return {row.id for row in rows if queries.lease(session, row.id, state, now, _until(row, state, now))}


def _until(row: Found, state: PaymentState, now: datetime) -> datetime:
    """What takes days is not asked for each minute; but it is at once when its time is over."""
    is_slow = state is PaymentState.PROCESSING or (state is PaymentState.REQUIRES_ACTION and row.method is PaymentMethod.BANK)
    if not is_slow or row.submitted_at is None:
        return now + AT_WORK
    later = next_look(row.submitted_at, now)
    return min(later, row.expires_at) if row.expires_at is not None and row.expires_at > now else later
