"""Where the gateway's word and the portal's differ: what a comparison writes down, and what the office reads and deals with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from db.models import Customer, Difference, DifferenceKind, Payment, StaffMember
from db.queries.rows import Found

_TABLE = Difference.__table__
_ROW = _TABLE.c
_IS_OPEN = _ROW.resolved_at.is_(None)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference, as a comparison found it. The same `kind` and `reference` again is the same difference."""

    kind: DifferenceKind
    gateway: str
    reference: str  # the gateway's own; where it has none, the number of our payment or refund
    currency: str
    payment_id: int | None = None
    here_cents: int | None = None
    there_cents: int | None = None
    here: str = ""  # how it stands in the portal, in its words, as "succeeded"; empty where it has none
    there: str = ""  # how it stands at the gateway


def note(session: Session, finding: Finding, now: datetime) -> bool:
    """Write a difference down; False when it is known already, or somebody dealt with just this one.

    One that is open is brought up to date. One that the office has dealt with stays so, unless it is another by now.
    """
    facts = {
        "payment_id": finding.payment_id,
        "here_cents": finding.here_cents,
        "there_cents": finding.there_cents,
        "here": finding.here[:_LONGEST],
        "there": finding.there[:_LONGEST],
    }
    same = (_ROW.kind == finding.kind, _ROW.gateway == finding.gateway, _ROW.reference == finding.reference)
    known = cast("CursorResult[Any]", session.execute(update(Difference).where(*same, _IS_OPEN).values(seen_at=now, **facts)))
    if known.rowcount:
        return False
    dealt_with = session.execute(
        select(*(_ROW[name] for name in facts)).where(*same, _ROW.staff_id.is_not(None)).order_by(_ROW.id.desc()).limit(1)
    ).one_or_none()
    if dealt_with is not None and dealt_with._asdict() == facts:
        return False
    session.add(
        Difference(
            kind=finding.kind,
            gateway=finding.gateway,
            reference=finding.reference,
            currency=finding.currency,
            found_at=now,
            seen_at=now,
            **facts,
        )
    )
    session.flush()
    return True


def gone(session: Session, gateway: str, seen_before: datetime, now: datetime) -> int:
    """After a whole comparison: those that it did not find again are no more. Returns how many."""
    open_ones = update(Difference).where(_IS_OPEN, _ROW.gateway == gateway, _ROW.seen_at < seen_before)
    return cast("CursorResult[Any]", session.execute(open_ones.values(resolved_at=now))).rowcount


def resolve(session: Session, difference_id: int, staff_id: int, note_: str, now: datetime) -> bool:
    """Somebody of the office has dealt with it; False when it is none that waits."""
    mine = update(Difference).where(_ROW.id == difference_id, _IS_OPEN)
    return cast("CursorResult[Any]", session.execute(mine.values(resolved_at=now, staff_id=staff_id, note=note_))).rowcount == 1


def count_open(session: Session) -> int:
    """How many wait for somebody."""
    return int(session.execute(select(func.count()).select_from(_TABLE).where(_IS_OPEN)).scalar_one())


def one(session: Session, difference_id: int) -> Found | None:
    """That one, with the number of its payment."""
    return session.execute(_ALL.where(_ROW.id == difference_id)).one_or_none()


def listed(session: Session, *, is_open: bool, most: int, payment_id: int | None = None) -> Sequence[Found]:
    """Those that wait, the oldest first; or those that are done with, the newest first."""
    asked = _ALL.where(_IS_OPEN if is_open else ~_IS_OPEN)
    if payment_id is not None:
        asked = asked.where(_ROW.payment_id == payment_id)
    return session.execute(asked.order_by(_ROW.id if is_open else _ROW.resolved_at.desc()).limit(most)).all()


_ALL = select(
    *_TABLE.c,
    Payment.__table__.c.number.label("payment"),
    Payment.__table__.c.customer_id,
    Customer.__table__.c.number.label("customer"),
    Customer.__table__.c.name.label("customer_name"),
    StaffMember.__table__.c.name.label("by"),
).select_from(
    _TABLE.outerjoin(Payment.__table__, Payment.__table__.c.id == _ROW.payment_id)
    .outerjoin(Customer.__table__, Customer.__table__.c.id == Payment.__table__.c.customer_id)
    .outerjoin(StaffMember.__table__, StaffMember.__table__.c.id == _ROW.staff_id)
)
