"""Agreements to pay automatically, and the charges that were announced under them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, exists, func, select, update
from sqlalchemy.orm import Session

from db.models import (
    LIVE_STATES,
    Allocation,
    Autopay,
    AutopayTry,
    AutopayTryState,
    Card,
    Company,
    Customer,
    Dispute,
    Invoice,
    InvoiceStatus,
    Letter,
    Payment,
    Person,
)
from db.models.autopay import IS_PLANNED
from db.models.invoices import OPEN
from db.queries.rows import Found
from db.scope import Scope

_AUTOPAY, _TRY, _INVOICE, _CARD = Autopay.__table__.c, AutopayTry.__table__.c, Invoice.__table__.c, Card.__table__.c
_LEFT = _INVOICE.balance_cents - _INVOICE.held_cents
_MOST = 1_000


def held(session: Session, customer_id: int) -> Autopay | None:
    """The account's agreement, and nobody else changes it until the transaction ends."""
    asked = select(Autopay).where(_AUTOPAY.customer_id == customer_id).with_for_update()
    return session.scalar(asked, execution_options={"populate_existing": True})


def of(session: Session, customer_id: int) -> Found | None:
    """What the account agreed to, with its card as far as that is on file, and who agreed (`by`)."""
    person = Person.__table__.c
    asked = (
        select(
            _AUTOPAY.is_on,
            _AUTOPAY.paused,
            _AUTOPAY.card_id,
            _AUTOPAY.cap_cents,
            _AUTOPAY.first_on,
            _AUTOPAY.billed_from,
            _AUTOPAY.agreed_at,
            _CARD.brand,
            _CARD.last4,
            _CARD.removed_at,
            person.name.label("by"),
        )
        .select_from(
            Autopay.__table__.join(Card.__table__, _CARD.id == _AUTOPAY.card_id).join(Person.__table__, person.id == _AUTOPAY.person_id)
        )
        .where(_AUTOPAY.customer_id == customer_id)
    )
    return session.execute(asked).one_or_none()


def at_work(session: Session) -> list[int]:
    """The accounts that pay automatically now, as far as the office lets them."""
    return list(session.scalars(_at_work().order_by(_AUTOPAY.customer_id)))


def is_at_work(session: Session, customer_id: int) -> bool:
    """Whether this account is one of them."""
    return session.scalar(_at_work().where(_AUTOPAY.customer_id == customer_id)) is not None


def _at_work() -> Select[tuple[int]]:
    customer, company = Customer.__table__.c, Company.__table__.c
    return (
        select(_AUTOPAY.customer_id)
        .select_from(
            Autopay.__table__.join(Customer.__table__, customer.id == _AUTOPAY.customer_id).join(Company.__table__, company.id == 1)
        )
        .where(_AUTOPAY.is_on, _AUTOPAY.paused == "", customer.portal_enabled, company.portal_active, company.takes_automatic_payments)
    )


def to_announce(session: Session, agreement: Autopay, until: date) -> Sequence[Found]:
    """Open invoices that fall due until then and were not announced under this agreement: `id`, `number`, `due_date`, `cents`.

    One of which somebody disputed a payment is left to people, and so is one that was paid automatically and is open again.
    """
    known = exists().where(_TRY.invoice_id == _INVOICE.id, (_TRY.round == agreement.round) | (_TRY.state == AutopayTryState.PAID))
    wanted: list[ColumnElement[bool]] = [_INVOICE.due_date <= until, _INVOICE.held_cents == 0, ~known, ~_is_disputed()]
    if agreement.billed_from is not None:
        wanted.append(_INVOICE.invoice_date >= agreement.billed_from)
    asked = select(_INVOICE.id, _INVOICE.number, _INVOICE.due_date, _INVOICE.balance_cents.label("cents"))
    asked = asked.where(_INVOICE.customer_id == agreement.customer_id, OPEN, *wanted)
    return session.execute(asked.order_by(_INVOICE.due_date, _INVOICE.id).limit(_MOST)).all()


