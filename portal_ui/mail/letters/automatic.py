"""Letters about paying automatically: before a charge, after one that failed, and when it stands still."""

from portal_ui import declines
from portal_ui.dates import day, long_day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.mail.letters import money as payments
from portal_ui.mail.letters.cards import card_of
from portal_ui.mail.letters.phrases import account
from portal_ui.mail.letters.shapes import Draft, Known
from portal_ui.money import money, whole
from portal_ui.views import PaymentMethod
from portal_ui.wording import payment_method

AGAIN, YOU, CARD, GONE, UNREACHED, NOBODY = "again", "you", "card-declined", "card-gone", "letter", "nobody"


def soon(known: Known) -> Draft:
    """Which invoices are charged on which day, with what, and how to keep that from happening."""
    card = card_of(known)
    said = payment_method(PaymentMethod.CARD, card.brand, card.last4)
    total = sum(cents for _number, cents in known.invoices)
    words = {"company": known.company.name, "card": said, "amount": _money(known, total), "day": _day(known), "account": account(known)}
    return Draft(
        subject=_("%(company)s: %(amount)s will be paid automatically on %(day)s") % {**words, "day": day(known.day)},
        title=_("To be paid automatically"),
        paragraphs=(
            _("On %(day)s we charge %(card)s with %(amount)s, as you agreed to for %(account)s. You need do nothing.") % words,
            _("What is paid in another way before, is not charged. To stop it, switch it off or pay yourself until the day before."),
        ),
        facts=(
            (_("To be charged on"), _day(known)),
            (_("Amount"), _money(known, total)),
            (_("Card"), said),
            (_("Account"), account(known)),
            *_invoices(known),
        ),
        button=_("See or change it") if known.link else "",
    )


def failed(known: Known) -> Draft:
    """It was declined: whether it is tried again, or needs its holder."""
    payment = payments.payment_of(known)
    words = {"company": known.company.name, "amount": payments.amount(payment), "day": _day(known)}
    return Draft(
        subject=_("%(company)s: an automatic payment did not go through") % words,
        title=_("An automatic payment did not go through"),
        paragraphs=(
            _("We tried to charge %(amount)s, as you agreed to, and it did not go through. No money was taken.") % words,
            declines.reason(payment.failure_code),
            _next_words(known, words),
        ),
        facts=(*payments.facts(known, payment), *payments.parts_of(payment)),
        button=_("Pay it yourself") if known.link else "",
    )


def stopped(known: Known) -> Draft:
    """It stands still until somebody agrees anew."""
    words = {"company": known.company.name, "account": account(known)}
    return Draft(
        subject=_("%(company)s: your invoices are not paid automatically now") % words,
        title=_("Your invoices are not paid automatically now"),
        paragraphs=(
            _why_stopped(known.reason),
            _("Nothing is charged until you switch it on again. Open invoices of %(account)s are yours to pay meanwhile.") % words,
        ),
        facts=((_("Account"), account(known)),),
        button=_("Switch it on again") if known.link else "",
    )


def too_large(known: Known) -> Draft:
    """An invoice is larger than what may be charged: it is left to the customer."""
    number, cents = known.invoices[0]
    words = {
        "company": known.company.name,
        "number": number,
        "amount": _money(known, cents),
        "cap": _money(known, known.cap_cents),
        "day": _day(known),
    }
    return Draft(
        subject=_("%(company)s: please pay invoice %(number)s yourself") % words,
        title=_("Please pay invoice %(number)s yourself") % words,
        paragraphs=(
            _("%(amount)s is open on invoice %(number)s. That is more than the %(cap)s up to which we may charge you automatically.")
            % words,
            _("We do not charge it. It is due on %(day)s; other invoices are paid automatically as before.") % words,
        ),
        facts=((_("Invoice"), number), (_("Amount"), _money(known, cents)), (_("Due"), _day(known)), (_("Account"), account(known))),
        button=_("See the invoice") if known.link else "",
    )


def _next_words(known: Known, words: dict[str, str]) -> str:
    if known.reason == AGAIN and known.day is not None:
        return _("We try once more on %(day)s. You can pay it yourself before, or choose another card.") % words
    if known.reason == YOU:
        return _("Your bank wants you to confirm it, so we do not try again. Please pay it yourself, and confirm when you are asked.")
    return _("We do not try again. Please pay it yourself, with another card if you like.")


def _why_stopped(reason: str) -> str:
    return {
        CARD: _("The bank declined the card for good, so we do not try it again. Please choose another card."),
        GONE: _("The card is not on file any more."),
        UNREACHED: _("The email that tells of a charge could not be delivered, and we charge nothing without telling before."),
        NOBODY: _("Whoever agreed to it does not come into the account any more."),
    }[reason]


def _invoices(known: Known) -> tuple[tuple[str, str], ...]:
    shown = known.invoices[: payments.MOST_PARTS]
    listed = [(_("Invoice %(number)s") % {"number": number}, _money(known, cents)) for number, cents in shown]
    more = known.invoices[payments.MOST_PARTS :]
    if more:
        words = ngettext("%(count)s more invoice", "%(count)s more invoices", len(more)) % {"count": whole(len(more))}
        listed.append((words, _money(known, sum(cents for _number, cents in more))))
    return tuple(listed)


def _money(known: Known, cents: int) -> str:
    return money(cents, known.company.currency)


def _day(known: Known) -> str:
    return long_day(known.day) if known.day is not None else day(None)
