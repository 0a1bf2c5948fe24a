"""The killed demo with Stripe as its processor, a look-alike of which stands in the test's own process: it outlives every kill."""

import re
from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import httpx

import main
from db.engine import server_limits
from pages import routes, serving
from pages.guard.installing import Guard
from pages.health import Checks
from pages.sign_in import Demo
from portal_ui.building import build
from portal_ui.dates import utc_clock
from portal_ui.gateways.stripe import StripeGateway
from portal_ui.mail.carriers import carrier
from portal_ui.service.database import ServedDatabase
from portal_ui.service.paying.velocity import USUAL, Declines
from portal_ui.settings import Settings
from tests.crashes.ledger import Taken
from tests.gateways.stripe_look_alike import LookAlike
from tests.gateways.stripe_world import KEYS

WAYS = ("once", "twice", "shuffled", "never")


def serve(settings: Settings, url: str, declines: Declines = USUAL) -> None:
    """Serve over Stripe, which is there. `declines`: how many declined cards an account may have."""
    with closing(ServedDatabase.open(settings.database)) as database:
        gateway, mailer = StripeGateway(KEYS, utc_clock, url=url), carrier(settings, is_demo=True)
        portal = build(settings, database, gateway, mailer, utc_clock, declines=declines)
        serving.serve(
            settings,
            Guard(settings, portal.sign_in, portal.company.view, portal.looking_as.note),
            install=lambda: routes.install(portal, Checks(lambda: server_limits(database)), Demo(), Demo(), is_https=False),
            lifespan=lambda: main._working(portal, settings, is_demo=False),
        )


@dataclass(frozen=True, slots=True)
class AtStripe:
    """What the customer and Stripe do while the portal comes and goes."""

    stripe: LookAlike
    customer: httpx.Client
    account: str
    seals: dict[UUID, str] = field(default_factory=dict)  # what each page was made for

    def press_pay(self, request_id: UUID) -> int | None:
        """Have the card page's script send a new token; the answer's status, or none when the connection broke."""
        with self.stripe.lock:
            token = self.stripe.world.token("4242")
        try:
            sent = {"account": self.account, "token": token, "seal": self._seal(request_id)}
            return self.customer.post(f"/pay/{request_id}", json=sent, headers={"Accept": "application/json"}).status_code
        except httpx.TransportError:
            return None

    def _seal(self, request_id: UUID) -> str:
        """As the page has it while nothing was begun."""
        if request_id not in self.seals:
            found = re.search(r'name="seal" value="([^"]+)"', self.customer.get(f"/pay/{request_id}").text)
            assert found is not None
            self.seals[request_id] = found[1]
        return self.seals[request_id]

    def ring(self, random: Random) -> set[int]:
        """Post what happened since the last time: in order, twice, in another order, or not at all; what was answered."""
        news = self.stripe.deliveries(random.choice(WAYS))
        return {self.customer.post("/webhooks/stripe", content=body, headers=headers).status_code for body, headers in news}

    def taken(self) -> list[Taken]:
        """Every charge."""
        return [Taken(one["metadata"]["payment"], one["amount_received"], one["latest_charge"]) for one in self.stripe.charges()]
