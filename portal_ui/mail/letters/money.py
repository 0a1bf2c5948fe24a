"""Letters about payments: to whoever paid, and to the office."""

from portal_ui import autopay_wording, declines, wording
from portal_ui.dates import day, long_day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.mail.letters.phrases import account
from portal_ui.mail.letters.shapes import Draft, Known, PaymentTold
from portal_ui.money import money, whole
from portal_ui.views import PaymentMethod

VERIFY, ON_ITS_WAY = "verify", "on-its-way"  # why a payment is not settled
MOST_PARTS = 20
Parts = tuple[tuple[str, int], ...]  # numbers of invoices, each with its cents


def receipt(known: Known) -> Draft:
    """It arrived."""
    payment = payment_of(known)
    words = {"company": known.company.name, "receipt": payment.receipt_number or payment.number, "amount": amount(payment)}
    return Draft(
        subject=_("%(company)s: receipt %(receipt)s for %(amount)s") % words,
        title=_("Thank you for your payment"),
        paragraphs=(_("We received %(amount)s from you. This is your receipt.") % words,),
        facts=(
            (_("Receipt"), payment.receipt_number),
            *facts(known, payment),
            *parts_of(payment),
            (_("Left as credit on the account"), money(payment.credit_cents, payment.currency) if payment.credit_cents else ""),
        ),
        button=_("See the payment") if known.link else "",
    )


def failed(known: Known) -> Draft:
    """It came to nothing."""
    payment = payment_of(known)
    words = {"company": known.company.name, "amount": amount(payment)}
    is_debit = payment.method is PaymentMethod.BANK
    return Draft(
        subject=_("%(company)s: your payment did not go through") % words,
        title=_("Your payment did not go through"),
        paragraphs=(
            _("Your payment of %(amount)s was not made, and no money was taken.") % words,
            declines.reason(payment.failure_code, is_debit=is_debit),
            _("What it was for is open again, and can be paid at once.") if is_debit else "",
        ),
        facts=(*facts(known, payment), *parts_of(payment)),
        button=_("See the payment") if known.link else "",
    )


def pending(known: Known) -> Draft:
    """A bank account is to be debited: the bank takes days over it, or wants to know first whose it is."""
    payment = payment_of(known)
    words = {"company": known.company.name, "amount": amount(payment), "day": long_day(known.day) if known.day else ""}
    if known.reason == VERIFY:
        return Draft(
            subject=_("%(company)s: please confirm your bank account") % words,
            title=_("Please confirm your bank account"),
            paragraphs=(
                _("In a day or two you find a small deposit on the bank account from which you wish to pay %(amount)s.") % words,
                _("Then open the payment and confirm what you found. No money is taken before you do."),
                _("You can do so until %(day)s; after that the payment is canceled, and the invoices are open as before.") % words,
            ),
            facts=(*facts(known, payment), *parts_of(payment)),
            button=_("See the payment") if known.link else "",
        )
    return Draft(
        subject=_("%(company)s: your payment of %(amount)s is on its way") % words,
        title=_("Your payment is on its way"),
        paragraphs=(
            _("Your bank has been asked for %(amount)s. The money should be here by %(day)s; then you get a receipt.") % words,
            _("The amount is set aside on your invoices. Please do not pay it again. If your bank returns it, we write to you at once."),
        ),
        facts=(*facts(known, payment), *parts_of(payment)),
        button=_("See the payment") if known.link else "",
    )


def office_alert(known: Known) -> Draft:
    """A payment that a person of the office has to look at."""
    payment = payment_of(known)
    words = {"payment": payment.number, "amount": amount(payment)}
    return Draft(
        subject=_("Portal: please look at payment %(payment)s") % words,
        title=_("Please look at payment %(payment)s") % words,
        paragraphs=_why(known, payment),
        facts=(*facts(known, payment), *parts_of(payment)),
        button=_("See it on the money desk") if known.link else "",
    )


def _why(known: Known, payment: PaymentTold) -> tuple[str, ...]:
    credit = money(payment.credit_cents, payment.currency)
    if known.reason == "parked":
        return (
            _("What the card processor reports about this payment contradicts what the portal knows of it."),
            _("The money stays set aside, and nothing more happens by itself. Compare both, and decide."),
        )
    return (
        _("The money came after the payment had been given up.") if known.is_late else "",
        _("%(credit)s of it found no open invoice and is credit on the account now.") % {"credit": credit} if payment.credit_cents else "",
        _("Please see whether the customer should get it back."),
    )


def payment_of(known: Known) -> PaymentTold:
    """The payment that the letter is about."""
    if known.payment is None:
        message = "a letter about a payment needs the payment"
        raise ValueError(message)
    return known.payment


def amount(payment: PaymentTold) -> str:
    """The whole of it, as people read it."""
    return money(payment.amount_cents, payment.currency)


def facts(known: Known, payment: PaymentTold) -> tuple[tuple[str, str], ...]:
    """What every letter about a payment names, as its page and its paper do."""
    said = wording.paid_with(payment.method, payment.brand, payment.last4, payment.reference)
    return (
        (_("Payment"), payment.number),
        (_("Payment amount"), amount(payment)),
        (_("Payment date"), day(payment.paid_on)),
        (_("Method"), autopay_wording.method(said, is_automatic=payment.is_automatic)),
        (_("Account"), account(known)),
    )


def parts_of(payment: PaymentTold, parts: Parts | None = None, label: str = "") -> tuple[tuple[str, str], ...]:
    """The invoices it is for; or others, under a `label` in which %(number)s stands."""
    parts, label = payment.parts if parts is None else parts, label or _("Invoice %(number)s")
    listed = [(label % {"number": number}, money(cents, payment.currency)) for number, cents in parts[:MOST_PARTS]]
    more = parts[MOST_PARTS:]
    if more:
        rest = money(sum(cents for _number, cents in more), payment.currency)
        words = ngettext("%(count)s more invoice", "%(count)s more invoices", len(more))
        listed.append((words % {"count": whole(len(more))}, rest))
    return tuple(listed)
