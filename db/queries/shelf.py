"""The shelf as customers find it, and what the office does with it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import Customer, Order, Person, ShelfDocument, ShelfDownload, ShelfKind, ShelfReader, StaffMember
from db.queries.rows import Found
from db.scope import Scope

OF_MONEY = (ShelfKind.CONTRACT, ShelfKind.PRICE_SHEET, ShelfKind.OTHER)  # not for who sees no money

_DOCUMENT, _READER, _DOWNLOAD = ShelfDocument.__table__.c, ShelfReader.__table__.c, ShelfDownload.__table__.c
_ORDER, _CUSTOMER, _PERSON, _STAFF = Order.__table__.c, Customer.__table__.c, Person.__table__.c, StaffMember.__table__.c
_FACTS = (
    _DOCUMENT.id,
    _DOCUMENT.kind,
    _DOCUMENT.title,
    _DOCUMENT.note,
    _DOCUMENT.valid_until,
    _DOCUMENT.file_hash,
    _DOCUMENT.file_name,
    _DOCUMENT.media_type,
    _DOCUMENT.size_bytes,
    _DOCUMENT.put_up_at,
)


def of_account(session: Session, scope: Scope, person_id: int) -> Sequence[Found]:
    """What the account was given as such, the newest first; not what belongs to its orders."""
    return session.connection().execute(_listed(scope, person_id).where(_of_account(scope))).all()


def of_order(session: Session, scope: Scope, number: str, person_id: int) -> Sequence[Found]:
    """What belongs to one order of the account, the newest first."""
    return session.connection().execute(_listed(scope, person_id).where(_of_order(scope, _ORDER.number == number))).all()


def visible(session: Session, scope: Scope, document_id: int) -> Found | None:
    """One document, if whoever has this scope may take it along."""
    asked = select(*_FACTS).where(_DOCUMENT.id == document_id, *_shown(scope), or_(_of_account(scope), _of_order(scope)))
    return session.connection().execute(asked).one_or_none()


def _listed(scope: Scope, person_id: int) -> Select[Any]:
    was_taken = exists(select(_DOWNLOAD.id).where(_DOWNLOAD.document_id == _DOCUMENT.id, _DOWNLOAD.person_id == person_id))
    return select(*_FACTS, was_taken.label("was_taken")).where(*_shown(scope)).order_by(_DOCUMENT.put_up_at.desc(), _DOCUMENT.id.desc())


def _shown(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    is_shown = _DOCUMENT.ended_at.is_(None)
    return (is_shown,) if scope.sees_money else (is_shown, _DOCUMENT.kind.not_in(OF_MONEY))


def _of_account(scope: Scope) -> ColumnElement[bool]:
    by_name = select(_READER.document_id).where(_READER.customer_id == scope.customer_id)
    return and_(_DOCUMENT.order_id.is_(None), or_(_DOCUMENT.for_everyone, _DOCUMENT.id.in_(by_name)))


def _of_order(scope: Scope, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    own = select(_ORDER.id).where(_ORDER.customer_id == scope.customer_id, *more)
    own = own if scope.location_ids is None else own.where(_ORDER.location_id.in_(sorted(scope.location_ids)))
    return _DOCUMENT.order_id.in_(own)


def take_note(session: Session, document_id: int, person_id: int, customer_id: int, at: datetime) -> None:
    """Remember that this person took it along."""
    session.add(ShelfDownload(document_id=document_id, person_id=person_id, customer_id=customer_id, at=at))


def any_one(session: Session, document_id: int) -> Found | None:
    """One document, whoever may have it, for the office."""
    return session.connection().execute(select(*_FACTS).where(_DOCUMENT.id == document_id)).one_or_none()


def row(session: Session, document_id: int) -> ShelfDocument | None:
    """One document, shown or not, for the office."""
    return session.get(ShelfDocument, document_id)


def by_request(session: Session, request_id: UUID) -> int | None:
    """The document that a form has put up already."""
    return session.scalar(select(ShelfDocument.id).where(ShelfDocument.request_id == request_id))


def end(session: Session, document_id: int, at: datetime, staff_id: int) -> bool:
    """Show it to customers no more; False when it was so already."""
    ended = update(ShelfDocument).where(ShelfDocument.id == document_id, ShelfDocument.ended_at.is_(None))
    return bool(session.execute(ended.values(ended_at=at, ended_by=staff_id)).rowcount)  # type: ignore[attr-defined]


def erase(session: Session, document_id: int) -> None:
    """Forget the row and who took it along; its file goes when no other row names it."""
    session.execute(update(ShelfDocument).where(ShelfDocument.replaces_id == document_id).values(replaces_id=None))
    session.execute(delete(ShelfDownload).where(ShelfDownload.document_id == document_id))
    session.execute(delete(ShelfReader).where(ShelfReader.document_id == document_id))
    session.execute(delete(ShelfDocument).where(ShelfDocument.id == document_id))


def readers(session: Session, document_id: int) -> Sequence[Found]:
    """The customers for whom it was put up by name: id, number, name."""
    asked = select(_CUSTOMER.id, _CUSTOMER.number, _CUSTOMER.name).join(ShelfReader.__table__, _READER.customer_id == _CUSTOMER.id)
    return session.connection().execute(asked.where(_READER.document_id == document_id).order_by(_CUSTOMER.name, _CUSTOMER.id)).all()


def downloads(session: Session, document_id: int, most: int) -> Sequence[Found]:
    """Who took it along, each person once an account, the last first: name, email, customer, when last, and how often."""
    last = func.max(_DOWNLOAD.at).label("last_at")
    asked = (
        select(_PERSON.name, _PERSON.email, _CUSTOMER.number, _CUSTOMER.name.label("customer"), last, func.count().label("times"))
        .join_from(ShelfDownload.__table__, Person.__table__, _PERSON.id == _DOWNLOAD.person_id)
        .join(Customer.__table__, _CUSTOMER.id == _DOWNLOAD.customer_id)
        .where(_DOWNLOAD.document_id == document_id)
        .group_by(_PERSON.id, _PERSON.name, _PERSON.email, _CUSTOMER.id, _CUSTOMER.number, _CUSTOMER.name)
        .order_by(last.desc())
        .limit(most)
    )
    return session.execute(asked).all()


def order(session: Session, order_id: int) -> Found:
    """The order a document belongs to, with its customer."""
    asked = select(_ORDER.number, _ORDER.customer_id, _CUSTOMER.number.label("customer_number"), _CUSTOMER.name)
    asked = asked.join(Customer.__table__, _CUSTOMER.id == _ORDER.customer_id)
    return session.connection().execute(asked.where(_ORDER.id == order_id)).one()


def order_named(session: Session, number: str) -> Found | None:
    """Any customer's order by its number, for the office."""
    return session.connection().execute(select(_ORDER.id, _ORDER.customer_id).where(_ORDER.number == number)).one_or_none()


