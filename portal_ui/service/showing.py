"""What several views show alike: an address, a bill's recipient, with what something was paid."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from db.queries.rows import Found
from db.scope import Scope
from portal_ui import wording
from portal_ui.language import ngettext
from portal_ui.views import Applied, BillTo, CardView, LocationView, PaymentRow

_SOON = 30  # days before a card's last one in which people are told


def location_of(found: Found, location_id: int) -> LocationView:
    """A location, read from `db.queries.customers.location_columns`."""
    address = ", ".join(part for part in (found.location_address, found.location_city) if part)
    return LocationView(location_id, found.location_number, found.location_name, address, found.location_is_active)


def bill_to(found: Found) -> BillTo:
    """A customer's name and address, read from `db.queries.customers.facts`."""
    return BillTo(found.number, found.name, found.address_line, found.city, found.state, found.postal_code)


def party(found: Found, scope: Scope) -> BillTo:
    """The same for this scope: a site contact reads the name and the number, not where bills go."""
    return bill_to(found) if scope.sees_money else BillTo(found.number, found.name, "", "", "", "")


def paid_with(found: Found) -> str:
    """`Visa ending 4242`, `Check 1088`, `Cash`."""
    return wording.paid_with(found.method, found.brand, found.last4, found.reference)


def payment_row(found: Found) -> PaymentRow:
    """A payment as lists show it."""
    return PaymentRow(
        number=found.number,
        paid_on=found.paid_on,
        state=found.state,
        method=found.method,
        brand=found.brand,
        last4=found.last4,
        reference=found.reference,
        amount_cents=found.amount_cents,
        refunded_cents=found.refunded_cents,
        is_disputed=bool(found.is_disputed),
        is_void=bool(found.is_void),
        is_lost=bool(found.is_lost),
        disputed_cents=found.disputed_cents,
    )


def applied(payment: Found, parts: Iterable[Found]) -> tuple[Applied, ...]:
    """What of a payment went to which invoice."""
    with_what = paid_with(payment)
    return tuple(Applied(part.number, part.applied_on, part.amount_cents, with_what, reversed_cents=part.reversed_cents) for part in parts)


def where(found: Found) -> str:
    """The address of an invoice; of several locations, their number."""
    count = found.location_count
    return ngettext("%(count)d location", "%(count)d locations", count) % {"count": count} if count > 1 else str(found.location_label)


def card_view(found: Found, today: date) -> CardView:
    """A card on file, as `db.queries.cards` finds it. It is good until the last day of its month."""
    last_day = date(found.exp_year, found.exp_month, monthrange(found.exp_year, found.exp_month)[1])
    days = (last_day - today).days
    return CardView(
        found.id,
        found.brand,
        found.last4,
        found.exp_month,
        found.exp_year,
        found.is_default,
        is_expired=days < 0,
        days_left=days if 0 <= days <= _SOON else None,
        is_in_use=bool(found.is_in_use),
    )
