"""Why the office does not take a part payment."""

from portal_ui.errors import PortalError, shown
from portal_ui.language import gettext as _


class WholeInvoicesOnlyError(PortalError):
    """The office takes whole invoices only."""

    status = 409

    def __init__(self, number: str) -> None:
        sentence = _("Invoice %(number)s can only be paid whole. Nothing was charged; choose all of it, or leave it out.")
        super().__init__(sentence % {"number": shown(number)})


class PartTooSmallError(PortalError):
    """The office takes no part that small."""

    status = 409

    def __init__(self, number: str, least: str) -> None:
        words = {"number": shown(number), "least": least}
        super().__init__(
            _("A part payment of invoice %(number)s is %(least)s or more. Nothing was charged; pay more of it, or all of it.") % words
        )
