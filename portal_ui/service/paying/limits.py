"""What can be paid here: how much at least and at most, in which currency, and with what."""

from dataclasses import dataclass

from portal_ui.debits import are_offered
from portal_ui.gateways import PaymentGateway
from portal_ui.views import CompanyView


@dataclass(frozen=True, slots=True)
class Limits:
    """What a gateway takes at least and at most, in which currency, and whether the office takes parts of invoices."""

    least_cents: int
    most_cents: int
    currency: str
    takes_parts: bool = True
    least_part_cents: int = 0
    takes_debits: bool = False  # also from bank accounts


def limits_of(company: CompanyView, gateway: PaymentGateway) -> Limits:
    """What the gateway takes, and what the office has chosen."""
    return Limits(
        least_cents=gateway.least_cents,
        most_cents=gateway.most_cents,
        currency=company.currency,
        takes_parts=company.allow_part_payments,
        least_part_cents=company.least_part_cents,
        takes_debits=are_offered(company, gateway),
    )
