"""How money that a bank took back reads: as what, why, and how that stands. A bank's code is never shown where it has words."""

from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.views import DisputeState, PaymentMethod
from portal_ui.wording import Word, dispute_state

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_REASONS = {
    "fraudulent": N_("The card holder says that they did not make this payment"),
    "unrecognized": N_("The card holder does not recognize this payment"),
    "duplicate": N_("The card holder says that this was paid twice"),
    "credit_not_processed": N_("The card holder waits for a refund"),
    "product_not_received": N_("The card holder says that the service was not done"),
    "product_unacceptable": N_("The card holder is not content with the service"),
    "subscription_canceled": N_("The card holder says that the service had been ended"),
    "customer_initiated": N_("The account's holder asked the bank for it back"),
    "general": N_("The bank gives no reason"),
    "bank_cannot_process": N_("The bank could not process it"),
    "check_returned": N_("The bank returned the check"),
    "debit_not_authorized": N_("The account's holder did not allow this debit"),
    "incorrect_account_details": N_("The account's details were not right"),
    "insufficient_funds": N_("The account did not have enough funds"),
    "account_closed": N_("The account is closed"),
    "bank_account_closed": N_("The account is closed"),
    "no_account": N_("There is no such account"),
    "noncompliant": N_("It broke a rule of the card's network"),
}


def is_debit(method: PaymentMethod, reason: str) -> bool:
    """Whether a bank took back what it had paid itself, which nobody decides about; anything else is a card's dispute."""
    return method is PaymentMethod.BANK or reason.startswith("debit_")


def taken_because(reason: str) -> str:
    """Why the money was taken; what has no words here stays as the books or the bank have it."""
    return _(_REASONS[reason]) if reason in _REASONS else reason.replace("_", " ")


def taken(method: PaymentMethod, reason: str, state: DisputeState) -> str:
    """What it is called on paper; until a bank has decided, nothing was charged back."""
    if is_debit(method, reason):
        return _("Returned by the bank")
    return _("Chargeback") if state is DisputeState.LOST else _("Dispute")


def taken_on(method: PaymentMethod, reason: str, day: str) -> str:
    """The same as a heading, with its day."""
    words = _("Returned on %(day)s") if is_debit(method, reason) else _("Disputed on %(day)s")
    return words % {"day": day}


def taken_state(method: PaymentMethod, reason: str, state: DisputeState) -> Word:
    """How it stands, as the payer sees it."""
    if state is DisputeState.LOST and is_debit(method, reason):
        return Word(pgettext("dispute", "Returned"), "gray", "back")
    return dispute_state(state)
