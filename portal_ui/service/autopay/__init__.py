"""Paying automatically: agreed to by the customer alone, announced before each charge, and ended by anyone who may pay at any time."""

import logging
from itertools import groupby
from zoneinfo import ZoneInfo

from db.engine import Database
from db.queries import autopay
from db.scope import Scope
from portal_ui.autopay_rules import FROM_HOUR
from portal_ui.dates import Clock, local_day
from portal_ui.errors import PortalError
from portal_ui.gateways import PaymentGateway
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.payment_errors import GatewayAwayError, MayNotPayError, PaymentsOffError
from portal_ui.service.autopay import agreeing, working
from portal_ui.service.company import Company
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.office_acts import By
from portal_ui.service.paying import Paying
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import Moment
from portal_ui.views import AutopayView, AutopayWish, StaffVisit, Visit

log = logging.getLogger("portal")


class AutomaticPayments:
    """The agreements of accounts, and the charges under them. Several processes may work at once: a transaction lets one of them begin."""

    def __init__(
        self, database: Database, company: Company, gateway: PaymentGateway, accounts: GatewayAccounts, paying: Paying, clock: Clock
    ) -> None:
        self._db = database
        self._company = company
        self._gateway = gateway
        self._accounts = accounts
        self._paying = paying
        self._clock = clock

    async def view(self, scope: Scope) -> AutopayView:
        """How it stands for the account; nothing of it for who sees no money."""
        if not scope.sees_money:
            return AutopayView(is_offered=False)
        return await self._db.read(agreeing.view, scope, await self._is_offered())

    async def agree(self, visit: Visit, wish: AutopayWish, *, address: str) -> None:
        """Have invoices paid automatically from now on, or change how. What was announced is announced anew.

        Raises:
            MayNotPayError: the person's role does not pay, or the office looks in the person's place.
            PaymentsOffError: the office does not offer it.
            CardNotFoundError: the card is not this account's.
            BadRequestError: something of it cannot be.
        """
        self._admit(visit)
        if not await self._is_offered():
            raise PaymentsOffError
        company, moment = await self._company.view(), await self._moment()
        agreed = agreeing.Agreed(visit.scope, visit.person_id, wish, self._gateway.name, company, moment, address)
        await self._db.write(agreeing.agree, agreed)
        await self._db.write(working.announce, visit.scope.customer_id, await self._at())  # what is due is told of at once

    async def stop(self, visit: Visit, *, address: str) -> None:
        """Switch it off at once. A charge that is with the bank already goes its way.

        Raises:
            MayNotPayError: the person's role does not pay.
        """
        self._admit(visit)
        await self._db.write(agreeing.stop, visit.scope, visit.person_id, await self._moment(), address)

    async def of_customer(self, number: str) -> AutopayView:
        """How it stands for the customer of that number, for the office.

        Raises:
            CustomerNotFoundError: there is none.
        """
        return await self._db.read(agreeing.of_customer, number, await self._is_offered())

    async def stop_by_office(self, staff: StaffVisit, number: str, *, address: str) -> bool:
        """Switch it off for a customer; False when it was off. The office never switches it on.

        Raises:
            CustomerNotFoundError: there is none of that number.
            MayNotChangeError: the member only sees.
        """
        moment = await self._moment()
        by = By(staff.staff_id, address, moment.now)
        return await self._db.write(agreeing.stop_by_office, by, number)

    async def work(self) -> None:
        """See how charges ended, announce what falls due, and charge what is due: whatever of that is left to do now."""
        await self.settle()
        if not await self._is_offered():
            return
        at = await self._at()
        for customer_id in await self._db.read(autopay.at_work):
            try:
                await self._db.write(working.announce, customer_id, at)
                if self._is_day(at):
                    await self._charge(customer_id, at)
            except GatewayAwayError:
                log.warning("The gateway does not answer; what is to be paid automatically waits.")
            except PortalError as refused:
                log.warning("An account could not be charged automatically: %s", type(refused).__name__)
            except Exception:
                log.exception("An account could not be charged automatically; the next round tries again.")
        await self.settle()

    async def settle(self) -> None:
        """See how charges ended that were under way."""
        found = await self._db.read(autopay.ended)
        for _payment, rows in groupby(found, key=lambda row: row.payment_id):
            ended = list(rows)
            try:
                await self._db.write(working.settle, [row.id for row in ended], ended[0], await self._moment())
            except Exception:
                log.exception("How an automatic payment ended could not be kept; the next round tries again.")

    async def _charge(self, customer_id: int, at: working.At) -> None:
        reference = await self._accounts.reference(Scope(customer_id))
        while begun := await self._db.write(working.charge, customer_id, reference, at):
            await self._paying.carry_out(begun)

    async def _is_offered(self) -> bool:
        return (await self._company.view()).takes_automatic_payments and not isinstance(self._gateway, ClosedGateway)

    async def _at(self) -> working.At:
        company, gateway = await self._company.view(), self._gateway
        limits = Limits(gateway.least_cents, gateway.most_cents, company.currency)  # what is left after others paid a part is no part
        return working.At(gateway.name, company.time_zone, limits, await self._moment())

    def _is_day(self, at: working.At) -> bool:
        return at.moment.now.astimezone(ZoneInfo(at.zone)).hour >= FROM_HOUR

    async def _moment(self) -> Moment:
        now = self._clock()
        return Moment(now, local_day(now, (await self._company.view()).time_zone))

    def _admit(self, visit: Visit) -> None:
        if not visit.scope.may_pay or visit.looking is not None:
            raise MayNotPayError
