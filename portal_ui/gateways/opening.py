"""Which gateway an installation has, and whether it answers."""

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
