"""Cards on file: what may be shown of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Card
from db.queries.rows import Found
from db.scope import Scope


def on_file(session: Session, scope: Scope) -> Sequence[Found]:
    """The account's cards that were not removed, the default first."""
    card = Card.__table__.c
    asked = (
        select(card.id, card.brand, card.last4, card.exp_month, card.exp_year, card.is_default)
        .where(card.customer_id == scope.customer_id, card.removed_at.is_(None))
        .order_by(card.is_default.desc(), card.id)
    )
    return session.connection().execute(asked).all()
