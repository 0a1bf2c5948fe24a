"""Sentences that several letters share."""

from portal_ui.dates import moment
from portal_ui.language import gettext as _
from portal_ui.mail.letters.shapes import Known


def account(known: Known) -> str:
    """`Dana Ortiz Contracting, account 2041`; empty when the letter is about no account."""
    if not known.account_number:
        return ""
    words = {"name": known.account_name, "number": known.account_number}
    return _("%(name)s, account %(number)s") % words if known.account_name else _("account %(number)s") % words


def when(known: Known) -> str:
    """When it happened, in the company's zone."""
    return moment(known.at, known.company.time_zone)


def call_us(known: Known) -> str:
    """What to do about something one did not do."""
    phone = known.company.phone
    return _("It was not you? Call us at once: %(phone)s.") % {"phone": phone} if phone else _("It was not you? Tell us at once.")


def never_asked() -> str:
    """What to do with a letter that came out of the blue."""
    return _("You did not expect this email? Then do nothing. We never ask for a password, neither by phone nor by mail.")
