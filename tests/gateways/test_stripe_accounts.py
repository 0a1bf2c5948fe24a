"""What Stripe says of bank accounts, where the look-alike says it in one way and Stripe may in others."""

from typing import Any

import pytest

from portal_ui.gateways import Rejected
from portal_ui.gateways.stripe import gateway, reading
from portal_ui.gateways.stripe.calls import RefusedError

INTENT: dict[str, Any] = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "requires_action",
    "amount": 4900,
    "currency": "usd",
    "customer": "cus_1",
    "metadata": {"app": "portal", "payment": "one"},
    "client_secret": "pi_1_secret_canary",
    "payment_method": {"id": "pm_1", "us_bank_account": {"last4": "6789", "bank_name": "STRIPE TEST BANK"}},
}


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("https://payments.stripe.com/microdeposit/1", "https://payments.stripe.com/microdeposit/1"),
        ("http://payments.stripe.com/microdeposit/1", ""),
        ("https://payments.stripe.com.example.com/1", ""),
        ("https://examplestripe.com/1", ""),
        ("javascript:alert(1)", ""),
        (None, ""),
    ],
)
def test_small_deposits_are_told_on_stripes_own_pages_alone_and_no_secret_is_said(page: str | None, shown: str) -> None:
    deposits = {"type": "verify_with_microdeposits", "verify_with_microdeposits": {"hosted_verification_url": page}}

    report = reading.report(INTENT | {"next_action": deposits})

    assert report.action == shown
    assert report.card is not None
    assert (report.card.is_account, report.card.last4, report.card.brand) == (True, "6789", "")


@pytest.mark.parametrize("about", ["confirmation_token", "payment_method", ""])
def test_a_card_in_place_of_an_account_is_told_from_a_form_that_was_used_before(about: str) -> None:
    crossed = {"type": "invalid_request_error", "code": "payment_intent_incompatible_payment_method", "param": about}

    assert gateway._rejected(RefusedError(crossed)) == Rejected("payment_intent_incompatible_payment_method")
    assert gateway._rejected(RefusedError({"param": "confirmation_token"})) == Rejected("confirmation_token_already_used")
