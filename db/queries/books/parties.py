"""How the staged company, customers, contacts, locations and services become the portal's."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from db.queries.books import stage as s
from db.queries.books.merge import TABLES, Counts, ids_of, merge, merge_set

Columns = ReadOnlyColumnCollection[str, Column[Any]]
_customers = TABLES["customers"]
_locations = TABLES["locations"]


def company(session: Session) -> Counts:
    """The one row about the hauler. What the office has switched on stays as it is."""
    c = s.company.c
    rows = _with_address(c, literal(1).label("id"), c.name, c.phone, c.email, c.website, c.support_hours, c.time_zone, c.currency)
    rows = rows.add_columns(c.locale, c.paper, c.brand_color, c.remit_to).where(c.can_file).limit(1)
    return merge(session, TABLES["company"], rows, ["id"])


def time_zone(session: Session) -> str | None:
    """The company's zone, as staged or else as the portal has it; nothing where neither knows."""
    staged = session.scalar(select(s.company.c.time_zone).limit(1))
    return staged or session.scalar(select(TABLES["company"].c.time_zone))


def customers(session: Session) -> Counts:
    """Customers by number. Whether they may use the portal stays as it is."""
    c = s.customers.c
    rows = _with_address(c, c.number, c.number_key, c.name, c.kind, c.email, c.phone, c.terms, c.search_text)
    return merge(session, _customers, rows.where(c.can_file), ["number"])


def contacts(session: Session) -> Counts:
    """The contacts of each customer that the file names, as a set."""
    c, target = s.contacts.c, TABLES["contacts"]
    rows = select(_customers.c.id.label("customer_id"), c.name, c.title, c.email, c.phone)
    rows = rows.join_from(s.contacts, _customers, _customers.c.number == c.customer).where(c.can_file)
    within = target.c.customer_id.in_(ids_of(_customers, c.customer))
    return merge_set(session, target, rows, ["customer_id", "name", "email"], within)


def locations(session: Session) -> Counts:
    """Locations by number."""
    c = s.locations.c
    rows = _with_address(c, _customers.c.id.label("customer_id"), c.number, c.name, c.active.label("is_active"))
    rows = rows.join_from(s.locations, _customers, _customers.c.number == c.customer).where(c.can_file)
    return merge(session, _locations, rows, ["number"])


def services(session: Session) -> Counts:
    """Routed services by number."""
    c = s.services.c
    rows = at_location(s.services, c.number, c.number_key, c.service, c.container, c.containers.label("container_count"), c.material)
    rows = rows.add_columns(c.frequency, c.days, c.status, c.next_service_date.label("next_service_on"))
    rows = rows.add_columns(c.start_date.label("started_on"), c.rate.label("rate_cents"), c.rate_period)
    return merge(session, TABLES["routed_services"], rows, ["number"])


def at_location(stage: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    """Rows of a stage that can be filed with the ids of their customer and location."""
    ids = _customers.c.id.label("customer_id"), _locations.c.id.label("location_id")
    rows = select(*ids, *columns).select_from(stage).join(_customers, _customers.c.number == stage.c.customer)
    return rows.join(_locations, _locations.c.number == stage.c.location).where(stage.c.can_file)


def _with_address(c: Columns, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns, c.address.label("address_line"), c.city, c.state, c.postal_code)
