"""What the portal refuses where money and cards are concerned; each says what was not charged."""

from portal_ui.errors import NotFoundError, PortalError, shown
from portal_ui.language import gettext as _


class MayNotPayError(PortalError):
    """The person's role sees money, but does not move it."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Your sign-in shows this account, but does not pay for it. Nothing was charged."))


class AmountNotOpenError(PortalError):
    """Less is open on the invoice than someone wishes to pay: it was paid, credited or set aside in the meantime."""

    status = 409

    def __init__(self, number: str, open_amount: str) -> None:
        words = {"number": shown(number), "amount": open_amount}
        super().__init__(_("Only %(amount)s can be paid on invoice %(number)s now. Nothing was charged; choose the amount again.") % words)


class InvoiceNotPayableError(PortalError):
    """The invoice is paid, void or not a bill yet."""

    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(_("Nothing is to be paid on invoice %(number)s. Nothing was charged; choose again.") % {"number": shown(number)})


class BadAmountError(PortalError):
    """Not an amount that can be paid. The text says which one, and what can be."""


class RestTooSmallError(PortalError):
    """A part payment would leave less open than a card can pay."""

    def __init__(self, number: str, least: str) -> None:
        words = {"number": shown(number), "least": least}
        super().__init__(
            _("That would leave less than %(least)s open on invoice %(number)s. Nothing was charged; pay all of it, or less.") % words
        )


class OtherWishError(PortalError):
    """The same dialog was already used to pay something else."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("A payment was already made from here, for other amounts. Nothing more was charged; open the payment again."))


class CardNotFoundError(NotFoundError):
    """Not a card of this account that can be used."""

    def __init__(self) -> None:
        super().__init__(_("That card is not on file for this account any more. Nothing was charged; choose another card."))


class CardInUseError(PortalError):
    """A payment in process runs on the card."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("A payment with this card is still being confirmed. The card stays on file; remove it once that is settled."))


class DraftNotFoundError(NotFoundError):
    """The wish to pay is another's, too old, or was never made."""

    def __init__(self) -> None:
        super().__init__(_("This payment page is no longer open, and nothing was charged. Start again with “Add Payment”."))


class NotEnoughCreditError(PortalError):
    """Less credit is there than someone wishes to use."""

    status = 409

    def __init__(self, left: str) -> None:
        super().__init__(_("Only %(amount)s of credit is left. Nothing was used; choose the amounts again.") % {"amount": left})


class PaymentsOffError(PortalError):
    """This installation takes no payments."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Payments by card are not open here yet. Nothing was charged; please call the office."))


class DebitsOffError(PortalError):
    """Payments from bank accounts are not offered here."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Payments from a bank account are not offered just now. Nothing was charged; please pay by card."))


class OtherSignInError(PortalError):
    """A page for a card was opened in another sign-in, or for another payment."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("You have signed in anew since this page was opened. Nothing was charged; open the page again."))


class GatewayAwayError(PortalError):
    """The card processor gives no answer to a question that moves no money."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("The payment processor does not answer just now. Nothing was changed; please try again in a minute."))
