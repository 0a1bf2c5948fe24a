"""How an account's money stood at the end of a day: what happened later is taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.queries import past_days as queries
from db.queries import statements
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.shares import largest_remainder


@dataclass(frozen=True, slots=True)
class Later:
    """What happened after a day. Nothing did after today."""

    allocations: frozenset[int] = frozenset()  # money that went to an invoice only later
    applications: frozenset[int] = frozenset()  # credit that went to one only later
    returned: Mapping[int, int] = field(default_factory=dict)  # by allocation: what of its reversal came later
    balances: Mapping[int, int] = field(default_factory=dict)  # by invoice: by how much more was open
    credit_cents: int = 0


def open_invoices(session: Session, scope: Scope, day: date, until: datetime, later: Later) -> list[tuple[Found, int]]:
    """The invoices that were open when the day ended at `until`, the oldest due first, each with what was open on it."""
    touched = {found.id for found in statements.open_invoices(session, scope)} | later.balances.keys()
    then = [
        (found, found.total_cents - found.paid_cents - found.credited_cents + later.balances.get(found.id, 0))
        for found in queries.posted_by(session, scope, day, until, touched)
    ]
    still_open = [(found, balance) for found, balance in then if balance > 0]
    return sorted(still_open, key=lambda one: (one[0].due_date, one[0].number_key, one[0].id))


def since(session: Session, scope: Scope, day: date) -> Later:
    """What happened to the account's money after the day."""
    paid = queries.later_allocations(session, scope, day)
    credited = queries.later_applications(session, scope, day)
    back = queries.returns(session, scope, day)
    parts = list(queries.returned_parts(session, back))
    returned = _returned_later(parts, back)
    not_yet = frozenset(found.id for found in paid)
    balances: defaultdict[int, int] = defaultdict(int)
    for found in paid:
        balances[found.invoice_id] += found.amount_cents - found.reversed_cents
    for found in credited:
        balances[found.invoice_id] += found.amount_cents
    for part in parts:
        if part.id not in not_yet:
            balances[part.invoice_id] -= returned.get(part.id, 0)
    return Later(
        allocations=not_yet,
        applications=frozenset(found.id for found in credited),
        returned=returned,
        balances=dict(balances),
        credit_cents=_unapplied(session, scope, day, paid, parts, returned, back) + _remaining(session, scope, day, credited),
    )


def _returned_later(parts: Sequence[Found], back: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """What of each allocation came back later: money comes back from what is unapplied first, so the last of it from invoices."""
    found: dict[int, int] = {}
    for payment_id, (_before, after) in back.items():
        own = [part for part in parts if part.payment_id == payment_id]
        reversed_cents = [part.reversed_cents for part in own]
        later = min(after, sum(reversed_cents))
        if later:
            found |= zip((part.id for part in own), largest_remainder(later, reversed_cents), strict=True)
    return found


def _unapplied(
    session: Session,
    scope: Scope,
    day: date,
    paid: Iterable[Found],
    parts: Iterable[Found],
    returned: Mapping[int, int],
    back: Mapping[int, tuple[int, int]],
) -> int:
    """What payments had unapplied when the day ended."""
    applied_later: defaultdict[int, int] = defaultdict(int)
    for found in paid:
        applied_later[found.payment_id] += found.amount_cents
    returned_from_invoices: defaultdict[int, int] = defaultdict(int)
    for part in parts:
        returned_from_invoices[part.payment_id] += returned.get(part.id, 0)
    whole = 0
    for payment in queries.payments_with_credit(session, scope, day, {*applied_later, *back}):
        before, after = back.get(payment.id, (0, 0))
        came_back = min(payment.amount_cents, before + after) - min(payment.amount_cents, before)
        whole += payment.unapplied_cents + applied_later[payment.id] + came_back - returned_from_invoices[payment.id]
    return whole


def _remaining(session: Session, scope: Scope, day: date, credited: Iterable[Found]) -> int:
    """What credit memos had left when the day ended."""
    applied_later: defaultdict[int, int] = defaultdict(int)
    for found in credited:
        applied_later[found.credit_memo_id] += found.amount_cents
    return sum(memo.remaining_cents + applied_later[memo.id] for memo in queries.memos_issued(session, scope, day))
