"""What several views show alike: an address, a bill's recipient, with what something was paid."""

from db.queries.rows import Found
from portal_ui.language import gettext as _
from portal_ui.views import BillTo, LocationView, PaymentMethod
from portal_ui.wording import payment_method


def location_of(found: Found, location_id: int) -> LocationView:
    """A location, read from `db.queries.customers.location_columns`."""
    address = ", ".join(part for part in (found.location_address, found.location_city) if part)
    return LocationView(location_id, found.location_number, found.location_name, address, found.location_is_active)


def bill_to(found: Found) -> BillTo:
    """A customer's name and address, read from `db.queries.customers.facts`."""
    return BillTo(found.number, found.name, found.address_line, found.city, found.state, found.postal_code)


def paid_with(found: Found) -> str:
    """`Visa ending 4242`, `Check 1088`, `Cash`."""
    said = payment_method(found.method, found.brand, found.last4)
    return _("Check %(number)s") % {"number": found.reference} if found.method is PaymentMethod.CHECK and found.reference else said