def add(session: Session, agreement: Autopay, invoice_id: int, *, attempt: int, charge_on: date, cents: int, now: datetime) -> AutopayTry:
    """Plan to charge an invoice; the same try twice breaks the transaction."""
    row = AutopayTry(
        customer_id=agreement.customer_id,
        invoice_id=invoice_id,
        round=agreement.round,
        attempt=attempt,
        state=AutopayTryState.ANNOUNCED,
        charge_on=charge_on,
        amount_cents=cents,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def due(session: Session, customer_id: int, today: date) -> Sequence[Found]:
    """What was announced until today, its letter's `letter_state` and `sent_at`, and how the invoice stands: `number`, `left_cents`..."""
    letter = Letter.__table__.c
    asked = (
        select(
            _TRY.id,
            _TRY.attempt,
            _TRY.charge_on,
            _TRY.amount_cents,
            letter.state.label("letter_state"),
            letter.sent_at,
            _INVOICE.number,
            _INVOICE.due_date,
            _INVOICE.status,
            _INVOICE.held_cents,
            _LEFT.label("left_cents"),
            _is_disputed().label("is_disputed"),
        )
        .select_from(
            AutopayTry.__table__.join(Invoice.__table__, _INVOICE.id == _TRY.invoice_id).outerjoin(
                Letter.__table__, letter.id == _TRY.letter_id
            )
        )
        .where(IS_PLANNED, _TRY.state == AutopayTryState.ANNOUNCED, _TRY.customer_id == customer_id, _TRY.charge_on <= today)
        .order_by(_TRY.charge_on, _INVOICE.due_date, _TRY.id)
    )
    return session.execute(asked.limit(_MOST)).all()


def ended(session: Session) -> Sequence[Found]:
    """What was charged, and how its payment ended: `id`, `customer_id`, `payment_id`, `payment_state`, `failure_code`."""
    payment, part = Payment.__table__.c, Allocation.__table__.c
    named = select(func.min(_INVOICE.number)).join_from(Allocation.__table__, Invoice.__table__, _INVOICE.id == part.invoice_id)
    only = named.where(part.payment_id == _TRY.payment_id).having(func.count() == 1).correlate(AutopayTry.__table__).scalar_subquery()
    asked = (
        select(
            _TRY.id,
            _TRY.customer_id,
            _TRY.payment_id,
            payment.number.label("payment_number"),
            payment.state.label("payment_state"),
            payment.failure_code,
            only.label("only_invoice"),
        )
        .join_from(AutopayTry.__table__, Payment.__table__, payment.id == _TRY.payment_id)
        .where(IS_PLANNED, _TRY.state == AutopayTryState.CHARGING, payment.state.not_in(LIVE_STATES))
        .order_by(_TRY.payment_id, _TRY.id)
    )
    return session.execute(asked.limit(_MOST)).all()


def tries(session: Session, try_ids: Sequence[int]) -> list[AutopayTry]:
    """These, in the order of their invoices."""
    return list(session.scalars(select(AutopayTry).where(_TRY.id.in_(try_ids)).order_by(_TRY.invoice_id).with_for_update()))


def move(session: Session, try_id: int, before: AutopayTryState, state: AutopayTryState, **facts: Any) -> bool:
    """Bring a try on; False when somebody else did."""
    change = update(AutopayTry).execution_options(synchronize_session=False)
    changed = session.execute(change.where(_TRY.id == try_id, _TRY.state == before).values(state=state, **facts))
    return cast("CursorResult[Any]", changed).rowcount == 1


def drop(session: Session, customer_id: int, reason: str) -> None:
    """Nothing that was announced to the account is charged any more."""
    change = update(AutopayTry).execution_options(synchronize_session=False)
    mine = change.where(_TRY.customer_id == customer_id, _TRY.state == AutopayTryState.ANNOUNCED)
    session.execute(mine.values(state=AutopayTryState.DROPPED, reason=reason))


def still_announced(session: Session, customer_id: int, numbers: Sequence[str]) -> list[int]:
    """Which tries of these invoices are to be charged still, and may be put off."""
    asked = select(_TRY.id).join_from(AutopayTry.__table__, Invoice.__table__, _INVOICE.id == _TRY.invoice_id)
    asked = asked.where(IS_PLANNED, _TRY.state == AutopayTryState.ANNOUNCED, _TRY.customer_id == customer_id)
    return list(session.scalars(asked.where(_INVOICE.number.in_(numbers)).order_by(_TRY.id)))


def put_off(session: Session, try_ids: Sequence[int], day: date) -> None:
    """Charge them on that day, where they were to be charged before."""
    change = update(AutopayTry).execution_options(synchronize_session=False)
    mine = change.where(_TRY.id.in_(try_ids), _TRY.state == AutopayTryState.ANNOUNCED, _TRY.charge_on < day)
    session.execute(mine.values(charge_on=day))


def planned(session: Session, scope: Scope) -> Sequence[Found]:
    """What is announced to be charged to the account: invoice `number`, `charge_on`, `cents`; the next day first."""
    asked = (
        select(_INVOICE.number, _TRY.charge_on, _TRY.amount_cents.label("cents"))
        .join_from(AutopayTry.__table__, Invoice.__table__, _INVOICE.id == _TRY.invoice_id)
        .join(Autopay.__table__, _AUTOPAY.customer_id == _TRY.customer_id)
        .where(
            IS_PLANNED,
            _TRY.state == AutopayTryState.ANNOUNCED,
            _TRY.customer_id == scope.customer_id,
            _AUTOPAY.is_on,
            _AUTOPAY.paused == "",
        )
        .where(_INVOICE.status == InvoiceStatus.POSTED, _LEFT > 0)
    )
    return session.execute(asked.order_by(_TRY.charge_on, _INVOICE.number_key)).all()


def _is_disputed() -> ColumnElement[bool]:
    allocation, dispute = Allocation.__table__.c, Dispute.__table__.c
    return exists().where(allocation.invoice_id == _INVOICE.id, dispute.payment_id == allocation.payment_id)
