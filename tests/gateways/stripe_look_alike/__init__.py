"""An HTTP look-alike of the calls to Stripe that the portal makes. It proves our code; only Stripe's test mode proves the look-alike."""

from tests.gateways.stripe_look_alike.server import Fault, LookAlike, look_alike

__all__ = ["Fault", "LookAlike", "look_alike"]
