"""The look-alike posts what happened to the portal's webhook, as Stripe does: soon, in any order, more than once, or never."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.gateways.stripe_look_alike.server import LookAlike

_TIMES = 20  # so often it tries where nobody is at home
_PAUSE_SECONDS = 0.3


class Postman:
    """Posts each event as `how` says: `once`, `twice`, `shuffled` or `never`. Whatever is held comes when it is let go."""

    def __init__(self, stripe: LookAlike, url: str) -> None:
        self.how = "once"
        self.answers: list[int] = []
        self._stripe = stripe
        self._url = f"{url}/webhooks/stripe"
        self._goes = threading.Event()
        self._goes.set()
        self._over = threading.Event()

    def hold(self) -> None:
        """Keep what happens from here on."""
        self._goes.clear()

    def let_go(self) -> None:
        """Post what was kept, and what comes."""
        self._goes.set()

    def walk(self) -> None:
        """Post, until it is over."""
        news = self._stripe.world.news
        with httpx.Client(trust_env=False, timeout=10) as client:
            while news.wait() and self._goes.wait() and not self._over.is_set():
                news.clear()
                for body, headers in self._stripe.deliveries(self.how):
                    self._post(client, body, headers)

    def end(self) -> None:
        """Post no more."""
        self._over.set()
        self._goes.set()
        self._stripe.world.news.set()

    def _post(self, client: httpx.Client, body: bytes, headers: dict[str, str]) -> None:
        for _time in range(_TIMES):
            try:
                answer = client.post(self._url, content=body, headers=headers)
            except httpx.TransportError:
                if self._over.wait(_PAUSE_SECONDS):
                    return
                continue
            self.answers.append(answer.status_code)
            return


@contextmanager
def posting(stripe: LookAlike, url: str) -> Iterator[Postman]:
    """A postman to the portal at that address, until the block ends."""
    postman = Postman(stripe, url)
    thread = threading.Thread(target=postman.walk, daemon=True)
    thread.start()
    yield postman
    postman.end()
    thread.join()
