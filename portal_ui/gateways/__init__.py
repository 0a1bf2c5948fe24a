"""What the portal needs of a card processor, in the portal's own words.

A gateway takes the card on its own fields, so that card data never enters the portal. Each of its calls is made
outside of any transaction. What it says about money is a `Report`; what it does not say is `Unknown`, never a refusal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID


class Standing(Enum):
    """How far the gateway is with a payment, a card setup or a refund."""

    REQUIRES_ACTION = "requires_action"  # the card holder has to confirm, as with 3-D Secure
    PROCESSING = "processing"  # on its way, for days perhaps
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What may be known of a card: the gateway's reference and what may be shown, never a number."""

    reference: str  # empty unless the card is kept for later
    brand: str  # as "Visa"
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str = ""  # equal for the same card


@dataclass(frozen=True, slots=True)
class Charge:
    """One wish for money, complete: asked twice under the same key it is the same charge. Kept as JSON on the payment's row."""

    key: str  # the idempotency key, a random UUID
    payment: str  # the payment's request id, which every report carries back
    customer: str  # the gateway's reference of the account
    amount_cents: int  # in the currency's smallest unit
    currency: str  # ISO 4217
    description: str
    card: str = ""  # a saved card's reference; or
    token: str = ""  # what the gateway's own fields gave for a new card
    keep_card: bool = False  # keep the new card for later

    def as_json(self) -> dict[str, Any]:
        """The charge as a row keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Setup:
    """One wish to keep a card without paying. Kept as JSON on the setup's row."""

    key: str
    setup: str  # the setup's request id
    customer: str
    token: str

    def as_json(self) -> dict[str, Any]:
        """The setup as a row keeps it."""
        return asdict(self)


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
    action: str = ""  # where or with what the card holder confirms; only with REQUIRES_ACTION


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
    """News that a gateway pushed: only a doorbell. What happened is asked with `get` afterwards."""

    id: str
    kind: str  # in the gateway's own words
    reference: str  # the gateway's id of what it is about
    is_payment: bool  # whether that is a payment; refunds, disputes and cards are not


class BadEventError(Exception):
    """What came to the webhook is not from the gateway, too old, or not readable. Nothing was done."""


class GatewayUnreachableError(Exception):
    """The gateway gave no answer to a question that moves no money; ask again later."""


class PaymentGateway(Protocol):
    """A processor. Every method but `read_event` may take seconds and is never called inside a transaction."""

    name: str  # as kept with each payment: "demo", "stripe"
    least_cents: int  # it takes no payment below
    most_cents: int  # nor above

    async def ensure_customer(self, key: str, name: str) -> str:
        """The gateway's reference for an account of ours; the same `key` gives the same reference.

        Raises:
            GatewayUnreachableError: no answer; nothing that matters was done.
        """
        ...

    async def charge(self, charge: Charge) -> News:
        """Ask once for the money and say what is known; silence is `Unknown`. Never raises, but when cancelled."""
        ...

    async def keep(self, setup: Setup) -> News:
        """Keep a card for later without taking money. As `charge`."""
        ...

    async def get(self, reference: str) -> Report | None:
        """What it says of that payment or setup now; `None` when it knows none.

        Raises:
            GatewayUnreachableError: no answer.
        """
        ...

    async def find(self, customer: str, since: datetime) -> Sequence[Report]:
        """Every payment and setup of that customer begun since then, oldest first. A list, never a search: it misses nothing.

        Raises:
            GatewayUnreachableError: no answer.
        """
        ...

    async def cancel(self, reference: str) -> Report | None:
        """Give up a payment or setup that waits for the card holder, and what it says of it then; it may have succeeded meanwhile.

        Raises:
            GatewayUnreachableError: no answer; it may be cancelled or not.
        """
        ...

    async def detach(self, card: str) -> None:
        """Let go of a kept card for good. One that is gone already is no error.

        Raises:
            GatewayUnreachableError: no answer.
        """
        ...

    async def refund(self, key: str, reference: str, amount_cents: int) -> RefundReport | Rejected | Unknown:
        """Give money of a succeeded payment back, whole or in part, under an idempotency key of its own.

        The gateway remembers the key with the refund (as metadata), and every `RefundReport` of it carries it back. Never
        raises, but when cancelled.
        """
        ...

    async def returns(self, reference: str) -> Returns | None:
        """All that came back of the payment which this reference names, or to which the refund or dispute it names belongs.

        `None` when the gateway knows no such thing, or it is something else, as a card or a setup. By lists, never by a search.

        Raises:
            GatewayUnreachableError: no answer.
        """
        ...

    async def listing(self, since: datetime) -> Listing:
        """Every payment begun, refund made and dispute opened since then that is of this portal, whichever account's. By lists, all pages.

        Raises:
            GatewayUnreachableError: no answer, or not all of it.
        """
        ...

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """What a webhook's raw body says, once its signature is proven. Header names are in lower case.

        Raises:
            BadEventError: it is not the gateway's, too old, or not readable.
        """
        ...


def charge_of(parameters: Mapping[str, Any]) -> Charge:
    """The charge that a row keeps, just as it was made."""
    return Charge(**parameters)


def setup_of(parameters: Mapping[str, Any]) -> Setup:
    """The setup that a row keeps."""
    return Setup(**parameters)


def key_of(key: UUID) -> str:
    """An idempotency key as gateways take it; never empty, for an empty one would protect nothing."""
    return str(key)
