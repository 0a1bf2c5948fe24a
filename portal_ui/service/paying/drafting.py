"""A wish that waits for its card: nothing is held yet, and everything is checked again when the card is there."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from db.queries import drafts, holding
from db.queries import paying as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.money import money
from portal_ui.payment_errors import AmountNotOpenError, DraftNotFoundError, InvoiceNotPayableError
from portal_ui.remaining import left_to_pay
from portal_ui.service.paying import reserving
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import DRAFT, Moment
from portal_ui.views import Draft, Part, PaymentState, PaymentWish


def prepare(session: Session, scope: Scope, person_id: int, wish: PaymentWish, limits: Limits, moment: Moment) -> None:
    """Keep a wish that could be paid at this moment.

    Raises:
        PortalError: as `Paying.pay`; nothing is kept.
    """
    amounts = reserving.checked(wish, limits)
    for invoice in reserving.invoices(session, scope, amounts):
        open_cents = left_to_pay(invoice.balance_cents, invoice.held_cents)
        if amounts[invoice.number] > open_cents:
            raise AmountNotOpenError(invoice.number, money(open_cents, limits.currency))
        reserving.check_part(invoice.number, amounts[invoice.number], open_cents - amounts[invoice.number], limits)
    if not drafts.keep(session, wish.request_id, scope.customer_id, person_id, amounts, moment.now):
        raise DraftNotFoundError


def wish_of(session: Session, scope: Scope, person_id: int, request_id: UUID, moment: Moment) -> PaymentWish:
    """The wish as it was kept.

    Raises:
        DraftNotFoundError: another's, too old, or never made.
    """
    found = drafts.of(session, request_id, scope.customer_id, person_id, moment.now - DRAFT)
    if found is None:
        raise DraftNotFoundError
    return PaymentWish(request_id, found.amounts)


def draft(session: Session, scope: Scope, person_id: int, request_id: UUID, currency: str, moment: Moment) -> Draft:
    """The wish as the card page shows it, by due date.

    Raises:
        DraftNotFoundError: another's, too old, or never made.
    """
    wish = wish_of(session, scope, person_id, request_id, moment)
    found = sorted(holding.named(session, scope, wish.amounts), key=lambda invoice: (invoice.due_date, invoice.id))
    return Draft(request_id, tuple(_part(invoice, wish.amounts[invoice.number]) for invoice in found), wish.total_cents, currency)


def _part(invoice: Found, cents: int) -> Part:
    return Part(invoice.number, cents, left_to_pay(invoice.balance_cents - cents, invoice.held_cents), invoice.held_cents)


def again(session: Session, scope: Scope, person_id: int, request_id: UUID, moment: Moment) -> UUID:
    """After a payment came to nothing: a new wish for the same invoices, cut to what is open; or the old id when it did not.

    Raises:
        DraftNotFoundError: another's payment, or none.
        InvoiceNotPayableError: nothing of it is open any more.
    """
    before = queries.by_request(session, request_id)
    if before is None or (before.customer_id, before.person_id) != (scope.customer_id, person_id):
        raise DraftNotFoundError
    if before.state not in (PaymentState.FAILED, PaymentState.CANCELED):
        return request_id
    parts = queries.parts(session, [before.id])
    amounts = {part.number: min(part.amount_cents, left_to_pay(part.balance_cents, part.held_cents)) for part in parts}
    amounts = {number: cents for number, cents in amounts.items() if cents > 0}
    if not amounts:
        raise InvoiceNotPayableError(parts[0].number)
    fresh = uuid4()
    drafts.keep(session, fresh, scope.customer_id, person_id, amounts, moment.now)
    return fresh
