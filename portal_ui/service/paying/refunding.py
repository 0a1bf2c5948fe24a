"""Giving money back: the row first, claimed, the gateway asked once, and what is not answered asked for again, never sent again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import OFFICE, DisputeState, Payment, PaymentState, RefundState
from db.queries import returning as rows
from db.queries.rows import Found
from portal_ui.declines import NOT_SUBMITTED
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway, RefundReport, Rejected, Returns, Unknown, key_of
from portal_ui.money import money
from portal_ui.money_desk_errors import (
    AmountUnreadableError,
    NoSuchPaymentError,
    NothingLeftError,
    NotRefundableError,
    ReasonMissingError,
    TooMuchError,
)
from portal_ui.payment_errors import OtherWishError
from portal_ui.service import office_acts
from portal_ui.service.office_acts import By
from portal_ui.service.paying import mirroring, returning, telling_returns
from portal_ui.service.paying.moments import AT_WORK, GRACE, Moment, Moved
from portal_ui.service.paying.sweeping import Tell

log = logging.getLogger("portal")
BATCH = 100
_LONGEST_REASON = 500
_KEY_IN_USE = "idempotency_key_reuse"  # an earlier question under this key may have been answered: nothing is declared


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What a member of the office wishes to give back. The same `request_id` again is the same wish."""

    request_id: UUID
    payment: str  # its number
    cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A refund that stands; with `reference` it is still to be taken to the gateway."""

    refund_id: int
    payment_id: int
    cents: int
    key: str = ""
    reference: str = ""
    moved: Moved | None = None


class Refunding:
    """Refunds of one gateway's payments. Several processes may do this at once: a claim lets one of them ask."""

    def __init__(self, database: Database, gateway: PaymentGateway, moment: Callable[[], Awaitable[Moment]], tell: Tell) -> None:
        self._db = database
        self._gateway = gateway
        self._moment = moment
        self._tell = tell
        self._under_way: set[asyncio.Task[None]] = set()

    async def refund(self, by: By, wish: RefundWish, patience_seconds: float) -> RefundState:
        """Give back what is wished, and wait for the gateway's answer, no longer than `patience_seconds`; how far it is then.

        Raises:
            PortalError: as `ask`.
        """
        asked = await self._db.write(ask, by, wish, self._gateway.name, await self._moment())
        self._tell(asked.moved)
        if asked.reference:
            task = asyncio.create_task(self._submit(asked))  # who asked may close the tab: it goes on
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            await asyncio.wait({task}, timeout=patience_seconds)
        return await self._db.read(_how_far, wish.request_id)

    async def farewell(self, seconds: float) -> None:
        """Let what is under way finish; what does not is settled at the next start."""
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=seconds)

    async def begin_afresh(self) -> None:
        """At the start: whoever held a lease may be gone."""
        await self._db.write(rows.free_leases, (await self._moment()).now)

    async def look_after(self) -> int:
        """Settle refunds whose lease is over; returns how many were looked after."""
        moment = await self._moment()
        found = await self._db.read(rows.unsettled, self._gateway.name, moment.now, BATCH)
        mine = await self._db.write(rows.lease, [row.id for row in found], moment.now, moment.now + AT_WORK) if found else set()
        for row in found:
            if row.id not in mine:
                continue
            try:
                await self._look(row)
            except GatewayUnreachableError:
                log.warning("The gateway does not answer about a refund; it is asked for again.")
            except Exception:
                log.exception("A refund could not be looked after; the next round tries again.")
        return len(mine)

    async def _look(self, row: Found) -> None:
        if row.state is RefundState.REQUESTED:  # whoever asked for it died before it was claimed: it was never sent
            await self._submit(Asked(row.id, row.payment_id, row.amount_cents, key_of(row.key), row.payment_reference))
            return
        returns = await self._gateway.returns(row.payment_reference)
        moment = await self._moment()
        is_listed = returns is not None and any(report.refund == str(row.key) for report in returns.refunds)
        if returns is not None:
            self._tell(await self._db.write(mirroring.take, row.payment_id, returns, moment))
        if not is_listed and row.state is RefundState.SUBMITTING and moment.now - row.submitted_at > GRACE:
            await self._end(row.id, row.payment_id, NOT_SUBMITTED, moment)

    async def _submit(self, asked: Asked) -> None:
        moment = await self._moment()
        if not await self._db.write(rows.claim, asked.refund_id, moment.now, moment.now + AT_WORK):
            return
        try:
            await self._settle(asked, await self._answer(asked))
        except Exception:
            log.exception("What the gateway said of a refund could not be kept; it is asked again.")

    async def _answer(self, asked: Asked) -> RefundReport | Rejected | Unknown:
        try:
            return await self._gateway.refund(asked.key, asked.reference, asked.cents)
        except Exception:  # an adapter's fault: nobody may conclude that nothing was given back
            log.exception("The gateway's adapter broke while refunding.")
            return Unknown()

    async def _settle(self, asked: Asked, answer: RefundReport | Rejected | Unknown) -> None:
        moment = await self._moment()
        if isinstance(answer, RefundReport):
            self._tell(await self._db.write(mirroring.take, asked.payment_id, Returns(asked.reference, (answer,)), moment))
        elif isinstance(answer, Rejected) and answer.code != _KEY_IN_USE:
            await self._end(asked.refund_id, asked.payment_id, answer.code, moment)
        else:
            await self._db.write(rows.look_again, asked.refund_id, moment.now)

    async def _end(self, refund_id: int, payment_id: int, code: str, moment: Moment) -> None:
        failed = partial(mirroring.settle_refund, moment=moment)
        self._tell(await self._db.write(failed, refund_id, payment_id, RefundState.FAILED, code))


