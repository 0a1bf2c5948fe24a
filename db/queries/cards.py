"""Cards on file: what may be shown of them, and how they come and go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from db.models import Card, GatewayCustomer, Payment
from db.models.payments import LIVE
from db.queries.rows import Found
from db.scope import Scope

_CARD = Card.__table__.c
_CHANGE = update(Card).execution_options(synchronize_session=False)
_IN_USE = exists().where(Payment.card_id == _CARD.id, LIVE)
_SHOWN = select(
    _CARD.id,
    _CARD.gateway,
    _CARD.gateway_reference,
    _CARD.brand,
    _CARD.last4,
    _CARD.exp_month,
    _CARD.exp_year,
    _CARD.is_default,
    _CARD.fingerprint,
    _IN_USE.label("is_in_use"),
).where(_CARD.removed_at.is_(None))
_USABLE = _SHOWN.where(  # built once: each payment asks it
    _CARD.customer_id == bindparam("of_customer"), _CARD.id == bindparam("of_card"), _CARD.gateway == bindparam("of_gateway")
)


def on_file(session: Session, scope: Scope) -> Sequence[Found]:
    """The account's cards that were not removed, the default first."""
    asked = _SHOWN.where(_CARD.customer_id == scope.customer_id)
    return session.connection().execute(asked.order_by(_CARD.is_default.desc(), _CARD.id)).all()


def usable(session: Session, scope: Scope, card_id: int, gateway: str) -> Found | None:
    """A card of the account that can be charged at this gateway."""
    return session.execute(_USABLE, {"of_customer": scope.customer_id, "of_card": card_id, "of_gateway": gateway}).one_or_none()


def same(session: Session, customer_id: int, fingerprint: str) -> Sequence[Found]:
    """The account's cards on file that the gateway calls the same one."""
    if not fingerprint:
        return []
    return session.execute(_SHOWN.where(_CARD.customer_id == customer_id, _CARD.fingerprint == fingerprint)).all()


def by_reference(session: Session, reference: str) -> int | None:
    """The card under that reference of the gateway, removed or not."""
    return session.execute(select(_CARD.id).where(_CARD.gateway_reference == reference)).scalar()


def locked(session: Session, reference: str) -> Found | None:
    """That card, removed or not, held until the transaction ends: what is shown of it, whose it is, and when it went."""
    asked = select(*Card.__table__.c).where(_CARD.gateway_reference == reference)
    return session.execute(asked.with_for_update()).one_or_none()


def renew(session: Session, card_id: int, facts: dict[str, Any]) -> None:
    """Its network renewed it: another ending, another date."""
    session.execute(_CHANGE.where(_CARD.id == card_id).values(**facts))


def has_default(session: Session, customer_id: int) -> bool:
    """Whether the account has a card that is chosen to begin with."""
    asked = exists().where(_CARD.customer_id == customer_id, _CARD.is_default.is_(True), _CARD.removed_at.is_(None))
    return bool(session.execute(select(asked)).scalar())


def add(session: Session, facts: dict[str, Any]) -> int:
    """Put a card on file; returns its id."""
    card = Card(**facts)
    session.add(card)
    session.flush()
    return card.id


def make_default(session: Session, customer_id: int, card_id: int) -> None:
    """Choose this card to begin with, and no other."""
    session.execute(_CHANGE.where(_CARD.customer_id == customer_id, _CARD.is_default.is_(True)).values(is_default=False))
    session.execute(_CHANGE.where(_CARD.id == card_id).values(is_default=True))


def remove(session: Session, card_id: int, now: datetime) -> None:
    """Take a card off the file; the gateway is told afterwards."""
    session.execute(_CHANGE.where(_CARD.id == card_id).values(removed_at=now, is_default=False))


def held(session: Session, scope: Scope, card_id: int) -> Found | None:
    """That card of the account, held until the transaction ends."""
    locked = select(_CARD.id).where(_CARD.id == card_id, _CARD.customer_id == scope.customer_id, _CARD.removed_at.is_(None))
    if session.execute(locked.with_for_update()).scalar() is None:
        return None
    return session.execute(_SHOWN.where(_CARD.id == card_id)).one_or_none()


def to_detach(session: Session, gateway: str, most: int) -> Sequence[Found]:
    """Cards that were removed here and that the gateway may still keep: `id`, `gateway_reference`."""
    asked = select(_CARD.id, _CARD.gateway_reference).where(
        _CARD.removed_at.is_not(None), _CARD.detached_at.is_(None), _CARD.gateway == gateway, ~_IN_USE
    )
    return session.execute(asked.order_by(_CARD.id).limit(most)).all()


def detached(session: Session, card_id: int, now: datetime) -> None:
    """The gateway let go of it."""
    session.execute(_CHANGE.where(_CARD.id == card_id).values(detached_at=now))


def customer_reference(session: Session, customer_id: int, gateway: str) -> str | None:
    """Under which name the gateway knows the account."""
    known = session.get(GatewayCustomer, (customer_id, gateway))
    return None if known is None else known.reference


def know_customer(session: Session, customer_id: int, gateway: str, reference: str) -> str:
    """Keep under which name the gateway knows the account; whoever was first is right."""
    known = session.get(GatewayCustomer, (customer_id, gateway))
    if known is None:
        session.add(GatewayCustomer(customer_id=customer_id, gateway=gateway, reference=reference))
        return reference
    return known.reference
