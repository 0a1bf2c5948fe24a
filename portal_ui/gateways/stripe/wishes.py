"""What Stripe is asked for: the parameters of its calls, and what is refused before any call."""

import re
from typing import Any

from portal_ui.gateways import Charge, Rejected, Setup
from portal_ui.gateways.stripe.reading import APP

LEAST_CENTS = 50
MOST_CENTS = 99_999_999  # eight digits
_CURRENCY = re.compile(r"[A-Z]{3}")
_ROUND = dict.fromkeys(["ISK", "UGX"], 100) | dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 10)  # amounts end in as many zeros
_SUFFIX_LENGTH = 10  # after a prefix of ten, and `* `, it is a whole line of a card's statement
_NOT_ON_STATEMENTS = re.compile(r"[^A-Z0-9 ./-]")
METHOD = ["payment_method"]  # in the answer whole, not by its id
MISSING = Rejected("parameter_missing")
_ACCOUNT = "us_bank_account"
_DEBITED = "USD"  # the one currency in which bank accounts are debited
_IN_PAGE = {
    "confirm": True,
    "use_stripe_sdk": True,  # the card holder is asked on our page, by Stripe's own script
    "allowed_payment_method_types": ["card"],  # as the fields offer; none of them leads away from our page
    "expand": METHOD,
}
_WITHOUT_HOLDER = {"confirm": True, "off_session": True, "allowed_payment_method_types": ["card"], "expand": METHOD}


def wrong_charge(charge: Charge) -> Rejected | None:
    """Why a charge cannot be asked for; `None` when it can."""
    if not charge.key or not charge.customer or bool(charge.card) == bool(charge.token):
        return MISSING
    if charge.is_debit and not (charge.token and charge.accepted_from and charge.accepted_with):
        return MISSING
    if charge.is_off_session and not charge.card:
        return MISSING
    if not _CURRENCY.fullmatch(charge.currency) or (charge.is_debit and charge.currency != _DEBITED):
        return Rejected("invalid_currency")
    if charge.amount_cents < LEAST_CENTS:
        return Rejected("amount_too_small")
    if charge.amount_cents > MOST_CENTS:
        return Rejected("amount_too_large")
    return Rejected("parameter_invalid_integer") if charge.amount_cents % _ROUND.get(charge.currency, 1) else None


def charge(wish: Charge) -> dict[str, Any]:
    """The parameters of a PaymentIntent that is confirmed at once. The same wish has the same ones."""
    source = {"payment_method": wish.card} if wish.card else {"confirmation_token": wish.token}
    kept = {"setup_future_usage": "off_session"} if wish.keep_card else {}
    return {
        "amount": wish.amount_cents,
        "currency": wish.currency.lower(),
        "customer": wish.customer,
        "description": wish.description,
        "metadata": {"app": APP, "payment": wish.payment},
        **source,
        **kept,
        **({} if wish.is_debit else _on_statement(wish.description)),
        **(_WITHOUT_HOLDER if wish.is_off_session else _IN_PAGE),
        **(_debit(wish) if wish.is_debit else {}),
    }


def setup(wish: Setup) -> dict[str, Any]:
    """The parameters of a SetupIntent that is confirmed at once."""
    return {
        "customer": wish.customer,
        "confirmation_token": wish.token,
        "usage": "off_session",
        "metadata": {"app": APP, "payment": wish.setup},
        **_IN_PAGE,
    }


def _debit(wish: Charge) -> dict[str, Any]:
    """A bank account, with the proof that its debit was agreed to; one that nobody can vouch for at once is proven by small deposits."""
    accepted = {"ip_address": wish.accepted_from, "user_agent": wish.accepted_with}
    return {
        "allowed_payment_method_types": [_ACCOUNT],
        "mandate_data": {"customer_acceptance": {"type": "online", "online": accepted}},
        "payment_method_options": {_ACCOUNT: {"verification_method": "automatic"}},
    }


def _on_statement(description: str) -> dict[str, str]:
    """What a card's statement says beside the company: the invoice, or how many; nothing where no invoice fits."""
    numbers = [_NOT_ON_STATEMENTS.sub("", number.upper()).strip() for number in description.split(",")]
    told = [f"INV {numbers[0]}", numbers[0]] if len(numbers) == 1 else [f"{len(numbers)} INVOICES", "INVOICES"]
    found = next((text for text in told if numbers[0] and len(text) <= _SUFFIX_LENGTH and re.search("[A-Z]", text)), "")
    return {"statement_descriptor_suffix": found} if found else {}


def refund(key: str, reference: str, amount_cents: int) -> dict[str, Any]:
    """The parameters of a refund, which carries its key."""
    return {"payment_intent": reference, "amount": amount_cents, "metadata": {"app": APP, "refund": key}}


def under(key: str) -> dict[str, Any]:
    """The options of a call that must happen once. An empty key would be replaced by a random one."""
    if not key:
        raise ValueError("A call that moves money needs its idempotency key.")
    return {"idempotency_key": key}
