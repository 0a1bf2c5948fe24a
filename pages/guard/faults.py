"""What breaks in a page that is open: the log gets all of it, the person a sentence and the id it stands there under."""

from nicegui import Client, ui

from pages.guard import framework
from pages.guard.refusals import log, noted
from portal_ui.card_numbers import sentence as card_sentence
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _

_TURNED_AWAY = "window.dispatchEvent(new Event('portal-turned-away'))"  # what waits for an answer shall wait no longer


def tell(error: Exception) -> None:
    """Note an exception that a page's handler let out, and tell whoever is on the page."""
    if isinstance(error, PortalError):
        sentence = str(error)
    else:
        reference = noted(error, "an open page")
        sentence = _("That did not work; it is our fault, and it has been noted (%(reference)s). What you saved is kept. Please try again.")
        sentence %= {"reference": reference}
    if framework.is_on_page():
        _notify(sentence)


def tell_of_card_number(page: Client) -> None:
    """Tell whoever is on the page that what they entered was turned away."""
    log.warning("An event of an open page was dropped: it holds what may be a card number.")
    with page:
        _notify(card_sentence())
        page.run_javascript(_TURNED_AWAY)


def _notify(sentence: str) -> None:
    close = {"label": _("Close"), "color": "white", "noCaps": True}
    ui.notify(sentence, type="negative", multi_line=True, timeout=10_000, actions=[close])
