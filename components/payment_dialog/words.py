"""The words in the payment dialog that are always the same."""

from portal_ui import card_numbers
from portal_ui.language import gettext as _


def words() -> dict[str, str]:
    """Each in the language in use."""
    return {
        "close": _("Close"),
        "cancel": _("Cancel"),
        "another": _("Another amount…"),
        "wanted": _("I want to pay"),
        "wanted_hint": _("It goes to the oldest invoices first. You can change each amount afterwards."),
        "invoices": _("Open invoices"),
        "amount": _("Amount for {}"),
        "choose": _("Pay {}"),
        "only": _("Only the chosen ones"),
        "before": _("Previous invoices"),
        "after": _("Next invoices"),
        "method": _("Payment method"),
        "elsewhere": _("You changed to another account in another tab, so nothing can be paid from here. Nothing was charged."),
        "go": _("Show that account"),
        "no_card_number": card_numbers.sentence(),
    }
