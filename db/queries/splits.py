"""What of an invoice belongs to each location, what of that is taken already, and the shares that are kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, FromClause, bindparam, delete, insert, literal, select, union_all
from sqlalchemy.orm import Session

from db.models import LIVE_STATES, Allocation, AllocationSplit, CreditApplication, CreditSplit, InvoiceLocation, Payment, PaymentState
from db.queries.rows import Found

_ALLOCATION = Allocation.__table__.c
_APPLICATION = CreditApplication.__table__.c
_PLACE = InvoiceLocation.__table__.c
_INVOICES: BindParameter[Any] = bindparam("of_invoices", expanding=True)
_COUNTED = (*LIVE_STATES, PaymentState.SUCCEEDED)


def _shares(split: Any, invoice: ColumnElement[int], part: ColumnElement[int], back: ColumnElement[int]) -> Any:  # noqa: ANN401 - columns
    return select(
        invoice.label("invoice_id"),
        part.label("part"),
        back.label("reversed_cents"),
        split.id.label("split"),
        split.location_id,
        split.amount_cents,
    )


def _taken() -> CompoundSelect[Any]:
    paid, credited = AllocationSplit.__table__.c, CreditSplit.__table__.c
    by_payments = _shares(paid, _ALLOCATION.invoice_id, _ALLOCATION.id, _ALLOCATION.reversed_cents)
    by_payments = (
        by_payments.join_from(AllocationSplit.__table__, Allocation.__table__)
        .join(Payment.__table__, Payment.__table__.c.id == _ALLOCATION.payment_id)
        .where(_ALLOCATION.invoice_id.in_(_INVOICES), Payment.__table__.c.state.in_(_COUNTED))
    )
    by_credits = _shares(credited, _APPLICATION.invoice_id, -_APPLICATION.id, literal(0))
    by_credits = by_credits.join_from(CreditSplit.__table__, CreditApplication.__table__).where(_APPLICATION.invoice_id.in_(_INVOICES))
    return union_all(by_payments, by_credits).order_by("invoice_id", "part", "split")


# Built once: to build a statement takes longer than to execute it.
_TAKEN = _taken()
_SUBTOTALS = (
    select(_PLACE.invoice_id, _PLACE.location_id, _PLACE.subtotal_cents)
    .where(_PLACE.invoice_id.in_(_INVOICES))
    .order_by(_PLACE.invoice_id, _PLACE.location_id)
)


def subtotals(session: Session, invoice_ids: Iterable[int]) -> Sequence[Found]:
    """`invoice_id`, `location_id`, `subtotal_cents` of each location of these invoices."""
    return session.execute(_SUBTOTALS, {"of_invoices": list(invoice_ids)}).all()


def taken(session: Session, invoice_ids: Iterable[int]) -> Sequence[Found]:
    """Every share that payments and credits have of these invoices, those in process too.

    `invoice_id`, `part` (one allocation or application), what of that part came back (`reversed_cents`), `location_id`
    (none where it is tied to no location) and `amount_cents`.
    """
    return session.execute(_TAKEN, {"of_invoices": list(invoice_ids)}).all()


def drop_allocation_shares(session: Session, allocation_id: int) -> None:
    """Forget how an allocation was spread; it is spread anew."""
    session.execute(delete(AllocationSplit).where(AllocationSplit.allocation_id == allocation_id))


def keep_allocation_shares(session: Session, shares: Iterable[tuple[int, int | None, int]]) -> None:
    """Keep shares of allocations: allocation, location or none, cents."""
    _keep(session, AllocationSplit.__table__, "allocation_id", shares)


def keep_credit_shares(session: Session, shares: Iterable[tuple[int, int | None, int]]) -> None:
    """Keep shares of credit applications: application, location or none, cents."""
    _keep(session, CreditSplit.__table__, "application_id", shares)


def _keep(session: Session, table: FromClause, parent: str, shares: Iterable[tuple[int, int | None, int]]) -> None:
    rows = [{parent: part, "location_id": location, "amount_cents": cents} for part, location, cents in shares if cents]
    if rows:
        session.execute(insert(table), rows)  # type: ignore[arg-type]  # a model's table is one
