"""The demo's card processor: a real counterpart without a network and without money, in a database file of its own.

It keeps what it did in that file, so its charges outlive a crash of the portal; it compares idempotency keys and
forgets them after a day; it pushes signed events to the portal's own webhook. What it is asked through is the same
`PaymentGateway` that a real processor's adapter answers, and both pass the same contract suite.
"""

from portal_ui.gateways.demo.gateway import Delivery, DemoGateway
from portal_ui.gateways.demo.sender import sending

__all__ = ["Delivery", "DemoGateway", "sending"]
