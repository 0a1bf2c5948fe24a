"""Letters that let someone in for the first time. No word in them that filters and cautious readers take for bait."""

from portal_ui.language import gettext as _
from portal_ui.mail.letters.phrases import account, never_asked
from portal_ui.mail.letters.shapes import Draft, Known
from portal_ui.views import AccessRole

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_OPENED_FOR_PAYERS = N_(
    "%(company)s has opened its customer portal for you: your services and orders, what you owe and have paid, at any hour."
)
_OPENED = {  # nobody is promised what their role does not show
    AccessRole.OWNER: _OPENED_FOR_PAYERS,
    AccessRole.PAYABLE: _OPENED_FOR_PAYERS,
    AccessRole.VIEWER: N_("%(company)s has opened its customer portal for you: services, orders and what is open, at any hour."),
    AccessRole.SITE_CONTACT: N_(
        "%(company)s has opened its customer portal for you: the services and orders of your locations, at any hour."
    ),
}
_OPENED_FOR_ANYONE = N_("%(company)s has opened its customer portal for you: your services and orders, at any hour.")


def create_password(known: Known) -> Draft:
    """To a customer's person who has no password yet."""
    words = {"company": known.company.name, "account": account(known), "email": known.to_address}
    return Draft(
        subject=_("Create your password for %(company)s") % words,
        title=_("Create your password"),
        paragraphs=(
            _(_OPENED[known.role] if known.role is not None else _OPENED_FOR_ANYONE) % words,
            _("It is for %(account)s.") % words if words["account"] else "",
            _("Your login is %(email)s. Choose a password of your own to come in.") % words,
        ),
        button=_("Create password"),
        after=(
            _("The link works once, and for 7 days. Later, use “Forgot your password?” on the sign-in page, or call us."),
            never_asked(),
        ),
    )


def account_added(known: Known) -> Draft:
    """To someone who has a sign-in already and may now look into one more account."""
    words = {"company": known.company.name, "account": account(known), "email": known.to_address}
    if not known.has_several and words["account"]:
        return _opens(known, _("%(company)s: an account for your login") % words, _("An account was added"))
    return Draft(
        subject=_("%(company)s: one more account for your login") % words,
        title=_("An account was added"),
        paragraphs=(
            _("Your login %(email)s now also opens %(account)s.") % words
            if words["account"]
            else _("Your login %(email)s now opens one more account.") % words,
            _("Your password stays the same. After signing in you choose the account, and you can switch at any time."),
        ),
        button=_("Sign in"),
        after=(_("You did not expect this? Please call us."),),
    )


def access_back(known: Known) -> Draft:
    """To someone whose account was switched off and is open again."""
    words = {"company": known.company.name}
    return _opens(known, _("%(company)s: your access is back") % words, _("Your access is back"))


def _opens(known: Known, subject: str, title: str) -> Draft:
    words = {"account": account(known), "email": known.to_address}
    return Draft(
        subject=subject,
        title=title,
        paragraphs=(
            _("Your login %(email)s opens %(account)s.") % words
            if words["account"]
            else _("Your login %(email)s opens your account.") % words,
            _("Your password is the one you have."),
        ),
        button=_("Sign in"),
        after=(
            _("You do not remember it? Use “Forgot your password?” on the sign-in page."),
            _("You did not expect this? Please call us."),
        ),
    )


def staff_invitation(known: Known) -> Draft:
    """To a new member of the office."""
    words = {"company": known.company.name, "email": known.to_address}
    return Draft(
        subject=_("Create your password for the office of %(company)s") % words,
        title=_("Create your password"),
        paragraphs=(
            _("You have been given a sign-in to the office side of the customer portal of %(company)s.") % words,
            _("Your login is %(email)s. Choose a password of your own to come in.") % words,
        ),
        button=_("Create password"),
        after=(_("The link works once, and for 7 days."), never_asked()),
    )
