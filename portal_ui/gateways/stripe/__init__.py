"""Stripe as the portal's card processor. The one room that imports `stripe`."""

from portal_ui.gateways.stripe.gateway import StripeGateway

__all__ = ["StripeGateway"]
