"""The money desk's list of all payments, and what it reads of one."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, String, TextClause, and_, false, func, literal, or_, select, union
from sqlalchemy import cast as cast_as
from sqlalchemy.orm import Session

from db.models import (
    AuditEntry,
    Customer,
    Dispute,
    DisputeState,
    Letter,
    Payment,
    PaymentState,
    Person,
    Refund,
    RefundState,
    StaffMember,
    Void,
)
from db.models.payments import LATE, LIVE, ON_THEIR_WAY, PARKED, REFUNDED
from db.queries.audit_log import AUDIT
from db.queries.grid import Grid
from db.queries.rows import Found
from db.queries.standing import DISPUTED, LOST, TAKEN, VOIDED

_PAYMENT, _CUSTOMER = Payment.__table__.c, Customer.__table__.c
_DISPUTE, _REFUND, _VOID = Dispute.__table__.c, Refund.__table__.c, Void.__table__.c
_STAFF, _PERSON = StaffMember.__table__.c, Person.__table__.c

_GOES_BACK = _REFUND.state.in_((RefundState.REQUESTED, RefundState.SUBMITTING, RefundState.PENDING))  # of one payment


def _of_customer(what: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(what).where(_CUSTOMER.id == _PAYMENT.customer_id).correlate(Payment.__table__).scalar_subquery()


def _has(rows: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 - a table
    return select(1).select_from(rows).where(*conditions).correlate(Payment.__table__).exists()


_REFUNDS = _has(Refund.__table__, _REFUND.payment_id == _PAYMENT.id, _GOES_BACK)

COLUMNS = (
    _PAYMENT.id,
    _PAYMENT.number,
    _PAYMENT.receipt_number,
    _PAYMENT.paid_on,
    _PAYMENT.state,
    _PAYMENT.method,
    _PAYMENT.brand,
    _PAYMENT.last4,
    _PAYMENT.reference,
    _PAYMENT.amount_cents,
    _PAYMENT.refunded_cents,
    _PAYMENT.unapplied_cents,
    _PAYMENT.currency,
    _PAYMENT.gateway,
    _PAYMENT.is_late,
    _PAYMENT.parked_reason,
    DISPUTED.label("is_disputed"),
    VOIDED.label("is_void"),
    LOST.label("is_lost"),
    TAKEN.label("disputed_cents"),
    _REFUNDS.label("has_refund_on_its_way"),
    _of_customer(_CUSTOMER.number).label("customer_number"),
    _of_customer(_CUSTOMER.name).label("customer_name"),
)


def _found_with(pattern: ColumnElement[str]) -> ColumnElement[bool]:
    """Where one looks for a word: what the payment is found by, its receipt, and its customer."""
    return or_(
        _PAYMENT.search_text.like(pattern, escape="\\"),
        func.lower(_PAYMENT.receipt_number).like(pattern, escape="\\"),
        (literal("=") + cast_as(_PAYMENT.amount_cents, String) + literal("=")).like(pattern, escape="\\"),
        func.lower(_PAYMENT.gateway_reference).like(pattern, escape="\\"),
        _PAYMENT.customer_id.in_(select(_CUSTOMER.id).where(_CUSTOMER.search_text.like(pattern, escape="\\"))),
    )


def _said(condition: TextClause) -> ColumnElement[bool]:
    """The very text of a partial index, which is used for nothing else."""
    return cast("ColumnElement[bool]", condition)


def _disputed() -> ColumnElement[bool]:
    return _PAYMENT.id.in_(select(_DISPUTE.payment_id).where(_DISPUTE.state.in_((DisputeState.OPEN, DisputeState.LOST))))


def _refunded() -> ColumnElement[bool]:
    """Both from an index of their own: one condition over two tables would be looked at on every payment."""
    done = select(Payment.__table__.alias("refunded").c.id).where(_said(REFUNDED))
    return _PAYMENT.id.in_(union(done, select(_REFUND.payment_id).where(_said(ON_THEIR_WAY))))


PAYMENTS = Grid(
    table=Payment.__table__,
    columns=COLUMNS,
    filters={
        "all": (),
        "paid": (_PAYMENT.state == PaymentState.SUCCEEDED,),
        "in-process": (_said(LIVE),),
        "parked": (_said(PARKED),),
        "late": (_said(LATE),),
        "refunded": (_refunded(),),
        "disputed": (_disputed(),),
        "failed": (_PAYMENT.state.in_((PaymentState.FAILED, PaymentState.CANCELED)),),
        "recorded": (_PAYMENT.gateway == "office",),
        "void": (_PAYMENT.id.in_(select(_VOID.payment_id)),),
    },
    sorts={
        "date": (_PAYMENT.paid_on,),
        "number": (_PAYMENT.number_key,),
        "amount": (_PAYMENT.amount_cents,),
        "state": (_PAYMENT.state, _PAYMENT.paid_on),
    },
    day=_PAYMENT.paid_on,
    at_location=false(),
    at_locations=false(),
    is_the_offices=True,
    word=_found_with,
)


def asked_about(session: Session, number: str) -> Found | None:
    """What the gateway is asked with about that payment."""
    asked = select(
        _PAYMENT.id,
        _PAYMENT.number,
        _PAYMENT.customer_id,
        _PAYMENT.request_id,
        _PAYMENT.gateway,
        _PAYMENT.gateway_reference,
        _PAYMENT.parameters,
        _PAYMENT.created_at,
    )
    return session.execute(asked.where(_PAYMENT.number == number)).one_or_none()


def record(session: Session, number: str) -> Found | None:
    """All of one payment, whoever's it is, with who made it."""
    asked = select(
        *COLUMNS,
        _PAYMENT.customer_id,
        _PAYMENT.gateway_reference,
        _PAYMENT.gateway_charge,
        _PAYMENT.failure_code,
        _PAYMENT.failure_reason,
        _PAYMENT.parameters,
        _PAYMENT.created_at,
        _PAYMENT.settled_at,
        _PAYMENT.is_automatic,
        _PERSON.name.label("person"),
        _STAFF.name.label("staff"),
    ).select_from(
        Payment.__table__.outerjoin(Person.__table__, _PERSON.id == _PAYMENT.person_id).outerjoin(
            StaffMember.__table__, _STAFF.id == _PAYMENT.staff_id
        )
    )
    return session.execute(asked.where(_PAYMENT.number == number)).one_or_none()


