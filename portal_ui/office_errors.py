"""What the portal refuses to the office, or asks before it does it."""

from portal_ui.errors import BadRequestError, NotFoundError, PortalError, shown
from portal_ui.language import gettext as _


class MayNotChangeError(PortalError):
    """The member's role sees, and changes nothing."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Your sign-in shows this, but does not change it. Nothing was changed; an administrator can do it."))


class CustomerNotFoundError(NotFoundError):
    """The books have no such customer."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no customer %(number)s in the books.") % {"number": shown(number)})


class WayNotFoundError(NotFoundError):
    """That person has no way into this account any more."""

    def __init__(self) -> None:
        super().__init__(_("That person has no access to this customer any more. Nothing was changed; load the page again."))


class BadEmailError(BadRequestError):
    """No address that a letter can be sent to."""

    fields = ("email",)

    def __init__(self, email: str) -> None:
        if email.strip():
            super().__init__(
                _('"%(email)s" is no email address. Nothing was saved; write it like dana@example.com.') % {"email": shown(email)}
            )
        else:
            super().__init__(_("Type the email this customer is to sign in with. Nothing was saved."))


class ChangedMeanwhileError(PortalError):
    """Somebody else of the office was quicker: what the form showed is not so any more. Nothing was saved."""

    status = 409

    def __init__(self, who: str) -> None:
        changed = _("%(who)s changed this meanwhile. Nothing was saved; here is how it is now.")
        super().__init__(changed % {"who": who or _("Somebody else")})


class AskFirstError(PortalError):
    """Somebody has to agree first; nothing was changed yet. The sentence is the question, `details` what it is about."""

    status = 409

    def __init__(self, question: str, yes: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(question)
        self.yes = yes  # what the button that agrees is called
        self.details = details
