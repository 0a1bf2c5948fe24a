"""Wishes to pay that wait for their card."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.inserts import insert_unless_there
from db.models import PaymentDraft
from db.queries.rows import Found

_TABLE = PaymentDraft.__table__
_DRAFT = _TABLE.c


def keep(session: Session, request_id: UUID, customer_id: int, person_id: int, amounts: Mapping[str, int], now: datetime) -> bool:
    """Keep a wish, or change the one kept under this id; False when that is another's."""
    values = {"customer_id": customer_id, "person_id": person_id, "amounts": dict(amounts), "created_at": now}
    made = insert_unless_there(session, _TABLE).values(request_id=request_id, **values)
    mine = (_DRAFT.customer_id == customer_id) & (_DRAFT.person_id == person_id)
    kept = made.on_conflict_do_update(index_elements=[_DRAFT.request_id], set_=values, where=mine)
    return session.execute(kept.returning(_DRAFT.request_id)).scalar_one_or_none() is not None


def of(session: Session, request_id: UUID, customer_id: int, person_id: int, since: datetime) -> Found | None:
    """The wish that this person keeps in this account under the id, unless it is older: `amounts`."""
    asked = select(_DRAFT.amounts).where(
        _DRAFT.request_id == request_id, _DRAFT.customer_id == customer_id, _DRAFT.person_id == person_id, _DRAFT.created_at >= since
    )
    return session.execute(asked).one_or_none()


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the wishes that nobody can use any more."""
    session.execute(delete(PaymentDraft).where(PaymentDraft.created_at < moment))
