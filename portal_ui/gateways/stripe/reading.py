"""What Stripe's objects mean in the portal's words."""

from typing import Any
from urllib.parse import urlsplit

from portal_ui.gateways import CardFacts, DisputeReport, DisputeStanding, RefundReport, Report, Standing

APP = "portal"  # in the metadata of all that is ours; others may use the same account at Stripe
ABANDONED = "abandoned"  # a cancelled one that had failed before
Facts = dict[str, Any]

_STANDINGS = {
    "requires_payment_method": Standing.FAILED,
    "requires_confirmation": Standing.REQUIRES_ACTION,
    "requires_action": Standing.REQUIRES_ACTION,
    "requires_capture": Standing.REQUIRES_ACTION,
    "processing": Standing.PROCESSING,
    "succeeded": Standing.SUCCEEDED,
    "canceled": Standing.CANCELED,
}
_REFUNDS = {
    "pending": Standing.PROCESSING,
    "requires_action": Standing.REQUIRES_ACTION,
    "succeeded": Standing.SUCCEEDED,
    "failed": Standing.FAILED,
    "canceled": Standing.CANCELED,
}
_DISPUTES = {  # an inquiry, `warning_...`, is none: no money has moved
    "needs_response": DisputeStanding.OPEN,
    "under_review": DisputeStanding.OPEN,
    "won": DisputeStanding.WON,
    "lost": DisputeStanding.LOST,
}
_BRANDS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
    "cartes_bancaires": "Cartes Bancaires",
}
NEVER_AGAIN = "do_not_try_again"  # the network's advice beside a decline that gives no reason
_SAYS_LITTLE = frozenset({"generic_decline", "do_not_honor", "card_declined"})
_SAME_CODE = {"setup_intent_authentication_failure": "payment_intent_authentication_failure"}


def is_ours(thing: Facts) -> bool:
    """Whether the portal made it."""
    return (thing.get("metadata") or {}).get("app") == APP


def report(intent: Facts) -> Report:
    """A PaymentIntent or SetupIntent, its payment method expanded."""
    is_setup = intent["object"] == "setup_intent"
    error = intent.get("last_setup_error" if is_setup else "last_payment_error") or {}
    standing = _STANDINGS[intent["status"]]
    if standing is Standing.CANCELED and intent.get("cancellation_reason") == ABANDONED and error:
        standing = Standing.FAILED
    has_money = standing is Standing.SUCCEEDED and not is_setup
    cents = 0 if is_setup else intent["amount_received"] if has_money else intent["amount"]
    method = intent.get("payment_method") or (error.get("payment_method") if standing is Standing.FAILED else None)
    return Report(
        reference=intent["id"],
        payment=str(intent["metadata"].get("payment", "")) if is_ours(intent) else "",
        standing=standing,
        amount_cents=cents,
        currency=str(intent.get("currency") or "").upper(),
        charge=_id(intent.get("latest_charge")) if has_money else "",
        code=code(error) if standing is Standing.FAILED else "",
        card=card(method),
        action=_action(intent) if intent["status"] == "requires_action" else "",
        customer=_id(intent.get("customer")),
    )


def _action(intent: Facts) -> str:
    """With what its holder goes on: a client secret for a card, Stripe's own page where small deposits prove a bank account."""
    deposits = (intent.get("next_action") or {}).get("verify_with_microdeposits")
    if deposits is None:
        return str(intent.get("client_secret") or "")
    page = urlsplit(str(deposits.get("hosted_verification_url") or ""))
    is_theirs = page.scheme == "https" and (page.hostname or "").endswith(".stripe.com")
    return page.geturl() if is_theirs else ""


def code(error: Facts) -> str:
    """Why a payment did not go through; the bank's own reason where it gave one."""
    said = str(error.get("decline_code") or error.get("code") or error.get("type") or "")
    if said in _SAYS_LITTLE and error.get("advice_code") == NEVER_AGAIN:
        return NEVER_AGAIN
    return _SAME_CODE.get(said, said)


def card(method: object) -> CardFacts | None:
    """What may be shown of a payment method; its reference only while it is kept for a customer."""
    if not isinstance(method, dict):
        return None
    if isinstance(account := method.get("us_bank_account"), dict):
        return CardFacts("", "", str(account["last4"]), 0, 0, str(account.get("fingerprint") or ""), is_account=True)
    if not isinstance(method.get("card"), dict):
        return None
    facts = method["card"]
    brand = str(facts.get("brand") or "")
    return CardFacts(
        reference=method["id"] if method.get("customer") else "",
        brand=_BRANDS.get(brand, brand.replace("_", " ").title()),
        last4=str(facts["last4"]),
        exp_month=int(facts["exp_month"]),
        exp_year=int(facts["exp_year"]),
        fingerprint=str(facts.get("fingerprint") or ""),
    )


def refund(facts: Facts) -> RefundReport:
    """A refund, of a payment of ours."""
    key = (facts.get("metadata") or {}).get("refund", "") if is_ours(facts) else ""
    standing = _REFUNDS[facts["status"]]
    return RefundReport(facts["id"], payment_of(facts), standing, facts["amount"], str(facts.get("failure_reason") or ""), str(key))


def disputes(found: list[Facts]) -> tuple[DisputeReport, ...]:
    """Those disputes in which a bank took money back."""
    return tuple(
        DisputeReport(facts["id"], payment_of(facts), _DISPUTES[facts["status"]], facts["amount"], str(facts.get("reason") or ""))
        for facts in found
        if facts["status"] in _DISPUTES
    )


def payment_of(facts: Facts) -> str:
    """The payment that a refund or dispute belongs to; empty where it is none of a PaymentIntent."""
    return _id(facts.get("payment_intent"))


def _id(thing: object) -> str:
    """The id of something that may be expanded."""
    return str(thing["id"]) if isinstance(thing, dict) else str(thing or "")
