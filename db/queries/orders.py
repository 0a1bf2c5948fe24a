"""Orders as the grid shows them, and all of one order."""

from collections.abc import Sequence

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from db.models import Invoice, InvoiceLine, InvoiceStatus, Location, Order, OrderEvent, OrderLine, OrderStatus
from db.queries.customers import location_columns
from db.queries.grid import LOCATION_ID, LOCATION_IDS, PO_NUMBERS, Grid
from db.queries.rows import Found
from db.scope import Scope

_ORDER = Order.__table__.c

# Nearly all orders are done, so the index by status would fetch and sort nearly all: a concatenation keeps planners from it.
_IS_DONE = (_ORDER.status + literal_column("''")).in_((OrderStatus.COMPLETED.value, OrderStatus.UNABLE.value))

COLUMNS = (
    _ORDER.number,
    _ORDER.service_on,
    _ORDER.line,
    _ORDER.type,
    _ORDER.status,
    _ORDER.location_label,
    _ORDER.asset_id,
    _ORDER.description,
    _ORDER.po_number,
    _ORDER.total_cents,
)

GRID = Grid(
    table=Order.__table__,
    columns=COLUMNS,
    filters={
        "all": (),
        "pending": (_ORDER.status.in_((OrderStatus.SCHEDULED, OrderStatus.IN_PROGRESS)),),
        "completed": (_IS_DONE,),
        "cancelled": (_ORDER.status == OrderStatus.CANCELLED,),
    },
    sorts={
        "number": (_ORDER.number_key,),
        "service_date": (_ORDER.service_on,),
        "service": (_ORDER.line, _ORDER.type),
        "status": (_ORDER.status, _ORDER.service_on),
        "location": (_ORDER.location_label,),
        "asset": (_ORDER.asset_id,),
        "description": (_ORDER.description,),
        "amount": (_ORDER.total_cents,),
    },
    day=_ORDER.service_on,
    at_location=_ORDER.location_id == LOCATION_ID,
    at_locations=_ORDER.location_id.in_(LOCATION_IDS),
    is_history=True,
    of_po=_ORDER.po_number.in_(PO_NUMBERS),
)

_RECORD = (
    select(
        _ORDER.id,
        *COLUMNS,
        _ORDER.size,
        _ORDER.material,
        _ORDER.ticket_number,
        _ORDER.gross_pounds,
        _ORDER.tare_pounds,
        _ORDER.included_pounds,
        _ORDER.location_id,
        *location_columns(Location.__table__.c),
    )
    .join_from(Order.__table__, Location.__table__)
    .where(_ORDER.customer_id == bindparam("customer_id"), _ORDER.number == bindparam("number"))
)


def record(session: Session, scope: Scope, number: str) -> Found | None:
    """One order of the account, at a location the person may see."""
    visible = _RECORD if scope.location_ids is None else _RECORD.where(_ORDER.location_id.in_(sorted(scope.location_ids)))
    return session.connection().execute(visible, {"customer_id": scope.customer_id, "number": number}).one_or_none()


def lines(session: Session, order_id: int) -> Sequence[Found]:
    """The charges in their order."""
    line = OrderLine.__table__.c
    asked = select(line.description, line.quantity_thousandths, line.unit, line.unit_price_cents, line.amount_cents)
    return session.connection().execute(asked.where(line.order_id == order_id).order_by(line.position)).all()


def events(session: Session, order_id: int) -> Sequence[Found]:
    """What happened, the earliest first."""
    event = OrderEvent.__table__.c
    asked = select(event.at, event.description).where(event.order_id == order_id).order_by(event.at, event.position)
    return session.connection().execute(asked).all()


def invoice_number(session: Session, scope: Scope, order_id: int) -> str:
    """The posted invoice that bills the order; empty while there is none."""
    line, invoice = InvoiceLine.__table__.c, Invoice.__table__.c
    asked = (
        select(invoice.number)
        .join_from(InvoiceLine.__table__, Invoice.__table__)
        .where(line.order_id == order_id, invoice.customer_id == scope.customer_id, invoice.status == InvoiceStatus.POSTED)
        .order_by(invoice.id.desc())
        .limit(1)
    )
    return session.connection().execute(asked).scalar_one_or_none() or ""
