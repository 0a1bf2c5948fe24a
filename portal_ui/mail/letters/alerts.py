"""Letters to the office: what a person there has to look at."""

from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.mail.letters import money
from portal_ui.mail.letters.phrases import account, when
from portal_ui.mail.letters.shapes import Draft, Known
from portal_ui.money import whole

SIGN_INS = "sign-ins"
DETAILS = "details"


def office_alert(known: Known) -> Draft:
    """About what `reason` says; where it is none of these, about a payment."""
    return {SIGN_INS: _sign_ins, DETAILS: _details}.get(known.reason, money.office_alert)(known)


def _sign_ins(known: Known) -> Draft:
    """Far more fail than people mistype."""
    words = {"count": whole(known.count)}
    return Draft(
        subject=_("Portal: unusually many sign-ins fail"),
        title=_("Unusually many sign-ins fail"),
        paragraphs=(
            ngettext("%(count)s sign-in failed within ten minutes.", "%(count)s sign-ins failed within ten minutes.", known.count) % words
            + " "
            + _("Somebody may be trying out passwords."),
            _("The portal slows such tries down by itself, and nobody comes in without the right password."),
            _("The audit shows which logins are tried, and from which network addresses. If it goes on, tell whoever runs the portal."),
        ),
        facts=((_("When"), when(known)),),
        button=_("See the audit") if known.link else "",
        after=(_("While it goes on you get this letter once an hour."),),
    )


def _details(known: Known) -> Draft:
    """A customer's person changed how the office reaches the account. What they wrote is seen at the office, not in the letter."""
    words = {"account": account(known), "number": known.account_number, "person": known.by}
    names = {
        "phone": _("Phone"),
        "email": _("Email"),
        "contacts added": _("Contacts added"),
        "contacts changed": _("Contacts changed"),
        "contacts removed": _("Contacts removed"),
    }
    counted = ((name, known.changes[what]) for what, name in names.items() if what in known.changes)
    return Draft(
        subject=_("Portal: customer %(number)s changed its details") % words,
        title=_("A customer changed its details"),
        paragraphs=(
            _("%(person)s changed what is on file for %(account)s.") % words,
            _("If another program of yours keeps it too, change it there as well."),
        ),
        facts=(*((name, whole(count) if count else _("changed")) for name, count in counted), (_("When"), when(known))),
        button=_("See the customer") if known.link else "",
    )
