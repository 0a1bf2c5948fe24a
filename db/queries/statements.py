"""What a statement lists: open invoices, payments in process, and what of both belongs to a location."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from db.models import (
    Allocation,
    AllocationSplit,
    CreditApplication,
    CreditSplit,
    Invoice,
    InvoiceLocation,
    Payment,
    Person,
)
from db.models.payments import LIVE
from db.queries import splits
from db.queries.invoices import IS_OPEN
from db.queries.rows import Found
from db.scope import Scope

_INVOICE = Invoice.__table__.c
_PAYMENT = Payment.__table__.c
_ALLOCATION = Allocation.__table__.c
_APPLICATION = CreditApplication.__table__.c
_IDS = bindparam("ids", type_=Integer, expanding=True)
_PIECE = 1_000  # ids a question; a database takes only so many values at once

LISTED = (
    _INVOICE.id,
    _INVOICE.number,
    _INVOICE.number_key,
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
    _INVOICE.held_cents,
)
_OPEN = (
    select(*LISTED)
    .where(_INVOICE.customer_id == bindparam("customer_id", type_=Integer), IS_OPEN)
    .order_by(_INVOICE.due_date, _INVOICE.number_key, _INVOICE.id)
)


def open_invoices(session: Session, scope: Scope) -> Sequence[Found]:
    """The account's open invoices, the oldest due first."""
    return session.connection().execute(_OPEN, {"customer_id": scope.customer_id}).all()


IN_PROCESS = (
    select(
        _PAYMENT.id,
        _PAYMENT.number,
        _PAYMENT.method,
        _PAYMENT.brand,
        _PAYMENT.last4,
        _PAYMENT.reference,
        _PAYMENT.gateway,
        _PAYMENT.created_at,
        _PAYMENT.paid_on,
        _PAYMENT.amount_cents,
        Person.__table__.c.name.label("by"),
        _ALLOCATION.id.label("allocation_id"),
        _ALLOCATION.invoice_id,
        _ALLOCATION.amount_cents.label("part_cents"),
    )
    .select_from(
        Payment.__table__.outerjoin(Allocation.__table__, _ALLOCATION.payment_id == _PAYMENT.id).outerjoin(
            Person.__table__, Person.__table__.c.id == _PAYMENT.person_id
        )
    )
    .where(_PAYMENT.customer_id == bindparam("customer_id", type_=Integer))
    .order_by(_PAYMENT.id, _ALLOCATION.id)
)
_LIVE = IN_PROCESS.where(LIVE)


def in_process(session: Session, scope: Scope) -> Sequence[Found]:
    """The account's payments that are not settled, once for each invoice they are meant for, the oldest first."""
    return session.connection().execute(_LIVE, {"customer_id": scope.customer_id}).all()


def subtotals(session: Session, invoice_ids: Iterable[int]) -> Iterator[Found]:
    """`invoice_id`, `location_id`, `subtotal_cents` of each location of these invoices."""
    for ids in pieces(invoice_ids):
        yield from splits.subtotals(session, ids)


_PAID = (
    select(
        _ALLOCATION.invoice_id,
        _ALLOCATION.id.label("part"),
        _ALLOCATION.reversed_cents,
        _PAYMENT.state,
        AllocationSplit.__table__.c.location_id,
        AllocationSplit.__table__.c.amount_cents,
    )
    .join_from(AllocationSplit.__table__, Allocation.__table__)
    .join(Payment.__table__, _PAYMENT.id == _ALLOCATION.payment_id)
    .where(_ALLOCATION.invoice_id.in_(_IDS))
    .order_by(_ALLOCATION.id, AllocationSplit.__table__.c.id)
)
_CREDITED = (
    select(
        _APPLICATION.invoice_id, _APPLICATION.id.label("part"), CreditSplit.__table__.c.location_id, CreditSplit.__table__.c.amount_cents
    )
    .join_from(CreditSplit.__table__, CreditApplication.__table__)
    .where(_APPLICATION.invoice_id.in_(_IDS))
    .order_by(_APPLICATION.id, CreditSplit.__table__.c.id)
)


def paid_shares(session: Session, invoice_ids: Iterable[int]) -> Iterator[Found]:
    """Every stored share of a payment in these invoices, allocation by allocation, whatever became of the payment.

    `invoice_id`, `part` (the allocation), `reversed_cents` of it, the payment's `state`, `location_id` (none where it is
    tied to no location) and `amount_cents`.
    """
    return _asked(session, _PAID, invoice_ids)


def credited_shares(session: Session, invoice_ids: Iterable[int]) -> Iterator[Found]:
    """Every stored share of a credit memo in these invoices: `invoice_id`, `part` (the application), `location_id`, `amount_cents`."""
    return _asked(session, _CREDITED, invoice_ids)


_TIED = (
    select(func.coalesce(func.sum(InvoiceLocation.__table__.c.subtotal_cents), 0))
    .where(InvoiceLocation.__table__.c.invoice_id == _INVOICE.id)
    .scalar_subquery()
)
_UNTIED = select(_INVOICE.id).where(_INVOICE.total_cents != _TIED).limit(1)
_UNTIED_NOW = _UNTIED.where(_INVOICE.customer_id == bindparam("customer_id", type_=Integer), IS_OPEN)
_UNTIED_OF = _UNTIED.where(_INVOICE.id.in_(_IDS))


def has_untied(session: Session, scope: Scope) -> bool:
    """Whether any open invoice of the account charges something that is tied to no location."""
    return session.connection().execute(_UNTIED_NOW, {"customer_id": scope.customer_id}).first() is not None


def have_untied(session: Session, invoice_ids: Iterable[int]) -> bool:
    """Whether any of these invoices does."""
    return next(_asked(session, _UNTIED_OF, invoice_ids), None) is not None


def pieces(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids, as many at a time as one question may hold."""
    whole = list(ids)
    return (whole[at : at + _PIECE] for at in range(0, len(whole), _PIECE))


def _asked(session: Session, asked: Select[Any], ids: Iterable[int]) -> Iterator[Found]:
    for piece in pieces(ids):
        yield from session.connection().execute(asked, {"ids": piece})
