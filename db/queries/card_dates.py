"""Cards on file that are about to expire, and who is to be written to about them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Access, AccessRole, AuditEntry, Card, Customer, Person
from db.queries.rows import Found

_CARD = Card.__table__.c
_PAYING = (AccessRole.OWNER, AccessRole.PAYABLE)


def expiring(session: Session, gateway: str, first: date, last: date) -> Sequence[Found]:
    """Cards on file there whose last month is one of those of these days: `id`, `customer_id`, `person_id`, `exp_month`, `exp_year`."""
    month = _CARD.exp_year * 12 + _CARD.exp_month
    asked = select(_CARD.id, _CARD.customer_id, _CARD.person_id, _CARD.exp_month, _CARD.exp_year).where(
        _CARD.removed_at.is_(None), _CARD.gateway == gateway, month.between(first.year * 12 + first.month, last.year * 12 + last.month)
    )
    return session.execute(asked.order_by(_CARD.id)).all()


def payers(session: Session, customer_id: int) -> Sequence[Found]:
    """Who may come into the account now and pay there: `id`, `email`."""
    access, person, customer = Access.__table__.c, Person.__table__.c, Customer.__table__.c
    ways = Access.__table__.join(Person.__table__, person.id == access.person_id).join(
        Customer.__table__, customer.id == access.customer_id
    )
    asked = select(person.id, person.email).select_from(ways)
    asked = asked.where(access.customer_id == customer_id, access.role.in_(_PAYING))
    asked = asked.where(access.is_enabled, person.is_enabled, customer.portal_enabled)
    return session.execute(asked.order_by(person.id)).all()


def told(session: Session, action: str, since: datetime) -> set[tuple[str, str, int]]:
    """Of which cards somebody was told since then: the audit's subject, until when the card was good, and how many days ahead."""
    entry = AuditEntry.__table__.c
    asked = select(entry.subject, entry.details).where(entry.action == action, entry.at >= since)
    return {(subject, str(details["expires"]), int(details["ahead"])) for subject, details in session.execute(asked)}


def shown(session: Session, customer_id: int, card_id: int) -> Found | None:
    """What a letter says of a card that is on file still: `brand`, `last4`, `exp_month`, `exp_year`."""
    asked = select(_CARD.brand, _CARD.last4, _CARD.exp_month, _CARD.exp_year)
    return session.execute(asked.where(_CARD.id == card_id, _CARD.customer_id == customer_id, _CARD.removed_at.is_(None))).one_or_none()
