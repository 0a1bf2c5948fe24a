"""Letters about a sign-in that exists: how to get back in, and what happened to it. Only the first carries a link that acts."""

from portal_ui.language import gettext as _
from portal_ui.mail.letters.phrases import account, call_us, when
from portal_ui.mail.letters.shapes import Draft, Known


def reset(known: Known) -> Draft:
    """To someone who forgot."""
    words = {"company": known.company.name, "email": known.to_address}
    return Draft(
        subject=_("Choose a new password for %(company)s") % words,
        title=_("Choose a new password"),
        paragraphs=(_("Someone asked for a new password for %(email)s. If that was you, choose it here.") % words,),
        button=_("Choose a new password"),
        after=(
            _("The link works once, and for 60 minutes. When you asked several times, the newest email counts."),
            _("It was not you? Then do nothing: your password stays as it is."),
        ),
    )


def first_set(known: Known) -> Draft:
    """To whoever has a password from now on."""
    words = {"company": known.company.name, "email": known.to_address, "moment": when(known)}
    return Draft(
        subject=_("Your password for %(company)s is set") % words,
        title=_("Your password is set"),
        paragraphs=(
            _("A password for %(email)s was created on %(moment)s with the link from our email. You sign in with it from now on.") % words,
            _("It was you? Then there is nothing to do."),
            call_us(known),
        ),
    )


def changed(known: Known) -> Draft:
    """To whoever's password is another one now."""
    words = {"company": known.company.name, "email": known.to_address, "moment": when(known)}
    return Draft(
        subject=_("Your password for %(company)s was changed") % words,
        title=_("Your password was changed"),
        paragraphs=(
            _("The password for %(email)s was changed on %(moment)s. Wherever you were signed in, you are signed out.") % words,
            _("It was you? Then there is nothing to do."),
            call_us(known),
        ),
    )


def new_sign_in(known: Known) -> Draft:
    """To someone who came in from a browser the portal has not seen before."""
    facts = ((_("When"), when(known)), (_("Browser"), known.browser), (_("Network address"), known.address))
    words = {"company": known.company.name, "email": known.to_address}
    if known.is_offices:
        return _new_at_the_office(words, facts)
    return Draft(
        subject=_("%(company)s: sign-in from a new browser") % words,
        title=_("Sign-in from a new browser"),
        paragraphs=(_("Someone signed in as %(email)s from a browser we have not seen before.") % words,),
        facts=facts,
        after=(
            _("It was you? Then there is nothing to do."),
            _("It was not you? Choose a new password with “Forgot your password?” on the sign-in page, then call us."),
        ),
    )


def _new_at_the_office(words: dict[str, str], facts: tuple[tuple[str, str], ...]) -> Draft:
    """The password was right; a second step may still have kept them out."""
    return Draft(
        subject=_("%(company)s: office sign-in from a new browser") % words,
        title=_("Office sign-in from a new browser"),
        paragraphs=(_("The office password of %(email)s was used in a browser we have not seen before.") % words,),
        facts=facts,
        after=(
            _("It was you? Then there is nothing to do."),
            _("It was not you? Change your password at once, end your other sign-ins, and tell whoever runs the portal."),
        ),
    )


def email_changed(known: Known) -> Draft:
    """To the old address of a login. It does not tell the new one."""
    words = {"company": known.company.name, "email": known.to_address, "account": account(known)}
    return Draft(
        subject=_("%(company)s: your login email was changed") % words,
        title=_("Your login email was changed"),
        paragraphs=(
            _("Our office gave %(account)s another login email. %(email)s does not open it any more.") % words
            if words["account"]
            else _("Our office gave your account another login email. %(email)s does not open it any more.") % words,
        ),
        after=(_("You did not ask for that? Please call us."),),
    )


def printed_letter_used(known: Known) -> Draft:
    """To a login whose password was made with a code on paper."""
    words = {"company": known.company.name, "email": known.to_address, "moment": when(known)}
    return Draft(
        subject=_("%(company)s: a printed letter was used") % words,
        title=_("A printed letter was used"),
        paragraphs=(
            _("A password for %(email)s was created on %(moment)s with the code from a letter that our office had printed.") % words,
            _("It was you? Then there is nothing to do."),
            call_us(known),
        ),
    )
