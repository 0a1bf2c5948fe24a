"""What happened to one invoice, step by step: money that went to it, what of that came back, and credit that went to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db.queries import returned as back
from db.queries.rows import Found
from portal_ui.return_wording import is_debit
from portal_ui.service.fitting import Parts
from portal_ui.service.returned import Returned
from portal_ui.shares import kept
from portal_ui.views import Moved

_BACK = {back.REFUND: Moved.REFUND, back.TAKEN: Moved.CHARGEBACK, back.WON: Moved.WON_BACK, back.VOID: Moved.PAYMENT_VOID}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to an invoice, and by how much more is open on it since, in all and at each location."""

    day: date
    what: Moved
    number: str
    payment: str
    whole_cents: int
    cents: int
    parts: Parts


def of_allocation(part: Found, returned: Returned | None, shares: Sequence[Found]) -> Iterator[Step]:
    """Money of a payment that went to an invoice, and each time some of it came back; split as it is stored.

    `part` is a row of `db.queries.activity.allocations`, `shares` are those of `db.queries.statements.paid_shares`.
    """
    backs = [part.reversed_cents]
    returns: Sequence[Found] = ()
    if returned is not None:
        before = sum(one.on_day < part.applied_on for one in returned.returns)
        backs = [state[returned.place[part.id]] for state in returned.states[before:]]
        returns = returned.returns[before:]
    what = Moved.PAYMENT if part.credit_use_id is None else Moved.CREDIT_USED
    brought = _brings(shares, backs[0])
    less = {place: -cents for place, cents in brought.items()}
    yield Step(part.applied_on, what, part.number, part.number, part.whole_cents, backs[0] - part.amount_cents, less)
    for one, earlier, later in zip(returns, backs, backs[1:], strict=False):
        still = _brings(shares, later)
        more = {place: cents - still[place] for place, cents in brought.items()}
        yield Step(one.on_day, _what(one), one.number or part.number, part.number, abs(one.cents), later - earlier, more)
        brought = still


def of_return(one: Found, on: date) -> Step:
    """Something that came back of a payment, as far as it moved no invoice: a row of `db.queries.returned.between`."""
    return Step(on, _what(one), one.number or one.payment, one.payment, abs(one.cents), 0, {})


def of_application(part: Found, shares: Sequence[Found]) -> Step:
    """Credit of a memo that went to an invoice: a row of `db.queries.activity.applications`, and its stored shares."""
    less = {place: -cents for place, cents in _brings(shares, 0).items()}
    return Step(part.applied_on, Moved.CREDIT_MEMO, part.number, "", part.whole_cents, -part.amount_cents, less)


def _what(one: Found) -> Moved:
    what = _BACK[one.kind]
    return Moved.BANK_RETURN if what is Moved.CHARGEBACK and is_debit(one.method, one.reason) else what


def _brings(shares: Sequence[Found], back_cents: int) -> dict[int | None, int]:
    """What the money brings each location once so much of it came back."""
    found: dict[int | None, int] = {}
    if not shares:  # nobody asks for locations
        return found
    for row, cents in zip(shares, kept([row.amount_cents for row in shares], back_cents), strict=True):
        found[row.location_id] = found.get(row.location_id, 0) + cents
    return found
