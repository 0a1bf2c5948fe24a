"""Letters about cards on file."""

from calendar import monthrange
from datetime import date

from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.mail.letters.phrases import account
from portal_ui.mail.letters.shapes import CardTold, Draft, Known
from portal_ui.views import PaymentMethod
from portal_ui.wording import payment_method


def expires(known: Known) -> Draft:
    """It is about to expire, and how to replace it."""
    card = card_of(known)
    said = payment_method(PaymentMethod.CARD, card.brand, card.last4)
    last_day = day(date(card.exp_year, card.exp_month, monthrange(card.exp_year, card.exp_month)[1]))
    words = {"company": known.company.name, "card": said, "day": last_day, "account": account(known)}
    return Draft(
        subject=_("%(company)s: your card on file expires soon") % words,
        title=_("Your card expires soon"),
        paragraphs=(
            _("%(card)s, which is on file for %(account)s, is good until %(day)s.") % words,
            _("To replace it, open your account, choose “Add a card” under the cards on file, and remove the old one afterwards."),
            _("If your bank renews the card, it often tells us the new date. Then the account shows it, and you need do nothing."),
        ),
        facts=((_("Card"), said), (_("Good until"), last_day), (_("Account"), account(known))),
        button=_("See the cards on file") if known.link else "",
    )


def card_of(known: Known) -> CardTold:
    """The card that the letter is about."""
    if known.card is None:
        message = "a letter about a card needs the card"
        raise ValueError(message)
    return known.card
