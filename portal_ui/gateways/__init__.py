"""What the portal needs of a card processor, in the portal's own words.

A gateway takes the card on its own fields, so that card data never enters the portal. Each of its calls is made
outside of any transaction. What it says about money is a `Report`; what it does not say is `Unknown`, never a refusal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from portal_ui.gateways.card_forms import CardForm, DemoForm, StripeForm
from portal_ui.gateways.reports import (
    CardFacts,
    DisputeReport,
    DisputeStanding,
    Event,
    Listing,
    News,
    RefundReport,
    Rejected,
    Report,
    Returns,
    Standing,
    Unknown,
)

__all__ = [
    "BadEventError",
    "CardFacts",
    "CardForm",
    "Charge",
    "DemoForm",
    "DisputeReport",
    "DisputeStanding",
    "Event",
    "GatewayUnreachableError",
    "Listing",
    "News",
    "PaymentGateway",
    "RefundReport",
    "Rejected",
    "Report",
    "Returns",
    "Setup",
    "Standing",
    "StripeForm",
    "Unknown",
    "charge_of",
    "key_of",
    "setup_of",
]


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
    is_debit: bool = False  # the token stands for a bank account in the US; without this, for a card
    accepted_from: str = ""  # the network address from which the debit was agreed to
    accepted_with: str = ""  # and the browser
    is_off_session: bool = False  # its holder is not there to confirm: a saved card alone, under an agreement

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


class BadEventError(Exception):
    """What came to the webhook is not from the gateway, too old, or not readable. Nothing was done."""


class GatewayUnreachableError(Exception):
    """The gateway gave no answer to a question that moves no money; ask again later."""


class PaymentGateway(Protocol):
    """A processor. Every method but `read_event` may take seconds and is never called inside a transaction."""

    name: str  # as kept with each payment: "demo", "stripe"
    least_cents: int  # it takes no payment below
    most_cents: int  # nor above
    takes_debits: bool  # also from bank accounts in the US, in US dollars

    @property
    def refused_at(self) -> datetime | None:
        """When it last refused our key, or said that the key may not do something; as far as this process knows."""
        ...

    @property
    def card_form(self) -> CardForm:
        """The fields it brings for a new card."""
        ...

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

    async def card(self, reference: str) -> CardFacts | None:
        """What it says of a kept card now: its network may have renewed it. `None` when it knows none, or has let go of it.

        What a mandate of a kept bank account allows belongs to it: without one it is none.

        Raises:
            GatewayUnreachableError: no answer.
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
