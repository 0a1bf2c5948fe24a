"""Lines of charges, what the scale said of them, and money that was applied."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from db.models import LineKind


@dataclass(frozen=True, slots=True)
class Weights:
    """The scale's word, in pounds; the net is billed."""

    ticket_number: str
    gross_pounds: int
    tare_pounds: int
    included_pounds: int | None

    @property
    def net_pounds(self) -> int:
        """What was in the box."""
        return self.gross_pounds - self.tare_pounds

    @property
    def over_pounds(self) -> int:
        """What was above the included weight."""
        return max(0, self.net_pounds - self.included_pounds) if self.included_pounds is not None else 0


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
    weights: Weights | None = None  # on the one line of its order whose price they explain


class Reversal(Enum):
    """How money that had gone to an invoice did not stay there."""

    VOID = "void"  # the office took back that it had recorded it
    REFUND = "refund"
    RETURN = "return"  # a bank's debit came back
    CHARGEBACK = "chargeback"
    DISPUTE = "dispute"  # a bank holds it, and has not decided
    SEVERAL = "several"  # more than one of these


@dataclass(frozen=True, slots=True)
class Applied:
    """Money that went to an invoice, or from a payment: the other side's number, the day, the sum."""

    number: str
    on: date | None
    amount_cents: int
    description: str  # "Visa ending 4242", "Check 1088", "Credit memo CM-7"
    is_credit: bool = False
    reversed_cents: int = 0
    reversal: Reversal = Reversal.SEVERAL  # of an invoice's payment, where something of it was reversed
