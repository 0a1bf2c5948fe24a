"""What the money desk refuses. Each says that nothing was done, and what to do instead."""

from portal_ui.errors import BadRequestError, NotFoundError, PortalError, shown
from portal_ui.language import gettext as _


class NoSuchPaymentError(NotFoundError):
    """No payment of any account has that number."""

    def __init__(self, number: str) -> None:
        super().__init__(_("There is no payment %(number)s.") % {"number": shown(number)})


class NoSuchDifferenceError(NotFoundError):
    """It is none that waits."""

    def __init__(self) -> None:
        super().__init__(_("That difference is gone, or somebody has dealt with it. Load the page again."))


class NoSuchNewsError(NotFoundError):
    """It is none that waits."""

    def __init__(self) -> None:
        super().__init__(_("That news waits no more: it was acted on meanwhile. Load the page again."))


class NotRefundableError(PortalError):
    """Nothing of this payment can be given back from here."""

    status = 409

    def __init__(self, why: str) -> None:
        super().__init__(_("%(why)s Nothing was refunded.") % {"why": why})
        self.why = why  # without that something was tried

    @classmethod
    def not_succeeded(cls) -> "NotRefundableError":
        """There is no money of it."""
        return cls(_("This payment did not go through, so there is nothing to give back."))

    @classmethod
    def voided(cls) -> "NotRefundableError":
        """It was taken back whole."""
        return cls(_("This payment was voided, so there is nothing to give back."))

    @classmethod
    def of_books(cls) -> "NotRefundableError":
        """Another program keeps it."""
        return cls(_("This payment comes with the books. Refund it in the program that keeps them; it shows here after the next import."))

    @classmethod
    def elsewhere(cls) -> "NotRefundableError":
        """Its processor is not the one that is set up."""
        return cls(_("This payment was taken by a card processor that is not set up now. Refund it there."))

    @classmethod
    def disputed(cls) -> "NotRefundableError":
        """A refund now would give the money back twice."""
        return cls(_("This payment is disputed. Until the bank decides, a refund would give the money back twice."))

    @classmethod
    def parked(cls) -> "NotRefundableError":
        """Nobody knows what is true of it."""
        return cls(_("This payment waits for somebody to compare it with the card processor. Settle that first."))


class NothingLeftError(NotRefundableError):
    """All of it went back, or is on its way."""

    def __init__(self) -> None:
        super().__init__(_("All of this payment went back already, or is on its way back."))


class TooMuchError(PortalError):
    """More than is left."""

    status = 409
    fields = ("amount",)

    def __init__(self, left: str) -> None:
        super().__init__(_("At most %(left)s of it can still be given back. Nothing was refunded.") % {"left": left})


class ReasonMissingError(BadRequestError):
    """Whoever looks later has to know why."""

    fields = ("reason",)

    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words. Nothing was done."))


class AmountUnreadableError(BadRequestError):
    """No amount of money, or none that is more than zero."""

    fields = ("amount",)

    def __init__(self) -> None:
        super().__init__(_("Type an amount like 120.50, more than zero. Nothing was done."))


class DayNotPossibleError(BadRequestError):
    """A day on which nobody can have paid."""

    fields = ("paid_on",)

    @classmethod
    def unreadable(cls) -> "DayNotPossibleError":
        """It is no day."""
        return cls(_("Choose the day on which the money was received. Nothing was recorded."))

    @classmethod
    def to_come(cls) -> "DayNotPossibleError":
        """It is not here yet."""
        return cls(_("That day is still to come. Record the payment once it is received. Nothing was recorded."))

    @classmethod
    def too_early(cls, first: str) -> "DayNotPossibleError":
        """Before anything was billed."""
        return cls(_("The account begins on %(first)s; a payment cannot be older. Nothing was recorded.") % {"first": first})


class MethodMissingError(BadRequestError):
    """With what it was paid has to be said."""

    fields = ("method",)

    def __init__(self) -> None:
        super().__init__(_("Choose how it was paid. Nothing was recorded."))


class ReferenceMissingError(BadRequestError):
    """A check without its number is found by nobody."""

    fields = ("reference",)

    def __init__(self) -> None:
        super().__init__(_("Type the number of the check. Nothing was recorded."))


class RecordedTwiceError(PortalError):
    """A check of this number and amount stands for this customer already."""

    status = 409
    fields = ("reference",)

    def __init__(self, number: str) -> None:
        sentence = _("A check with this number and amount was recorded already: payment %(number)s. Nothing was recorded.")
        super().__init__(sentence % {"number": shown(number)})


class NotVoidableError(PortalError):
    """Only what the office recorded can be taken back like that."""

    status = 409

    def __init__(self, why: str) -> None:
        super().__init__(why)

    @classmethod
    def of_gateway(cls) -> "NotVoidableError":
        """The money really came."""
        return cls(_("The card processor has taken this money. It can be refunded, not voided. Nothing was changed."))

    @classmethod
    def of_books(cls) -> "NotVoidableError":
        """Another program keeps it."""
        return cls(_("This payment comes with the books. Void it in the program that keeps them. Nothing was changed."))

    @classmethod
    def voided_before(cls) -> "NotVoidableError":
        """Once is enough."""
        return cls(_("This payment was voided already."))

    @classmethod
    def given_back(cls) -> "NotVoidableError":
        """Part of it went back to the customer, so it did come."""
        return cls(_("Part of this payment was given back, so it cannot be voided. Refund the rest of it instead. Nothing was changed."))


class NotAskableError(PortalError):
    """No card processor that is set up knows it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("The card processor that is set up did not take this payment, so it cannot be asked about it."))


class NothingToSettleError(PortalError):
    """It waits for nobody any more."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This payment waits for nobody any more. Load the page again."))


class StillTrueError(PortalError):
    """The card processor says it has the money, so it may not be let go here."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("The card processor still has this payment. Cancel or refund it there first, then ask again. Nothing was changed.")
        )


class TooMuchAllocatedError(BadRequestError):
    """More goes to the invoices than was received."""

    fields = ("amount",)

    def __init__(self) -> None:
        super().__init__(_("The invoices would get more than was received. Nothing was recorded; lower an amount."))
