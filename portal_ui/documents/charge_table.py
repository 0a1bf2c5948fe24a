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
    if not name_orders:
        return Table(columns, tuple(replace(section, rows=tuple(_rows(lines, currency))) for lines, section in groups))
    sections = tuple(_by_order(tuple(lines), section, currency) for lines, section in groups)
    return Table((("word", _("Order")), *columns), sections, _("Order %(name)s (continued)"))


def _by_order(lines: tuple[ChargeLine, ...], section: Section, currency: str) -> Section:
    """The section with its rows, of which the first of each order names it."""
    names = tuple(cut(line.order_number, MOST_ADDRESS) for line in lines)
    shown = (name if name != before else "" for name, before in zip(names, ("", *names), strict=False))
    return replace(section, rows=tuple((name, *row) for name, row in zip(shown, _rows(lines, currency), strict=True)), names=names)


def _rows(lines: Iterable[ChargeLine], currency: str) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield (
            "\n".join(filter(None, (cut(line.description, MOST_TEXT), why(line.weights) if line.weights else ""))),
            _quantity(line),
            "" if line.unit_price_cents is None else money.money(line.unit_price_cents, currency),
            money.money(line.amount_cents, currency),
        )


def _quantity(line: ChargeLine) -> str:
    if line.unit_price_cents is None and line.quantity_thousandths == _ONE:
        return ""
    return " ".join(part for part in (money.quantity(line.quantity_thousandths), cut(line.unit, 20)) if part)
