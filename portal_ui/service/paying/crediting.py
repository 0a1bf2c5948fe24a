"""Using credit: what memos and overpaid payments have left goes to invoices, the oldest credit first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.queries import audit, balances, changes, credits, holding, splits
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.payment_errors import AmountNotOpenError, BadAmountError, DraftNotFoundError, NotEnoughCreditError, OtherWishError
from portal_ui.remaining import left_to_pay
from portal_ui.service.paying import reserving, splitting
from portal_ui.service.paying.moments import Moment, Moved
from portal_ui.views import CreditUsed, CreditWish, Part


@dataclass(frozen=True, slots=True)
class Source:
    """Credit of one memo, or of one payment."""

    id: int
    cents: int
    is_memo: bool


@dataclass(frozen=True, slots=True)
class Spender:
    """Who uses credit, and from where: a person of the account, or a member of the office."""

    address: str
    person_id: int | None = None
    staff_id: int | None = None

    @property
    def actor(self) -> str:
        """As the audit names them."""
        return f"person:{self.person_id}" if self.staff_id is None else f"staff:{self.staff_id}"


@dataclass(frozen=True, slots=True)
class Used:
    """What was used, and whose money changed by it; nobody's when the same wish had been granted before."""

    told: CreditUsed
    moved: Moved | None


def use(session: Session, scope: Scope, by: Spender, wish: CreditWish, currency: str, moment: Moment) -> Used:
    """Apply credit to the chosen invoices, all of it or nothing.

    Raises:
        PortalError: as `Paying.use_credit`.
    """
    before = credits.use_by_request(session, wish.request_id)
    if before is not None:
        if (before.customer_id, before.person_id, before.staff_id) != (scope.customer_id, by.person_id, by.staff_id):
            raise DraftNotFoundError
        return Used(_used_before(session, scope, wish, credits.used(session, before.id)), None)
    total = _checked(wish)
    found = reserving.invoices(session, scope, wish.amounts)
    use_id = credits.begin_use(session, scope, (by.person_id, by.staff_id), wish.request_id, total, moment.now)
    _apply(session, scope, use_id, found, wish.amounts, currency, moment)
    audit.add(
        session,
        at=moment.now,
        actor=by.actor,
        action="credit.use",
        subject=f"credit-use:{use_id}",
        customer_id=scope.customer_id,
        details={"cents": total, "invoices": len(found)},
        address=by.address,
    )
    session.flush()
    told = _told(session, scope, wish.amounts)
    return Used(told, Moved(scope.customer_id, changes.raise_version(session, scope.customer_id)))


def plan(wanted: Sequence[tuple[int, int]], sources: Sequence[Source]) -> Iterator[tuple[int, Source, int]]:
    """Which credit goes to which invoice: invoices in the order given, each from the oldest credit that is left."""
    left = [source.cents for source in sources]
    at = 0
    for invoice_id, cents in wanted:
        rest = cents
        while rest and at < len(sources):
            part = min(rest, left[at])
            if part:
                yield invoice_id, sources[at], part
            rest, left[at] = rest - part, left[at] - part
            at += left[at] == 0


def _checked(wish: CreditWish) -> int:
    if not wish.amounts:
        raise BadAmountError(_("Choose at least one invoice for the credit. Nothing was used."))
    for number, cents in wish.amounts.items():
        if type(cents) is not int or cents <= 0:
            raise BadAmountError(_("The amount for invoice %(number)s must be more than zero. Nothing was used.") % {"number": number})
    return sum(wish.amounts.values())


def _apply(
    session: Session, scope: Scope, use_id: int, found: Sequence[Found], amounts: Mapping[str, int], currency: str, moment: Moment
) -> None:
    sources = [
        *(Source(row.id, row.cents, is_memo=True) for row in credits.memos(session, scope)),
        *(Source(row.id, row.cents, is_memo=False) for row in credits.payments(session, scope)),
    ]
    wanted = [(invoice.id, amounts[invoice.number]) for invoice in found]
    available = sum(source.cents for source in sources)
    if sum(amounts.values()) > available:
        raise NotEnoughCreditError(money(available, currency))
    numbers = {invoice.id: invoice.number for invoice in found}
    totals = {invoice.id: invoice.total_cents for invoice in found}
    for invoice_id, source, cents in plan(wanted, sources):
        apply_to = holding.credit if source.is_memo else holding.pay
        if not apply_to(session, invoice_id, cents):
            raise AmountNotOpenError(numbers[invoice_id], money(max(0, holding.left(session, invoice_id)), currency))
        left = splitting.left_by_location(session, {invoice_id: totals[invoice_id]})[invoice_id]
        shared = splitting.shares(left, cents)
        _take(session, use_id, source, invoice_id, cents, shared, currency, moment)


def _take(
    session: Session, use_id: int, source: Source, invoice_id: int, cents: int, shared: splitting.Shares, currency: str, moment: Moment
) -> None:
    """One part of one credit, with its shares by location."""
    take, keep, share = (
        (credits.use_of_memo, credits.apply_memo, splits.keep_credit_shares)
        if source.is_memo
        else (credits.use_of_payment, credits.apply_payment, splits.keep_allocation_shares)
    )
    if not take(session, source.id, cents):
        raise NotEnoughCreditError(money(0, currency))
    part_id = keep(session, use_id, source.id, invoice_id, cents, moment.today)
    share(session, [(part_id, place, part) for place, part in shared])


def _used_before(session: Session, scope: Scope, wish: CreditWish, used: Mapping[int, int]) -> CreditUsed:
    found = {invoice.number: used.get(invoice.id) for invoice in holding.named(session, scope, wish.amounts)}
    if found != dict(wish.amounts) or len(found) != len(used):
        raise OtherWishError
    return _told(session, scope, wish.amounts)


def _told(session: Session, scope: Scope, amounts: Mapping[str, int]) -> CreditUsed:
    found = sorted(holding.named(session, scope, amounts), key=lambda invoice: (invoice.due_date, invoice.id))
    parts = tuple(
        Part(invoice.number, amounts[invoice.number], left_to_pay(invoice.balance_cents, invoice.held_cents), invoice.held_cents)
        for invoice in found
    )
    return CreditUsed(sum(amounts.values()), parts, balances.credit(session, scope.customer_id))
