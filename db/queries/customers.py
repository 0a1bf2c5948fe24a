"""Customers, who may look into them, and their locations and contacts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, select
from sqlalchemy.orm import Session

from db.models import Access, Contact, Customer, CustomerKind, Location
from db.queries.rows import Found
from db.scope import Scope
from db.text import natural_key

_CUSTOMER = Customer.__table__.c
_LOCATION = Location.__table__.c
_CONTACT = Contact.__table__.c

_FACTS = (
    _CUSTOMER.id,
    _CUSTOMER.number,
    _CUSTOMER.name,
    _CUSTOMER.kind,
    _CUSTOMER.email,
    _CUSTOMER.phone,
    _CUSTOMER.address_line,
    _CUSTOMER.city,
    _CUSTOMER.state,
    _CUSTOMER.postal_code,
    _CUSTOMER.terms,
)


def location_columns(location: Any) -> tuple[Label[Any], ...]:  # noqa: ANN401 - a table's columns have no name of their own
    """What is shown of a location, under names that stand beside any other row's."""
    return (
        location.number.label("location_number"),
        location.name.label("location_name"),
        location.address_line.label("location_address"),
        location.city.label("location_city"),
        location.is_active.label("location_is_active"),
    )


def accounts(session: Session, person_id: int) -> Sequence[Found]:
    """The accounts a person may look into: those with access not taken away and the portal switched on."""
    access = Access.__table__.c
    asked = (
        select(*_FACTS, access.role)
        .join_from(Access.__table__, Customer.__table__)
        .where(access.person_id == person_id, access.is_enabled.is_(True), _CUSTOMER.portal_enabled.is_(True))
        .order_by(_CUSTOMER.name, _CUSTOMER.id)
    )
    return session.connection().execute(asked).all()


def facts(session: Session, scope: Scope) -> Found:
    """The account itself."""
    return session.connection().execute(select(*_FACTS).where(_CUSTOMER.id == scope.customer_id)).one()


def kind(session: Session, scope: Scope) -> CustomerKind:
    """How the account is served."""
    found: CustomerKind = session.connection().execute(select(_CUSTOMER.kind).where(_CUSTOMER.id == scope.customer_id)).scalar_one()
    return found


def contacts(session: Session, scope: Scope) -> Sequence[Found]:
    """Whom the office may call, by name."""
    asked = select(_CONTACT.name, _CONTACT.title, _CONTACT.email, _CONTACT.phone).where(_CONTACT.customer_id == scope.customer_id)
    return session.connection().execute(asked.order_by(_CONTACT.name, _CONTACT.id)).all()


def own_contacts(session: Session, scope: Scope) -> Sequence[Contact]:
    """The same as rows that may be changed, in the order they came."""
    return session.scalars(select(Contact).where(Contact.customer_id == scope.customer_id).order_by(Contact.id)).all()


def held(session: Session, scope: Scope) -> Customer:
    """The account's row, held until the writing transaction ends."""
    return session.scalars(select(Customer).where(Customer.id == scope.customer_id).with_for_update()).one()


def locations(session: Session, scope: Scope) -> Sequence[Found]:
    """The account's locations that the person may see: the active ones first, then as they read, with `Lot 2` before `Lot 10`."""
    return sorted(session.connection().execute(_own_locations(scope)).all(), key=_as_read)


def location_id(session: Session, scope: Scope, number: str) -> int | None:
    """The id of a location of the account that the person may see."""
    found = session.connection().execute(_own_locations(scope).where(_LOCATION.number == number)).one_or_none()
    return None if found is None else found.location_id


def _as_read(place: Found) -> tuple[bool, str, str, int]:
    """By the name, where there is one, then by address."""
    address = natural_key(place.location_address)
    return not place.location_is_active, natural_key(place.location_name) or address, address, place.location_id


def _own_locations(scope: Scope) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [_LOCATION.customer_id == scope.customer_id]
    if scope.location_ids is not None:
        conditions.append(_LOCATION.id.in_(sorted(scope.location_ids)))
    return select(_LOCATION.id.label("location_id"), *location_columns(_LOCATION)).where(*conditions)
