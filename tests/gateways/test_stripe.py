"""The Stripe gateway against the contract of all gateways, the look-alike behind it."""

from collections.abc import AsyncIterator

import pytest

from tests.gateways.contract import GatewayContract
from tests.gateways.stripe_world import StripeCounterpart, stripe_counterpart


class TestStripe(GatewayContract):
    """Every test of the contract, each with a look-alike of its own."""

    @pytest.fixture
    async def counterpart(self) -> AsyncIterator[StripeCounterpart]:
        async with stripe_counterpart() as counterpart:
            yield counterpart
