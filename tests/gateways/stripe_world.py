"""The Stripe gateway with the look-alike behind it, and its card holders."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import httpx

from portal_ui.dates import utc_clock
from portal_ui.gateways.stripe import StripeGateway
from portal_ui.gateways.stripe.calls import Patience
from portal_ui.stripe_keys import StripeKeys
from tests.gateways.contract import Account, Card
from tests.gateways.stripe_look_alike import LookAlike, look_alike
from tests.gateways.stripe_look_alike.server import KEY, SECRET

KEYS = StripeKeys(KEY, "pk_test_of_the_look_alike", (SECRET, "whsec_the_one_before"))
IMPATIENT = Patience(httpx.Timeout(0.4), pauses=0.02)


class StripeCounterpart:
    """A gateway that asks the look-alike."""

    def __init__(self, stripe: LookAlike) -> None:
        self.stripe = stripe
        self.gateway = StripeGateway(KEYS, utc_clock, url=stripe.url, patience=IMPATIENT)

    def token(self, card: Card | Account) -> str:
        """What Stripe's fields hand over."""
        with self.stripe.lock:
            return self.stripe.world.token(card.value)

    def now(self) -> datetime:
        """What time it is."""
        return utc_clock()

    async def confirm(self, reference: str, *, agrees: bool) -> None:
        """The card holder answers the bank."""
        with self.stripe.lock:
            self.stripe.world.answer(reference, agrees=agrees)

    async def days_pass(self) -> None:
        """Banks pay or return what is on its way."""
        with self.stripe.lock:
            self.stripe.world.days_pass()

    async def events(self) -> list[tuple[bytes, dict[str, str]]]:
        """What was pushed since the last look."""
        return self.stripe.deliveries()


@asynccontextmanager
async def stripe_counterpart() -> AsyncIterator[StripeCounterpart]:
    """A counterpart, closed afterwards."""
    with look_alike() as stripe:
        counterpart = StripeCounterpart(stripe)
        yield counterpart
        await counterpart.gateway.close()
