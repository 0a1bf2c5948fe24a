"""How the money desk reads payments, and what of them differs from the card processor's word."""

import re

from portal_ui.declines import EXPIRED_UNCONFIRMED, NOT_SUBMITTED
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views.desk import DeskRow, DifferenceKind, DifferenceRow
from portal_ui.wording import Word, paid_with, payment_state

N_ = str  # marks a text for translation where it is kept; it is translated where it is said


def NP_(_about: str, message: str) -> str:  # noqa: N802
    """The same for a word that changes with what it is said of."""
    return message


DIFFERENCES = {
    DifferenceKind.PAYMENT_UNKNOWN: N_("The card processor has a payment that the portal does not know"),
    DifferenceKind.PAYMENT_MISSING: N_("The portal has a payment that the card processor does not list"),
    DifferenceKind.PAYMENT_AMOUNT: N_("The amount of a payment differs"),
    DifferenceKind.PAYMENT_STATE: N_("How far a payment is differs"),
    DifferenceKind.RETURN_UNKNOWN: N_("Money came back of which the portal does not know"),
    DifferenceKind.RETURN_MISSING: N_("The portal has a refund or dispute that the card processor does not list"),
    DifferenceKind.RETURN_AMOUNT: N_("How much came back differs"),
    DifferenceKind.RETURN_STATE: N_("How far a refund or dispute is differs"),
}
_STATES = {
    "created": NP_("desk", "begun"),
    "submitting": NP_("desk", "sent, no answer yet"),
    "requires_action": NP_("desk", "waits for the card holder"),
    "processing": NP_("desk", "on its way"),
    "succeeded": NP_("desk", "went through"),
    "failed": NP_("desk", "failed"),
    "canceled": NP_("desk", "canceled"),
    "requested": NP_("desk", "begun"),
    "pending": NP_("desk", "on its way"),
    "open": NP_("desk", "with the bank"),
    "won": NP_("desk", "won"),
    "lost": NP_("desk", "lost"),
    "": NP_("desk", "nothing there"),
}
_FAILURES = {
    NOT_SUBMITTED: N_("It never reached the card processor."),
    EXPIRED_UNCONFIRMED: N_("The card holder did not confirm it in time."),
    "insufficient_funds": N_("Not enough funds."),
    "expired_card": N_("The card has expired."),
    "expired_or_canceled_card": N_("The card has expired or was canceled."),
    "lost_card": N_("The card was reported lost. The customer reads only that it was declined."),
    "stolen_card": N_("The card was reported stolen. The customer reads only that it was declined."),
    "generic_decline": N_("The bank declined it without a reason."),
    "fraudulent": N_("Suspected fraud."),
    "account_closed": N_("The bank account is closed."),
    "bank_account_closed": N_("The bank account is closed."),
    "no_account": N_("There is no such bank account."),
    "bank_account_invalid_details": N_("There is no such bank account."),
    "invalid_account_number": N_("There is no such bank account."),
    "debit_not_authorized": N_("The bank does not allow debits from this account."),
    "bank_account_restricted": N_("The bank does not allow debits from this account."),
    "payment_intent_incompatible_payment_method": N_("A card was entered in place of a bank account, or the other way round."),
}
_NEWS = {  # by how its kind begins
    "payment_intent.": N_("News of a payment"),
    "charge.dispute.": N_("News of a dispute"),
    "refund.": N_("News of a refund"),
    "charge.refund": N_("News of a refund"),
    "setup_intent.": N_("News of a card that is kept"),
    "payment_method.": N_("News of a card that is kept"),
    "mandate.": N_("News of a bank account's mandate"),
    "radar.": N_("A warning of fraud"),
}
_NEWS_ERRORS = {  # by how it begins
    "the gateway did not answer": N_("The card processor did not answer when it was asked about it."),
    "something came back of": N_("Money came back of a payment that did not go through in the portal."),
    "it is said to be ours": N_("It names a payment or card that the portal does not have, as after an older backup was put back."),
}
_TOOK = re.compile(r"the gateway took (\d{1,12}) ([A-Z]{3}) instead of (\d{1,12}) ([A-Z]{3})")
_SET_ASIDE = {
    r"the gateway has several payments for it: (?P<listed>.*)": N_("The card processor has several payments for this one: %(listed)s."),
    r"the gateway has a second payment for it: (?P<other>.*)": N_("The card processor has a second payment for this one: %(other)s."),
    r"the gateway calls (?P<other>.*) another payment of ours": N_("The card processor says that %(other)s is another payment."),
    r"the gateway does not know it any more": N_("The card processor does not know this payment any more."),
}


