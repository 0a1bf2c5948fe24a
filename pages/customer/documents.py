"""Documents of the shelf as a customer's pages list them."""

from datetime import date

from components.sheet import Thing, Things
from pages.shelf import address
from portal_ui import shelf_wording
from portal_ui.language import gettext as _
from portal_ui.views.shelf import ShelfItem


def section(items: tuple[ShelfItem, ...], today: date) -> tuple[Things, ...]:
    """Those of the account; where there are none, nothing is said of them."""
    return (Things(_("Documents"), _things(items, today)),) if items else ()


def of_order(items: tuple[ShelfItem, ...], today: date) -> tuple[Things, ...]:
    """Those of an order, such as its scale ticket."""
    return (Things(_("Tickets and photos"), _things(items, today)),) if items else ()


def _things(items: tuple[ShelfItem, ...], today: date) -> tuple[Thing, ...]:
    return tuple(
        Thing(one.title, shelf_wording.notes(one, today), href=address(one.id), word=shelf_wording.mark(one, today)) for one in items
    )
