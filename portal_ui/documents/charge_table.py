"""Lines of charges as a table on paper: of an invoice, of an order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from portal_ui import money
from portal_ui.documents.paper import MOST_ADDRESS, MOST_TEXT, Section, Table, cut
from portal_ui.language import gettext as _
from portal_ui.views import ChargeLine
from portal_ui.weighing import why

_ONE = 1000  # thousandths


def charges(groups: Iterable[tuple[Iterable[ChargeLine], Section]], currency: str, *, name_orders: bool = False) -> Table:
    """Lines of charges with their quantities and prices, each group in the section given with it; with orders, a column for them."""
    columns = (("text", _("Description")), ("figure", _("Quantity")), ("figure", _("Price")), ("figure", _("Amount")))
    sections = tuple(replace(section, rows=tuple(_rows(lines, currency, name_orders=name_orders))) for lines, section in groups)
    return Table((("word", _("Order")), *columns) if name_orders else columns, sections)


def _rows(lines: Iterable[ChargeLine], currency: str, *, name_orders: bool) -> Iterator[tuple[str, ...]]:
    before = ""
    for line in lines:
        order = cut(line.order_number, MOST_ADDRESS) if line.order_number != before else ""
        before = line.order_number
        cells = (
            "\n".join(filter(None, (cut(line.description, MOST_TEXT), why(line.weights) if line.weights else ""))),
            _quantity(line),
            "" if line.unit_price_cents is None else money.money(line.unit_price_cents, currency),
            money.money(line.amount_cents, currency),
        )
        yield (order, *cells) if name_orders else cells


def _quantity(line: ChargeLine) -> str:
    if line.unit_price_cents is None and line.quantity_thousandths == _ONE:
        return ""
    return " ".join(part for part in (money.quantity(line.quantity_thousandths), cut(line.unit, 20)) if part)
