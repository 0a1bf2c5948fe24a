"""Why a payment did not go through, in words: what happened, and what to do next.

The codes are those of card networks as Stripe passes them on (https://docs.stripe.com/declines/codes). A lost or stolen card reads
like any declined one: whoever holds it is told nothing.
"""

from portal_ui.language import gettext as _

NOT_SUBMITTED = "not_submitted"  # ours: the wish never reached the processor
EXPIRED_UNCONFIRMED = "expired_unconfirmed"  # ours: the card holder did not confirm in time
OTHER_FAILURES = frozenset(  # no bank was asked about a card: nothing reached it, or the request was wrong
    {
        "",
        NOT_SUBMITTED,
        EXPIRED_UNCONFIRMED,
        "amount_too_large",
        "amount_too_small",
        "confirmation_token_already_used",
        "idempotency_key_reuse",
        "invalid_currency",
        "invalid_request_error",
        "parameter_invalid_integer",
        "parameter_missing",
        "payment_intent_incompatible_payment_method",
        "resource_missing",
    }
)

N_ = str  # marks a text for translation; it is translated where it is said
_DECLINED = N_("The bank declined the card. Try another card, or call the bank that issued it.")
_REASONS = {
    "insufficient_funds": N_("The card does not have enough funds for this amount. Pay less, or try another card."),
    "expired_card": N_("The card has expired. Choose another card, or enter the new one."),
    "incorrect_cvc": N_("The security code was not right. Enter the card again and check the code on its back."),
    "incorrect_number": N_("The card number was not right. Enter the card again."),
    "processing_error": N_("The bank had a problem of its own. Try again in a few minutes."),
    "card_velocity_exceeded": N_("The card has reached its limit for now. Pay less, try tomorrow, or use another card."),
    "payment_intent_authentication_failure": N_("The payment was not confirmed with the bank. Try again, or use another card."),
    "authentication_required": N_("The bank wants you to confirm this payment. Try again and confirm it when asked."),
    "confirmation_token_already_used": N_("This card form was used already. Open the payment again and enter the card once more."),
    NOT_SUBMITTED: N_("Your payment did not reach the payment processor. Please try again."),
    EXPIRED_UNCONFIRMED: N_("The payment was not confirmed in time. Please try again and confirm it when your bank asks."),
}
_RETURNED = N_("The bank did not pay the debit. Pay by card or from another account, or ask your bank why.")
_DEBITS = {  # of bank accounts
    "insufficient_funds": N_("The bank account did not have enough money. Pay again once it has, or pay by card."),
    "account_closed": N_("The bank account is closed. Pay from another account, or by card."),
    "bank_account_closed": N_("The bank account is closed. Pay from another account, or by card."),
    "no_account": N_("The bank knows no such account. Enter the account again, or pay by card."),
    "bank_account_invalid_details": N_("The bank knows no such account. Enter the account again, or pay by card."),
    "invalid_account_number": N_("The bank knows no such account. Enter the account again, or pay by card."),
    "debit_not_authorized": N_("The bank does not allow debits from this account. Ask your bank to allow them, or pay by card."),
    "bank_account_restricted": N_("The bank does not allow debits from this account. Ask your bank to allow them, or pay by card."),
    "payment_intent_authentication_failure": N_("The bank account was not confirmed. Enter it again, or pay by card."),
    "payment_method_microdeposit_verification_attempts_exceeded": N_("The bank account was not confirmed. Enter it again, or pay by card."),
    "payment_method_microdeposit_failed": N_("The small deposits did not reach the account. Enter the account again, or pay by card."),
    "payment_intent_incompatible_payment_method": N_("No bank account was entered. Open the payment again and enter one, or pay by card."),
    "confirmation_token_already_used": N_("This form was used already. Open the payment again and enter the account once more."),
    NOT_SUBMITTED: _REASONS[NOT_SUBMITTED],
    EXPIRED_UNCONFIRMED: N_("The bank account was not confirmed in time. Enter it again, or pay by card."),
}


def reason(code: str, *, is_debit: bool = False) -> str:
    """Why, and what to do; a sentence or two that never says more than the payer may know. `is_debit`: of a bank account."""
    return _(_DEBITS.get(code, _RETURNED) if is_debit else _REASONS.get(code, _DECLINED))
