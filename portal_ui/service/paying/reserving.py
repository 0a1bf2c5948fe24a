"""The first transaction of a payment: the row stands and the money is held before the gateway is asked for anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from db.models import InvoiceStatus
from db.queries import audit, cards, changes, holding, splits
from db.queries import paying as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.errors import InvoiceNotFoundError
from portal_ui.gateways import Charge
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.payment_errors import (
    AmountNotOpenError,
    BadAmountError,
    CardNotFoundError,
    DraftNotFoundError,
    InvoiceNotPayableError,
    OtherWishError,
    RestTooSmallError,
)
from portal_ui.service.paying import splitting, velocity
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import UNCLAIMED, Moment
from portal_ui.service.paying.refusals import PartTooSmallError, WholeInvoicesOnlyError
from portal_ui.service.paying.velocity import Guard
from portal_ui.views import NewCard, PaymentMethod, PaymentWish
from portal_ui.wording import payment_method

MOST_INVOICES = 5_000
_LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish to pay with everything that is needed to begin it."""

    scope: Scope
    person_id: int
    address: str
    wish: PaymentWish
    new_card: NewCard | None
    gateway: str
    customer: str  # the gateway's reference of the account
    limits: Limits
    moment: Moment
    guard: Guard = velocity.UNKNOWN_COMPANY  # against trying out cards
    mandate: Mapping[str, Any] = field(default_factory=dict)  # what was agreed to of a debit; empty for a card
    is_automatic: bool = False  # the portal begins it by itself, under the account's agreement; nobody is there to confirm


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment that stands. Only a new one is taken to the gateway; what was begun before goes its own way."""

    payment_id: int
    customer_id: int
    charge: Charge | None
    version: int = 0

    @property
    def is_new(self) -> bool:
        """Whether this wish began it."""
        return self.charge is not None


def reserve(session: Session, wanted: Wanted) -> Begun:
    """Hold the wished amounts and keep the payment's row, or refuse whole; the same wish again finds what it began.

    Raises:
        PortalError: as `Paying.pay`.
    """
    before = queries.by_request(session, wanted.wish.request_id)
    if before is not None:
        return _begun_before(session, wanted, before)
    if not wanted.mandate and not wanted.is_automatic:
        velocity.check(session, wanted.scope, wanted.guard, wanted.moment, is_payment=True)
    amounts = checked(wanted.wish, wanted.limits)
    card = _card(session, wanted)
    charge = _charge(wanted, card)
    said = payment_method(PaymentMethod.CARD, card.brand, card.last4) if card else ""
    begun = queries.begin(session, _facts(wanted, charge, card), said, *amounts)
    if begun is None:  # a second click was a moment faster
        before = queries.by_request(session, wanted.wish.request_id)
        assert before is not None  # noqa: S101 - it stood in the way
        return _begun_before(session, wanted, before)
    payment_id, number = begun
    found = invoices(session, wanted.scope, amounts, locked=True)
    _hold(session, wanted, found, amounts)
    left = splitting.left_by_location(session, {invoice.id: invoice.total_cents for invoice in found})
    kept = queries.allocate(session, payment_id, [(invoice.id, amounts[invoice.number]) for invoice in found])
    splits.keep_allocation_shares(
        session,
        [
            (kept[invoice.id], place, cents)
            for invoice in found
            for place, cents in splitting.shares(left[invoice.id], amounts[invoice.number])
        ],
    )
    return Begun(payment_id, wanted.scope.customer_id, charge, _noted(session, wanted, number, len(amounts)))


def checked(wish: PaymentWish, limits: Limits) -> Mapping[str, int]:
    """The wished amounts, as whole positive cents within what the gateway takes.

    Raises:
        BadAmountError: no invoice, an amount that is none, or a sum that no card can pay.
    """
    if not wish.amounts or len(wish.amounts) > MOST_INVOICES:
        raise BadAmountError(_("Choose at least one invoice to pay. Nothing was charged."))
    for number, cents in wish.amounts.items():
        if type(cents) is not int or cents <= 0:
            raise BadAmountError(_("The amount for invoice %(number)s must be more than zero. Nothing was charged.") % {"number": number})
    least, most = money(limits.least_cents, limits.currency), money(limits.most_cents, limits.currency)
    if wish.total_cents < limits.least_cents:
        raise BadAmountError(_("A card pays at least %(least)s. Nothing was charged; choose more.") % {"least": least})
    if wish.total_cents > limits.most_cents:
        raise BadAmountError(_("A card pays at most %(most)s. Nothing was charged; pay in several parts.") % {"most": most})
    return wish.amounts


def invoices(session: Session, scope: Scope, amounts: Mapping[str, int], *, locked: bool = False) -> list[Found]:
    """The named invoices of the account, in the order in which they are changed; `locked` ones nobody else changes meanwhile.

    Raises:
        InvoiceNotFoundError: one is not the account's.
        InvoiceNotPayableError: one is paid, void or not a bill yet.
    """
    found = list(holding.named(session, scope, amounts, locked=locked))
    missing = amounts.keys() - {invoice.number for invoice in found}
    if missing:
        raise InvoiceNotFoundError(min(missing))
    for invoice in found:
        if invoice.status is not InvoiceStatus.POSTED or invoice.balance_cents == 0:
            raise InvoiceNotPayableError(invoice.number)
    return found


def check_part(number: str, cents: int, rest: int, limits: Limits) -> None:
    """Refuse to pay a part of an invoice that the office does not take, or to leave less on it than a card can pay.

    Raises:
        WholeInvoicesOnlyError: the office takes no parts.
        PartTooSmallError: the office takes larger ones only.
        RestTooSmallError: too little would stay open.
    """
    if rest <= 0:
        return
    if not limits.takes_parts:
        raise WholeInvoicesOnlyError(number)
    if cents < limits.least_part_cents:
        raise PartTooSmallError(number, money(limits.least_part_cents, limits.currency))
    if rest < limits.least_cents:
        raise RestTooSmallError(number, money(limits.least_cents, limits.currency))


def _hold(session: Session, wanted: Wanted, found: Sequence[Found], amounts: Mapping[str, int]) -> None:
    """Hold the amounts of these locked invoices; the database checks each once more."""
    for invoice in found:
        rest = invoice.left_cents - amounts[invoice.number]
        if rest < 0:
            raise AmountNotOpenError(invoice.number, money(max(0, invoice.left_cents), wanted.limits.currency))
        check_part(invoice.number, amounts[invoice.number], rest, wanted.limits)
    if not holding.hold_all(session, wanted.scope, {invoice.id: amounts[invoice.number] for invoice in found}):
        raise RuntimeError("An invoice changed although it was locked.")


def _begun_before(session: Session, wanted: Wanted, before: Found) -> Begun:
    if (before.customer_id, before.person_id) != (wanted.scope.customer_id, wanted.person_id):
        raise DraftNotFoundError
    meant = {part.number: part.amount_cents for part in queries.parts(session, [before.id])}
    is_other_card = wanted.new_card is None and before.card_id != wanted.wish.card_id
    if is_other_card or meant != dict(wanted.wish.amounts):
        raise OtherWishError
    return Begun(before.id, before.customer_id, None)


def _card(session: Session, wanted: Wanted) -> Found | None:
    """The saved card; refused on our side when it is not this account's, before any call."""
    if wanted.new_card is not None:
        return None
    card = cards.usable(session, wanted.scope, wanted.wish.card_id, wanted.gateway) if wanted.wish.card_id is not None else None
    if card is None:
        raise CardNotFoundError
    return card


