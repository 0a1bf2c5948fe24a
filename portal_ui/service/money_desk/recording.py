"""Payments that the office receives itself, a check or cash, and how one of them is taken back.

They set the money of each invoice aside and pay it by the same conditional updates as a card does, so that of a check and
a card at the same moment one is told no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from db.models import OFFICE, Payment, PaymentMethod, PaymentState, Void
from db.queries import counters, holding, splits
from db.queries import customers as customer_queries
from db.queries import invoices as invoice_queries
from db.queries import paying as queries
from db.queries import recording as rows
from db.queries import returning as returned
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.dates import day as day_words
from portal_ui.dates import local_day
from portal_ui.money import money
from portal_ui.money_desk_errors import (
    AmountUnreadableError,
    DayNotPossibleError,
    MethodMissingError,
    NoSuchPaymentError,
    NotVoidableError,
    ReasonMissingError,
    RecordedTwiceError,
    ReferenceMissingError,
    TooMuchAllocatedError,
)
from portal_ui.office_errors import CustomerNotFoundError
from portal_ui.payment_errors import AmountNotOpenError, OtherWishError
from portal_ui.remaining import left_to_pay
from portal_ui.service import office_acts
from portal_ui.service.office_acts import By
from portal_ui.service.paying import mirroring, noting, reserving, splitting, telling_returns
from portal_ui.service.paying.moments import Moment, Moved
from portal_ui.wording import payment_method

METHODS = (PaymentMethod.CHECK, PaymentMethod.CASH, PaymentMethod.OTHER)
_LONGEST_REASON, _LONGEST_REFERENCE = 500, 100


@dataclass(frozen=True, slots=True)
class RecordWish:
    """What was received. The same `request_id` again is the same wish."""

    request_id: UUID
    customer: str  # its number
    method: PaymentMethod | None
    reference: str  # the number of the check, or what else names it
    paid_on: date | None  # when it was received
    cents: int
    amounts: Mapping[str, int] | None = None  # by invoice number; without it, the oldest due first
    sends_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment that stands, and whose money changed by it; nobody's when the same wish had been granted before."""

    number: str
    moved: Moved | None


def record(session: Session, by: By, wish: RecordWish, currency: str, zone: str, moment: Moment) -> Recorded:
    """Record a payment, pay the chosen invoices with it or the oldest, and keep the rest as credit.

    Raises:
        MayNotChangeError: the member only sees.
        CustomerNotFoundError: there is none of that number.
        PortalError: something of it cannot be; nothing was recorded.
    """
    office_acts.admit(session, by)
    customer = rows.customer(session, wish.customer)
    if customer is None:
        raise CustomerNotFoundError(wish.customer)
    method, day = _checked(session, wish, customer, zone, moment)
    if queries.by_request(session, wish.request_id) is not None:
        return _recorded_before(session, wish, customer.id)
    customer_queries.held(session, Scope(customer.id))  # of two who record one check at once, the second sees the first's
    if method is PaymentMethod.CHECK:
        twin = rows.same_check(session, customer.id, wish.reference.strip(), wish.cents)
        if twin is not None:
            raise RecordedTwiceError(twin)
    scope = Scope(customer.id)
    amounts = oldest_first(session, scope, wish.cents) if wish.amounts is None else _chosen(wish.amounts, wish.cents)
    begun = queries.begin(session, _facts(by, wish, customer.id, method, day, currency, moment), letter="O")
    if begun is None:  # a second click was a moment faster
        return _recorded_before(session, wish, customer.id)
    payment = queries.locked(session, begun[0])
    assert payment is not None  # noqa: S101 - it was made a moment ago
    _apply(session, scope, payment, amounts, currency)
    payment.receipt_number = f"OR-{counters.next_number(session, f'receipt:{OFFICE}'):06d}"
    said = payment_method(method)
    payment.search_text = queries.described(payment.number, payment.reference, payment.receipt_number, said, *amounts)
    details = {"cents": wish.cents, "receipt": payment.receipt_number, "invoices": len(amounts), "credit_cents": payment.unapplied_cents}
    office_acts.note(session, by, "payment.record", subject=f"payment:{payment.number}", customer_id=customer.id, details=details)
    if wish.sends_receipt and customer.email:
        noting.write(session, payment, noting.RECEIPT, moment)
    return Recorded(payment.number, mirroring.settled(session, payment))


def preview(session: Session, wish: RecordWish, zone: str, moment: Moment) -> dict[str, int]:
    """What a record of this wish would pay: cents by invoice number. Nothing is recorded.

    Raises:
        PortalError: as `record`.
    """
    customer = rows.customer(session, wish.customer)
    if customer is None:
        raise CustomerNotFoundError(wish.customer)
    _checked(session, wish, customer, zone, moment)
    return oldest_first(session, Scope(customer.id), wish.cents) if wish.amounts is None else _chosen(wish.amounts, wish.cents)


