"""Invoices as the grid shows them, and all of one invoice."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Date, FromClause, Select, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Allocation,
    CreditApplication,
    CreditMemo,
    Invoice,
    InvoiceLine,
    InvoiceLocation,
    InvoiceStatus,
    Location,
    Order,
    Payment,
    PaymentState,
    Standing,
)
from db.queries.customers import location_columns
from db.queries.grid import CUSTOMER_ID, LOCATION_ID, LOCATION_IDS, PO_NUMBERS, TODAY, Grid, has_word
from db.queries.rows import Found
from db.queries.standing import DISPUTED, LOST_FOR, VOIDED
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_PLACES = InvoiceLocation.__table__.c


def stands(standing: Standing) -> ColumnElement[bool]:
    """Whether an invoice stands so. A literal, as the partial indexes have it: with a bound value no planner would use them."""
    return _INVOICE.standing == literal_column(str(standing.value))


IS_OPEN = stands(Standing.OPEN)

COLUMNS = (
    _INVOICE.number,
    _INVOICE.status,
    _INVOICE.invoice_date,
    _INVOICE.due_date,
    _INVOICE.terms,
    _INVOICE.location_label,
    _INVOICE.location_count,
    _INVOICE.po_number,
    _INVOICE.total_cents,
    _INVOICE.paid_cents,
    _INVOICE.credited_cents,
    _INVOICE.balance_cents,
    _INVOICE.held_cents,
)

# Its own, or that of an order that it charges.
OF_PO = or_(
    _INVOICE.po_number.in_(PO_NUMBERS),
    _INVOICE.id.in_(
        select(InvoiceLine.__table__.c.invoice_id)
        .join_from(InvoiceLine.__table__, Order.__table__)
        .where(Order.__table__.c.customer_id == CUSTOMER_ID, Order.__table__.c.po_number.in_(PO_NUMBERS))
    ),
)

GRID = Grid(
    table=Invoice.__table__,
    columns=COLUMNS,
    filters={
        "open": (IS_OPEN,),
        "overdue": (IS_OPEN, _INVOICE.due_date < TODAY),
        "paid": (stands(Standing.PAID),),
        "void": (stands(Standing.VOID),),
        "pending": (stands(Standing.PENDING),),
        "all": (),
    },
    sorts={
        "number": (_INVOICE.number_key,),
        "invoice_date": (_INVOICE.invoice_date,),
        "due_date": (_INVOICE.due_date,),
        "status": (_INVOICE.standing, _INVOICE.due_date),
        "terms": (_INVOICE.terms,),
        "location": (_INVOICE.location_label,),
        "total": (_INVOICE.total_cents,),
        "balance": (_INVOICE.balance_cents,),
    },
    day=_INVOICE.invoice_date,
    at_location=select(1).where(_PLACES.invoice_id == _INVOICE.id, _PLACES.location_id == LOCATION_ID).exists(),
    at_locations=select(1).where(_PLACES.invoice_id == _INVOICE.id, _PLACES.location_id.in_(LOCATION_IDS)).exists(),
    of_po=OF_PO,
    pending=_INVOICE.status == InvoiceStatus.PENDING,  # not by standing: SQLite counts from an index only what it did not derive
)


def with_words(patterns: Sequence[ColumnElement[str]]) -> ColumnElement[bool]:
    """Whether all these words, made into patterns, occur in an invoice."""
    return and_(*(has_word(_INVOICE.search_text, pattern) for pattern in patterns))


def applied_to(parts: FromClause, whole: str, is_meant: ColumnElement[bool]) -> Select[int]:
    """The ids of what went, or is meant to go, to such invoices of the account: payments or credit memos, as `parts` name them."""
    found = select(parts.c[whole]).join_from(parts, Invoice.__table__)
    return found.where(_INVOICE.customer_id == CUSTOMER_ID, is_meant)


def applied_at(parts: FromClause, is_part: ColumnElement[bool], is_there: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether something of it went to an invoice with a charge there; `is_there` is about `InvoiceLocation`."""
    tied = parts.join(InvoiceLocation.__table__, _PLACES.invoice_id == parts.c.invoice_id)
    return select(1).select_from(tied).where(is_part, is_there).exists()


_RECORD = select(
    _INVOICE.id,
    *COLUMNS,
    _INVOICE.memo,
    _INVOICE.tax_cents,
).where(_INVOICE.customer_id == bindparam("customer_id"), _INVOICE.number == bindparam("number"))


def record(session: Session, scope: Scope, number: str) -> Found | None:
    """One invoice of the account; nothing for another's, or for a pending one that the account may not see."""
    visible = _RECORD if scope.sees_pending else _RECORD.where(_INVOICE.standing != Standing.PENDING.value)
    return session.connection().execute(visible, {"customer_id": scope.customer_id, "number": number}).one_or_none()


def open_ones(session: Session, scope: Scope) -> Sequence[Found]:
    """Every open invoice of the account, the oldest due first."""
    asked = select(_INVOICE.id, *COLUMNS).where(_INVOICE.customer_id == scope.customer_id, IS_OPEN)
    return session.connection().execute(asked.order_by(_INVOICE.due_date, _INVOICE.number_key, _INVOICE.id)).all()


def lines(session: Session, invoice_id: int) -> Sequence[Found]:
    """The lines in their order, each with its location (or none), and the number and weights of its order."""
    line, place, order = InvoiceLine.__table__.c, Location.__table__.c, Order.__table__.c
    asked = (
        select(
            line.kind,
            line.description,
            line.quantity_thousandths,
            line.unit,
            line.unit_price_cents,
            line.amount_cents,
            line.location_id,
            order.number.label("order_number"),
            order.ticket_number,
            order.gross_pounds,
            order.tare_pounds,
            order.included_pounds,
            *location_columns(place),
        )
        .select_from(InvoiceLine.__table__.outerjoin(Location.__table__).outerjoin(Order.__table__, order.id == line.order_id))
        .where(line.invoice_id == invoice_id)
        .order_by(line.position)
    )
    return session.connection().execute(asked).all()


def payments_of(session: Session, invoice_id: int) -> Sequence[Found]:
    """What succeeded payments brought, the oldest first, and what became of each payment."""
    allocation, payment = Allocation.__table__.c, Payment.__table__.c
    asked = (
        select(
            payment.number,
            payment.method,
            payment.brand,
            payment.last4,
            payment.reference,
            func.coalesce(allocation.applied_on, payment.paid_on, type_=Date).label("on_day"),
            allocation.amount_cents,
            allocation.reversed_cents,
            allocation.credit_use_id.is_not(None).label("is_left_over"),
            payment.refunded_cents,
            DISPUTED.label("is_disputed"),
            VOIDED.label("is_void"),
            LOST_FOR.label("lost_for"),
        )
        .join_from(Allocation.__table__, Payment.__table__)
        .where(allocation.invoice_id == invoice_id, payment.state == PaymentState.SUCCEEDED)
        .order_by("on_day", payment.id)
    )
    return session.connection().execute(asked).all()


def credits_of(session: Session, invoice_id: int) -> Sequence[Found]:
    """What credit memos took off, the oldest first."""
    application, memo = CreditApplication.__table__.c, CreditMemo.__table__.c
    asked = (
        select(memo.number, memo.reason, application.applied_on.label("on_day"), application.amount_cents)
        .join_from(CreditApplication.__table__, CreditMemo.__table__)
        .where(application.invoice_id == invoice_id)
        .order_by(application.applied_on, memo.id)
    )
    return session.connection().execute(asked).all()
