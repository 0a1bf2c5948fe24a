"""What the portal refuses. `str(error)` is the sentence a person reads."""

from typing import Self

from portal_ui.language import gettext as _
from portal_ui.language import ngettext


class PortalError(Exception):
    """A refusal: nothing was changed, and the text says what to do."""

    status = 400
    fields: tuple[str, ...] = ()  # what was filled in wrongly, where it is about that

    def about(self, *fields: str) -> Self:
        """The same refusal, of what was filled in as these."""
        self.fields = fields
        return self


class NotFoundError(PortalError):
    """There is no such thing in this account. What is another's looks the same."""

    status = 404


class OrderNotFoundError(NotFoundError):
    """No such order in this account."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no order %(number)s in this account.") % {"number": shown(number)})


class InvoiceNotFoundError(NotFoundError):
    """No such invoice in this account, or not one the customer may see."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no invoice %(number)s in this account.") % {"number": shown(number)})


class PaymentNotFoundError(NotFoundError):
    """No such payment in this account."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no payment %(number)s in this account.") % {"number": shown(number)})


class RefundNotFoundError(NotFoundError):
    """No such refund of that payment."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no refund %(number)s of this payment.") % {"number": shown(number)})


class CreditMemoNotFoundError(NotFoundError):
    """No such credit memo in this account."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no credit memo %(number)s in this account.") % {"number": shown(number)})


class LocationNotFoundError(NotFoundError):
    """No such location in this account, or not one this person may see."""

    fields = ("location",)

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no location %(number)s in this account.") % {"number": shown(number)})


class MoneyNotShownError(PortalError):
    """A site contact sees the work at their locations, and no money."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Your sign-in shows the orders of your locations, but no invoices or payments. The account's owner can change that.")
        )


class NoRoutedServicesError(NotFoundError):
    """The account is not on a route, so it has no services tab."""

    def __init__(self) -> None:
        super().__init__(_("This account has no routed services. Its orders, invoices and payments are all there."))


class BadRequestError(PortalError):
    """An address or a form carries something that cannot be meant."""


class UnknownFieldError(PortalError):
    """A form carries a field that is none of its own, or is no form at all."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("The form carried something that does not belong to it. Nothing was changed; open the page again and repeat what you did.")
        )


class AccountSwitchedError(PortalError):
    """A form was made for another account than the one the person is in now; most often another tab has changed it."""

    status = 409

    def __init__(self, name: str, number: str) -> None:
        sentence = _(
            "That page was filled in for another account; the one you are in now is %(name)s · %(number)s."
            " Nothing was changed. Change back to do it there, or open the page again to do it here."
        )
        super().__init__(sentence % {"name": shown(name), "number": shown(number)})


class SignInRefusedError(PortalError):
    """Nobody comes in. One sentence for every reason, so that it tells a stranger nothing."""

    fields = ("email", "password")

    def __init__(self) -> None:
        super().__init__(
            _("We could not sign you in. Check the email and password; after several tries, wait a few minutes and try again.")
        )


class TooManyTriesError(PortalError):
    """Too many failures from one network address or in one account; the rest must wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        sentence = ngettext(
            "Too many tries. Nothing was changed; please wait %(minutes)d minute and try again.",
            "Too many tries. Nothing was changed; please wait %(minutes)d minutes and try again.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})
        self.retry_after_seconds = seconds


class PasswordRefusedError(PortalError):
    """The password stays as it was; the text says why."""


class LinkNotGoodError(NotFoundError):
    """Unknown, used, run out or replaced: one sentence for every reason, so that it tells a stranger nothing."""

    def __init__(self) -> None:
        super().__init__(_("This link is not good any more. A link works once and for a limited time, and only the newest email counts."))


class FactorRefusedError(PortalError):
    """The second factor stays as it was; the text says why."""

    fields = ("code",)


class CodeNotKnownError(NotFoundError):
    """No document has this code, or nobody ever could: one sentence for both."""

    def __init__(self) -> None:
        super().__init__(_("We have issued no document with this code."))


class AccountNotFoundError(NotFoundError):
    """Not an account this person may look into."""

    def __init__(self, number: str) -> None:
        super().__init__(_("You have no account %(number)s here. Choose one from the list.") % {"number": shown(number)})


class SessionNotFoundError(NotFoundError):
    """Not one of this person's sign-ins."""

    def __init__(self) -> None:
        super().__init__(_("That sign-in has already ended."))


class TooBusyError(PortalError):
    """More work is waiting than can be done soon; nothing was lost."""

    status = 503
    retry_after_seconds = 20

    def __init__(self) -> None:
        super().__init__(_("We are busy just now. Nothing was lost; please try again in a minute."))


def shown(text: str) -> str:
    """Foreign text cut to what fits a sentence."""
    return "".join(letter for letter in text if letter.isprintable())[:40]
