"""What breaks in a page that is open: the log gets all of it, the person a sentence and a number."""

from nicegui import Client, ui

from pages.guard import framework
from pages.guard.card_numbers import sentence as card_sentence
from pages.guard.refusals import log, noted
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _


def tell(error: Exception) -> None:
    """Note an exception that a page's handler let out, and tell whoever is on the page."""
    if isinstance(error, PortalError):
        sentence = str(error)
    else:
        reference = noted(error, "an open page")
        sentence = _("That did not work; it is our fault, and it has been noted (%(reference)s). What you saved is kept. Please try again.")
        sentence %= {"reference": reference}
    if framework.is_on_page():
        ui.notify(sentence, type="negative", multi_line=True, timeout=10_000, close_button=_("Close"))


def tell_of_card_number(page: Client) -> None:
    """Tell whoever is on the page that what they entered was turned away."""
    log.warning("An event of an open page was dropped: it holds what may be a card number.")
    with page:
        ui.notify(card_sentence(), type="negative", multi_line=True, timeout=10_000, close_button=_("Close"))
