"""The office's money desk: what it records, gives back, takes back and mends. Each act is audited in its own transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import recording as rows
from db.queries.desk import asked_about
from db.scope import Scope
from portal_ui.changes import Changes
from portal_ui.dates import Clock, local_day
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway
from portal_ui.money_desk_errors import NoSuchNewsError, NoSuchPaymentError
from portal_ui.office_errors import CustomerNotFoundError
from portal_ui.payment_errors import GatewayAwayError
from portal_ui.service import office_acts
from portal_ui.service.company import Company
from portal_ui.service.money_desk import comparing, mending, reading, recording, waiting
from portal_ui.service.money_desk.comparing import Compared
from portal_ui.service.money_desk.reading import PaymentList
from portal_ui.service.money_desk.recording import RecordWish
from portal_ui.service.office_acts import By
from portal_ui.service.paying import crediting
from portal_ui.service.paying.crediting import Spender, Used
from portal_ui.service.paying.hearing import Hearing
from portal_ui.service.paying.moments import Moment, Moved
from portal_ui.service.paying.refunding import Refunding, RefundWish
from portal_ui.views import CreditUsed, CreditWish, RefundState, StaffVisit
from portal_ui.views.desk import DeskCustomer, DeskPayment, DeskTotals, DifferenceRow, NewsRow

__all__ = ["Compared", "MoneyDesk", "RecordWish", "RefundWish"]

_PATIENCE_SECONDS = 8.0
_FAREWELL_SECONDS = 20.0


class MoneyDesk:
    """What the office does with payments of all accounts."""

    def __init__(
        self,
        database: Database,
        company: Company,
        changes: Changes,
        gateway: PaymentGateway,
        clock: Clock,
        *,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._db = database
        self._company = company
        self._changes = changes
        self._gateway = gateway
        self._clock = clock
        self._patience = patience_seconds
        self._refunding = Refunding(database, gateway, self._moment, self._tell)
        self._hearing = Hearing(database, gateway, self._moment, self._tell)
        self.payments = PaymentList(database, company)

    async def payment(self, number: str) -> DeskPayment:
        """All of one payment, whoever's it is.

        Raises:
            NoSuchPaymentError: there is none of that number.
        """
        if not number.isprintable():
            raise NoSuchPaymentError(number)
        return await self._db.read(reading.payment, number, self._gateway.name)

    async def account_of(self, number: str) -> Scope:
        """Whose payment it is, for its papers.

        Raises:
            NoSuchPaymentError: there is none of that number.
        """
        found = await self._db.read(asked_about, number) if number.isprintable() else None
        if found is None:
            raise NoSuchPaymentError(number)
        return Scope(found.customer_id)

    async def compared(self, number: str) -> tuple[Compared, ...]:
        """That payment line by line: what stands here, and what the gateway says now.

        Raises:
            PortalError: there is no such payment, or nobody to ask, or no answer.
        """
        word = await mending.ask(self._db, self._gateway, number)
        return comparing.compare(await self.payment(number), word)

    async def totals(self) -> DeskTotals:
        """What waits on the desk."""
        return await self._db.read(waiting.totals)

    async def differences(self, *, is_open: bool = True) -> tuple[DifferenceRow, ...]:
        """What the comparisons with the gateway found and nobody has dealt with; or what somebody has."""
        return await self._db.read(waiting.differences, is_open=is_open)

    async def news(self) -> tuple[NewsRow, ...]:
        """News of the gateway that could not be acted on, the oldest first."""
        return await self._db.read(waiting.news)

    async def customer(self, number: str) -> DeskCustomer:
        """For whom money is recorded or credit applied.

        Raises:
            CustomerNotFoundError: there is none of that number.
        """
        if not number.isprintable():
            raise CustomerNotFoundError(number)
        return await self._db.read(reading.customer, number)

    async def preview(self, wish: RecordWish) -> dict[str, int]:
        """What such a record would pay, by invoice number; the rest would be credit.

        Raises:
            PortalError: as `record`.
        """
        zone, moment = (await self._company.view()).time_zone, await self._moment()
        return await self._db.read(recording.preview, wish, zone, moment)

    async def refund(self, staff: StaffVisit, wish: RefundWish, *, address: str) -> RefundState:
        """Give money of a payment back; how far that is when this returns. The same `wish.request_id` again gives nothing more.

        Raises:
            MayNotChangeError: the member only sees.
            PortalError: nothing of it, or not so much, can be given back from here or now; nothing was.
        """
        return await self._refunding.refund(self._by(staff, address), wish, self._patience)

    async def record(self, staff: StaffVisit, wish: RecordWish, *, address: str) -> str:
        """Record money that the office received; returns the payment's number. The same `wish.request_id` again records nothing more.

        Raises:
            MayNotChangeError: the member only sees.
            CustomerNotFoundError: there is none of that number.
            PortalError: something of it cannot be; nothing was recorded.
        """
        company = await self._company.view()
        by, moment = self._by(staff, address), await self._moment()
        recorded = await self._db.write(recording.record, by, wish, company.currency, company.time_zone, moment)
        self._tell(recorded.moved)
        return recorded.number

    async def void(self, staff: StaffVisit, number: str, reason: str, *, address: str) -> None:
        """Take a recorded payment back whole.

        Raises:
            MayNotChangeError: the member only sees.
            PortalError: it cannot be voided; nothing was changed.
        """
        self._tell(await self._db.write(recording.void, self._by(staff, address), number, reason, await self._moment()))

    async def use_credit(self, staff: StaffVisit, customer: str, wish: CreditWish, *, address: str) -> CreditUsed:
        """Apply credit of an account to its invoices, in its place. The same `wish.request_id` again uses nothing more.

        Raises:
            MayNotChangeError: the member only sees.
            CustomerNotFoundError: there is none of that number.
            PortalError: as `Paying.use_credit`.
        """
        currency, moment = (await self._company.view()).currency, await self._moment()
        used = await self._db.write(_use_credit, self._by(staff, address), customer, wish, currency, moment)
        self._tell(used.moved)
        return used.told

    async def ask_again(self, staff: StaffVisit, number: str, *, address: str) -> bool:
        """Ask the gateway how a payment stands and make that true here; whether anything was new.

        Raises:
            MayNotChangeError: the member only sees.
            PortalError: there is no such payment, or nobody to ask, or no answer.
        """
        by = self._by(staff, address)
        await self._db.write(office_acts.admit, by)
        word = await mending.ask(self._db, self._gateway, number)
        moved = await self._db.write(mending.take, by, word, await self._moment())
        self._tell(moved)
        return moved is not None

    async def settle(self, staff: StaffVisit, number: str, note: str, *, address: str) -> None:
        """A payment that was left to the office was looked at.

        Raises:
            MayNotChangeError: the member only sees.
            StillTrueError: the gateway has the money of one that is in process here.
            PortalError: it waits for nobody, there is nobody to ask, or no answer.
        """
        by = self._by(staff, address)
        await self._db.write(office_acts.admit, by)
        word = await mending.ask(self._db, self._gateway, number)
        self._tell(await self._db.write(mending.settle, by, word, note, await self._moment()))

    async def seen(self, staff: StaffVisit, difference_id: int, note: str, *, address: str) -> None:
        """Somebody has dealt with a difference.

        Raises:
            MayNotChangeError: the member only sees.
            PortalError: it is none that waits, or nothing was said.
        """
        await self._db.write(mending.seen, self._by(staff, address), difference_id, note)

    async def try_news(self, staff: StaffVisit, event_id: str, *, address: str) -> bool:
        """Act now on news that could not be acted on; whether that went well.

        Raises:
            MayNotChangeError: the member only sees.
            NoSuchNewsError: it is none that waits.
            GatewayAwayError: no answer.
        """
        if not event_id.isprintable():
            raise NoSuchNewsError
        await self._db.write(mending.begin_again, self._by(staff, address), event_id)
        try:
            return await self._hearing.again(event_id)
        except GatewayUnreachableError as away:
            raise GatewayAwayError from away

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Until the block ends; then refunds under way may finish."""
        yield
        await self._refunding.farewell(_FAREWELL_SECONDS)

    def _by(self, staff: StaffVisit, address: str) -> By:
        return By(staff.staff_id, address, self._clock())

    async def _moment(self) -> Moment:
        now = self._clock()
        return Moment(now, local_day(now, (await self._company.view()).time_zone))

    def _tell(self, moved: Moved | None) -> None:
        if moved is not None:
            self._changes.tell(moved.customer_id, moved.version)


def _use_credit(session: Session, by: By, customer: str, wish: CreditWish, currency: str, moment: Moment) -> Used:
    office_acts.admit(session, by)
    found = rows.customer(session, customer)
    if found is None:
        raise CustomerNotFoundError(customer)
    return crediting.use(session, Scope(found.id), Spender(by.address, staff_id=by.staff_id), wish, currency, moment)
