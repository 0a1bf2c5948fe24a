"""The office's lists: customers, and everyone who may look into one, each with how far they are on their way in."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, false, func, literal, literal_column, or_, select
from sqlalchemy.orm import Session

from db.models import Access, AccessRole, Customer, Letter, LetterState, OneTimeToken, Person, Throttle, TokenPurpose
from db.queries.grid import NOW, Grid

INVITATIONS = ("create-password", "account-added", "access-back")  # letters that ask someone in
THROTTLED = "sign-in:"  # what stands before the hash of an email in a throttle's key
_CAME_BACK = (LetterState.BOUNCED, LetterState.GIVEN_UP)
_WAITS = (LetterState.WAITING, LetterState.SENDING)

_ACCESS, _PERSON, _CUSTOMER = Access.__table__.c, Person.__table__.c, Customer.__table__.c
_LETTER, _TOKEN, _THROTTLE = Letter.__table__.c, OneTimeToken.__table__.c, Throttle.__table__.c


class Stage(enum.IntEnum):
    """How far someone is on their way into the portal. Of several people of a customer the lowest is told: it asks for most."""

    BOUNCED = 1
    LOCKED = 2  # too many wrong passwords; it passes by itself
    ACTIVE = 3
    EXPIRED = 4  # a letter went out, and no link of theirs is good any more
    OPENED = 5  # looked at the page of the letter
    SENT = 6
    WAITING = 7  # the letter is written, and no mail server has taken it yet
    NOT_INVITED = 8
    OFF = 9


INVITED = (Stage.BOUNCED, Stage.EXPIRED, Stage.OPENED, Stage.SENT, Stage.WAITING)  # were asked in, and have no password yet


def _is_open() -> ColumnElement[bool]:
    return and_(_CUSTOMER.portal_enabled.is_(True), _ACCESS.is_enabled.is_(True), _PERSON.is_enabled.is_(True))


def _is_locked() -> ColumnElement[bool]:
    waits = select(1).where(_THROTTLE.key == literal(THROTTLED) + _PERSON.email_hash, _THROTTLE.blocked_until > NOW)
    return waits.correlate(Person.__table__).exists()


def _last_invitation(column: ColumnElement[Any], *more: ColumnElement[bool]) -> ColumnElement[Any]:
    """A fact of the newest letter that asked this person in, whichever account it was about unless `more` says so."""
    newest = select(column).where(_LETTER.person_id == _PERSON.id, _LETTER.kind.in_(INVITATIONS), *more)
    return newest.order_by(_LETTER.id.desc()).limit(1).correlate(Person.__table__, Access.__table__).scalar_subquery()


def _last_here(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A fact of the newest letter that asked this person into this account."""
    return _last_invitation(column, _LETTER.customer_id == _ACCESS.customer_id)


