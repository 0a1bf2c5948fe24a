"""Why paying automatically stands still, and what was paid that way, in words."""

from portal_ui.language import gettext as _


def method(said: str, *, is_automatic: bool) -> str:
    """How a payment was made, as `payment_method` says it, and whether it was made by itself."""
    return _("%(method)s, automatically") % {"method": said} if is_automatic else said


def paused(reason: str) -> str:
    """What happened, for the customer."""
    return {
        "card-declined": _("The bank declined the card for good. Choose another card to go on."),
        "card-gone": _("The card is not on file any more. Choose another card to go on."),
        "letter": _("The email that tells of a charge could not be delivered, and nothing is charged without one. Agree anew to go on."),
        "nobody": _("Whoever agreed does not come into the account any more. Agree yourself to go on."),
    }.get(reason, "")


def paused_for_office(reason: str) -> str:
    """The same in few words, for the office."""
    return {
        "card-declined": _("Stands still: the card was declined for good"),
        "card-gone": _("Stands still: the card was removed"),
        "letter": _("Stands still: the email does not arrive"),
        "nobody": _("Stands still: whoever agreed is gone"),
    }.get(reason, "")
