"""The portal with Stripe as its processor, over the demo's books: a process of its own that asks a look-alike in the test's process.

Run as a module with a port, a folder and the look-alike's address.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import BrowserContext

import main
from portal_ui import demo_folder, readiness
from portal_ui.claim import claimed
from portal_ui.service.paying.velocity import FOR_A_DEMO
from tests.browser.demo_server import Demo
from tests.crashes import over_stripe
from tests.gateways.stripe_look_alike import LookAlike, look_alike
from tests.gateways.stripe_look_alike.posting import Postman, posting
from tests.stripe_js import playing
from tests.stripe_js.playing import Said, Sent


class StripeDemo(Demo):
    """The portal, and the Stripe behind it. `postman` brings Stripe's news."""

    postman: Postman

    def __init__(self, folder: Path, stripe: LookAlike) -> None:
        super().__init__(folder)
        port = self.url.rsplit(":", 1)[1]
        self.stripe = stripe
        self._command = [sys.executable, "-m", "tests.browser.stripe_demo", port, str(folder / "demo"), stripe.url]

    def charged(self, page: str) -> list[int]:
        """The cents of each charge for the payment on that page."""
        return [one["amount_received"] for one in self.stripe.charges() if one["metadata"].get("payment") == page.rsplit("/", 1)[1]]

    def answer(self, page: str, *, agrees: bool) -> None:
        """The card holder answers the bank about the payment on that page, somewhere else."""
        with self.stripe.lock:
            self.stripe.world.answer(self._intent(page), agrees=agrees)

    def refund(self, page: str, cents: int) -> None:
        """Somebody gives money of it back, in Stripe's dashboard."""
        with self.stripe.lock:
            self.stripe.world.create("refunds", {"payment_intent": self._intent(page), "amount": str(cents)})

    def play(self, context: BrowserContext) -> list[str]:
        """Have a window find a Stripe.js at its place; returns the addresses at Stripe that are asked for, as they come."""
        return playing.put(context, self._token, self._answer)

    def _intent(self, page: str) -> str:
        intents = self.stripe.world.listed("payment_intent", {})
        return next(str(one["id"]) for one in intents if one["metadata"].get("payment") == page.rsplit("/", 1)[1])

    def _token(self, sent: Sent) -> Said:
        with self.stripe.lock:
            return {"id": self.stripe.world.token(sent["number"][-4:])}

    def _answer(self, sent: Sent) -> Said:
        agrees = "agrees" in sent
        with self.stripe.lock:
            self.stripe.world.answer(sent["secret"].partition("_secret_")[0], agrees=agrees)
        return {"paymentIntent": {}} if agrees else {"error": {"type": "invalid_request_error"}}


@contextmanager
def stripe_demo(folder: Path) -> Iterator[StripeDemo]:
    """A portal that runs, with its Stripe and what that posts."""
    with look_alike() as stripe:
        demo = StripeDemo(folder, stripe)
        demo.start()
        with posting(stripe, demo.url) as demo.postman:
            yield demo
        demo.stop()


def serve(port: int, folder: Path, url: str) -> None:
    """Fill the books as `main.py demo` does, and serve over Stripe."""
    with claimed(folder):
        settings = replace(demo_folder.settings(folder, port, fresh=False), pdf_workers=0)  # nobody asks for a PDF here
        readiness.migrate(settings)
        main._fill_demo(settings, folder, 10, 10)
        over_stripe.serve(settings, url, FOR_A_DEMO)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
