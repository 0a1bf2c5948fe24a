"""Letters about payments: to whoever paid, and to the office."""

from portal_ui import declines, wording
from portal_ui.dates import moment
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.mail.letters.phrases import account
from portal_ui.mail.letters.shapes import Draft, Known, PaymentTold
from portal_ui.money import money, whole

_MOST_PARTS = 20


def receipt(known: Known) -> Draft:
    """It arrived."""
    payment = _payment(known)
    words = {"company": known.company.name, "receipt": payment.receipt_number or payment.number, "amount": _amount(payment)}
    return Draft(
        subject=_("%(company)s: receipt %(receipt)s for %(amount)s") % words,
        title=_("Thank you for your payment"),
        paragraphs=(_("We received %(amount)s from you. This is your receipt.") % words,),
        facts=(
            (_("Receipt"), payment.receipt_number),
            *_facts(known, payment),
            *_parts(payment),
            (_("Left as credit on the account"), money(payment.credit_cents, payment.currency) if payment.credit_cents else ""),
        ),
        button=_("See the payment") if known.link else "",
    )


def failed(known: Known) -> Draft:
    """It came to nothing."""
    payment = _payment(known)
    words = {"company": known.company.name, "amount": _amount(payment)}
    return Draft(
        subject=_("%(company)s: your payment did not go through") % words,
        title=_("Your payment did not go through"),
        paragraphs=(
            _("Your payment of %(amount)s was not made, and no money was taken.") % words,
            declines.reason(payment.failure_code),
        ),
        facts=(*_facts(known, payment), *_parts(payment)),
        button=_("See the payment") if known.link else "",
    )


def office_alert(known: Known) -> Draft:
    """A payment that a person of the office has to look at."""
    payment = _payment(known)
    words = {"payment": payment.number, "amount": _amount(payment)}
    return Draft(
        subject=_("Portal: please look at payment %(payment)s") % words,
        title=_("Please look at payment %(payment)s") % words,
        paragraphs=_why(known, payment),
        facts=(*_facts(known, payment), *_parts(payment)),
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


def _payment(known: Known) -> PaymentTold:
    if known.payment is None:
        message = "a letter about a payment needs the payment"
        raise ValueError(message)
    return known.payment


def _amount(payment: PaymentTold) -> str:
    return money(payment.amount_cents, payment.currency)


def _facts(known: Known, payment: PaymentTold) -> tuple[tuple[str, str], ...]:
    return (
        (_("Payment"), payment.number),
        (_("Amount"), _amount(payment)),
        (_("Date"), moment(payment.at, known.company.time_zone)),
        (_("Method"), wording.payment_method(payment.method, payment.brand, payment.last4)),
        (_("Account"), account(known)),
    )


def _parts(payment: PaymentTold) -> tuple[tuple[str, str], ...]:
    listed = [
        (_("Invoice %(number)s") % {"number": number}, money(cents, payment.currency)) for number, cents in payment.parts[:_MOST_PARTS]
    ]
    more = payment.parts[_MOST_PARTS:]
    if more:
        rest = money(sum(cents for _number, cents in more), payment.currency)
        words = ngettext("%(count)s more invoice", "%(count)s more invoices", len(more))
        listed.append((words % {"count": whole(len(more))}, rest))
    return tuple(listed)
