"""Lines of charges, and money that was applied."""

from dataclasses import dataclass
from datetime import date

from db.models import LineKind


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One charge, fee or tax of an order or invoice."""

    description: str
    quantity_thousandths: int
    unit: str
    unit_price_cents: int | None
    amount_cents: int
    kind: LineKind = LineKind.CHARGE
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """Money that went to an invoice, or from a payment: the other side's number, the day, the sum."""

    number: str
    on: date | None
    amount_cents: int
    description: str  # "Visa ending 4242", "Check 1088", "Credit memo CM-7"
    is_credit: bool = False
    reversed_cents: int = 0
