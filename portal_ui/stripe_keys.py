"""The keys of an account at Stripe, and whether they are keys at all, complete, and of one mode."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal_ui.settings import Settings

_SHAPES = {
    "stripe_secret_key": (re.compile(r"[sr]k_(test|live)_\w{8,}"), "sk_live_... or, better, a restricted key, rk_live_..."),
    "stripe_publishable_key": (re.compile(r"pk_(test|live)_\w{8,}"), "pk_live_..."),
    "stripe_webhook_secret": (re.compile(r"whsec_[\w+/=]{8,}"), "whsec_..."),
    "stripe_webhook_secret_before": (re.compile(r"whsec_[\w+/=]{8,}"), "whsec_..."),
}
_LIVE = re.compile(r"[srp]k_live_")


@dataclass(frozen=True, slots=True)
class StripeKeys:
    """The keys of one account, in one mode."""

    secret: str = field(repr=False)
    publishable: str
    webhooks: tuple[str, ...] = field(repr=False)  # the present secret and, while it is being replaced, the one before

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        return is_live(self.secret)


def keys(settings: Settings) -> StripeKeys | None:
    """The keys of this installation; `None` where Stripe is not set up. `problems` says whether they can be used."""
    if not settings.stripe_secret_key:
        return None
    webhooks = (settings.stripe_webhook_secret, settings.stripe_webhook_secret_before)
    return StripeKeys(settings.stripe_secret_key, settings.stripe_publishable_key, tuple(filter(None, webhooks)))


def is_live(key: str) -> bool:
    """Whether a key is for real money."""
    return _LIVE.match(key) is not None


def problems(settings: Settings) -> Iterator[str]:
    """What is wrong with them for customers who pay real money, a line each; no key is repeated."""
    found = {name: str(getattr(settings, name)) for name in _SHAPES}
    if not any(found.values()):
        return
    for name, (shape, example) in _SHAPES.items():
        if not found[name] and name != "stripe_webhook_secret_before":
            yield f"PORTAL_{name.upper()} is missing: payments by card need the secret key, the publishable key and the webhook's secret."
        elif found[name] and not shape.fullmatch(found[name]):
            yield f"PORTAL_{name.upper()} is not such a key of Stripe's. It must be like {example}"
    secret, publishable = found["stripe_secret_key"], found["stripe_publishable_key"]
    if is_live(secret) != is_live(publishable):
        yield "PORTAL_STRIPE_SECRET_KEY and PORTAL_STRIPE_PUBLISHABLE_KEY are mixed: one is for tests, the other for real money."
    elif not is_live(secret):
        yield "PORTAL_STRIPE_SECRET_KEY is a test key: customers would see payments that never happen. Use the live keys."
