"""Letters about money that came back: to whoever paid, and to the office."""

from portal_ui import standing
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.mail.letters import money as payments
from portal_ui.mail.letters.shapes import BackTold, Draft, Known, PaymentTold
from portal_ui.money import money
from portal_ui.views import PaymentMethod

VOID = "void"  # why a payment was returned by nobody: the office took back that it had recorded it
N_ = str  # marks a text for translation where it is kept; it is translated where it is said
ALERTS = {  # by reason: what happened, and what to do
    "refund-found": (
        N_("%(cents)s of payment %(payment)s were refunded at the card processor"),
        N_("The refund was made there, not on the money desk. The invoices it had paid are open again for as much."),
    ),
    "refund-failed": (
        N_("A refund of %(cents)s of payment %(payment)s failed"),
        N_("The customer did not get the money, and the payment counts in full again. Give it back in another way, or tell the customer."),
    ),
    "fraud-warning": (
        N_("Payment %(payment)s was reported as fraud: %(cents)s"),
        N_("No money went back yet. If the payment was not right, refund it now: a dispute would cost more."),
    ),
    "dispute-open": (
        N_("Payment %(payment)s is disputed: %(cents)s"),
        N_("The card holder's bank took the money until it decides. Answer at the card processor within its time."),
    ),
    "dispute-lost": (
        N_("The dispute about payment %(payment)s is lost: %(cents)s"),
        N_("The bank keeps the money. The invoices it had paid stay open."),
    ),
    "dispute-won": (
        N_("The dispute about payment %(payment)s is won: %(cents)s"),
        N_("The money is back. It pays what it paid before, as far as that is still open; the rest is credit on the account."),
    ),
    "dispute-returned": (
        N_("The bank took payment %(payment)s back: %(cents)s"),
        N_("The bank debit came back after it had gone through. The invoices it had paid are open again."),
    ),
}
_RETURNED = {
    "dispute": (
        N_("Your bank took %(cents)s of this payment back, because somebody said that it was not right."),
        N_("Until the bank decides, what it had paid is open again. If the payment was right, tell your bank so, or call us."),
    ),
    "debit": (
        N_("Your bank did not honor this payment: %(cents)s of it went back."),
        N_("What it had paid is open again. Please pay it in another way."),
    ),
}
_BY_HAND = (PaymentMethod.CHECK, PaymentMethod.CASH, PaymentMethod.OTHER)  # what the office received itself it gives back itself
_BY_BANK = N_("It goes back the way it came. Banks take up to ten days until you see it.")
_RESTORED = {
    "dispute-won": (
        N_("%(cents)s that your bank had taken back are with us again."),
        N_("The payment stands as it was. What is not needed for its invoices any more is credit on your account."),
    ),
    "refund-failed": (
        N_("A refund of %(cents)s to you did not arrive: the bank did not take it."),
        N_("The money is on your account with us until we have given it back in another way. You need not do anything."),
    ),
}


def refunded(known: Known) -> Draft:
    """Money goes back to whoever paid."""
    payment = payments.payment_of(known)
    words = {"company": known.company.name, "cents": _cents(known), "payment": payment.receipt_number or payment.number}
    is_whole, back = known.cents >= payment.amount_cents, known.back
    number, on, reason = (back.number, day(back.on), back.reason) if back else ("", "", "")
    refund = ((pgettext("a noun", "Refund"), number), (_("Amount refunded"), words["cents"]), (_("Refund date"), on), (_("Reason"), reason))
    what = _("We refunded your payment of %(cents)s.") if is_whole else _("We refunded %(cents)s of your payment.")
    return Draft(
        subject=_("%(company)s: refund of %(cents)s") % words,
        title=_("Your refund"),
        paragraphs=(
            what % words,
            _("You get it from us directly, as a check or in cash.") if payment.method in _BY_HAND else _(_BY_BANK),
            _("What the refunded money had paid is open again.") if back is None or back.opened else "",
        ),
        facts=(*refund, *payments.facts(known, payment), *_opened(payment, back)),
        button=_("See the payment") if known.link else "",
    )


def returned(known: Known) -> Draft:
    """A bank took the money back, or the office voided what it had recorded."""
    if known.reason == VOID:
        return _voided(known)
    payment = payments.payment_of(known)
    what, so = _RETURNED[known.reason]
    return Draft(
        subject=_("%(company)s: your payment of %(amount)s was returned")
        % {"company": known.company.name, "amount": payments.amount(payment)},
        title=_("Your payment was returned"),
        paragraphs=(_(what) % {"cents": _cents(known)}, _(so)),
        facts=(*payments.facts(known, payment), *payments.parts_of(payment)),
        button=_("See the payment") if known.link else "",
    )


def _voided(known: Known) -> Draft:
    """Nobody got money back: the office took back that it had recorded the payment."""
    payment, back = payments.payment_of(known), known.back
    if back is None:
        message = "a letter about a void needs the void"
        raise ValueError(message)
    words = {"company": known.company.name, "amount": payments.amount(payment)}
    return Draft(
        subject=_("%(company)s: your payment of %(amount)s was voided") % words,
        title=_("Your payment was voided"),
        paragraphs=(
            standing.voided(back.on, back.reason),
            _("It does not count any more, and what it had paid is open again.") if back.opened else _("It does not count any more."),
            _("If this is not right, please call us."),
        ),
        facts=(*payments.facts(known, payment), *_opened(payment, back)),
        button=_("See the payment") if known.link else "",
    )


def restored(known: Known) -> Draft:
    """What had gone back is here again."""
    payment = payments.payment_of(known)
    what, so = _RESTORED[known.reason]
    return Draft(
        subject=_("%(company)s: news of your payment of %(amount)s") % {"company": known.company.name, "amount": payments.amount(payment)},
        title=_("Your payment counts again"),
        paragraphs=(_(what) % {"cents": _cents(known)}, _(so)),
        facts=payments.facts(known, payment),
        button=_("See the payment") if known.link else "",
    )


def alert(known: Known) -> Draft:
    """The office hears of it."""
    payment = payments.payment_of(known)
    what, so = ALERTS[known.reason]
    said = _(what) % {"payment": payment.number, "cents": _cents(known)}
    return Draft(
        subject=_("Portal: %(what)s") % {"what": said},
        title=said,
        paragraphs=(_(so),),
        facts=(*payments.facts(known, payment), *payments.parts_of(payment)),
        button=_("See it on the money desk") if known.link else "",
    )


def _opened(payment: PaymentTold, back: BackTold | None) -> tuple[tuple[str, str], ...]:
    """The invoices that are open again, and how much of each."""
    return payments.parts_of(payment, back.opened, _("Invoice %(number)s, open again")) if back else ()


def _cents(known: Known) -> str:
    payment = payments.payment_of(known)
    return money(known.cents, payment.currency)