def void(session: Session, by: By, number: str, reason: str, moment: Moment) -> Moved:
    """Take a recorded payment back whole: what it had paid is open again.

    Raises:
        MayNotChangeError: the member only sees.
        NoSuchPaymentError: there is none of that number.
        NotVoidableError: the office did not record it, or it was given back or voided.
        ReasonMissingError: nobody would know why.
    """
    office_acts.admit(session, by)
    if not reason.strip():
        raise ReasonMissingError
    payment = returned.by_number(session, number)
    if payment is None:
        raise NoSuchPaymentError(number)
    may_void(session, payment)
    why = reason.strip()[:_LONGEST_REASON]
    session.add(Void(payment_id=payment.id, staff_id=by.staff_id, reason=why, voided_on=moment.today, created_at=moment.now))
    details = {"cents": payment.amount_cents, "reason": why}
    office_acts.note(session, by, "payment.void", subject=f"payment:{number}", customer_id=payment.customer_id, details=details)
    telling_returns.voided(session, payment, moment)
    return mirroring.settled(session, payment)


def may_void(session: Session, payment: Payment) -> None:
    """Refuse what cannot be voided.

    Raises:
        NotVoidableError: why not.
    """
    if payment.gateway != OFFICE:
        raise NotVoidableError.of_gateway() if payment.gateway else NotVoidableError.of_books()
    if returned.void_of(session, payment.id) is not None:
        raise NotVoidableError.voided_before()
    if returned.promised(session, payment.id):
        raise NotVoidableError.given_back()


def oldest_first(session: Session, scope: Scope, cents: int) -> dict[str, int]:
    """What of so much goes to which open invoice: the oldest due first, each as far as nobody is paying it."""
    found: dict[str, int] = {}
    rest = cents
    for invoice in invoice_queries.open_ones(session, scope):
        part = min(rest, left_to_pay(invoice.balance_cents, invoice.held_cents))
        if part > 0:
            found[invoice.number] = part
            rest -= part
    return found


def _recorded_before(session: Session, wish: RecordWish, customer_id: int) -> Recorded:
    before = queries.by_request(session, wish.request_id)
    if before is None or (before.customer_id, before.amount_cents, before.gateway) != (customer_id, wish.cents, OFFICE):
        raise OtherWishError
    return Recorded(before.number, None)


def _checked(session: Session, wish: RecordWish, customer: Found, zone: str, moment: Moment) -> tuple[PaymentMethod, date]:
    if wish.method not in METHODS:
        raise MethodMissingError
    if type(wish.cents) is not int or wish.cents <= 0:
        raise AmountUnreadableError
    if wish.method is PaymentMethod.CHECK and not wish.reference.strip():
        raise ReferenceMissingError
    if wish.paid_on is None:
        raise DayNotPossibleError.unreadable()
    if wish.paid_on > moment.today:
        raise DayNotPossibleError.to_come()
    first = rows.first_day(session, customer.id) or local_day(customer.created_at, zone)
    if wish.paid_on < first:
        raise DayNotPossibleError.too_early(day_words(first))
    return wish.method, wish.paid_on


def _chosen(amounts: Mapping[str, int], cents: int) -> dict[str, int]:
    if any(type(part) is not int or part <= 0 for part in amounts.values()):
        raise AmountUnreadableError
    if sum(amounts.values()) > cents:
        raise TooMuchAllocatedError
    return dict(amounts)


def _apply(session: Session, scope: Scope, payment: Payment, amounts: Mapping[str, int], currency: str) -> None:
    """Set aside, allocate and pay, each invoice in the order of the ids."""
    found = reserving.invoices(session, scope, amounts) if amounts else []
    for invoice in found:
        if holding.hold(session, scope, invoice.id, amounts[invoice.number]) is None:
            raise AmountNotOpenError(invoice.number, money(max(0, holding.left(session, invoice.id)), currency))
    if found:
        left = splitting.left_by_location(session, {invoice.id: invoice.total_cents for invoice in found})
        wanted = {invoice.id: amounts[invoice.number] for invoice in found}
        kept = queries.allocate(session, payment.id, wanted.items())
        shared = [(kept[at], place, part) for at, cents in wanted.items() for place, part in splitting.shares(left[at], cents)]
        splits.keep_allocation_shares(session, shared)
        holding.take(session, wanted)
        days = rows.invoice_days(session, wanted)
        for allocation in queries.allocations(session, payment.id):
            allocation.applied_on = max(payment.paid_on, days[allocation.invoice_id])
    payment.unapplied_cents = payment.amount_cents - sum(amounts.values())


def _facts(
    by: By, wish: RecordWish, customer_id: int, method: PaymentMethod, day: date, currency: str, moment: Moment
) -> dict[str, object]:
    return {
        "customer_id": customer_id,
        "staff_id": by.staff_id,
        "request_id": wish.request_id,
        "state": PaymentState.SUCCEEDED,
        "method": method,
        "reference": wish.reference.strip()[:_LONGEST_REFERENCE],
        "amount_cents": wish.cents,
        "currency": currency,
        "paid_on": day,
        "gateway": OFFICE,
        "created_at": moment.now,
        "settled_at": moment.now,
    }
