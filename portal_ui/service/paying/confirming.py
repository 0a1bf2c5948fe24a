"""Payments that wait for their card holder: what they need, how the confirmation went, and how they are given up."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import PaymentState
from db.queries import audit
from db.queries import paying as queries
from portal_ui.errors import MoneyNotShownError
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway, Report, Standing
from portal_ui.payment_errors import DraftNotFoundError, GatewayAwayError
from portal_ui.service.paying import applying, telling
from portal_ui.service.paying.moments import Moment, Moved
from portal_ui.service.paying.sweeping import Tell
from portal_ui.views import Outcome, PaymentStatus, Visit


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked, from where, and whether to give the payment up."""

    visit: Visit
    address: str
    give_up: bool


class Confirming:
    """Tells how a payment stands, and asks the gateway about those that wait for a person."""

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

    async def status(self, visit: Visit, request_id: UUID) -> PaymentStatus | None:
        """As `Paying.status`."""
        if not visit.scope.sees_money:
            raise MoneyNotShownError
        found = await self._db.read(telling.by_request, visit.scope, visit.person_id, request_id)
        if found is None:
            return None
        reference, told = found
        if told.outcome is Outcome.NEEDS_YOU:
            with suppress(GatewayUnreachableError):  # without the way to confirm, people are still told how it stands
                report = await self._gateway.get(reference)
                if report is not None and report.standing is Standing.REQUIRES_ACTION:
                    return telling.with_action(told, report.action)
        return told

    async def ask(self, visit: Visit, request_id: UUID, *, give_up: bool, address: str) -> PaymentStatus:
        """As `Paying.confirmed`, or with `give_up` as `Paying.cancel`."""
        found = await self._db.read(queries.by_request, request_id)
        if found is None or found.customer_id != visit.scope.customer_id or not visit.scope.sees_money:
            raise DraftNotFoundError
        if found.state is PaymentState.REQUIRES_ACTION:
            try:
                report = await (self._gateway.cancel if give_up else self._gateway.get)(found.gateway_reference)
            except GatewayUnreachableError as away:
                self._in_doubt()
                raise GatewayAwayError from away
            if report is not None:
                moment = await self._moment()
                asked = _Asked(visit, address, give_up)
                self._tell(await self._db.write(_apply, found.id, found.number, report, asked, moment))
        told = await self.status(visit, request_id)
        assert told is not None  # noqa: S101 - it was there a moment ago
        return told


def _apply(session: Session, payment_id: int, number: str, report: Report, asked: _Asked, moment: Moment) -> Moved | None:
    audit.add(
        session,
        at=moment.now,
        actor=f"person:{asked.visit.person_id}",
        action="payment.give-up" if asked.give_up else "payment.confirm",
        subject=f"payment:{number}",
        customer_id=asked.visit.scope.customer_id,
        address=asked.address,
    )
    return applying.apply(session, payment_id, report, moment, is_awaited=True)
