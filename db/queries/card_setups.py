"""Attempts to put a card on file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.inserts import insert_unless_there
from db.models import CardSetup, CardSetupState
from db.queries.rows import Found

_TABLE = CardSetup.__table__
_SETUP = _TABLE.c
_UNSETTLED = (CardSetupState.SUBMITTING, CardSetupState.REQUIRES_ACTION)


def begin(session: Session, facts: dict[str, Any]) -> int | None:
    """The row of a new setup; returns its id, or `None` when one was begun under the same request id already."""
    made = insert_unless_there(session, _TABLE).values(consent_version="", failure_code="", state=CardSetupState.SUBMITTING)
    unless_there = made.values(**facts).on_conflict_do_nothing(index_elements=[_SETUP.request_id])
    return session.execute(unless_there.returning(_SETUP.id)).scalar_one_or_none()


def by_request(session: Session, request_id: UUID) -> CardSetup | None:
    """The setup that was begun under this request id, whoever's it is."""
    return session.scalar(select(CardSetup).where(CardSetup.request_id == request_id))


def locked(session: Session, setup_id: int) -> CardSetup:
    """That setup, held until the transaction ends."""
    asked = select(CardSetup).where(CardSetup.id == setup_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(asked).one()


def unsettled(session: Session, gateway: str, before: datetime, most: int) -> Sequence[Found]:
    """Setups begun before that moment and not settled: `id`, `request_id`, `gateway_reference`, `parameters`, `state`, times."""
    asked = select(
        _SETUP.id,
        _SETUP.request_id,
        _SETUP.gateway_reference,
        _SETUP.parameters,
        _SETUP.state,
        _SETUP.created_at,
        _SETUP.expires_at,
    ).where(_SETUP.state.in_(_UNSETTLED), _SETUP.gateway == gateway, _SETUP.created_at <= before)
    return session.execute(asked.order_by(_SETUP.created_at, _SETUP.id).limit(most)).all()


def set_state(session: Session, setup_id: int, state: CardSetupState, **values: Any) -> None:
    """Write down how far it is."""
    changed = update(CardSetup).where(CardSetup.id == setup_id).values(state=state, **values)
    session.execute(changed.execution_options(synchronize_session=False))
