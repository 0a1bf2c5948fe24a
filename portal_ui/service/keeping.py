"""Putting a card on file without paying: the row first, asked once, and settled like a payment."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from db.models import CardSetup, CardSetupState
from db.queries import audit, cards, changes
from db.queries import card_setups as queries
from db.scope import Scope
from portal_ui.declines import EXPIRED_UNCONFIRMED, NOT_SUBMITTED
from portal_ui.gateways import News, Rejected, Report, Setup, Standing
from portal_ui.payment_errors import DraftNotFoundError
from portal_ui.service.paying import noting, receiving, velocity
from portal_ui.service.paying.moments import GRACE, TO_CONFIRM, Moment
from portal_ui.service.paying.velocity import Guard
from portal_ui.service.showing import card_view
from portal_ui.views import NewCard, SetupOutcome, SetupStatus

_OUTCOMES = {
    CardSetupState.SUBMITTING: SetupOutcome.CONFIRMING,
    CardSetupState.REQUIRES_ACTION: SetupOutcome.NEEDS_YOU,
    CardSetupState.SUCCEEDED: SetupOutcome.KEPT,
    CardSetupState.FAILED: SetupOutcome.DECLINED,
    CardSetupState.CANCELED: SetupOutcome.CANCELED,
}
_ENDED = (CardSetupState.SUCCEEDED, CardSetupState.CANCELED, CardSetupState.FAILED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish to put a card on file, whole."""

    scope: Scope
    person_id: int
    request_id: UUID
    card: NewCard
    address: str
    gateway: str
    customer: str
    moment: Moment
    guard: Guard


def begin(session: Session, wanted: Wanted) -> tuple[int, Setup] | None:
    """The row and what the gateway is asked; `None` when the same wish was begun before.

    Raises:
        DraftNotFoundError: the request id is another's.
        TooManyDeclinesError: too many cards of the account were declined; the gateway is not asked.
    """
    if mine(session, wanted.scope, wanted.request_id) is not None:
        return None
    velocity.check(session, wanted.scope, wanted.guard, wanted.moment, is_payment=False)
    setup = Setup(key=str(uuid4()), setup=str(wanted.request_id), customer=wanted.customer, token=wanted.card.token)
    facts = {
        "customer_id": wanted.scope.customer_id,
        "person_id": wanted.person_id,
        "request_id": wanted.request_id,
        "key": UUID(setup.key),
        "gateway": wanted.gateway,
        "consent_version": wanted.card.consent_version,
        "parameters": setup.as_json(),
        "created_at": wanted.moment.now,
        "expires_at": wanted.moment.now + TO_CONFIRM,
    }
    setup_id = queries.begin(session, facts)
    if setup_id is None:
        mine(session, wanted.scope, wanted.request_id)
        return None
    actor, subject = f"person:{wanted.person_id}", f"card-setup:{setup_id}"
    customer_id, address = wanted.scope.customer_id, wanted.address
    audit.add(session, at=wanted.moment.now, actor=actor, action="card.setup", subject=subject, customer_id=customer_id, address=address)
    return setup_id, setup


def mine(session: Session, scope: Scope, request_id: UUID) -> CardSetup | None:
    """The account's setup under that id; `None` when none was begun.

    Raises:
        DraftNotFoundError: it is another account's.
    """
    found = queries.by_request(session, request_id)
    if found is not None and found.customer_id != scope.customer_id:
        raise DraftNotFoundError
    return found


def status(session: Session, scope: Scope, request_id: UUID, moment: Moment) -> tuple[str, SetupStatus] | None:
    """The gateway's reference of a setup, and how it stands."""
    found = mine(session, scope, request_id)
    if found is None:
        return None
    card = next((one for one in cards.on_file(session, scope) if one.id == found.card_id), None)
    shown = card_view(card, moment.today) if card is not None else None
    return found.gateway_reference or "", SetupStatus(request_id, _OUTCOMES[found.state], shown, found.failure_code)


def apply(session: Session, setup_id: int, news: News, moment: Moment) -> None:
    """Bring a setup to what the gateway says; what is settled stays, but a card that was kept after all is kept here too."""
    setup = queries.locked(session, setup_id)
    if isinstance(news, Rejected) and setup.state not in _ENDED:
        setup.state, setup.failure_code = CardSetupState.FAILED, news.code
    if not isinstance(news, Report) or setup.state is CardSetupState.SUCCEEDED:
        return
    setup.gateway_reference = news.reference
    if news.standing is Standing.SUCCEEDED and news.card is not None:
        setup.card_id = receiving.keep(session, setup.customer_id, setup.person_id, setup.gateway, news.card, setup.consent_version, moment)
        noting.card_kept(session, setup.customer_id, setup.person_id, setup.card_id, moment)
        setup.state = CardSetupState.SUCCEEDED
        session.flush()
        changes.raise_version(session, setup.customer_id)
    elif setup.state not in _ENDED:
        setup.state, setup.failure_code = _waiting_or_ended(news.standing), news.code


def expire(session: Session, setup_id: int, moment: Moment) -> None:
    """Nothing became of it in time: it never reached the gateway, or the card holder did not confirm."""
    setup = queries.locked(session, setup_id)
    if setup.state is CardSetupState.SUBMITTING and moment.now - setup.created_at > GRACE:
        setup.state, setup.failure_code = CardSetupState.FAILED, NOT_SUBMITTED
    elif setup.state is CardSetupState.REQUIRES_ACTION and setup.expires_at <= moment.now:
        setup.state, setup.failure_code = CardSetupState.CANCELED, EXPIRED_UNCONFIRMED


def _waiting_or_ended(standing: Standing) -> CardSetupState:
    if standing is Standing.REQUIRES_ACTION:
        return CardSetupState.REQUIRES_ACTION
    if standing is Standing.CANCELED:
        return CardSetupState.CANCELED
    return CardSetupState.FAILED if standing is Standing.FAILED else CardSetupState.SUBMITTING