def _has_token(purpose: TokenPurpose, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person has an unused one, with this about it."""
    tokens = select(1).where(_TOKEN.person_id == _PERSON.id, _TOKEN.purpose == purpose, _TOKEN.used_at.is_(None), *more)
    return tokens.correlate(Person.__table__, Access.__table__).exists()


def _paper_until() -> ColumnElement[Any]:
    """Until when a letter on paper, if there is one, lets this person in."""
    codes = _TOKEN.person_id == _PERSON.id, _TOKEN.purpose == TokenPurpose.PRINTED_LETTER, _TOKEN.used_at.is_(None), _TOKEN.expires_at > NOW
    return select(func.max(_TOKEN.expires_at)).where(*codes).correlate(Person.__table__).scalar_subquery()


def _stage() -> ColumnElement[int]:
    """The stage of a person in an account, over `access`, `people` and `customers`."""
    state = _last_invitation(_LETTER.state)
    is_printed = _has_token(TokenPurpose.PRINTED_LETTER, _TOKEN.expires_at > NOW)
    opened = _TOKEN.opened_at.is_not(None)
    return case(
        (~_is_open(), _said(Stage.OFF)),
        (and_(_PERSON.password_hash.is_not(None), _is_locked()), _said(Stage.LOCKED)),
        (_PERSON.password_hash.is_not(None), _said(Stage.ACTIVE)),
        (_has_token(TokenPurpose.PRINTED_LETTER, _TOKEN.expires_at > NOW, opened), _said(Stage.OPENED)),
        (is_printed, _said(Stage.SENT)),
        (state.in_(_CAME_BACK), _said(Stage.BOUNCED)),
        (_has_token(TokenPurpose.CREATE_PASSWORD, _TOKEN.expires_at > NOW, opened), _said(Stage.OPENED)),
        (state.in_(_WAITS), _said(Stage.WAITING)),
        (_has_token(TokenPurpose.CREATE_PASSWORD, _TOKEN.expires_at > NOW), _said(Stage.SENT)),
        (state.is_not(None), _said(Stage.EXPIRED)),
        else_=_said(Stage.NOT_INVITED),
    )


def _said(stage: Stage) -> ColumnElement[int]:
    return literal_column(str(stage.value), Integer)


_PEOPLE = Access.__table__.join(Person.__table__, Person.__table__.c.id == _ACCESS.person_id)
_PEOPLE_IN = _PEOPLE.join(Customer.__table__, Customer.__table__.c.id == _ACCESS.customer_id)


def _of_customer(what: ColumnElement[Any]) -> Any:  # noqa: ANN401 - a select
    return select(what).select_from(_PEOPLE).where(_ACCESS.customer_id == _CUSTOMER.id).correlate(Customer.__table__)


_CUSTOMER_STAGE = func.coalesce(_of_customer(func.min(_stage())).scalar_subquery(), _said(Stage.NOT_INVITED))
_LOGIN = (
    _of_customer(_PERSON.email)
    .where(_ACCESS.role == AccessRole.OWNER, _ACCESS.is_enabled.is_(True))
    .order_by(_ACCESS.id)
    .limit(1)
    .scalar_subquery()
)


def _found_with(pattern: ColumnElement[str]) -> ColumnElement[bool]:
    """Where the office looks for a word: what stands of the customer, and the names and emails of its people."""
    named = or_(_PERSON.email.like(pattern, escape="\\"), func.lower(_PERSON.name).like(pattern, escape="\\"))
    return or_(
        _CUSTOMER.search_text.like(pattern, escape="\\"), _CUSTOMER.id.in_(select(_ACCESS.customer_id).select_from(_PEOPLE).where(named))
    )


def _customers_at(stage: Stage) -> tuple[ColumnElement[bool], ...]:
    """The customers at a stage. What few are at is looked for among those few alone."""
    few = _few(stage)
    is_there = _said(stage) == _CUSTOMER_STAGE
    return (is_there,) if few is None else (_CUSTOMER.id.in_(select(_ACCESS.customer_id).select_from(_PEOPLE_IN).where(few)), is_there)


def _few(stage: Stage) -> ColumnElement[bool] | None:
    """What is true of all people at that stage, and of few others."""
    if stage in (Stage.BOUNCED, Stage.WAITING):
        letters = _LETTER.kind.in_(INVITATIONS), _LETTER.state.in_(_CAME_BACK if stage is Stage.BOUNCED else _WAITS)
        return _PERSON.id.in_(select(_LETTER.person_id).where(*letters))
    if stage is Stage.LOCKED:
        return (literal(THROTTLED) + _PERSON.email_hash).in_(select(_THROTTLE.key).where(_THROTTLE.blocked_until > NOW))
    if stage is Stage.OPENED:
        return _PERSON.id.in_(select(_TOKEN.person_id).where(_TOKEN.opened_at.is_not(None), _TOKEN.used_at.is_(None)))
    return ~_is_open() if stage is Stage.OFF else None


CUSTOMERS = Grid(
    table=Customer.__table__,
    columns=(
        _CUSTOMER.number,
        _CUSTOMER.name,
        _CUSTOMER.kind,
        _CUSTOMER.email,
        _CUSTOMER.phone,
        _CUSTOMER.address_line,
        _CUSTOMER.city,
        _LOGIN.label("login"),
        _CUSTOMER_STAGE.label("stage"),
    ),
    filters={
        "all": (),
        "on": (_CUSTOMER.portal_enabled.is_(True),),
        **{stage.name.lower().replace("_", "-"): _customers_at(stage) for stage in Stage},
    },
    sorts={
        "name": (_CUSTOMER.name,),
        "number": (_CUSTOMER.number_key,),
        "address": (_CUSTOMER.city, _CUSTOMER.address_line),
        "login": (func.coalesce(_LOGIN, ""),),
        "state": (_CUSTOMER_STAGE, _CUSTOMER.name),
    },
    day=func.date(_CUSTOMER.created_at),
    at_location=false(),
    at_locations=false(),
    is_the_offices=True,
    word=_found_with,
)

_ENTRIES = (
    select(
        _ACCESS.id,
        _ACCESS.role,
        _PERSON.id.label("person_id"),
        _PERSON.email,
        _PERSON.name.label("person_name"),
        _PERSON.last_sign_in_at,
        _PERSON.password_hash.is_not(None).label("has_password"),
        _CUSTOMER.number,
        _CUSTOMER.number_key,
        _CUSTOMER.name,
        _CUSTOMER.city,
        _CUSTOMER.search_text,
        _stage().label("stage"),
        _last_here(_LETTER.state).label("letter_state"),
        _last_here(_LETTER.created_at).label("letter_at"),
        _last_here(_LETTER.server_answer).label("letter_answer"),
        _last_here(_LETTER.kind).label("letter_kind"),
        _has_token(TokenPurpose.CREATE_PASSWORD, _TOKEN.expires_at > NOW, _TOKEN.customer_id == _ACCESS.customer_id).label("has_link"),
        _paper_until().label("paper_until"),
    )
    .select_from(_PEOPLE_IN)
    .subquery("entries")
)
_ENTRY = _ENTRIES.c


def _entry_with(pattern: ColumnElement[str]) -> ColumnElement[bool]:
    places = (_ENTRY.search_text, _ENTRY.email, func.lower(_ENTRY.person_name))
    return or_(*(place.like(pattern, escape="\\") for place in places))


PEOPLE = Grid(
    table=_ENTRIES,
    columns=tuple(column for column in _ENTRY if column.key not in {"search_text", "number_key"}),
    filters={
        "all": (),
        "invited": (_ENTRY.stage.in_(INVITED),),
        **{stage.name.lower().replace("_", "-"): (_ENTRY.stage == _said(stage),) for stage in Stage},
    },
    sorts={
        "person": (_ENTRY.email,),
        "customer": (_ENTRY.name, _ENTRY.number_key),
        "role": (_ENTRY.role, _ENTRY.email),
        "state": (_ENTRY.stage, _ENTRY.email),
        "letter": (_ENTRY.letter_at,),
    },
    day=func.date(_ENTRY.letter_at),
    at_location=false(),
    at_locations=false(),
    is_the_offices=True,
    word=_entry_with,
)


def people_by_stage(session: Session, now: datetime) -> dict[Stage, int]:
    """How many ways into an account there are at each stage; a stage without any is left out."""
    asked = select(_ENTRY.stage, func.count()).group_by(_ENTRY.stage)
    return {Stage(stage): int(number) for stage, number in session.execute(asked, {"now": now})}


def customers_without_people(session: Session) -> int:
    """How many customers nobody was ever asked in for."""
    nobody = ~select(1).where(_ACCESS.customer_id == _CUSTOMER.id).correlate(Customer.__table__).exists()
    return int(session.execute(select(func.count()).select_from(Customer.__table__).where(nobody)).scalar_one())


def people_of(session: Session, customer_id: int, now: datetime) -> list[Any]:
    """Everyone who may look into this account, the oldest first, with their stage and their last invitation."""
    ids = select(_ACCESS.id).where(_ACCESS.customer_id == customer_id)
    asked = select(*_ENTRY).where(_ENTRY.id.in_(ids)).order_by(_ENTRY.id)
    return list(session.execute(asked, {"now": now}))
