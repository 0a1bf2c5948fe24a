"""Payments as they move: begun, claimed, told of, settled. The grid's and the sheet's questions stand in `payments`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Executable, Select, Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from db.inserts import dialect_of, insert_for
from db.models import LIVE_STATES, Allocation, Company, Customer, Invoice, Payment, PaymentState, Person
from db.models.payments import LIVE, UNTOLD
from db.queries.rows import Found
from db.scope import Scope
from db.text import natural_key, searchable

_TABLE, _PAYMENT = Payment.__table__, Payment.__table__.c
_CHANGE = update(cast("Table", _TABLE))
_ALLOCATION = Allocation.__table__.c
_LONGEST_SEARCH = 1000

_TOLD = select(
    _PAYMENT.id,
    _PAYMENT.customer_id,
    _PAYMENT.person_id,
    _PAYMENT.request_id,
    _PAYMENT.number,
    _PAYMENT.state,
    _PAYMENT.method,
    _PAYMENT.brand,
    _PAYMENT.last4,
    _PAYMENT.reference,
    _PAYMENT.card_id,
    _PAYMENT.amount_cents,
    _PAYMENT.unapplied_cents,
    _PAYMENT.currency,
    _PAYMENT.receipt_number,
    _PAYMENT.failure_code,
    _PAYMENT.gateway_reference,
    _PAYMENT.gateway,
    _PAYMENT.paid_on,
    _PAYMENT.created_at,
    _PAYMENT.expires_at,
    Person.__table__.c.name.label("by"),
).select_from(_TABLE.outerjoin(Person.__table__, Person.__table__.c.id == _PAYMENT.person_id))

# Those of every payment, built once: to build a statement takes longer than to execute it.
_BY_REQUEST = _TOLD.where(_PAYMENT.request_id == bindparam("of_request"))
_NAME = _CHANGE.where(_PAYMENT.id == bindparam("of_payment")).values(
    number=bindparam("new_number"), number_key=bindparam("new_key"), search_text=bindparam("new_text")
)
_CLAIM = _CHANGE.where(_PAYMENT.id == bindparam("of_payment"), _PAYMENT.state == PaymentState.CREATED).values(
    state=PaymentState.SUBMITTING, submitted_at=bindparam("now"), lease_until=bindparam("until")
)
_PARTS = (
    select(
        _ALLOCATION.payment_id,
        _ALLOCATION.invoice_id,
        _ALLOCATION.amount_cents,
        Invoice.__table__.c.number,
        Invoice.__table__.c.balance_cents,
        Invoice.__table__.c.held_cents,
    )
    .join_from(Allocation.__table__, Invoice.__table__)
    .where(_ALLOCATION.payment_id.in_(bindparam("of_payments", expanding=True)))
    .order_by(Invoice.__table__.c.due_date, Invoice.__table__.c.number_key)
)
_ALLOCATE = insert(cast("Table", Allocation.__table__)).returning(_ALLOCATION.invoice_id, _ALLOCATION.id)
_LOCKED = select(Payment).where(_PAYMENT.id == bindparam("of_payment")).with_for_update()
_PAYER = (
    select(
        Person.__table__.c.email.label("person_email"),
        Customer.__table__.c.email.label("customer_email"),
        Company.__table__.c.email.label("company_email"),
    )
    .select_from(
        Customer.__table__.outerjoin(Person.__table__, Person.__table__.c.id == bindparam("of_person")).outerjoin(
            Company.__table__, Company.__table__.c.id == 1
        )
    )
    .where(Customer.__table__.c.id == bindparam("of_customer"))
)
_ALLOCATIONS = select(Allocation).where(_ALLOCATION.payment_id == bindparam("of_payment")).order_by(_ALLOCATION.invoice_id)


def begin(session: Session, facts: dict[str, Any], *words: str, letter: str = "W") -> tuple[int, str] | None:
    """The row of a new payment, which the list's search finds by these words too; returns its id and number.

    `None` when one was begun under the same request id already.
    """
    held_name = str(facts["request_id"])
    made = session.execute(_begin(dialect_of(session)), {"number": held_name, "number_key": held_name, **facts})
    found = made.scalar_one_or_none()
    if found is None:
        return None
    number = f"{letter}-{found:06d}"  # W is of the web: no number of the books looks like it
    text = described(number, *words)
    session.execute(_NAME, {"of_payment": found, "new_number": number, "new_key": natural_key(number), "new_text": text})
    return int(found), number


def described(number: str, *words: str) -> str:
    """What the list's search finds a payment by."""
    return searchable(number, *words)[:_LONGEST_SEARCH]


