"""The shelf as the office lists it."""

from sqlalchemy import ColumnElement, false, func, select

from db.models import Customer, Order, ShelfDocument, ShelfDownload, ShelfReader
from db.queries.grid import TODAY, Grid

_DOCUMENT = ShelfDocument.__table__.c
_READER, _CUSTOMER, _ORDER = ShelfReader.__table__.c, Customer.__table__.c, Order.__table__.c
_SHOWN = _DOCUMENT.ended_at.is_(None)


def _of_document(what: ColumnElement[str]) -> ColumnElement[str]:
    asked = select(what).select_from(ShelfReader.__table__.join(Customer.__table__, _CUSTOMER.id == _READER.customer_id))
    return asked.where(_READER.document_id == _DOCUMENT.id).correlate(ShelfDocument.__table__).scalar_subquery()


def _count(table: type[ShelfReader] | type[ShelfDownload]) -> ColumnElement[int]:
    rows = table.__table__
    asked = select(func.count()).select_from(rows).where(rows.c.document_id == _DOCUMENT.id)
    return asked.correlate(ShelfDocument.__table__).scalar_subquery()


_NUMBER = select(_ORDER.number).where(_ORDER.id == _DOCUMENT.order_id).correlate(ShelfDocument.__table__).scalar_subquery()

SHELF = Grid(
    table=ShelfDocument.__table__,
    columns=(
        _DOCUMENT.id,
        _DOCUMENT.kind,
        _DOCUMENT.title,
        _DOCUMENT.valid_until,
        _DOCUMENT.for_everyone,
        _DOCUMENT.media_type,
        _DOCUMENT.size_bytes,
        _DOCUMENT.put_up_at,
        _DOCUMENT.ended_at,
        _NUMBER.label("order_number"),
        _of_document(func.min(_CUSTOMER.name)).label("reader"),
        _count(ShelfReader).label("readers"),
        _count(ShelfDownload).label("downloads"),
    ),
    filters={
        "shown": (_SHOWN,),
        "expired": (_SHOWN, _DOCUMENT.valid_until < TODAY),
        "everyone": (_SHOWN, _DOCUMENT.for_everyone),
        "customers": (_SHOWN, ~_DOCUMENT.for_everyone, _DOCUMENT.order_id.is_(None)),
        "orders": (_SHOWN, _DOCUMENT.order_id.is_not(None)),
        "ended": (~_SHOWN,),
        "all": (),
    },
    sorts={"put_up": (_DOCUMENT.put_up_at,), "title": (_DOCUMENT.title,), "kind": (_DOCUMENT.kind, _DOCUMENT.title)},
    day=_DOCUMENT.put_up_at,
    at_location=false(),
    at_locations=false(),
    is_the_offices=True,
)
