"""What must be true of the books at any moment, each as one select of the rows of which it is not. An operator runs them: `doctor`.

None of them is how the portal works a sum out; they are the second opinion. A row is its name, what it should be, and what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from db.queries.invariants import automatic, paying, places, returns, sums

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must be true. `query` selects what is not: `name`, `expected` and `found`, in cents where `is_money`."""

    words: str
    thing: str  # what a row is, such as `invoice`
    query: Callable[[datetime], Select[Any]]
    is_money: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    """How many rows break an invariant, and the first of them: name, expected, found."""

    count: int
    rows: tuple[tuple[str, Any, Any], ...]


INVARIANTS = (
    Invariant("Invoices: the total is the sum of the lines", "invoice", sums.total),
    Invariant("Invoices: paid is what succeeded payments brought, less what was taken back", "invoice", sums.paid),
    Invariant("Invoices: set aside is what payments in process hold", "invoice", sums.held),
    Invariant("Invoices: credited is what credit memos brought", "invoice", sums.credited),
    Invariant("Invoices: the balance is between nothing and the total", "invoice", sums.balance),
    Invariant("Invoices: no money on one that is pending or void", "invoice", sums.not_a_bill),
    Invariant("Payments: applied, left over and given back make what was received", "payment", sums.received),
    Invariant(
        "Payments: one in process or in vain is applied for no more than its amount, and leaves nothing over", "payment", sums.applied
    ),
    Invariant("Payments: given back is the sum of the refunds", "payment", sums.refunded),
    Invariant("Payments: no more goes back in refunds than was received", "payment", returns.promised),
    Invariant("Payments: voided is only what the office recorded and nobody refunded", "payment", returns.voided, is_money=False),
    Invariant("Payments: an automatic one is for no more than was announced", "payment", automatic.announced),
    Invariant("Credit memos: what is left is the total less what was applied", "credit memo", sums.remaining),
    Invariant("Accounts: payments and credits stay within one", "", sums.owners, is_money=False),
    Invariant("Locations: the shares of a payment sum to what it is applied for", "payment", places.allocation_shares),
    Invariant("Locations: the shares of a credit sum to what it is applied for", "credit memo", places.application_shares),
    Invariant("Locations: subtotals are the sums of the lines there", "invoice", places.subtotals),
    Invariant("Gateway: one charge is one payment", "charge", paying.charges, is_money=False),
    Invariant("Gateway: a payment that succeeded has a receipt, no other has one", "payment", paying.receipts, is_money=False),
    Invariant("Gateway: no payment is stuck", "payment", paying.stuck, is_money=False),
    Invariant("Gateway: no refund is stuck", "refund", returns.stuck, is_money=False),
    Invariant("Gateway: no payment waits for a person", "payment", paying.parked, is_money=False),
    Invariant("Gateway: no news waits for a person", "event", paying.parked_news, is_money=False),
)


def broken(session: Session, invariant: Invariant, now: datetime) -> Broken:
    """The rows of which it is not true."""
    wrong = invariant.query(now).add_columns(func.count().over().label("all")).limit(MOST_SHOWN)
    rows = session.execute(wrong).all()
    return Broken(rows[0][3] if rows else 0, tuple((row[0], row[1], row[2]) for row in rows))
