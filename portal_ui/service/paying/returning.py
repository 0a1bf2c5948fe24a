"""What came back of a payment against what was paid with it: credit goes first, then the invoices open again in proportion.

Whatever came back (a refund that succeeded, money a bank took, a recorded payment that was voided) is a row of its own.
`rebalance` looks at those rows and at nothing else, so it may be called after any of them changed, once or ten times:
a dispute that is won, or a refund that fails later, gives the money back in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.models import Allocation, Payment, PaymentState
from db.queries import holding
from db.queries import paying as queries
from db.queries import returning as rows
from portal_ui.shares import largest_remainder


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much a payment brings less than before (below zero: more again), and what of that invoices felt."""

    cents: int = 0
    invoices_cents: int = 0


def rebalance(session: Session, payment: Payment) -> Shift:
    """Make what the payment brings to invoices and to credit what is left of it. The payment is locked by whoever calls."""
    if payment.state is not PaymentState.SUCCEEDED:
        return Shift()
    session.flush()
    refunded, taken, is_void = rows.came_back(session, payment.id)
    payment.refunded_cents = min(payment.amount_cents, refunded)
    back = payment.amount_cents if is_void else min(payment.amount_cents, refunded + taken)
    parts = queries.allocations(session, payment.id)
    brings = payment.unapplied_cents + sum(part.amount_cents - part.reversed_cents for part in parts)
    less = brings - (payment.amount_cents - back)
    felt = _take(session, payment, parts, less) if less > 0 else -_give(session, payment, parts, -less)
    session.flush()
    return Shift(less, felt)


def left(session: Session, payment: Payment) -> int:
    """What may still be given back: the whole less all that came back or is on its way back."""
    _refunded, taken, is_void = rows.came_back(session, payment.id)
    return 0 if is_void else max(0, payment.amount_cents - rows.promised(session, payment.id) - taken)


def _take(session: Session, payment: Payment, parts: Sequence[Allocation], cents: int) -> int:
    """Unapplied credit first, the rest from the invoices by largest remainder over what each still has of it."""
    from_credit = min(cents, payment.unapplied_cents)
    payment.unapplied_cents -= from_credit
    rest = cents - from_credit
    if rest:
        shares = largest_remainder(rest, [part.amount_cents - part.reversed_cents for part in parts])
        for part, share in zip(parts, shares, strict=True):
            if share:
                part.reversed_cents += share
                is_taken = holding.take_back(session, part.invoice_id, share)
                assert is_taken  # noqa: S101 - what a payment brought to an invoice is paid on it
    return rest


def _give(session: Session, payment: Payment, parts: Sequence[Allocation], cents: int) -> int:
    """The invoices it was taken from first, as far as they are still open; what finds no place is credit."""
    reversed_cents = [part.reversed_cents for part in parts]
    wished = min(cents, sum(reversed_cents))
    placed = 0
    if wished:
        for part, share in zip(parts, largest_remainder(wished, reversed_cents), strict=True):
            fits = max(0, min(share, holding.left(session, part.invoice_id))) if share else 0
            if fits and holding.pay(session, part.invoice_id, fits):
                part.reversed_cents -= fits
                placed += fits
    payment.unapplied_cents += cents - placed
    return placed
