"""The Stripe gateway against the contract, with Stripe's own test mode behind it: only where `STRIPE_TEST_KEY` is set."""

import json
import os
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from portal_ui.dates import utc_clock
from portal_ui.gateways import signatures
from portal_ui.gateways.stripe import StripeGateway
from portal_ui.stripe_keys import StripeKeys
from tests.gateways.contract import Account, Card, GatewayContract

KEY, SECRET = os.environ.get("STRIPE_TEST_KEY", ""), "whsec_of_these_tests"
API = "https://api.stripe.com/v1"
METHODS = {
    Card.VISA: "pm_card_visa",
    Card.MASTERCARD: "pm_card_mastercard",
    Card.AMEX: "pm_card_amex",
    Card.DECLINED: "pm_card_visa_chargeDeclined",
    Card.INSUFFICIENT: "pm_card_visa_chargeDeclinedInsufficientFunds",
    Card.LOST: "pm_card_visa_chargeDeclinedLostCard",
    Card.STOLEN: "pm_card_visa_chargeDeclinedStolenCard",
    Card.EXPIRED: "pm_card_chargeDeclinedExpiredCard",
    Card.WRONG_CVC: "pm_card_chargeDeclinedIncorrectCvc",
    Card.PROCESSING_ERROR: "pm_card_chargeDeclinedProcessingError",
    Card.VELOCITY: "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
    Card.BLOCKED: "pm_card_radarBlock",
    Card.DECLINED_LATER: "pm_card_chargeCustomerFail",
    Card.CONFIRM: "pm_card_authenticationRequired",
    Card.CONFIRM_INSUFFICIENT: "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    Card.DISPUTED: "pm_card_createDispute",
    Card.REFUND_FAILS: "pm_card_refundFail",
    Card.REFUND_SLOW: "pm_card_pendingRefund",
}


class TestMode:
    """Stripe's test mode as a counterpart. What only a browser can do, a confirmation, is skipped."""

    __test__ = False

    def __init__(self) -> None:
        assert "_test_" in KEY, "STRIPE_TEST_KEY must be a key of Stripe's test mode."
        self.gateway = StripeGateway(StripeKeys(KEY, "pk_test_of_nobody", (SECRET,)), utc_clock)
        self._begun = int(time.time()) - 1

    def token(self, card: Card | Account) -> str:
        """What Stripe's fields would hand over."""
        if isinstance(card, Account):
            pytest.skip("Stripe's banks take minutes, and small deposits need a person.")
        answer = httpx.post(f"{API}/test_helpers/confirmation_tokens", auth=(KEY, ""), data={"payment_method": METHODS[card]}, timeout=30)
        return str(answer.raise_for_status().json()["id"])

    def now(self) -> datetime:
        """What time it is."""
        return utc_clock()

    async def confirm(self, reference: str, *, agrees: bool) -> None:
        """Nobody can, without a browser."""
        pytest.skip("Only a browser can confirm a payment with Stripe.")

    async def days_pass(self) -> None:
        """Nobody can hurry Stripe's banks."""
        pytest.skip("Stripe's banks take minutes.")

    async def events(self) -> list[tuple[bytes, dict[str, str]]]:
        """What Stripe would post, signed as it would be."""
        async with httpx.AsyncClient(auth=(KEY, ""), timeout=30) as client:
            asked = {"created[gte]": self._begun, "limit": 100}
            found: list[dict[str, Any]] = (await client.get(f"{API}/events", params=asked)).raise_for_status().json()["data"]
        bodies = [json.dumps(event).encode() for event in found]
        return [(body, {"stripe-signature": signatures.header(SECRET.encode(), time.time(), body)}) for body in bodies]


@pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set")
class TestStripeItself(GatewayContract):
    """Every test of the contract that needs no browser. It makes some hundred test payments, and takes minutes."""

    @pytest.fixture
    async def counterpart(self) -> AsyncIterator[TestMode]:
        counterpart = TestMode()
        yield counterpart
        await counterpart.gateway.close()
