"""What a gateway tells: how a payment stands, what came back of it, and that there is news."""

from dataclasses import dataclass, field
from enum import Enum


class Standing(Enum):
    """How far the gateway is with a payment, a card setup or a refund."""

    REQUIRES_ACTION = "requires_action"  # the card holder has to confirm, as with 3-D Secure
    PROCESSING = "processing"  # on its way, for days perhaps
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What may be known of a card or a bank account: the gateway's reference and what may be shown, never a number."""

    reference: str  # empty unless the card is kept for later
    brand: str  # as "Visa"; empty for a bank account
    last4: str
    exp_month: int  # 0 for a bank account, as the year
    exp_year: int
    fingerprint: str = ""  # equal for the same card
    is_account: bool = False  # a bank account


@dataclass(frozen=True, slots=True)
class Report:
    """What a gateway says of one payment or card setup at this moment."""

    reference: str  # the gateway's own id of it
    payment: str  # our request id, as the gateway remembers it; empty when it remembers none
    standing: Standing
    amount_cents: int
    currency: str
    charge: str = ""  # the gateway's id of the movement of money, once there is one
    code: str = ""  # why it failed: one of `portal_ui.declines`
    card: CardFacts | None = None
    action: str = field(
        default="", repr=False
    )  # a client secret perhaps, which nobody may log: where or with what the card holder confirms; only with REQUIRES_ACTION
    customer: str = ""  # whose it is, by the gateway's reference of the account


@dataclass(frozen=True, slots=True)
class Rejected:
    """The gateway declared that it did nothing: the wish itself was wrong."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is known: the money may have moved or not. Only `find` and `get` can tell, later."""


News = Report | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class RefundReport:
    """What a gateway says of one refund."""

    reference: str
    charge_reference: str  # the gateway's id of the payment it belongs to
    standing: Standing
    amount_cents: int
    code: str = ""
    refund: str = ""  # our key, as the gateway remembers it; empty where the refund was begun at the gateway itself


class DisputeStanding(Enum):
    """How a bank's taking back of a payment stands."""

    OPEN = "open"  # the money is with the bank until somebody decides
    WON = "won"  # it came back to the company
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """What a gateway says of money that a bank took back. A bank debit that is returned after it succeeded is one, lost at once."""

    reference: str
    charge_reference: str  # the gateway's id of the payment it belongs to
    standing: DisputeStanding
    amount_cents: int
    reason: str = ""  # in the gateway's words, as "fraudulent"


@dataclass(frozen=True, slots=True)
class Returns:
    """Everything that came back of one payment, whole: what is not listed never happened."""

    reference: str  # the gateway's id of the payment
    refunds: tuple[RefundReport, ...] = ()
    disputes: tuple[DisputeReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What a gateway has of ours since some moment, each oldest first. Setups are not among it."""

    payments: tuple[Report, ...] = ()
    refunds: tuple[RefundReport, ...] = ()
    disputes: tuple[DisputeReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """News that a gateway pushed: only a doorbell. What happened is asked with `get` afterwards.

    An event of another environment (test or live, or another program's) is no bad one: it has no `reference`, and is only counted.
    """

    id: str
    kind: str  # in the gateway's own words
    reference: str  # the gateway's id of what it is about; of a mandate, the bank account that it is for
    is_payment: bool  # whether that is a payment; refunds, disputes, setups and cards are not
    is_warning: bool = False  # somebody told the network that this payment was not theirs; no money moved yet
