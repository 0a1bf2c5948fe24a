"""What the demo's money desk has to show: payments that were refunded, disputed, returned, recorded, and one that only the gateway knows.

They are made as any payment is, by the portal's own service at the demo's card processor, with a clock that is set back.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from db.engine import Database
from db.queries import demo as queries
from db.queries import invoices
from db.scope import Scope
from portal_ui.changes import Changes
from portal_ui.consents import DEBIT_VERSION
from portal_ui.demo import OFFICE
from portal_ui.gateways import Charge
from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.choices import by_key, new_token
from portal_ui.service.company import Company
from portal_ui.service.comparing import Comparing
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.money_desk import MoneyDesk, RecordWish, RefundWish
from portal_ui.service.paying import Paying
from portal_ui.views import (
    AccountView,
    CustomerKind,
    NewCard,
    Outcome,
    PaymentMethod,
    PaymentStatus,
    PaymentWish,
    StaffRole,
    StaffVisit,
    Visit,
)

PAYER = "large@example.com"
_FROM = "198.51.100.24"  # the network address in the audit
_A_BANK_THINKS = timedelta(days=30)
_REFUNDED_CENTS, _UNKNOWN_CENTS = 6000, 12500


@dataclass
class Past:
    """A clock that is set."""

    now: datetime

    def __call__(self) -> datetime:
        """Now, as the demo's past has it."""
        return self.now


class History:
    """The weeks before the demo was begun, at its card processor."""

    def __init__(self, database: Database, gateway: DemoGateway, clock: Past) -> None:
        company, changes, accounts = Company(database, clock), Changes(database), GatewayAccounts(database, gateway)
        self._db = database
        self._gateway = gateway
        self._clock = clock
        self._began = clock.now
        self._accounts = accounts
        self._paying = Paying(database, company, changes, gateway, accounts, clock)
        self._desk = MoneyDesk(database, company, changes, gateway, clock)
        self._comparing = Comparing(database, company, changes, gateway, clock)
        self._paid: set[str] = set()
        self._payer: Visit
        self._staff: StaffVisit

    async def play(self) -> None:
        """All of it, in the order of the days, as far as there are open invoices to pay."""
        person_id, name, customer_id = await self._db.read(queries.payer, PAYER)
        account = AccountView(customer_id, "", name, "", CustomerKind.ROLL_OFF)
        today = self._began.date()
        self._payer = Visit(0, person_id, name, PAYER, "system", "", account, 1, Scope(customer_id), today)
        staff_id = await self._db.read(queries.staff_id, OFFICE[0])
        self._staff = StaffVisit(0, staff_id, "", OFFICE[0], StaffRole.OFFICE, "system", "", today, has_factor=False)
        refunded = await self._pay(12, "visa")
        await self._pay(10, "bank-taken-back")
        if refunded is not None:
            await self._refund(9, refunded, _REFUNDED_CENTS, "The box was picked up three days early")
        disputed = await self._pay(6, "disputed")
        await self._wait_for_the_bank(disputed)
        slow = await self._pay(4, "refund-slow")
        await self._record()
        if slow is not None:
            await self._refund(1, slow, slow.amount_cents, "Billed twice: the same job is on an earlier invoice")
            await self._wait_for_the_bank(slow)
        await self._charge_unknown(2)
        self._clock.now = self._began
        await self._comparing.compare()
        await self._hear()

    async def _pay(self, ago: int, choice: str) -> PaymentStatus | None:
        """An invoice paid so many days ago; none where none was open then."""
        self._clock.now = self._began - timedelta(days=ago)
        found = await self._db.read(invoices.open_ones, self._payer.scope)
        day = self._clock.now.date()
        fresh = (one for one in found if one.number not in self._paid and one.invoice_date < day and one.due_date >= day)
        mine = next(fresh, None)
        if mine is None:
            return None
        self._paid.add(mine.number)
        wish = PaymentWish(uuid4(), {mine.number: mine.balance_cents})
        await self._paying.prepare(self._payer, wish)
        debit = "" if by_key(choice).is_card else DEBIT_VERSION
        card = NewCard(new_token(by_key(choice)), keep=False, debit_version=debit)
        told = await self._paying.pay_with_new_card(self._payer, wish.request_id, card, address=_FROM)
        await self._hear()
        if told.outcome is Outcome.ON_ITS_WAY:
            self._clock.now += timedelta(hours=1)
            await self._hear()
        return await self._paying.status(self._payer, wish.request_id)

    async def _refund(self, ago: int, paid: PaymentStatus, cents: int, reason: str) -> None:
        self._clock.now = self._began - timedelta(days=ago)
        wish = RefundWish(uuid4(), paid.number, min(cents, paid.amount_cents), reason)
        await self._desk.refund(self._staff, wish, address=_FROM)
        await self._hear()

    async def _wait_for_the_bank(self, paid: PaymentStatus | None) -> None:
        """What a bank is thinking about there, it thinks about for long: the demo shows it every time."""
        if paid is None:
            return
        found = await self._desk.payment(paid.number)
        for reference in [*(one.reference for one in found.refunds), *(one.reference for one in found.disputes)]:
            await self._gateway.put_off(reference, self._began + _A_BANK_THINKS)

    async def _record(self) -> None:
        """A check that came in by mail, and one that its bank did not pay."""
        await self._check(3, "6115", "2214")
        bad = await self._check(3, "6109", "1093")
        self._clock.now = self._began - timedelta(days=2)
        if bad:
            await self._desk.void(self._staff, bad, "The bank returned the check unpaid", address=_FROM)

    async def _check(self, ago: int, customer: str, number: str) -> str:
        """All that a customer owes, paid with that check the day before; the payment's number, or nothing."""
        self._clock.now = self._began - timedelta(days=ago)
        owed = (await self._desk.customer(customer)).invoices
        cents = sum(one.open_cents for one in owed)
        wish = RecordWish(uuid4(), customer, PaymentMethod.CHECK, number, self._clock.now.date() - timedelta(days=1), cents)
        return await self._desk.record(self._staff, wish, address=_FROM) if cents else ""

    async def _charge_unknown(self, ago: int) -> None:
        """A payment that stands at the gateway alone, as after a backup was put back."""
        self._clock.now = self._began - timedelta(days=ago)
        customer = await self._accounts.reference(self._payer.scope)
        lost = Charge(str(uuid4()), str(uuid4()), customer, _UNKNOWN_CENTS, "USD", "", token=new_token(by_key("mastercard")))
        await self._gateway.charge(lost)
        for news in await self._gateway.events_due():  # it came before the backup was put back
            await self._gateway.delivered(news.id)

    async def _hear(self) -> None:
        """What the gateway has to tell, acted on to the end."""
        while news := await self._gateway.events_due():
            for one in news:
                await self._paying.hear(one.body, one.headers)
                await self._gateway.delivered(one.id)
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


async def play(database: Database, gateway: DemoGateway, clock: Past) -> None:
    """Make it all, up to the moment that the clock shows; `gateway` goes by that clock."""
    await History(database, gateway, clock).play()
