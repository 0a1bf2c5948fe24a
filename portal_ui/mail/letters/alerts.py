"""Letters to the office: what a person there has to look at."""

from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.mail.letters import money, returns
from portal_ui.mail.letters.phrases import account, when
from portal_ui.mail.letters.shapes import Draft, Known
from portal_ui.money import whole

SIGN_INS = "sign-ins"
DETAILS = "details"
DIFFERENCES = "differences"
KEY_REFUSED = "key-refused"
DECLINES = "declines"


def office_alert(known: Known) -> Draft:
    """About what `reason` says; where it is none of these, about a payment."""
    if known.reason in returns.ALERTS:
        return returns.alert(known)
    said = {SIGN_INS: _sign_ins, DETAILS: _details, DIFFERENCES: _differences, KEY_REFUSED: _key_refused, DECLINES: _declines}
    return said.get(known.reason, money.office_alert)(known)


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
        after=(_("While it goes on you get this email once an hour."),),
    )


def _key_refused(known: Known) -> Draft:
    """No payment by card can go on until somebody mends it."""
    return Draft(
        subject=_("Portal: the card processor refuses the portal’s key"),
        title=_("The card processor refuses the portal’s key"),
        paragraphs=(
            _("Payments by card wait until this is mended. What was begun stays set aside; nobody is charged twice, nothing is lost."),
            _("Tell whoever runs the portal: the key may have been withdrawn at the processor, or may do too little. The log says more."),
        ),
        facts=((_("When"), when(known)),),
        after=(_("While it goes on you get this email once an hour."),),
    )


def _declines(known: Known) -> Draft:
    """More cards of one account were declined than people own."""
    words = {"account": account(known), "number": known.account_number, "count": whole(known.count)}
    within_hour = ngettext(
        "%(count)s card was declined within an hour for %(account)s.",
        "%(count)s cards were declined within an hour for %(account)s.",
        known.count,
    )
    within_day = ngettext(
        "%(count)s card was declined within 24 hours for %(account)s.",
        "%(count)s cards were declined within 24 hours for %(account)s.",
        known.count,
    )
    return Draft(
        subject=_("Portal: many declined cards for customer %(number)s") % words,
        title=_("Somebody may be trying out cards"),
        paragraphs=(
            (within_hour if known.hours == 1 else within_day) % words,
            _("It may be an honest customer with a card that fails, or somebody who tries out stolen card numbers."),
            _("For now the portal takes no further card from this account. Bank accounts and automatic payments go on as before."),
            _("Call the customer. If it was not them, take the sign-in that was used off the account, or switch the account’s portal off."),
        ),
        facts=((_("When"), when(known)),),
        button=_("See the customer") if known.link else "",
        after=(_("While it goes on you get this email once an hour."),),
    )


def _differences(known: Known) -> Draft:
    """The card processor's list and the ledger do not say the same."""
    words = {"count": whole(known.count)}
    return Draft(
        subject=_("Portal: the card processor and the portal differ"),
        title=_("The card processor and the portal differ"),
        paragraphs=(
            ngettext(
                "Today's comparison found %(count)s difference that was not there before.",
                "Today's comparison found %(count)s differences that were not there before.",
                known.count,
            )
            % words,
            _("The money desk lists what each side says. A difference that is gone tomorrow leaves the list by itself."),
        ),
        facts=((_("When"), when(known)),),
        button=_("See it on the money desk") if known.link else "",
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
