"""No card processor: what stands in a gateway's place where payments by card are not open."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal_ui.gateways import (
    BadEventError,
    CardFacts,
    CardForm,
    Charge,
    Event,
    GatewayUnreachableError,
    Listing,
    News,
    RefundReport,
    Rejected,
    Report,
    Returns,
    Setup,
    Unknown,
)

CLOSED = "payments_closed"


class ClosedGateway:
    """Takes nothing, and says so before anything is done."""

    name = "closed"
    least_cents = 1
    most_cents = 1
    takes_debits = False
    refused_at: datetime | None = None
    card_form: CardForm = None

    async def ensure_customer(self, key: str, name: str) -> str:
        """Nobody is known here."""
        raise GatewayUnreachableError

    async def charge(self, charge: Charge) -> News:
        """Nothing is charged."""
        return Rejected(CLOSED)

    async def keep(self, setup: Setup) -> News:
        """No card is kept."""
        return Rejected(CLOSED)

    async def get(self, reference: str) -> Report | None:
        """As `find`."""
        raise GatewayUnreachableError

    async def find(self, customer: str, since: datetime) -> Sequence[Report]:
        """Nothing was ever begun; but who asks must not conclude from this that a payment came to nothing."""
        raise GatewayUnreachableError

    async def cancel(self, reference: str) -> Report | None:
        """As `find`."""
        raise GatewayUnreachableError

    async def card(self, reference: str) -> CardFacts | None:
        """As `find`."""
        raise GatewayUnreachableError

    async def detach(self, card: str) -> None:
        """No card is kept."""
        raise GatewayUnreachableError

    async def refund(self, key: str, reference: str, amount_cents: int) -> RefundReport | Rejected | Unknown:
        """Nothing is given back."""
        return Rejected(CLOSED)

    async def returns(self, reference: str) -> Returns | None:
        """As `find`."""
        raise GatewayUnreachableError

    async def listing(self, since: datetime) -> Listing:
        """As `find`."""
        raise GatewayUnreachableError

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """Nobody has news."""
        raise BadEventError
