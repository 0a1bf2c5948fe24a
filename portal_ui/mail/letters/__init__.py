"""The words of every letter: what is known goes in, a subject, a text and an HTML page come out. No letter knows a database.

The outbox's `facts` hold names and numbers only. What each kind reads from them:

    create-password, reset-password, staff-invitation, account-added, access-back,
    password-set, password-changed, email-changed, access-printed                 nothing
    new-sign-in         browser ("Firefox on Windows"), address (where it came from on the network)
    payment-receipt, payment-failed                       payment (its number)
    payment-pending     payment, reason: "on-its-way" or "verify", day (by which the money should be here, or until when one may confirm)
    payment-refunded    payment, cents, refund (its number)
    payment-returned    payment, cents, reason: "dispute", "debit" or "void"
    payment-restored    payment, cents, reason: "dispute-won" or "refund-failed"
    card-expires        card (its id), days (how many ahead)
    autopay-soon        day (of the charge), card (its id), invoices (pairs of number and cents)
    autopay-failed      payment, reason: "again" with day, "again" without (no more tries) or "you"; invoice where it is one
    autopay-stopped     reason: one of `portal_ui.service.autopay.pausing`
    autopay-too-large   invoice (its number), cents (open on it), cap (in cents), day (when it is due)
    office-alert        reason: "late-payment" with payment, late and credit_cents; "parked" with payment; what came back (`returns.ALERTS`)
                        with payment and cents;
                        "sign-ins" with failures; "differences" with failures (how many are new);
                        "details" with by (whose doing), changes (what: how many, 0 where it is one thing)
"""

from collections.abc import Callable

from portal_ui import language
from portal_ui.mail.letters import alerts, automatic, cards, entering, money, passwords, returns
from portal_ui.mail.letters.printing import printed
from portal_ui.mail.letters.shapes import Draft, Known, Written

CREATE_PASSWORD = "create-password"  # noqa: S105 - a kind of letter
ACCOUNT_ADDED = "account-added"
RESET_PASSWORD = "reset-password"  # noqa: S105 - a kind of letter
ACCESS_BACK = "access-back"
PASSWORD_SET = "password-set"  # noqa: S105 - a kind of letter
PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a kind of letter
NEW_SIGN_IN = "new-sign-in"
EMAIL_CHANGED = "email-changed"
ACCESS_PRINTED = "access-printed"
PAYMENT_RECEIPT = "payment-receipt"
PAYMENT_FAILED = "payment-failed"
PAYMENT_PENDING = "payment-pending"
PAYMENT_REFUNDED = "payment-refunded"
PAYMENT_RETURNED = "payment-returned"
PAYMENT_RESTORED = "payment-restored"
CARD_EXPIRES = "card-expires"
AUTOPAY_SOON = "autopay-soon"
AUTOPAY_FAILED = "autopay-failed"
AUTOPAY_STOPPED = "autopay-stopped"
AUTOPAY_TOO_LARGE = "autopay-too-large"
OFFICE_ALERT = "office-alert"
STAFF_INVITATION = "staff-invitation"

_WRITERS: dict[str, Callable[[Known], Draft]] = {
    CREATE_PASSWORD: entering.create_password,
    ACCOUNT_ADDED: entering.account_added,
    ACCESS_BACK: entering.access_back,
    STAFF_INVITATION: entering.staff_invitation,
    RESET_PASSWORD: passwords.reset,
    PASSWORD_SET: passwords.first_set,
    PASSWORD_CHANGED: passwords.changed,
    NEW_SIGN_IN: passwords.new_sign_in,
    EMAIL_CHANGED: passwords.email_changed,
    ACCESS_PRINTED: passwords.printed_letter_used,
    PAYMENT_RECEIPT: money.receipt,
    PAYMENT_FAILED: money.failed,
    PAYMENT_PENDING: money.pending,
    PAYMENT_REFUNDED: returns.refunded,
    PAYMENT_RETURNED: returns.returned,
    PAYMENT_RESTORED: returns.restored,
    CARD_EXPIRES: cards.expires,
    AUTOPAY_SOON: automatic.soon,
    AUTOPAY_FAILED: automatic.failed,
    AUTOPAY_STOPPED: automatic.stopped,
    AUTOPAY_TOO_LARGE: automatic.too_large,
    OFFICE_ALERT: alerts.office_alert,
}
KINDS = tuple(_WRITERS)
WITH_TOKEN = (CREATE_PASSWORD, RESET_PASSWORD, STAFF_INVITATION)
WAIT_FOR_OPENING = (CREATE_PASSWORD, ACCOUNT_ADDED, ACCESS_BACK, RESET_PASSWORD)  # none of these goes out while the portal is not active

__all__ = [
    "ACCESS_BACK",
    "ACCESS_PRINTED",
    "ACCOUNT_ADDED",
    "AUTOPAY_FAILED",
    "AUTOPAY_SOON",
    "AUTOPAY_STOPPED",
    "AUTOPAY_TOO_LARGE",
    "CARD_EXPIRES",
    "CREATE_PASSWORD",
    "EMAIL_CHANGED",
    "KINDS",
    "NEW_SIGN_IN",
    "OFFICE_ALERT",
    "PASSWORD_CHANGED",
    "PASSWORD_SET",
    "PAYMENT_FAILED",
    "PAYMENT_PENDING",
    "PAYMENT_RECEIPT",
    "PAYMENT_REFUNDED",
    "PAYMENT_RESTORED",
    "PAYMENT_RETURNED",
    "RESET_PASSWORD",
    "STAFF_INVITATION",
    "WAIT_FOR_OPENING",
    "WITH_TOKEN",
    "Known",
    "Written",
    "write",
]


def write(kind: str, known: Known) -> Written:
    """The letter of that kind, one of `KINDS`, in the language of whoever gets it."""
    with language.speaking(known.locale):
        return printed(_WRITERS[kind](known), known)
