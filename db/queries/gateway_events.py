"""News that a gateway pushed, kept once each until it was acted on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.inserts import insert_unless_there
from db.models import GatewayEvent, GatewayEventState
from db.queries.rows import Found

_TABLE = GatewayEvent.__table__
_EVENT = _TABLE.c
_CHANGE = update(GatewayEvent).execution_options(synchronize_session=False)
_LONGEST_ERROR = 500


def keep(session: Session, event_id: str, gateway: str, kind: str, facts: dict[str, Any], now: datetime) -> bool:
    """Keep an event; False when it is known already."""
    made = insert_unless_there(session, _TABLE).values(
        id=event_id, gateway=gateway, kind=kind, facts=facts, state=GatewayEventState.RECEIVED, tries=0, error="", received_at=now
    )
    kept = made.on_conflict_do_nothing(index_elements=[_EVENT.id]).returning(_EVENT.id)
    return session.execute(kept).scalar_one_or_none() is not None


def done(session: Session, event_id: str, now: datetime, note: str = "") -> None:
    """It was acted on, in the same transaction; `note` says why there was nothing to do."""
    session.execute(_CHANGE.where(_EVENT.id == event_id).values(state=GatewayEventState.DONE, done_at=now, error=note[:_LONGEST_ERROR]))


def parked(session: Session, event_id: str, error: str, *, is_try: bool = True) -> None:
    """It could not be acted on; it is tried again, some times. What `is_try` says no to counts for none of them."""
    values = {"state": GatewayEventState.PARKED, "tries": _EVENT.tries + int(is_try), "error": error[:_LONGEST_ERROR]}
    session.execute(_CHANGE.where(_EVENT.id == event_id).values(values))


def to_try(session: Session, gateway: str, most_tries: int, received_before: datetime, most: int) -> Sequence[Found]:
    """Events that wait to be acted on, the oldest first: `id`, `kind`, `facts`."""
    asked = select(_EVENT.id, _EVENT.kind, _EVENT.facts).where(
        _EVENT.gateway == gateway,
        _EVENT.state.in_((GatewayEventState.RECEIVED, GatewayEventState.PARKED)),
        _EVENT.tries < most_tries,
        _EVENT.received_at <= received_before,
    )
    return session.execute(asked.order_by(_EVENT.received_at, _EVENT.id).limit(most)).all()
