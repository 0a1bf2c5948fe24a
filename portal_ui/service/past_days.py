"""How an account's money stood at the end of a day: what happened later is taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from db.queries import past_days as queries
from db.queries import returned as back_queries
from db.queries import statements
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.service import returned
from portal_ui.service.returned import Returned


@dataclass(frozen=True, slots=True)
class Later:
    """What happened after a day. Nothing did after today."""

    allocations: frozenset[int] = frozenset()  # money that went to an invoice only later
    applications: frozenset[int] = frozenset()  # credit that went to one only later
    returned: Mapping[int, int] = field(default_factory=dict)  # by allocation: what of its reversal came later; below zero: went
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
    back = returned.of(session, back_queries.payments(session, scope, day + timedelta(days=1), date.max))
    not_yet = frozenset(found.id for found in paid)
    later = {part: cents for one in back.values() for part, cents in one.later(day).items() if part not in not_yet}
    balances: defaultdict[int, int] = defaultdict(int)
    for found in paid:
        balances[found.invoice_id] += found.amount_cents - found.reversed_cents
    for found in credited:
        balances[found.invoice_id] += found.amount_cents
    for one in back.values():
        for part in one.parts:
            balances[part.invoice_id] -= later.get(part.id, 0)
    return Later(
        allocations=not_yet,
        applications=frozenset(found.id for found in credited),
        returned=later,
        balances=dict(balances),
        credit_cents=_unapplied(session, scope, day, paid, back, later) + _remaining(session, scope, day, credited),
    )


def _unapplied(
    session: Session, scope: Scope, day: date, paid: Iterable[Found], back: Mapping[int, Returned], later: Mapping[int, int]
) -> int:
    """What payments had unapplied when the day ended."""
    more: defaultdict[int, int] = defaultdict(int)  # than today, by payment
    for found in paid:
        more[found.payment_id] += found.amount_cents - found.reversed_cents
    for payment, one in back.items():
        more[payment] += one.came_back_later(day) - sum(later.get(part.id, 0) for part in one.parts)
    found_then = queries.payments_with_credit(session, scope, day, more)
    return sum(payment.unapplied_cents + more.get(payment.id, 0) for payment in found_then)


def _remaining(session: Session, scope: Scope, day: date, credited: Iterable[Found]) -> int:
    """What credit memos had left when the day ended."""
    applied_later: defaultdict[int, int] = defaultdict(int)
    for found in credited:
        applied_later[found.credit_memo_id] += found.amount_cents
    return sum(memo.remaining_cents + applied_later[memo.id] for memo in queries.memos_issued(session, scope, day))
