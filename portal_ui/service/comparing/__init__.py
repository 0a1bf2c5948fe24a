"""Once a day the gateway's list is held against the ledger, both ways. What can be mended is, like any other late news; the rest is told.

Differences stay until they are gone by themselves, or somebody of the office has dealt with them.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import DifferenceKind
from db.queries import audit, company, daily, differences, ledger, letters
from db.queries import paying as payments
from db.queries.differences import Finding
from portal_ui.changes import Changes
from portal_ui.dates import Clock, local_day
from portal_ui.gateways import GatewayUnreachableError, Listing, PaymentGateway, Report
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.mail.letters import OFFICE_ALERT, alerts
from portal_ui.service.company import Company
from portal_ui.service.comparing import reading
from portal_ui.service.comparing.findings import compare
from portal_ui.service.paying import applying, mirroring
from portal_ui.service.paying.moments import Moment, Moved

log = logging.getLogger("portal")
DAYS = timedelta(days=35)
_MARGIN = timedelta(days=3)  # the gateway's list reaches further back: its clock is not ours, and some news take days
_SETTLES = timedelta(minutes=15)  # what moved since may be on its way
_LEASE = timedelta(minutes=30)
_NAME = "compare"
_MENDABLE = (
    DifferenceKind.PAYMENT_STATE,
    DifferenceKind.PAYMENT_UNKNOWN,
    DifferenceKind.RETURN_UNKNOWN,
    DifferenceKind.RETURN_STATE,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison looked at and found."""

    since: datetime
    payments: int  # at the gateway
    returns: int
    findings: tuple[Finding, ...]
    new: int  # of them, not known before
    mended: int  # things that were brought to what the gateway says
    gone: int  # differences that are no more


class Comparing:
    """The comparison of one gateway with the ledger."""

    def __init__(self, database: Database, company_: Company, changes: Changes, gateway: PaymentGateway, clock: Clock) -> None:
        self._db = database
        self._company = company_
        self._changes = changes
        self._gateway = gateway
        self._clock = clock

    async def daily(self) -> None:
        """Compare, unless that was done on this day of the company's, or another process is at it. Without an answer: tried again later."""
        if isinstance(self._gateway, ClosedGateway):
            return
        moment = await self._moment()
        if not await self._db.write(daily.begin, _NAME, moment.today, moment.now, _LEASE):
            return
        is_done = False
        try:
            compared = await self.compare()
            is_done = True
        except GatewayUnreachableError:
            log.warning("The gateway does not answer, so it could not be compared with the ledger. That is tried again.")
        else:
            if compared.findings:
                log.warning("The gateway and the ledger differ; what differs stands on the money desk: %d.", len(compared.findings))
        finally:
            await self._db.write(_end, moment, is_done=is_done)

    async def compare(self) -> Compared:
        """Compare now, mend what can be mended, and write down what differs still.

        Raises:
            GatewayUnreachableError: the gateway does not answer; nothing was changed.
        """
        now = self._clock()
        since, settled_before = now - DAYS, now - _SETTLES
        listing = await self._gateway.listing(since - _MARGIN)  # first the list: whatever is on it has its row by then
        found = await self._differing(listing, since, settled_before)
        mended = await self._mend(listing, found) if found else 0
        if mended:
            found = await self._differing(listing, since, settled_before)
        new, gone = await self._db.write(_write_down, self._gateway.name, found, await self._moment())
        return Compared(since, len(listing.payments), len(listing.refunds) + len(listing.disputes), found, new, mended, gone)

    async def _differing(self, listing: Listing, since: datetime, settled_before: datetime) -> tuple[Finding, ...]:
        ours = await self._db.read(reading.ledger, self._gateway.name, listing, since)
        return await asyncio.to_thread(compare, self._gateway.name, listing, ours, since, settled_before)  # long lists hold up no page

    async def _mend(self, listing: Listing, found: Collection[Finding]) -> int:
        """News that never came: the same rules as when it comes by itself."""
        named = {finding.reference for finding in found if finding.kind in _MENDABLE}
        mended = 0
        for report in listing.payments:
            if report.reference in named:
                moved = await self._db.write(_apply, report, await self._moment())
                self._tell(moved)
                mended += moved is not None
        back = {one.charge_reference for one in listing.refunds if one.reference in named}
        back |= {one.charge_reference for one in listing.disputes if one.reference in named}
        for reference, payment_id in (await self._db.read(ledger.payments_by_reference, self._gateway.name, back)).items():
            returns = await self._gateway.returns(reference)
            if returns is not None:
                moved = await self._db.write(mirroring.take, payment_id, returns, await self._moment())
                self._tell(moved)
                mended += moved is not None
        return mended

    async def _moment(self) -> Moment:
        now = self._clock()
        return Moment(now, local_day(now, (await self._company.view()).time_zone))

    def _tell(self, moved: Moved | None) -> None:
        if moved is not None:
            self._changes.tell(moved.customer_id, moved.version)


def _end(session: Session, moment: Moment, *, is_done: bool) -> None:
    daily.end(session, _NAME, moment.today, moment.now, is_done=is_done)


def _apply(session: Session, report: Report, moment: Moment) -> Moved | None:
    payment_id = payments.id_of(session, reference=report.reference, request_id=_uuid(report.payment))
    return None if payment_id is None else applying.apply(session, payment_id, report, moment, is_awaited=False)


def _write_down(session: Session, gateway: str, found: Collection[Finding], moment: Moment) -> tuple[int, int]:
    """How many are new, and how many are no more. The office is told of new ones, once a comparison."""
    new = sum([differences.note(session, finding, moment.now) for finding in found])
    gone = differences.gone(session, gateway, moment.now, moment.now)
    if new:
        audit.add(session, at=moment.now, actor="portal", action="difference.found", details={"count": new})
        known = company.facts(session) or {}
        facts = {"reason": alerts.DIFFERENCES, "failures": new}
        letters.queue(session, kind=OFFICE_ALERT, to_address=str(known.get("email", "")), at=moment.now, facts=facts)
    return new, gone


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