def refunds(session: Session, payment_id: int) -> Sequence[Found]:
    """All of them, the oldest first, with who asked for each."""
    asked = select(*Refund.__table__.c, _STAFF.name.label("by")).outerjoin(StaffMember.__table__, _STAFF.id == _REFUND.staff_id)
    return session.execute(asked.where(_REFUND.payment_id == payment_id).order_by(_REFUND.id)).all()


def disputes(session: Session, payment_id: int) -> Sequence[Found]:
    """All of them, the oldest first."""
    return session.execute(select(*Dispute.__table__.c).where(_DISPUTE.payment_id == payment_id).order_by(_DISPUTE.id)).all()


def void(session: Session, payment_id: int) -> Found | None:
    """How it was voided, and by whom."""
    asked = select(_VOID.reason, _VOID.voided_on, _STAFF.name.label("by")).join(StaffMember.__table__, _STAFF.id == _VOID.staff_id)
    return session.execute(asked.where(_VOID.payment_id == payment_id)).one_or_none()


def letters(session: Session, customer_id: int, number: str, most: int) -> Sequence[Found]:
    """Letters about that payment, the newest first: `id`, `kind`, `to_address`, `state`, `created_at`."""
    letter = Letter.__table__.c
    asked = select(letter.id, letter.kind, letter.to_address, letter.state, letter.created_at)
    mine = letter.customer_id == customer_id, letter.facts["payment"].as_string() == number
    return session.execute(asked.where(*mine).order_by(letter.id.desc()).limit(most)).all()


def audit(session: Session, customer_id: int, number: str, most: int) -> Sequence[Found]:
    """What was written down about that payment, the newest first: `at`, `actor`, `action`, `details`, and who it was by name."""
    entry = AuditEntry.__table__.c
    asked = select(*AUDIT.columns)
    mine = entry.customer_id == customer_id, entry.subject == f"payment:{number}"
    return session.execute(asked.where(*mine).order_by(entry.id.desc()).limit(most)).all()


def totals(session: Session) -> Found:
    """What the desk counts: payments in process, parked, late with credit left, refunds on their way, open disputes; each with its sum."""
    late = and_(_said(LATE), _PAYMENT.unapplied_cents > 0)
    counts = [
        *_counted("in_process", Payment.__table__, _PAYMENT.amount_cents, LIVE),
        *_counted("parked", Payment.__table__, _PAYMENT.amount_cents, PARKED),
        *_counted("late", Payment.__table__, _PAYMENT.unapplied_cents, late),
        *_counted("refunds", Refund.__table__, _REFUND.amount_cents, ON_THEIR_WAY),
        *_counted("disputes", Dispute.__table__, _DISPUTE.amount_cents, _DISPUTE.state == DisputeState.OPEN),
    ]
    return session.execute(select(*counts)).one()


def _counted(name: str, rows: Any, cents: ColumnElement[int], condition: Any) -> tuple[Any, Any]:  # noqa: ANN401 - a table, a condition
    of = select(func.count()).select_from(rows).where(condition).scalar_subquery().label(name)
    sums = select(func.coalesce(func.sum(cents), 0)).select_from(rows).where(condition).scalar_subquery().label(f"{name}_cents")
    return of, sums
