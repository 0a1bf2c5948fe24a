"""Who comes in: cookie, headers, limits, sockets. Pages ask it only who is looking."""

from pages.guard.assets import asset_url
from pages.guard.visitors import address_of, staff_of, visit_of

__all__ = ["address_of", "asset_url", "staff_of", "visit_of"]