def customers_named(session: Session, numbers: Collection[str]) -> Sequence[Found]:
    """Customers by their numbers: id, number, name; what is not there is not among them."""
    return session.connection().execute(select(_CUSTOMER.id, _CUSTOMER.number, _CUSTOMER.name).where(_CUSTOMER.number.in_(numbers))).all()


def members(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of members of the office; their emails where they have none."""
    found = session.execute(select(_STAFF.id, _STAFF.name, _STAFF.email).where(_STAFF.id.in_(ids)))
    return {staff_id: name or email for staff_id, name, email in found}


def successor(session: Session, document_id: int) -> int | None:
    """The document that replaced it."""
    return session.scalar(select(ShelfDocument.id).where(ShelfDocument.replaces_id == document_id))


def of_customer(session: Session, customer_number: str) -> Sequence[Found]:
    """What is shown to one customer by name, for the office: title, kind, until when; the newest first."""
    mine = select(_READER.document_id).join(Customer.__table__, _CUSTOMER.id == _READER.customer_id)
    asked = select(*_FACTS).where(_DOCUMENT.ended_at.is_(None), _DOCUMENT.id.in_(mine.where(_CUSTOMER.number == customer_number)))
    return session.connection().execute(asked.order_by(_DOCUMENT.put_up_at.desc(), _DOCUMENT.id.desc())).all()


def count_expired(session: Session, today: date) -> int:
    """How many documents that customers see were good until a day before `today`."""
    asked = select(func.count()).select_from(ShelfDocument.__table__).where(_DOCUMENT.ended_at.is_(None), _DOCUMENT.valid_until < today)
    return int(session.execute(asked).scalar_one())


def bytes_in_all(session: Session) -> int:
    """What all files take, each once."""
    once = select(func.max(_DOCUMENT.size_bytes).label("size")).group_by(_DOCUMENT.file_hash).subquery()
    return int(session.execute(select(func.coalesce(func.sum(once.c.size), 0))).scalar_one())


def is_named(session: Session, file_hash: str) -> bool:
    """Whether any row, shown or not, names this file."""
    return bool(session.execute(select(exists().where(_DOCUMENT.file_hash == bindparam("hash"))), {"hash": file_hash}).scalar())


def files(session: Session) -> Sequence[Found]:
    """Every row with its file: id, title, hash and size."""
    return session.execute(select(_DOCUMENT.id, _DOCUMENT.title, _DOCUMENT.file_hash, _DOCUMENT.size_bytes).order_by(_DOCUMENT.id)).all()