def _charge(wanted: Wanted, card: Found | None) -> Charge:
    numbers = ", ".join(sorted(wanted.wish.amounts))
    new = wanted.new_card
    return Charge(
        key=str(uuid4()),
        payment=str(wanted.wish.request_id),
        customer=wanted.customer,
        amount_cents=wanted.wish.total_cents,
        currency=wanted.limits.currency,
        description=numbers[:_LONGEST_DESCRIPTION],
        card=card.gateway_reference if card is not None else "",
        token=new.token if new is not None else "",
        keep_card=new.keep if new is not None and not wanted.mandate else False,
        is_debit=bool(wanted.mandate),
        accepted_from=wanted.mandate.get("address", ""),
        accepted_with=wanted.mandate.get("browser", ""),
        is_off_session=wanted.is_automatic,
    )


def _facts(wanted: Wanted, charge: Charge, card: Found | None) -> dict[str, object]:
    consent = wanted.new_card.consent_version if wanted.new_card is not None else ""
    return {
        "customer_id": wanted.scope.customer_id,
        "person_id": wanted.person_id,
        "request_id": wanted.wish.request_id,
        "key": UUID(charge.key),
        "method": PaymentMethod.BANK if wanted.mandate else PaymentMethod.CARD,
        "card_id": card.id if card is not None else None,
        "brand": card.brand if card is not None else "",
        "last4": card.last4 if card is not None else "",
        "amount_cents": charge.amount_cents,
        "currency": charge.currency,
        "paid_on": wanted.moment.today,
        "gateway": wanted.gateway,
        "parameters": {"charge": charge.as_json(), "consent_version": consent, "mandate": dict(wanted.mandate)},
        "created_at": wanted.moment.now,
        "lease_until": wanted.moment.now + UNCLAIMED,
        "is_untold": not wanted.is_automatic,
        "is_automatic": wanted.is_automatic,
    }


def _noted(session: Session, wanted: Wanted, number: str, invoice_count: int) -> int:
    """Audit the beginning, and tell open pages; returns the account's version."""
    audit.add(
        session,
        at=wanted.moment.now,
        actor="portal" if wanted.is_automatic else f"person:{wanted.person_id}",
        action="payment.begin",
        subject=f"payment:{number}",
        customer_id=wanted.scope.customer_id,
        details={"cents": wanted.wish.total_cents, "invoices": invoice_count},
        address=wanted.address,
    )
    session.flush()
    return changes.raise_version(session, wanted.scope.customer_id)
