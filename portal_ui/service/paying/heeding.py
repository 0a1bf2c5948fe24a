"""What an event's question brought becomes true here, and the event is done, in one transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from db.queries import audit, card_setups, cards, changes
from db.queries import gateway_events as events
from db.queries import paying as queries
from portal_ui.gateways import CardFacts, Event, Report, Returns
from portal_ui.service import keeping
from portal_ui.service.paying import applying, mirroring, noting
from portal_ui.service.paying.moments import Moment, Moved

ELSEWHERE = "of another environment"
_FOREIGN = "not ours"
_UNKNOWN = "the gateway knows nothing of it"


@dataclass(frozen=True, slots=True)
class Learned:
    """What the gateway says of that which an event is about."""

    report: Report | None = None
    returns: Returns | None = None
    is_setup: bool = False  # at most: of a setup, or of nothing that the portal keeps
    is_card: bool = False  # of a card that the portal knows; then
    card: CardFacts | None = None  # what the gateway still keeps of it


def heed(session: Session, event: Event, learned: Learned, moment: Moment) -> Moved | None:
    """Make it true and call the event done, or park it.

    An object that is not ours is no error: others may use the same gateway.
    """
    if learned.is_card:
        moved = _card(session, event.reference, learned.card, moment)
    elif learned.report is None:
        events.done(session, event.id, moment.now, "not about a payment" if learned.is_setup else _UNKNOWN)
        return None
    elif learned.is_setup:
        _setup(session, event, learned.report, moment)
        return None
    else:
        return _payment(session, event, learned.report, learned.returns, moment)
    events.done(session, event.id, moment.now)
    return moved


def _payment(session: Session, event: Event, report: Report, returns: Returns | None, moment: Moment) -> Moved | None:
    payment_id = queries.id_of(session, reference=report.reference, request_id=_uuid(report.payment))
    if payment_id is None:
        _nobodys(session, event, report, "payment", moment)
        return None
    moved = applying.apply(session, payment_id, report, moment, is_awaited=False)
    if event.is_warning:
        noting.warned(session, payment_id, moment)
    if returns is not None:
        if not queries.has_succeeded(session, payment_id):
            events.parked(session, event.id, "something came back of a payment that has not succeeded here")
            return moved
        moved = mirroring.take(session, payment_id, returns, moment) or moved
    events.done(session, event.id, moment.now)
    return moved


def _setup(session: Session, event: Event, report: Report, moment: Moment) -> None:
    request_id = _uuid(report.payment)
    setup = card_setups.by_request(session, request_id) if request_id is not None else None
    if setup is None:
        _nobodys(session, event, report, "card setup", moment)
        return
    keeping.apply(session, setup.id, report, moment)
    events.done(session, event.id, moment.now)


def _nobodys(session: Session, event: Event, report: Report, what: str, moment: Moment) -> None:
    if report.payment:
        events.parked(session, event.id, f"it is said to be ours, but there is no {what} {report.payment}")
    else:
        events.done(session, event.id, moment.now, _FOREIGN)


def _card(session: Session, reference: str, said: CardFacts | None, moment: Moment) -> Moved | None:
    """A card that was let go at the gateway is off the file here; one that its network renewed has its new facts."""
    card = cards.locked(session, reference)
    if card is None or (card.removed_at is not None and card.detached_at is not None):
        return None
    if said is None:
        action, is_shown = "card.gone", card.removed_at is None
        if is_shown:
            cards.remove(session, card.id, moment.now)
        cards.detached(session, card.id, moment.now)
    else:
        facts = {"brand": said.brand, "last4": said.last4, "exp_month": said.exp_month, "exp_year": said.exp_year}
        action, is_shown = "card.renewed", card.removed_at is None and any(getattr(card, name) != facts[name] for name in facts)
        if is_shown:
            cards.renew(session, card.id, facts)
    if not is_shown:
        return None
    audit.add(session, at=moment.now, actor="portal", action=action, subject=f"card:{card.id}", customer_id=card.customer_id)
    return Moved(card.customer_id, changes.raise_version(session, card.customer_id))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
