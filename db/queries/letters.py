"""The outbox: who is to be written to and why, in the transaction of what happened; and how far each letter is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Customer, Letter, LetterState, Person
from db.queries.rows import Found

_LETTER = Letter.__table__.c
_CHANGE = update(Letter).execution_options(synchronize_session=False)
_AWAITED = case((_LETTER.kind == "reset-password", 0), else_=1)  # somebody sits before the screen and waits for it
_LONGEST_ANSWER = 500

_LISTED = select(
    _LETTER.id,
    _LETTER.kind,
    _LETTER.to_address,
    _LETTER.state,
    _LETTER.attempts,
    _LETTER.server_answer,
    _LETTER.created_at,
    _LETTER.next_attempt_at,
    _LETTER.sent_at,
    _LETTER.person_id,
    _LETTER.customer_id,
    Person.__table__.c.name.label("person_name"),
    Customer.__table__.c.number.label("customer_number"),
    Customer.__table__.c.name.label("customer_name"),
).select_from(
    Letter.__table__.outerjoin(Person.__table__, Person.__table__.c.id == _LETTER.person_id).outerjoin(
        Customer.__table__, Customer.__table__.c.id == _LETTER.customer_id
    )
)


def queue(
    session: Session,
    *,
    kind: str,
    to_address: str,
    at: datetime,
    facts: dict[str, Any],
    person_id: int | None = None,
    staff_id: int | None = None,
    customer_id: int | None = None,
) -> None:
    """Put a letter into the outbox; one to nobody is none. Its words are made when it is sent, so `facts` hold names and numbers only."""
    if to_address:
        session.add(
            Letter(
                kind=kind,
                to_address=to_address,
                person_id=person_id,
                staff_id=staff_id,
                customer_id=customer_id,
                facts=facts,
                created_at=at,
                next_attempt_at=at,
            )
        )


def add(session: Session, letter: Letter) -> int:
    """Put this letter into the outbox; returns its id."""
    session.add(letter)
    session.flush()
    return letter.id


def is_due(session: Session, now: datetime, held: Collection[str]) -> bool:
    """Whether a letter should go now, those of the `held` kinds aside."""
    return session.execute(select(_LETTER.id).where(_due(now, held)).limit(1)).first() is not None


def claim(session: Session, now: datetime, lease_until: datetime, held: Collection[str]) -> Letter | None:
    """Be the one who sends the next letter; `None` when none is due. Another gets it when the lease is over and nothing was noted."""
    wanted = select(_LETTER.id).where(_due(now, held)).order_by(_AWAITED, _LETTER.next_attempt_at, _LETTER.id).limit(1)
    found = session.execute(wanted.with_for_update(skip_locked=True)).scalar()
    if found is None:
        return None
    taken = _CHANGE.where(_LETTER.id == found, _due(now, held))
    session.execute(taken.values(state=LetterState.SENDING, lease_until=lease_until, attempts=_LETTER.attempts + 1))
    return by_id(session, found)


def note(
    session: Session,
    letter: Letter,
    state: LetterState,
    answer: str,
    *,
    sent_at: datetime | None = None,
    next_attempt_at: datetime | None = None,
) -> bool:
    """Keep what came of this attempt; False when the lease ran out and somebody else has tried meanwhile."""
    values: dict[str, Any] = {"state": state, "server_answer": answer[:_LONGEST_ANSWER], "lease_until": None, "sent_at": sent_at}
    if next_attempt_at is not None:
        values["next_attempt_at"] = next_attempt_at
    mine = _CHANGE.where(_LETTER.id == letter.id, _LETTER.attempts == letter.attempts, _LETTER.state == LetterState.SENDING)
    return _changes(session, mine.values(**values)) == 1


def by_id(session: Session, letter_id: int) -> Letter | None:
    """That letter."""
    return session.get(Letter, letter_id, populate_existing=True)


def send_now(session: Session, letter_id: int, now: datetime) -> bool:
    """Have a letter that waits tried at once; False when it does not wait."""
    waiting = _CHANGE.where(_LETTER.id == letter_id, _LETTER.state == LetterState.WAITING)
    return _changes(session, waiting.values(next_attempt_at=now)) == 1


def listed(
    session: Session,
    *,
    states: Collection[LetterState],
    search: str,
    customer_id: int | None,
    limit: int,
    offset: int,
) -> Sequence[Found]:
    """Letters in these states (all when none is named), the newest first. `search` is part of an address or of a customer's number."""
    asked = _LISTED.where(*_wanted(states, search, customer_id)).order_by(_LETTER.id.desc())
    return session.execute(asked.limit(limit).offset(offset)).all()


def listed_one(session: Session, letter_id: int) -> Found | None:
    """One letter as the list has it."""
    return session.execute(_LISTED.where(_LETTER.id == letter_id)).one_or_none()


def count(session: Session, *, states: Collection[LetterState], search: str, customer_id: int | None) -> int:
    """How many there are of them."""
    asked = _LISTED.with_only_columns(func.count(), maintain_column_froms=True).where(*_wanted(states, search, customer_id))
    return int(session.execute(asked).scalar_one())


def counts(session: Session) -> dict[LetterState, int]:
    """How many letters are in each state; a state without any is left out."""
    asked = select(_LETTER.state, func.count()).group_by(_LETTER.state)
    return {state: int(number) for state, number in session.execute(asked)}


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the letters written before `moment`; those that are still to go stay."""
    is_over = Letter.state.in_((LetterState.SENT, LetterState.BOUNCED, LetterState.GIVEN_UP))
    session.execute(delete(Letter).where(Letter.created_at < moment, is_over).execution_options(synchronize_session=False))


def _wanted(states: Collection[LetterState], search: str, customer_id: int | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if states:
        wanted.append(_LETTER.state.in_(states))
    if search:
        number = Customer.__table__.c.number
        wanted.append(or_(_LETTER.to_address.icontains(search, autoescape=True), number.icontains(search, autoescape=True)))
    if customer_id is not None:
        wanted.append(_LETTER.customer_id == customer_id)
    return wanted


def _due(now: datetime, held: Collection[str]) -> ColumnElement[bool]:
    waits = and_(_LETTER.state == LetterState.WAITING, _LETTER.next_attempt_at <= now)
    was_left = and_(_LETTER.state == LetterState.SENDING, _LETTER.lease_until <= now)
    return and_(or_(waits, was_left), _LETTER.kind.not_in(held)) if held else or_(waits, was_left)


def _changes(session: Session, statement: Any) -> int:  # noqa: ANN401 - an update
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
