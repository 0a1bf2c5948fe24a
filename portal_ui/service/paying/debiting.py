"""A debit of a bank account: whether it is offered, and what is kept of its having been agreed to."""

from typing import Any

from portal_ui import consents
from portal_ui.debits import are_offered
from portal_ui.errors import BadRequestError
from portal_ui.gateways import PaymentGateway
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.payment_errors import DebitsOffError
from portal_ui.service.paying.moments import Moment
from portal_ui.views import CompanyView, NewCard, PaymentWish

_LONGEST_BROWSER = 300
_UNNAMED = "unknown"  # a browser that says nothing of itself


def mandate(
    card: NewCard | None, wish: PaymentWish, company: CompanyView, gateway: PaymentGateway, address: str, moment: Moment
) -> dict[str, Any]:
    """What the payer agreed to, as the payment's row keeps it beside the person; empty for a card.

    Raises:
        DebitsOffError: bank accounts are not offered here.
        BadRequestError: what is said of debits now is not what was agreed to.
    """
    if card is None or not card.is_account:
        return {}
    if not are_offered(company, gateway):
        raise DebitsOffError
    if card.debit_version != consents.DEBIT_VERSION:
        raise BadRequestError(
            _("What is said about payments from a bank account has changed. Nothing was charged; open this page again and read it.")
        )
    return {
        "version": card.debit_version,
        "text": consents.debit(company.name, money(wish.total_cents, company.currency)),
        "at": moment.now.isoformat(),
        "address": address or _UNNAMED,
        "browser": card.browser[:_LONGEST_BROWSER] or _UNNAMED,
    }
