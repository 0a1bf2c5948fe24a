"""What the office does about payments of which the gateway says something else: ask again, let go, or say that it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import LIVE_STATES
from db.queries import changes, differences, gateway_events
from db.queries import desk as queries
from db.queries import paying as paying_queries
from db.queries.rows import Found
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway, Report, Returns, Standing, charge_of
from portal_ui.money_desk_errors import (
    NoSuchDifferenceError,
    NoSuchNewsError,
    NoSuchPaymentError,
    NotAskableError,
    NothingToSettleError,
    ReasonMissingError,
    StillTrueError,
)
from portal_ui.payment_errors import GatewayAwayError
from portal_ui.service import office_acts
from portal_ui.service.office_acts import By
from portal_ui.service.paying import applying, mirroring
from portal_ui.service.paying.moments import OVERLAP, Moment, Moved

_LONGEST_NOTE = 500
_OVER = (Standing.FAILED, Standing.CANCELED)


@dataclass(frozen=True, slots=True)
class Word:
    """All that the gateway says of a payment."""

    payment: Found
    reports: tuple[Report, ...]
    returns: Returns | None


async def ask(database: Database, gateway: PaymentGateway, number: str) -> Word:
    """What the gateway says of a payment now: every one that it lists for it, and what came back.

    Raises:
        NoSuchPaymentError: there is none of that number.
        NotAskableError: another gateway took it, or none did.
        GatewayAwayError: no answer.
    """
    found = await database.read(queries.asked_about, number)
    if found is None:
        raise NoSuchPaymentError(number)
    if found.gateway != gateway.name or not found.parameters:
        raise NotAskableError
    try:
        listed = await gateway.find(charge_of(found.parameters["charge"]).customer, found.created_at - OVERLAP)
        reports = {report.reference: report for report in listed if report.payment == str(found.request_id)}
        if found.gateway_reference and found.gateway_reference not in reports:
            known = await gateway.get(found.gateway_reference)
            reports |= {known.reference: known} if known is not None else {}
        returns = await gateway.returns(found.gateway_reference) if found.gateway_reference else None
    except GatewayUnreachableError as away:
        raise GatewayAwayError from away
    return Word(found, tuple(reports.values()), returns)


def take(session: Session, by: By, word: Word, moment: Moment) -> Moved | None:
    """Make what the gateway says true here; the office asked for it.

    Raises:
        MayNotChangeError: the member only sees.
    """
    office_acts.admit(session, by)
    payment = word.payment
    office_acts.note(session, by, "payment.ask", subject=f"payment:{payment.number}", customer_id=payment.customer_id)
    moved = applying.look_again(session, payment.id, word.reports, moment)
    if word.returns is not None:
        moved = mirroring.take(session, payment.id, word.returns, moment) or moved
    return moved


def settle(session: Session, by: By, word: Word, note: str, moment: Moment) -> Moved:
    """A parked payment was looked at: one in process is given up where the gateway has nothing of it, any other is left as it is.

    Raises:
        MayNotChangeError: the member only sees.
        ReasonMissingError: nobody would know why.
        NothingToSettleError: it waits for nobody.
        StillTrueError: the gateway has it.
    """
    office_acts.admit(session, by)
    why = _said(note)
    payment = paying_queries.locked(session, word.payment.id)
    if payment is None or not payment.parked_reason:
        raise NothingToSettleError
    details = {"reason": payment.parked_reason, "note": why}
    office_acts.note(session, by, "payment.settle", subject=f"payment:{payment.number}", customer_id=payment.customer_id, details=details)
    if payment.state in LIVE_STATES:
        if has_it(word.reports):
            raise StillTrueError
        moved = applying.let_go(session, payment.id, moment)
        assert moved is not None  # noqa: S101 - it is parked and in process
        return moved
    payment.parked_reason = None
    session.flush()
    return Moved(payment.customer_id, changes.raise_version(session, payment.customer_id))


def seen(session: Session, by: By, difference_id: int, note: str) -> None:
    """Somebody has dealt with a difference, and says how.

    Raises:
        MayNotChangeError: the member only sees.
        ReasonMissingError: nobody would know how.
        NoSuchDifferenceError: it is none that waits.
    """
    office_acts.admit(session, by)
    why = _said(note)
    found = differences.one(session, difference_id)
    if found is None or not differences.resolve(session, difference_id, by.staff_id, why, by.now):
        raise NoSuchDifferenceError
    subject = f"payment:{found.payment}" if found.payment else f"difference:{found.reference}"
    details = {"difference": found.kind.value, "note": why}
    office_acts.note(session, by, "difference.resolve", subject=subject, customer_id=found.customer_id, details=details)


def begin_again(session: Session, by: By, event_id: str) -> None:
    """Somebody has news tried again that could not be acted on.

    Raises:
        MayNotChangeError: the member only sees.
        NoSuchNewsError: it is none that waits.
    """
    office_acts.admit(session, by)
    found = gateway_events.parked_one(session, event_id)
    if found is None:
        raise NoSuchNewsError
    office_acts.note(session, by, "news.again", subject=f"event:{event_id}", details={"news": found.kind})


def has_it(reports: Sequence[Report]) -> bool:
    """Whether the gateway has the money, or may still get it."""
    return any(report.standing not in _OVER for report in reports)


def _said(note: str) -> str:
    if not note.strip():
        raise ReasonMissingError
    return note.strip()[:_LONGEST_NOTE]