def row_state(row: DeskRow) -> Word:
    """How a payment stands for the office: what asks for somebody comes first."""
    if row.parked_reason:
        return Word(pgettext("desk", "Waits for you"), "bad", "alert")
    if row.has_refund_on_its_way:
        return Word(pgettext("desk", "Refund on its way"), "info", "dots")
    return payment_state(row.payment)


def row_note(row: DeskRow) -> str:
    """What else matters about it, in a few words."""
    if row.payment.is_void:
        return ""
    if row.is_late:
        return _("came late")
    if row.payment.refunded_cents:
        return _("%(amount)s refunded") % {"amount": money(row.payment.refunded_cents, row.currency)}
    return ""


def source(row: DeskRow) -> str:
    """Where a payment comes from."""
    if not row.gateway:
        return _("From the books")
    return {"office": _("Recorded by the office"), "demo": _("Demo card processor")}.get(row.gateway, _("Card processor"))


def method(row: DeskRow) -> str:
    """`Visa ending 4242`, `Check 1088`."""
    payment = row.payment
    return paid_with(payment.method, payment.brand, payment.last4, payment.reference)


def difference(kind: DifferenceKind) -> str:
    """What differs."""
    return _(DIFFERENCES[kind])


def sides(row: DifferenceRow) -> tuple[str, str]:
    """What stands here, and what the card processor says."""
    return (
        _("In the portal: %(said)s") % {"said": side(row.here, row.here_cents, row.currency)},
        _("At the card processor: %(said)s") % {"said": side(row.there, row.there_cents, row.currency)},
    )


def side(state: str, cents: int | None, currency: str) -> str:
    """`$50.00, went through`; a state that has no words stays as it is."""
    return f"{money(cents, currency)}, {stands(state)}" if cents is not None else stands(state)


def stands(state: str) -> str:
    """How far it is; a state that has no words stays as it is."""
    return pgettext("desk", _STATES[state]) if state in _STATES else state


def news(kind: str) -> str:
    """What news is about."""
    return next((_(words) for start, words in _NEWS.items() if kind.startswith(start)), _("News of another kind"))


def news_error(error: str) -> str:
    """Why news could not be acted on; a fault of the portal's own is named as the log names it."""
    for start, words in _NEWS_ERRORS.items():
        if error.startswith(start):
            return _(words)
    return _("The portal met a fault of its own (%(error)s). Its log says more; whoever runs the portal should see it.") % {"error": error}


def set_aside(reason: str) -> str:
    """Why a payment was set aside; a reason without words stays as it was kept."""
    took = _TOOK.fullmatch(reason)
    if took is not None:
        amounts = {"took": money(int(took[1]), took[2]), "asked": money(int(took[3]), took[4])}
        return _("The card processor took %(took)s instead of %(asked)s.") % amounts
    for pattern, words in _SET_ASIDE.items():
        found = re.fullmatch(pattern, reason)
        if found is not None:
            return _(words) % found.groupdict()
    return reason.rstrip(".") + "."


def failure(code: str) -> str:
    """Why it failed, as the office may know it; a code without words stays as it is."""
    return _(_FAILURES[code]) if code in _FAILURES else code
