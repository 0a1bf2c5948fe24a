"""Paying invoices, and settling what the gateway reports.

Row first, reserve, claim, call, apply, sweep. The row and what it holds are committed before the gateway is asked, the
question is asked once, and whatever is not known for certain stays open until a listing at the gateway has settled it.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

from db.engine import Database
from db.queries import drafts
from db.queries import paying as queries
from db.scope import Scope
from portal_ui.changes import Changes
from portal_ui.dates import Clock, local_day
from portal_ui.gateways import PaymentGateway
from portal_ui.payment_errors import MayNotPayError
from portal_ui.service.company import Company
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.paying import crediting, debiting, drafting, offering, reserving, telling
from portal_ui.service.paying.charging import Charging
from portal_ui.service.paying.confirming import Confirming
from portal_ui.service.paying.crediting import Spender
from portal_ui.service.paying.limits import Limits, limits_of
from portal_ui.service.paying.moments import DRAFT, Moment, Moved
from portal_ui.service.paying.reserving import Begun, Wanted
from portal_ui.service.paying.settling import Settling
from portal_ui.service.paying.velocity import USUAL, Declines, Watch
from portal_ui.views import CreditUsed, CreditWish, Draft, NewCard, Offer, PaymentStatus, PaymentWish, Visit

_PATIENCE_SECONDS = 8.0  # a person waits no longer for the gateway; the payment goes on without them
_FAREWELL_SECONDS = 20.0  # at the end of the process payments under way may finish


class Paying:
    """What an account owes, settled: by card, and by credit it has."""

    def __init__(
        self,
        database: Database,
        company: Company,
        changes: Changes,
        gateway: PaymentGateway,
        accounts: GatewayAccounts,
        clock: Clock,
        *,
        patience_seconds: float = _PATIENCE_SECONDS,
        declines: Declines = USUAL,
    ) -> None:
        self._db = database
        self._company = company
        self._changes = changes
        self._accounts = accounts
        self._clock = clock
        self._patience = patience_seconds
        self.gateway = gateway
        self._watch = Watch(database, declines, self._moment)
        self._settling = Settling(database, gateway, self._moment, self._tell)
        self._charging = Charging(database, gateway, self._moment, self._tell, in_doubt=self._settling.hurry)
        self._confirming = Confirming(database, gateway, self._moment, self._tell, in_doubt=self._settling.hurry)

    async def offer(self, visit: Visit) -> Offer:
        """What can be paid now, with a request id for one payment.

        Raises:
            MayNotPayError: the person's role does not pay.
        """
        self._admit(visit.scope)
        limits, moment = await self._limits(), await self._moment()
        return await self._db.read(partial(offering.offer, gateway=self.gateway.name), visit.scope, visit.person_id, limits, moment)

    async def pay(self, visit: Visit, wish: PaymentWish, *, address: str) -> PaymentStatus:
        """Charge a saved card once for all chosen invoices, and return how it went as far as that is known by now.

        The same `wish.request_id` again finds the payment that the first call began, and charges nothing more.

        Raises:
            MayNotPayError: the person's role does not pay.
            InvoiceNotFoundError, InvoiceNotPayableError: no such invoice of the account, or it is paid, void or not a bill yet.
            AmountNotOpenError: it was paid, credited or set aside in the meantime; nothing was charged.
            BadAmountError, RestTooSmallError: an amount is none, or the sum or what would stay open is outside of what a card pays.
            WholeInvoicesOnlyError, PartTooSmallError: the office takes no part payments, or larger ones only.
            CardNotFoundError: the card is not this account's.
            TooManyDeclinesError: so many cards of the account were declined that it has to wait.
            OtherWishError: the request id was used for other amounts or another card.
            GatewayAwayError: the processor does not answer; nothing was charged.
        """
        return await self._watch.over(visit, self._pay(visit, wish, None, address))

    async def prepare(self, visit: Visit, wish: PaymentWish) -> None:
        """Keep a wish for the card page, where a new card is entered. Nothing is held yet.

        Raises:
            PortalError: as `pay`.
        """
        self._admit(visit.scope)
        await self._db.write(drafting.prepare, visit.scope, visit.person_id, wish, await self._limits(), await self._moment())

    async def draft(self, visit: Visit, request_id: UUID) -> Draft:
        """A wish that waits for its card.

        Raises:
            MayNotPayError: the person's role does not pay.
            DraftNotFoundError: another's, too old, or never made.
        """
        self._admit(visit.scope)
        currency = (await self._limits()).currency
        return await self._db.read(drafting.draft, visit.scope, visit.person_id, request_id, currency, await self._moment())

    async def pay_with_new_card(self, visit: Visit, request_id: UUID, card: NewCard, *, address: str) -> PaymentStatus:
        """Charge a card, or debit a bank account, that was just entered for the wish that waits for it. As `pay`.

        Raises:
            DraftNotFoundError: another's wish, too old, or never made.
            PortalError: as `pay`.
        """
        self._admit(visit.scope)
        if (known := await self.status(visit, request_id)) is not None:
            return known
        wish = await self._db.read(drafting.wish_of, visit.scope, visit.person_id, request_id, await self._moment())
        return await self._watch.over(visit, self._pay(visit, wish, card, address))

    async def again(self, visit: Visit, request_id: UUID) -> UUID:
        """After a payment came to nothing, the id of a new wish for the same invoices; the old id when it did not.

        Raises:
            DraftNotFoundError: another's payment, or none.
            InvoiceNotPayableError: nothing of it is open any more.
        """
        self._admit(visit.scope)
        return await self._db.write(drafting.again, visit.scope, visit.person_id, request_id, await self._moment())

    async def status(self, visit: Visit, request_id: UUID) -> PaymentStatus | None:
        """How the payment begun under that id stands; `None` when none was.

        Raises:
            DraftNotFoundError: it is another account's.
        """
        return await self._confirming.status(visit, request_id)

    async def confirmed(self, visit: Visit, request_id: UUID, *, address: str) -> PaymentStatus:
        """The person is back from confirming with the bank: ask how it went, and say how things stand now.

        Raises:
            DraftNotFoundError: no payment of this account was begun under that id.
        """
        return await self._watch.over(visit, self._confirming.ask(visit, request_id, give_up=False, address=address))

    async def cancel(self, visit: Visit, request_id: UUID, *, address: str) -> PaymentStatus:
        """Give up a payment that waits for its card holder. The gateway decides: it may have succeeded meanwhile.

        Raises:
            DraftNotFoundError: no payment of this account was begun under that id.
            MayNotPayError: the person's role does not pay.
            GatewayAwayError: the processor does not answer; it waits on.
        """
        self._admit(visit.scope)
        return await self._confirming.ask(visit, request_id, give_up=True, address=address)

    async def news(self, visit: Visit) -> tuple[PaymentStatus, ...]:
        """The account's payments in process, then the person's own that ended untold, the newest first; none for who sees no money."""
        if not visit.scope.sees_money:
            return ()
        return await self._db.read(telling.news, visit.scope, visit.person_id)

    async def told(self, visit: Visit, request_ids: Collection[UUID]) -> None:
        """The person has read how these payments ended. What the office reads in a person's place, that person has not."""
        if visit.looking is None and request_ids:
            await self._db.write(queries.told, visit.person_id, request_ids)

    async def use_credit(self, visit: Visit, wish: CreditWish, *, address: str) -> CreditUsed:
        """Apply credit that the account has to chosen invoices. The same `wish.request_id` again uses nothing more.

        Raises:
            NotEnoughCreditError: less credit is left.
            PortalError: as `pay`.
        """
        self._admit(visit.scope)
        currency, moment = (await self._limits()).currency, await self._moment()
        used = await self._db.write(crediting.use, visit.scope, Spender(address, visit.person_id), wish, currency, moment)
        self._tell(used.moved)
        return used.told

    async def carry_out(self, begun: Begun) -> None:
        """Take a payment to the gateway that was begun elsewhere, and wait for the answer as for any."""
        self._tell(Moved(begun.customer_id, begun.version) if begun.is_new else None)
        await self._charging.charge(begun, self._patience)

    async def hear(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Take a webhook: prove it, keep it once, act on it soon. Header names are in lower case.

        Raises:
            BadEventError: it is not the gateway's, too old, or not readable; nothing was kept.
        """
        await self._settling.hear(body, headers)

    async def sweep(self) -> int:
        """Settle whatever can be settled by now, and act on events that wait; returns how many payments were looked after."""
        return await self._settling.sweep()

    async def tidy(self) -> None:
        """Forget wishes that nobody can use any more."""
        await self._db.write(drafts.forget_before, (await self._moment()).now - DRAFT)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after payments until the block ends; then those under way may finish."""
        async with self._settling.running():
            yield
        await self._charging.farewell(_FAREWELL_SECONDS)

    async def _pay(self, visit: Visit, wish: PaymentWish, card: NewCard | None, address: str) -> PaymentStatus:
        self._admit(visit.scope)
        moment, company = await self._moment(), await self._company.view()
        limits = limits_of(company, self.gateway)
        wanted = Wanted(
            scope=visit.scope,
            person_id=visit.person_id,
            address=address,
            wish=wish,
            new_card=card,
            gateway=self.gateway.name,
            customer=await self._accounts.reference(visit.scope),
            limits=limits,
            moment=moment,
            guard=self._watch.guard(company, takes_debits=limits.takes_debits),
            mandate=debiting.mandate(card, wish, company, self.gateway, address, moment),
        )
        begun = await self._db.write(reserving.reserve, wanted)
        self._tell(Moved(begun.customer_id, begun.version) if begun.is_new else None)
        await self._charging.charge(begun, self._patience)
        told = await self.status(visit, wish.request_id)
        assert told is not None  # noqa: S101 - it stands
        return told

    async def _limits(self) -> Limits:
        return limits_of(await self._company.view(), self.gateway)

    async def _moment(self) -> Moment:
        return Moment(now := self._clock(), local_day(now, (await self._company.view()).time_zone))

    def _tell(self, moved: Moved | None) -> None:
        if moved is not None:
            self._changes.tell(moved.customer_id, moved.version)

    def _admit(self, scope: Scope) -> None:
        if not scope.may_pay:
            raise MayNotPayError
