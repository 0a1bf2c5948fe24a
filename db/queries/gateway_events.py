"""News that a gateway pushed, kept once each until it was acted on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from db.inserts import insert_unless_there
from db.models import GatewayEvent, GatewayEventState
from db.queries.rows import Found

_TABLE = GatewayEvent.__table__
_EVENT = _TABLE.c
_CHANGE = update(GatewayEvent).execution_options(synchronize_session=False)
_WAITS = _EVENT.state.in_((GatewayEventState.RECEIVED, GatewayEventState.PARKED))
_LONGEST_ERROR = 500
_LONGEST_KIND = 100


def keep(session: Session, event_id: str, gateway: str, kind: str, facts: dict[str, Any], now: datetime) -> bool:
    """Keep an event; False when it is known already."""
    made = insert_unless_there(session, _TABLE).values(
        id=event_id,
        gateway=gateway,
        kind=kind[:_LONGEST_KIND],
        facts=facts,
        state=GatewayEventState.RECEIVED,
        tries=0,
        error="",
        received_at=now,
    )
    kept = made.on_conflict_do_nothing(index_elements=[_EVENT.id]).returning(_EVENT.id)
    return session.execute(kept).scalar_one_or_none() is not None


def done(session: Session, event_id: str, now: datetime, note: str = "") -> None:
    """It was acted on, in the same transaction; `note` says why there was nothing to do."""
    session.execute(_CHANGE.where(_EVENT.id == event_id).values(state=GatewayEventState.DONE, done_at=now, error=note[:_LONGEST_ERROR]))


def parked(session: Session, event_id: str, error: str, *, is_try: bool = True) -> None:
    """It could not be acted on; it is tried again, some times. What `is_try` says no to counts for none of them.

    What another process acted on meanwhile stays done.
    """
    values = {"state": GatewayEventState.PARKED, "tries": _EVENT.tries + int(is_try), "error": error[:_LONGEST_ERROR]}
    session.execute(_CHANGE.where(_EVENT.id == event_id, _WAITS).values(values))


def to_try(session: Session, gateway: str, pauses: Sequence[timedelta], now: datetime, most: int) -> Sequence[Found]:
    """Events that wait to be acted on and are due, the oldest first: `id`, `kind`, `facts`.

    After so many tries as an entry of `pauses` stands at, one is due that long after it came; after all of them never again.
    """
    due = (and_(_EVENT.tries == tries, _EVENT.received_at <= now - pause) for tries, pause in enumerate(pauses))
    asked = select(_EVENT.id, _EVENT.kind, _EVENT.facts).where(_EVENT.gateway == gateway, _WAITS, or_(*due))
    return session.execute(asked.order_by(_EVENT.received_at, _EVENT.id).limit(most)).all()


def parked_ones(session: Session, most: int) -> Sequence[Found]:
    """Those that could not be acted on, the oldest first: `id`, `gateway`, `kind`, `facts`, `tries`, `error`, `received_at`."""
    asked = select(*_TABLE.c).where(_EVENT.state == GatewayEventState.PARKED)
    return session.execute(asked.order_by(_EVENT.received_at, _EVENT.id).limit(most)).all()


def count_parked(session: Session) -> int:
    """How many could not be acted on."""
    asked = select(func.count()).select_from(_TABLE).where(_EVENT.state == GatewayEventState.PARKED)
    return int(session.execute(asked).scalar_one())


def parked_one(session: Session, event_id: str) -> Found | None:
    """That one, if it could not be acted on: `id`, `kind`, `facts`."""
    asked = select(_EVENT.id, _EVENT.kind, _EVENT.facts).where(_EVENT.id == event_id, _EVENT.state == GatewayEventState.PARKED)
    return session.execute(asked).one_or_none()


def forget_before(session: Session, moment: datetime) -> int:
    """Drop what was acted on and came before that moment; returns how many. What waits for somebody waits on, however old."""
    gone = delete(GatewayEvent).where(_EVENT.state == GatewayEventState.DONE, _EVENT.received_at < moment)
    return cast("CursorResult[Any]", session.execute(gone.execution_options(synchronize_session=False))).rowcount


def counts(session: Session) -> Sequence[Found]:
    """How many there are in each state, and of the done ones by what was said of them: `state`, `note`, `count`."""
    note = _EVENT.error.label("note")
    asked = select(_EVENT.state, note, func.count().label("count")).where(_EVENT.state != GatewayEventState.PARKED)
    return session.execute(asked.group_by(_EVENT.state, note).order_by(_EVENT.state, note)).all()


def try_again(session: Session) -> int:
    """Have every parked one tried from the first on; returns how many there are."""
    again = _CHANGE.where(_EVENT.state == GatewayEventState.PARKED).values(tries=0)
    return cast("CursorResult[Any]", session.execute(again)).rowcount
