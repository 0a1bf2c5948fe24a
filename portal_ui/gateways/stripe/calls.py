"""Calling Stripe: a client with time limits, and what its silence and its refusals mean. Nothing that it answers is logged."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import httpx
import stripe

from portal_ui.dates import Clock
from portal_ui.gateways import GatewayUnreachableError

log = logging.getLogger("portal")
RETRIES = 2  # of one call under one key: connection errors, 409 and 5xx; not 429
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long Stripe is waited for. Tests, whose look-alike is near, have less of it."""

    times: httpx.Timeout = field(default_factory=lambda: httpx.Timeout(connect=5, read=30, write=10, pool=5))
    pauses: float = 1.0  # between retries, as a multiple of the client's own: half a second, then one
    whole_seconds: float = 150.0  # a call with its retries; well below the five minutes after which a wish counts as never arrived


class _Client(stripe.HTTPXClient):
    """The client's own, with pauses of that length between retries."""

    def __init__(self, patience: Patience) -> None:
        super().__init__(timeout=patience.times)
        self._pauses = patience.pauses

    async def sleep_async(self, secs: float) -> None:
        """Wait before a retry."""
        await asyncio.sleep(secs * self._pauses)


class RefusedError(Exception):
    """Stripe declared that it did nothing. `facts` is its error object."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts.get("code") or facts.get("type") or "invalid_request_error")
        self.facts = facts

    @property
    def is_missing(self) -> bool:
        """Whether there is no such thing."""
        return self.facts.get("code") == "resource_missing"


class DeclinedByCardError(RefusedError):
    """A declared card error: no money moved."""


class KeyReusedError(RefusedError):
    """The idempotency key belongs to another wish."""


class Calls:
    """One client of Stripe's. `url` is for tests."""

    def __init__(self, key: str, url: str | None, patience: Patience, clock: Clock) -> None:
        for name in ("stripe", "httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)  # below, they write what is sent and what is answered
        self.refused_at: datetime | None = None
        self._clock = clock
        self._whole_seconds = patience.whole_seconds
        self._http = _Client(patience)
        self.v1 = stripe.StripeClient(
            key, base_addresses=cast(Any, {"api": url} if url else None), max_network_retries=RETRIES, http_client=self._http
        ).v1

    async def close(self) -> None:
        """Let go of the connections."""
        await cast(Any, self._http).close_async()

    async def facts(self, call: Awaitable[Any]) -> Facts:
        """The object that a call is answered with, as plain facts.

        Raises:
            RefusedError: Stripe says that it did nothing, and why.
            GatewayUnreachableError: anything else; what was asked for may be done or not.
        """
        found: Facts = plain(await self._answer(call))
        return found

    async def found(self, call: Awaitable[Any]) -> Facts | None:
        """The same; `None` when there is no such object, and a refusal for any other reason is no answer."""
        try:
            return await self.facts(call)
        except RefusedError as refused:
            if refused.is_missing:
                return None
            log.warning("Stripe refuses a question: %s", refused)
            raise GatewayUnreachableError from None

    async def listed(self, call: Awaitable[Any]) -> list[Facts]:
        """All of a list, page by page, oldest first.

        Raises:
            GatewayUnreachableError: not all of it came.
        """
        try:
            found: list[Facts] = await self._answer(_all(call))
        except RefusedError as refused:
            log.warning("Stripe refuses a list: %s", refused)
            raise GatewayUnreachableError from None
        return found[::-1]

    async def _answer(self, call: Awaitable[Any]) -> Any:  # noqa: ANN401 - objects of many kinds
        try:
            async with asyncio.timeout(self._whole_seconds):
                return await call
        except stripe.CardError as error:
            raise DeclinedByCardError(_error(error)) from None
        except stripe.IdempotencyError as error:
            raise KeyReusedError(_error(error)) from None
        except stripe.InvalidRequestError as error:
            raise RefusedError(_error(error)) from None
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            self.refused_at = self._clock()
            log.warning("Stripe does not accept PORTAL_STRIPE_SECRET_KEY, or it may not do this: %s", type(error).__name__)
            raise GatewayUnreachableError from None  # a key may have been withdrawn between the wish and its repetition
        except (stripe.StripeError, TimeoutError) as error:
            log.warning("Stripe gave no answer: %s %s", type(error).__name__, getattr(error, "http_status", None) or "")
            raise GatewayUnreachableError from None
        except Exception as error:  # noqa: BLE001 - whatever broke, it says nothing about money
            log.warning("What Stripe answered cannot be read: %s", type(error).__name__)
            raise GatewayUnreachableError from None


def plain(thing: Any) -> Any:  # noqa: ANN401 - objects of many kinds
    """An object of Stripe's as plain dicts and lists, where what is absent can be asked for."""
    if isinstance(thing, stripe.StripeObject):
        return {key: plain(value) for key, value in thing.to_dict().items()}
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items()}
    return [plain(value) for value in thing] if isinstance(thing, list) else thing


async def _all(call: Awaitable[Any]) -> list[Facts]:
    return [plain(one) async for one in (await call).auto_paging_iter()]


def _error(error: stripe.StripeError) -> Facts:
    body = error.json_body
    found = body.get("error") if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}
