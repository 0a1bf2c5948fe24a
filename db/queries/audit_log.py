"""The audit as the office reads it: who did what to whom, when, from where."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, false, func, literal, or_, select

from db.models import AuditEntry, Customer, Person, StaffMember
from db.queries.grid import Grid

_ENTRY, _CUSTOMER = AuditEntry.__table__.c, Customer.__table__.c
_PERSON, _STAFF = Person.__table__.c, StaffMember.__table__.c
_PERSONS, _STAFFS = "person:", "staff:"


def _named(column: ColumnElement[str]) -> ColumnElement[str]:
    """The email behind `person:7` or `staff:2`; looked up for the rows that are shown alone."""
    found = [
        (column.startswith(prefix), select(emails).where(ids == _id_in(column, prefix)).correlate(AuditEntry.__table__).scalar_subquery())
        for prefix, ids, emails in ((_PERSONS, _PERSON.id, _PERSON.email), (_STAFFS, _STAFF.id, _STAFF.email))
    ]
    return func.coalesce(case(*found, else_=literal("")), "")


def _id_in(column: ColumnElement[str], prefix: str) -> ColumnElement[int]:
    """The number after the prefix; nothing where the text has another prefix, for PostgreSQL casts no such text."""
    return case((column.startswith(prefix), cast(func.substr(column, len(prefix) + 1), Integer)))


def _of_customer(what: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(what).where(_CUSTOMER.id == _ENTRY.customer_id).correlate(AuditEntry.__table__).scalar_subquery()


def _begins(*prefixes: str) -> tuple[ColumnElement[bool], ...]:
    return (or_(*(_ENTRY.action.startswith(prefix) for prefix in prefixes)),)


def _with_word(pattern: ColumnElement[str]) -> ColumnElement[bool]:
    """Where one looks for a word: the customer, whoever did it or had it done to them, the action, the network address."""
    people = select(literal(_PERSONS) + cast(_PERSON.id, AuditEntry.actor.type)).where(
        or_(_PERSON.email.like(pattern, escape="\\"), func.lower(_PERSON.name).like(pattern, escape="\\"))
    )
    staff = select(literal(_STAFFS) + cast(_STAFF.id, AuditEntry.actor.type)).where(
        or_(_STAFF.email.like(pattern, escape="\\"), func.lower(_STAFF.name).like(pattern, escape="\\"))
    )
    return or_(
        _ENTRY.action.like(pattern, escape="\\"),
        func.lower(_ENTRY.subject).like(pattern, escape="\\"),
        _ENTRY.address.like(pattern, escape="\\"),
        _ENTRY.customer_id.in_(select(_CUSTOMER.id).where(_CUSTOMER.search_text.like(pattern, escape="\\"))),
        _ENTRY.actor.in_(people),
        _ENTRY.actor.in_(staff),
        _ENTRY.acting_as.in_(people),
        _ENTRY.subject.in_(people),
        _ENTRY.subject.in_(staff),
    )


AUDIT = Grid(
    table=AuditEntry.__table__,
    columns=(
        _ENTRY.id,
        _ENTRY.at,
        _ENTRY.actor,
        _ENTRY.acting_as,
        _ENTRY.action,
        _ENTRY.subject,
        _ENTRY.details,
        _ENTRY.address,
        _named(_ENTRY.actor).label("actor_email"),
        _named(_ENTRY.acting_as).label("acting_email"),
        _named(_ENTRY.subject).label("subject_email"),
        _of_customer(_CUSTOMER.number).label("customer_number"),
        _of_customer(_CUSTOMER.name).label("customer_name"),
    ),
    filters={
        "all": (),
        "sign-ins": _begins("sign-in", "sign-out", "staff.sign-in", "staff.code", "account.choose"),
        "passwords": _begins("password", "staff.link"),
        "access": _begins("access.", "person.", "letter."),
        "payments": _begins("payment.", "credit.", "card.", "refund.", "dispute.", "difference."),
        "settings": _begins("setting.", "details.", "portal.", "staff.add", "staff.role", "staff.disable", "company."),
        "files": _begins("document.", "list.", "shelf."),
        "looks": _begins("look-as."),
    },
    sorts={"at": (_ENTRY.id,)},  # rows come in the order in which things happened
    day=_ENTRY.at,
    at_location=false(),
    at_locations=false(),
    is_the_offices=True,
    word=_with_word,
)