def allocate(session: Session, payment_id: int, amounts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """What of the payment goes to each invoice, by id; returns the allocations' ids by invoice."""
    rows = [{"payment_id": payment_id, "invoice_id": invoice_id, "amount_cents": cents} for invoice_id, cents in amounts]
    kept = session.execute(_ALLOCATE, rows)
    return {invoice_id: key for invoice_id, key in kept}


def by_request(session: Session, request_id: UUID) -> Found | None:
    """The payment that was begun under this request id, whoever's it is."""
    return session.execute(_BY_REQUEST, {"of_request": request_id}).one_or_none()


def live(session: Session, scope: Scope) -> Sequence[Found]:
    """The account's payments that are not settled, the newest first."""
    asked = _TOLD.where(_PAYMENT.customer_id == scope.customer_id, LIVE)
    return session.execute(asked.order_by(_PAYMENT.id.desc())).all()


def untold(session: Session, scope: Scope, person_id: int) -> Sequence[Found]:
    """That person's payments of the account that ended, and of which they have not read yet how; the newest first."""
    mine = (_PAYMENT.customer_id == scope.customer_id, _PAYMENT.person_id == person_id, UNTOLD)
    return session.execute(_TOLD.where(*mine, _PAYMENT.state.not_in(LIVE_STATES)).order_by(_PAYMENT.id.desc())).all()


def told(session: Session, person_id: int, request_ids: Iterable[UUID]) -> None:
    """That person has read how these payments of theirs ended."""
    mine = _CHANGE.where(_PAYMENT.request_id.in_(list(request_ids)), _PAYMENT.person_id == person_id, _PAYMENT.state.not_in(LIVE_STATES))
    session.execute(mine.values(is_untold=False))


def parts(session: Session, payment_ids: Iterable[int]) -> Sequence[Found]:
    """What these payments are for, by due date: payment, invoice number, cents, and how the invoice stands now."""
    return session.execute(_PARTS, {"of_payments": list(payment_ids)}).all()


def holders(session: Session, scope: Scope) -> Sequence[Found]:
    """Which payments in process hold money of which invoice: `invoice_id`, `amount_cents`, `created_at`, `by`, `person_id`."""
    person = Person.__table__.c
    asked = (
        select(
            _ALLOCATION.invoice_id,
            _ALLOCATION.amount_cents,
            _PAYMENT.gateway,
            _PAYMENT.paid_on,
            _PAYMENT.created_at,
            person.name.label("by"),
            _PAYMENT.person_id,
        )
        .select_from(
            Allocation.__table__.join(_TABLE, _PAYMENT.id == _ALLOCATION.payment_id).outerjoin(
                Person.__table__, person.id == _PAYMENT.person_id
            )
        )
        .where(_PAYMENT.customer_id == scope.customer_id, LIVE)
        .order_by(_PAYMENT.id)
    )
    return session.execute(asked).all()


def claim(session: Session, payment_id: int, now: datetime, lease_until: datetime) -> bool:
    """Take a new payment to the gateway; False when somebody else did, or it was given up."""
    claimed = session.execute(_CLAIM, {"of_payment": payment_id, "now": now, "until": lease_until})
    return cast("CursorResult[Any]", claimed).rowcount == 1


def locked(session: Session, payment_id: int) -> Payment | None:
    """That payment, held until the transaction ends."""
    return session.scalar(_LOCKED, {"of_payment": payment_id}, execution_options={"populate_existing": True})


def allocations(session: Session, payment_id: int) -> list[Allocation]:
    """What it is for, in the order in which invoices are changed."""
    return list(session.scalars(_ALLOCATIONS, {"of_payment": payment_id}))


def drop_allocation(session: Session, allocation_id: int) -> None:
    """Of this invoice nothing is paid after all; its shares go with it."""
    session.execute(delete(Allocation).where(Allocation.id == allocation_id))


def id_of(session: Session, *, reference: str, request_id: UUID | None) -> int | None:
    """The payment that a gateway means by its own reference, or by the request id that it carries."""
    same: ColumnElement[bool] = _PAYMENT.gateway_reference == reference
    if request_id is not None:
        same = same | (_PAYMENT.request_id == request_id)
    return session.execute(select(_PAYMENT.id).where(same).order_by((_PAYMENT.request_id == request_id).desc()).limit(1)).scalar()


def has_succeeded(session: Session, payment_id: int) -> bool:
    """Whether that payment went through."""
    asked = select(_PAYMENT.id).where(_PAYMENT.id == payment_id, _PAYMENT.state == PaymentState.SUCCEEDED)
    return session.execute(asked).scalar_one_or_none() is not None


def unsettled(session: Session, state: PaymentState, before: datetime, most: int, gateway: str = "") -> Sequence[Found]:
    """Payments in this state whose lease is over, the longest waiting first; those of that gateway, or of any.

    Those of the books have no gateway and are not among them.
    """
    asked: Select[Any] = select(
        _PAYMENT.id,
        _PAYMENT.customer_id,
        _PAYMENT.request_id,
        _PAYMENT.gateway_reference,
        _PAYMENT.parameters,
        _PAYMENT.submitted_at,
        _PAYMENT.expires_at,
        _PAYMENT.method,
    ).where(LIVE, _PAYMENT.state == state, _PAYMENT.lease_until <= before)
    asked = asked.where(_PAYMENT.gateway == gateway if gateway else _PAYMENT.gateway != "")
    return session.execute(asked.order_by(_PAYMENT.lease_until, _PAYMENT.id).limit(most)).all()


def lease(session: Session, payment_id: int, state: PaymentState, now: datetime, until: datetime) -> bool:
    """Be the one who looks after this payment for a while; False when somebody else is, or it moved on."""
    mine = _CHANGE.where(_PAYMENT.id == payment_id, _PAYMENT.state == state, _PAYMENT.lease_until <= now)
    return _changes(session, mine.values(lease_until=until)) == 1


def free_leases(session: Session, now: datetime) -> None:
    """Have every payment in process looked after now. One that another process has only just begun is given up, and charged nothing."""
    session.execute(_CHANGE.where(LIVE, _PAYMENT.gateway != "").values(lease_until=now))


def look_again(session: Session, payment_id: int, at: datetime) -> None:
    """Have a payment nobody is sure of looked after from then on."""
    session.execute(_CHANGE.where(_PAYMENT.id == payment_id, _PAYMENT.state == PaymentState.SUBMITTING).values(lease_until=at))


def payer(session: Session, customer_id: int, person_id: int | None) -> Found:
    """Whom to write to about money of the account, and the office: `person_email`, `customer_email`, `company_email`."""
    return session.execute(_PAYER, {"of_customer": customer_id, "of_person": person_id}).one()


def _changes(session: Session, statement: Any) -> int:  # noqa: ANN401 - an update
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


@cache
def _begin(dialect: str) -> Executable:
    made = insert_for(dialect, _TABLE)
    return made.on_conflict_do_nothing(index_elements=[_PAYMENT.request_id]).returning(_PAYMENT.id)
