"""Which gateway an installation has, and whether it answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from portal_ui.dates import utc_clock
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.settings import Settings
from portal_ui.stripe_keys import keys


def opened(settings: Settings) -> PaymentGateway:
    """Stripe where its keys are set; else one that takes nothing."""
    found = keys(settings)
    if found is None:
        return ClosedGateway()
    from portal_ui.gateways.stripe import StripeGateway  # slow to import, and not everyone's

    return StripeGateway(found, utc_clock)


@asynccontextmanager
async def kept_open(gateway: PaymentGateway) -> AsyncIterator[None]:
    """Let a gateway have its connections until the block ends."""
    try:
        yield
    finally:
        if gateway.name == "stripe":
            from portal_ui.gateways.stripe import StripeGateway

            assert isinstance(gateway, StripeGateway)  # noqa: S101 - there is one of that name
            await gateway.close()


async def answers(settings: Settings, url: str | None = None) -> bool | None:
    """Whether Stripe answers to the keys; `None` where it is not set up. `url` is for tests."""
    found = keys(settings)
    if found is None:
        return None
    from portal_ui.gateways.stripe import StripeGateway

    gateway = StripeGateway(found, utc_clock, url=url)
    try:
        await gateway.greet()
    except GatewayUnreachableError:
        return False
    finally:
        await gateway.close()
    return True
