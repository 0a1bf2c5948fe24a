"""Stripe, as the portal asks it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from portal_ui.dates import Clock
from portal_ui.gateways import (
    CardFacts,
    CardForm,
    Charge,
    Event,
    GatewayUnreachableError,
    Listing,
    News,
    RefundReport,
    Rejected,
    Report,
    Returns,
    Setup,
    Standing,
    StripeForm,
    Unknown,
)
from portal_ui.gateways.stripe import events, reading, wishes
from portal_ui.gateways.stripe.calls import Calls, DeclinedByCardError, Facts, KeyReusedError, Patience, RefusedError
from portal_ui.stripe_keys import StripeKeys

_PAGE = 100
_USED = "confirmation_token_already_used"
_OTHER_METHOD = "payment_intent_incompatible_payment_method"


class StripeGateway:
    """A `PaymentGateway`. It belongs to one event loop; `url` and `patience` are for tests, which ask a look-alike."""

    name = "stripe"
    least_cents = wishes.LEAST_CENTS
    most_cents = wishes.MOST_CENTS
    takes_debits = True

    def __init__(self, keys: StripeKeys, clock: Clock, *, url: str | None = None, patience: Patience | None = None) -> None:
        self._keys = keys
        self._clock = clock
        self._calls = Calls(keys.secret, url, patience or Patience(), clock)
        self._v1 = cast(Any, self._calls.v1)  # its parameters are a type a call; ours are built in `wishes`
        self.card_form: CardForm = StripeForm(keys.publishable)

    @property
    def refused_at(self) -> datetime | None:
        """As `PaymentGateway` says."""
        return self._calls.refused_at

    async def close(self) -> None:
        """Let go of the connections."""
        await self._calls.close()

    async def greet(self) -> None:
        """Ask for nothing, to learn whether Stripe answers to the key.

        Raises:
            GatewayUnreachableError: it does not.
        """
        await self._calls.found(self._v1.payment_intents.list_async({"limit": 1}))

    async def ensure_customer(self, key: str, name: str) -> str:
        """As `PaymentGateway` says."""
        wish = {"name": name, "metadata": {"app": reading.APP, "account": key}}
        once = wishes.under(f"{key}:{hashlib.sha256(name.encode()).hexdigest()[:16]}")  # renamed meanwhile, it is another wish
        found = await self._calls.found(self._v1.customers.create_async(wish, once))
        if found is None:
            raise GatewayUnreachableError
        return str(found["id"])

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        wrong = wishes.wrong_charge(charge)
        if wrong is not None:
            return wrong
        return await self._news(self._v1.payment_intents.create_async, wishes.charge(charge), charge.key, "payment_intent")

    async def keep(self, setup: Setup) -> News:
        """As `PaymentGateway` says."""
        if not (setup.key and setup.customer and setup.token):
            return wishes.MISSING
        return await self._news(self._v1.setup_intents.create_async, wishes.setup(setup), setup.key, "setup_intent")

    async def refund(self, key: str, reference: str, amount_cents: int) -> RefundReport | Rejected | Unknown:
        """As `PaymentGateway` says."""
        if not key or not reference:
            return wishes.MISSING
        if amount_cents <= 0:
            return Rejected("parameter_invalid_integer")
        call = self._v1.refunds.create_async(wishes.refund(key, reference, amount_cents), wishes.under(key))
        try:
            return reading.refund(await self._calls.facts(call))
        except RefusedError as refused:
            return _rejected(refused)
        except (GatewayUnreachableError, KeyError):
            return Unknown()

    async def get(self, reference: str) -> Report | None:
        """As `PaymentGateway` says. One that failed is also cancelled: its client secret may be in a browser still."""
        found = await self._intent(reference)
        if found is None or not _has_failed(found):
            return None if found is None else reading.report(found)
        return reading.report(await self._ended(found, reading.ABANDONED))

    async def cancel(self, reference: str) -> Report | None:
        """As `PaymentGateway` says."""
        found = await self._intent(reference)
        if found is not None and _has_failed(found):
            found = await self._ended(found, reading.ABANDONED)
        elif found is not None and reading.report(found).standing is Standing.REQUIRES_ACTION:
            found = await self._ended(found, "requested_by_customer")
        return None if found is None else reading.report(found)

    async def find(self, customer: str, since: datetime) -> Sequence[Report]:
        """As `PaymentGateway` says."""
        asked = {**_since(since), "customer": customer, "expand": ["data.payment_method"]}
        payments = await self._calls.listed(self._v1.payment_intents.list_async(asked))
        setups = await self._calls.listed(self._v1.setup_intents.list_async(asked))
        return tuple(map(reading.report, sorted([*payments, *setups], key=lambda intent: int(intent["created"]))))

    async def returns(self, reference: str) -> Returns | None:
        """As `PaymentGateway` says."""
        kind, payment = reference.partition("_")[0], reference
        if kind in {"re", "pyr", "du", "dp"}:
            named = self._v1.refunds if kind in {"re", "pyr"} else self._v1.disputes
            found = await self._calls.found(named.retrieve_async(reference))
            payment = "" if found is None else reading.payment_of(found)
        if not payment.startswith("pi_") or await self._calls.found(self._v1.payment_intents.retrieve_async(payment)) is None:
            return None
        asked = {"payment_intent": payment, "limit": _PAGE}
        refunds = await self._calls.listed(self._v1.refunds.list_async(asked))
        disputes = await self._calls.listed(self._v1.disputes.list_async(asked))
        return Returns(payment, tuple(map(reading.refund, refunds)), reading.disputes(disputes))

    async def listing(self, since: datetime) -> Listing:
        """As `PaymentGateway` says."""
        asked, of_payment = _since(since), {"expand": ["data.payment_intent"]}
        payments = await self._calls.listed(self._v1.payment_intents.list_async({**asked, "expand": ["data.payment_method"]}))
        refunds = await self._calls.listed(self._v1.refunds.list_async({**asked, **of_payment}))
        disputes = await self._calls.listed(self._v1.disputes.list_async({**asked, **of_payment}))
        return Listing(
            tuple(reading.report(payment) for payment in payments if reading.is_ours(payment)),
            tuple(reading.refund(refund) for refund in refunds if _is_of_ours(refund)),
            reading.disputes([dispute for dispute in disputes if _is_of_ours(dispute)]),
        )

    async def card(self, reference: str) -> CardFacts | None:
        """As `PaymentGateway` says."""
        found = reading.card(await self._calls.found(self._v1.payment_methods.retrieve_async(reference)))
        return found if found is not None and found.reference else None

    async def detach(self, card: str) -> None:
        """As `PaymentGateway` says."""
        try:
            await self._calls.facts(self._v1.payment_methods.detach_async(card))
        except RefusedError:
            if await self.card(card) is not None:
                raise GatewayUnreachableError from None

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """As `PaymentGateway` says."""
        return events.read(body, headers, self._keys.webhooks, self._clock().timestamp(), is_live=self._keys.is_live)

    async def _news(self, create: Callable[..., Awaitable[Any]], wish: Facts, key: str, kind: str) -> News:
        """Create and confirm once, and what is known then."""
        try:
            return reading.report(await self._calls.facts(create(wish, wishes.under(key))))
        except DeclinedByCardError as declined:
            failed = declined.facts.get(kind)
            return _declined(declined, failed) if isinstance(failed, dict) else _rejected(declined)
        except RefusedError as refused:
            return _rejected(refused)
        except (GatewayUnreachableError, KeyError, TypeError, ValueError):
            return Unknown()

    async def _intent(self, reference: str) -> Facts | None:
        named = {"pi": self._v1.payment_intents, "seti": self._v1.setup_intents}.get(reference.partition("_")[0])
        return None if named is None else await self._calls.found(named.retrieve_async(reference, {"expand": wishes.METHOD}))

    async def _ended(self, intent: Facts, reason: str) -> Facts:
        """Cancel what waits, and how it stands then: it may have gone on meanwhile."""
        named = self._v1.setup_intents if intent["object"] == "setup_intent" else self._v1.payment_intents
        try:
            wish = {"cancellation_reason": reason, "expand": wishes.METHOD}
            return await self._calls.facts(named.cancel_async(intent["id"], wish))
        except RefusedError:
            found = await self._intent(intent["id"])
            if found is None or _has_failed(found):
                raise GatewayUnreachableError from None
            return found


def _has_failed(intent: Facts) -> bool:
    """Whether it failed and could be tried again by whoever holds its client secret; what is not ours is left alone."""
    return intent["status"] == "requires_payment_method" and reading.is_ours(intent)


def _is_of_ours(thing: Facts) -> bool:
    payment = thing.get("payment_intent")
    return isinstance(payment, dict) and reading.is_ours(payment)


def _since(moment: datetime) -> Facts:
    return {"created": {"gte": int(moment.timestamp())}, "limit": _PAGE}


def _declined(declined: DeclinedByCardError, intent: Facts) -> News:
    """The report of a declined intent, whose error is told beside it and, in it, as its last."""
    name = "last_setup_error" if intent["object"] == "setup_intent" else "last_payment_error"
    return reading.report({**intent, name: intent.get(name) or declined.facts})


def _rejected(refused: RefusedError) -> Rejected:
    if isinstance(refused, KeyReusedError):
        return Rejected("idempotency_key_reuse")
    said, about = str(refused.facts.get("code") or ""), refused.facts.get("param")
    if isinstance(refused, DeclinedByCardError):
        return Rejected(reading.code(refused.facts))
    if about == "confirmation_token" and said not in ("resource_missing", _OTHER_METHOD):
        return Rejected(_USED)
    return Rejected(said or ("resource_missing" if about == "payment_method" else "invalid_request_error"))