def ask(session: Session, by: By, wish: RefundWish, gateway: str, moment: Moment) -> Asked:
    """The refund's row, with what it takes from what is left of the payment; the same wish again finds the row it made.

    What the office had recorded is given back by hand, so its refund is done with the row.

    Raises:
        MayNotChangeError: the member only sees.
        NoSuchPaymentError: there is none of that number.
        NotRefundableError: nothing of it can be given back from here, or not now.
        NothingLeftError: all of it went back.
        TooMuchError: less is left.
        OtherWishError: the request id was used for another refund.
    """
    office_acts.admit(session, by)
    if not wish.reason.strip():
        raise ReasonMissingError
    payment = rows.by_number(session, wish.payment)
    if payment is None:
        raise NoSuchPaymentError(wish.payment)
    before = rows.refund_by_request(session, wish.request_id)
    if before is not None:
        if (before.payment_id, before.amount_cents) != (payment.id, wish.cents):
            raise OtherWishError
        return Asked(before.id, payment.id, wish.cents)
    _check(session, payment, wish.cents, gateway)
    is_by_hand = payment.gateway == OFFICE
    refund = rows.add_refund(
        session, payment_id=payment.id, number=mirroring.next_number(session, payment.gateway), key=uuid4(), state=RefundState.REQUESTED,
        cents=wish.cents, reason=wish.reason.strip()[:_LONGEST_REASON], on=moment.today, now=moment.now, request_id=wish.request_id,
        staff_id=by.staff_id, lease_until=moment.now + AT_WORK,
    )  # fmt: skip
    details = {"cents": wish.cents, "refund": refund.number, "reason": refund.reason}
    office_acts.note(session, by, "refund.begin", subject=f"payment:{payment.number}", customer_id=payment.customer_id, details=details)
    if is_by_hand:
        refund.state, refund.lease_until = RefundState.SUCCEEDED, None
        telling_returns.refunded(session, payment, refund, moment)
    moved = mirroring.settled(session, payment)
    return Asked(refund.id, payment.id, wish.cents, str(refund.key), "" if is_by_hand else payment.gateway_reference or "", moved)


def _how_far(session: Session, request_id: UUID) -> RefundState:
    found = rows.refund_by_request(session, request_id)
    assert found is not None  # noqa: S101 - it was asked for a moment ago, and no refund is ever removed
    state: RefundState = found.state
    return state


def may_refund(session: Session, payment: Payment, gateway: str) -> int:
    """How much may be given back from here and now, more than nothing.

    Raises:
        NotRefundableError: nothing.
    """
    if payment.state is not PaymentState.SUCCEEDED:
        raise NotRefundableError.not_succeeded()
    if payment.gateway == "":
        raise NotRefundableError.of_books()
    if payment.gateway not in (gateway, OFFICE):
        raise NotRefundableError.elsewhere()
    if payment.parked_reason:
        raise NotRefundableError.parked()
    if rows.void_of(session, payment.id) is not None:
        raise NotRefundableError.voided()
    if any(dispute.state is DisputeState.OPEN for dispute in rows.disputes(session, payment.id)):
        raise NotRefundableError.disputed()
    left = returning.left(session, payment)
    if left == 0:
        raise NothingLeftError
    return left


def _check(session: Session, payment: Payment, cents: int, gateway: str) -> None:
    if type(cents) is not int or cents <= 0:
        raise AmountUnreadableError
    left = may_refund(session, payment, gateway)
    if cents > left:
        raise TooMuchError(money(left, payment.currency))
