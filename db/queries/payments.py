"""Payments as the grid shows them, and all of one payment."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from db.models import Allocation, Dispute, Invoice, InvoiceLocation, Payment, PaymentMethod, PaymentState, Refund, Void
from db.models.payments import LIVE
from db.queries import invoices
from db.queries.grid import LOCATION_ID, LOCATION_IDS, Grid
from db.queries.rows import Found
from db.queries.standing import DISPUTED, LOST, TAKEN, VOIDED
from db.scope import Scope

_PAYMENT = Payment.__table__.c
_PLACE = InvoiceLocation.__table__.c

_IN_FLIGHT = (PaymentState.CREATED, PaymentState.SUBMITTING, PaymentState.REQUIRES_ACTION, PaymentState.PROCESSING)


def _at(payment_id: ColumnElement[int], is_there: ColumnElement[bool]) -> ColumnElement[bool]:
    return invoices.applied_at(Allocation.__table__, Allocation.__table__.c.payment_id == payment_id, is_there)


def _to(is_meant: ColumnElement[bool]) -> Select[int]:
    return invoices.applied_to(Allocation.__table__, "payment_id", is_meant)


COLUMNS = (
    _PAYMENT.number,
    _PAYMENT.paid_on,
    _PAYMENT.state,
    _PAYMENT.method,
    _PAYMENT.brand,
    _PAYMENT.last4,
    _PAYMENT.reference,
    _PAYMENT.amount_cents,
    _PAYMENT.refunded_cents,
    DISPUTED.label("is_disputed"),
    VOIDED.label("is_void"),
    LOST.label("is_lost"),
    TAKEN.label("disputed_cents"),
)

GRID = Grid(
    table=Payment.__table__,
    columns=COLUMNS,
    filters={
        "all": (),
        "succeeded": (_PAYMENT.state == PaymentState.SUCCEEDED,),
        "processing": (_PAYMENT.state.in_(_IN_FLIGHT),),
        "failed": (_PAYMENT.state.in_((PaymentState.FAILED, PaymentState.CANCELED)),),
        "refunded": (_PAYMENT.refunded_cents > 0,),
    },
    sorts={
        "date": (_PAYMENT.paid_on,),
        "status": (_PAYMENT.state, _PAYMENT.paid_on),
        "method": (_PAYMENT.method, _PAYMENT.brand, _PAYMENT.last4),
        "reference": (_PAYMENT.reference,),
        "amount": (_PAYMENT.amount_cents,),
    },
    day=_PAYMENT.paid_on,
    at_location=_at(_PAYMENT.id, _PLACE.location_id == LOCATION_ID),
    at_locations=_at(_PAYMENT.id, _PLACE.location_id.in_(LOCATION_IDS)),
    of_po=_PAYMENT.id.in_(_to(invoices.OF_PO)),
    beside=lambda patterns: _PAYMENT.id.in_(_to(invoices.with_words(patterns))),
)

_REFUND = Refund.__table__.c
_REFUNDED = (
    select(
        _REFUND.id,
        _REFUND.number,
        _REFUND.refunded_on,
        _REFUND.amount_cents,
        _REFUND.state,
        _REFUND.reason,
        _REFUND.payment_id,
        _PAYMENT.number.label("payment"),
        _PAYMENT.customer_id,
        _PAYMENT.paid_on,
        _PAYMENT.search_text,
    )
    .join_from(Refund.__table__, Payment.__table__)
    .subquery("refunded")
)
_BACK = _REFUNDED.c

REFUNDS = Grid(
    table=_REFUNDED,
    columns=(_BACK.number, _BACK.refunded_on, _BACK.amount_cents, _BACK.state, _BACK.reason, _BACK.payment),
    filters={"all": ()},
    sorts={"date": (_BACK.refunded_on,)},
    day=_BACK.paid_on,  # they go with their payments, whenever the money came back
    at_location=_at(_BACK.payment_id, _PLACE.location_id == LOCATION_ID),
    at_locations=_at(_BACK.payment_id, _PLACE.location_id.in_(LOCATION_IDS)),
    of_po=_BACK.payment_id.in_(_to(invoices.OF_PO)),
    beside=lambda patterns: _BACK.payment_id.in_(_to(invoices.with_words(patterns))),
)

_RECORD = select(
    _PAYMENT.id,
    *COLUMNS,
    _PAYMENT.receipt_number,
    _PAYMENT.unapplied_cents,
    _PAYMENT.failure_code,
    _PAYMENT.failure_reason,
    _PAYMENT.is_automatic,
).where(_PAYMENT.customer_id == bindparam("customer_id"), _PAYMENT.number == bindparam("number"))


def record(session: Session, scope: Scope, number: str) -> Found | None:
    """One payment of the account."""
    return session.connection().execute(_RECORD, {"customer_id": scope.customer_id, "number": number}).one_or_none()


def invoices_of(session: Session, payment_id: int) -> Sequence[Found]:
    """Which invoices it went to, by number; `id` is the part's."""
    allocation, invoice = Allocation.__table__.c, Invoice.__table__.c
    asked = (
        select(
            allocation.id,
            invoice.number,
            allocation.applied_on,
            allocation.amount_cents,
            allocation.reversed_cents,
        )
        .join_from(Allocation.__table__, Invoice.__table__)
        .where(allocation.payment_id == payment_id)
        .order_by(invoice.number_key, invoice.id)
    )
    return session.connection().execute(asked).all()


def debits_of(session: Session, invoice_id: int) -> Sequence[Found]:
    """What bank accounts pay of an invoice, where the banks were asked already: `amount_cents`, and since when in `paid_on`."""
    allocation = Allocation.__table__.c
    asked = select(allocation.amount_cents, _PAYMENT.paid_on).join_from(Allocation.__table__, Payment.__table__)
    is_on_its_way = LIVE, _PAYMENT.state == PaymentState.PROCESSING, _PAYMENT.method == PaymentMethod.BANK
    return session.connection().execute(asked.where(allocation.invoice_id == invoice_id, *is_on_its_way)).all()


def refunds_of(session: Session, payment_id: int) -> Sequence[Found]:
    """Money given back, the oldest first."""
    refund = Refund.__table__.c
    asked = select(refund.number, refund.refunded_on, refund.amount_cents, refund.state, refund.reason)
    return session.connection().execute(asked.where(refund.payment_id == payment_id).order_by(refund.refunded_on, refund.id)).all()


def disputes_of(session: Session, payment_id: int) -> Sequence[Found]:
    """Chargebacks, the oldest first."""
    dispute = Dispute.__table__.c
    asked = select(dispute.opened_on, dispute.amount_cents, dispute.state, dispute.reason)
    return session.connection().execute(asked.where(dispute.payment_id == payment_id).order_by(dispute.opened_on, dispute.id)).all()


def void_of(session: Session, payment_id: int) -> Found | None:
    """When and why it was voided, if it was."""
    void = Void.__table__.c
    return session.connection().execute(select(void.voided_on, void.reason).where(void.payment_id == payment_id)).one_or_none()
