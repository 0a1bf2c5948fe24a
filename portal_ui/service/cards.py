"""Cards on file: put there, chosen to begin with, and taken off again. No number is ever known here."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import audit, card_setups, changes
from db.queries import cards as queries
from db.scope import Scope
from portal_ui.dates import Clock, local_day
from portal_ui.errors import MoneyNotShownError
from portal_ui.gateways import GatewayUnreachableError, News, PaymentGateway, Setup, Standing, Unknown, setup_of
from portal_ui.payment_errors import CardInUseError, CardNotFoundError, DraftNotFoundError, GatewayAwayError, MayNotPayError
from portal_ui.service import keeping
from portal_ui.service.company import Company
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.paying.moments import AT_WORK, OVERLAP, Moment
from portal_ui.service.paying.velocity import USUAL, Declines, Watch
from portal_ui.service.showing import card_view
from portal_ui.views import CardView, NewCard, SetupOutcome, SetupStatus, Visit

_BATCH = 100


class Cards:
    """The cards of one account at a time."""

    def __init__(
        self,
        database: Database,
        company: Company,
        gateway: PaymentGateway,
        accounts: GatewayAccounts,
        clock: Clock,
        *,
        declines: Declines = USUAL,
    ) -> None:
        self._db = database
        self._company = company
        self._gateway = gateway
        self._accounts = accounts
        self._clock = clock
        self._watch = Watch(database, declines, self._moment)

    async def on_file(self, scope: Scope) -> tuple[CardView, ...]:
        """The account's cards, the default first.

        Raises:
            MoneyNotShownError: a site contact asks.
        """
        if not scope.sees_money:
            raise MoneyNotShownError
        today = (await self._moment()).today
        return tuple(card_view(card, today) for card in await self._db.read(queries.on_file, scope))

    async def keep(self, visit: Visit, request_id: UUID, card: NewCard, *, address: str) -> SetupStatus:
        """Put a card on file that was just entered on the gateway's own fields. The same `request_id` again keeps no second one.

        Raises:
            MayNotPayError: the person's role does not keep cards.
            DraftNotFoundError: the request id is another's.
            TooManyDeclinesError: so many cards of the account were declined that it has to wait.
            GatewayAwayError: the processor does not answer; nothing was kept.
        """
        return await self._watch.over(visit, self._keep(visit, request_id, card, address))

    async def status(self, visit: Visit, request_id: UUID) -> SetupStatus | None:
        """How putting that card on file stands; `None` when nothing was begun under the id.

        Raises:
            DraftNotFoundError: it is another account's.
        """
        self._admit(visit.scope)
        found = await self._db.read(keeping.status, visit.scope, request_id, await self._moment())
        if found is None or found[1].outcome is not SetupOutcome.NEEDS_YOU:
            return None if found is None else found[1]
        told = found[1]
        with suppress(GatewayUnreachableError):
            report = await self._gateway.get(found[0])
            if report is not None and report.standing is Standing.REQUIRES_ACTION:
                return SetupStatus(told.request_id, told.outcome, told.card, told.failure_code, report.action)
        return told

    async def confirmed(self, visit: Visit, request_id: UUID, *, address: str) -> SetupStatus:
        """The person is back from confirming with the bank.

        Raises:
            DraftNotFoundError: nothing of this account was begun under the id.
            GatewayAwayError: the processor does not answer.
        """
        return await self._watch.over(visit, self._ask(visit, request_id, self._gateway.get, "card.confirm", address))

    async def cancel(self, visit: Visit, request_id: UUID, *, address: str) -> SetupStatus:
        """Give up a card that waits to be confirmed.

        Raises:
            DraftNotFoundError: nothing of this account was begun under the id.
            GatewayAwayError: the processor does not answer; it waits on.
        """
        return await self._ask(visit, request_id, self._gateway.cancel, "card.give-up", address)

    async def make_default(self, visit: Visit, card_id: int, *, address: str) -> None:
        """Have payments begin with this card.

        Raises:
            MayNotPayError: the person's role does not choose cards.
            CardNotFoundError: not a card of this account.
        """
        self._admit(visit.scope)
        await self._db.write(_make_default, visit, card_id, address, self._clock())

    async def remove(self, visit: Visit, card_id: int, *, address: str) -> None:
        """Take a card off the file, here at once and at the gateway soon. No other becomes the default by itself.

        Raises:
            MayNotPayError: the person's role does not remove cards.
            CardNotFoundError: not a card of this account.
            CardInUseError: a payment in process runs on it; it stays.
        """
        self._admit(visit.scope)
        now = self._clock()
        reference = await self._db.write(_remove, visit, card_id, address, now)
        with suppress(GatewayUnreachableError):  # the sweep asks again
            await self._gateway.detach(reference)
            await self._db.write(queries.detached, card_id, now)

    async def sweep(self) -> None:
        """Settle what nobody is sure of: ask the gateway, and give up what is over."""
        moment = await self._moment()
        for row in await self._db.read(card_setups.unsettled, self._gateway.name, moment.now - AT_WORK, _BATCH):
            with suppress(GatewayUnreachableError):
                listed = await self._gateway.find(setup_of(row.parameters).customer, row.created_at - OVERLAP)
                mine = next((report for report in listed if report.payment == str(row.request_id)), None)
                if mine is not None and mine.standing is Standing.REQUIRES_ACTION and row.expires_at <= moment.now:
                    mine = await self._gateway.cancel(mine.reference)
                if mine is not None:
                    await self._db.write(keeping.apply, row.id, mine, moment)
                await self._db.write(keeping.expire, row.id, moment)

    async def _keep(self, visit: Visit, request_id: UUID, card: NewCard, address: str) -> SetupStatus:
        self._admit(visit.scope)
        customer, moment, guard = (
            await self._accounts.reference(visit.scope),
            await self._moment(),
            self._watch.guard(await self._company.view()),
        )
        wanted = keeping.Wanted(visit.scope, visit.person_id, request_id, card, address, self._gateway.name, customer, moment, guard)
        begun = await self._db.write(keeping.begin, wanted)
        if begun is not None:
            setup_id, setup = begun
            await self._db.write(keeping.apply, setup_id, await self._asked(setup), await self._moment())
        return await self._known(visit, request_id)

    async def _ask(
        self, visit: Visit, request_id: UUID, ask: Callable[[str], Awaitable[News | None]], action: str, address: str
    ) -> SetupStatus:
        self._admit(visit.scope)
        setup = await self._db.read(keeping.mine, visit.scope, request_id)
        if setup is None:
            raise DraftNotFoundError
        if setup.gateway_reference is not None:
            try:
                news = await ask(setup.gateway_reference)
            except GatewayUnreachableError as away:
                raise GatewayAwayError from away
            if news is not None:
                await self._db.write(_confirm, visit, setup.id, news, action, address, await self._moment())
        return await self._known(visit, request_id)

    async def _asked(self, setup: Setup) -> News:
        try:
            return await self._gateway.keep(setup)
        except Exception:  # noqa: BLE001 - an adapter's fault tells nothing of the card; the sweep asks again
            return Unknown()

    async def _known(self, visit: Visit, request_id: UUID) -> SetupStatus:
        told = await self.status(visit, request_id)
        assert told is not None  # noqa: S101 - it was begun
        return told

    async def _moment(self) -> Moment:
        now = self._clock()
        return Moment(now, local_day(now, (await self._company.view()).time_zone))

    def _admit(self, scope: Scope) -> None:
        if not scope.may_pay:
            raise MayNotPayError


def _make_default(session: Session, visit: Visit, card_id: int, address: str, now: datetime) -> None:
    if queries.held(session, visit.scope, card_id) is None:
        raise CardNotFoundError
    queries.make_default(session, visit.scope.customer_id, card_id)
    _note(session, visit, "card.default", f"card:{card_id}", address, now)
    changes.raise_version(session, visit.scope.customer_id)


def _remove(session: Session, visit: Visit, card_id: int, address: str, now: datetime) -> str:
    card = queries.held(session, visit.scope, card_id)
    if card is None:
        raise CardNotFoundError
    if card.is_in_use:
        raise CardInUseError
    queries.remove(session, card_id, now)
    _note(session, visit, "card.remove", f"card:{card_id}", address, now)
    changes.raise_version(session, visit.scope.customer_id)
    return str(card.gateway_reference)


def _confirm(session: Session, visit: Visit, setup_id: int, news: News, action: str, address: str, moment: Moment) -> None:
    keeping.apply(session, setup_id, news, moment)
    _note(session, visit, action, f"card-setup:{setup_id}", address, moment.now)


def _note(session: Session, visit: Visit, action: str, subject: str, address: str, now: datetime) -> None:
    customer_id = visit.scope.customer_id
    audit.add(session, at=now, actor=f"person:{visit.person_id}", action=action, subject=subject, customer_id=customer_id, address=address)
