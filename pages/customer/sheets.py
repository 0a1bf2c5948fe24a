"""What the detail views have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from components.sheet import Deed, Fact, Head, Line, Section
from pages.customer import addresses
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money, quantity
from portal_ui.views import ChargeLine
from portal_ui.weighing import why


@dataclass(frozen=True, slots=True)
class Drawing:
    """A detail view, ready for its sheet."""

    head: Head
    main: tuple[Section, ...]
    aside: tuple[Section, ...]


def columns() -> tuple[str, str, str, str]:
    """The columns of every table of charges."""
    return _("Description"), _("Quantity"), _("Price"), _("Amount")


def lines(charges: Sequence[ChargeLine], currency: str, *, name_orders: bool = False) -> tuple[Line, ...]:
    """The charges as a table shows them; with `name_orders` the first of each order's says which order it is."""
    before = ("", *(charge.order_number for charge in charges))
    return tuple(
        _line(charge, currency, order=charge.order_number if name_orders and charge.order_number != last else "")
        for charge, last in zip(charges, before, strict=False)
    )


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Names with values; what has no value is left out."""
    return tuple(Fact(label, value) for label, value in pairs if value)


def refund_note(refunds: str, number: str) -> Deed:
    """The way to a refund's own paper, under the address of its payment's `refunds`."""
    spoken = _("Download note of refund %(number)s") % {"number": number}
    return Deed(pgettext("refund", "Download note"), f"{refunds}/{quote(number, safe='')}.pdf", spoken, sign="download", saves=True)


def _line(charge: ChargeLine, currency: str, *, order: str) -> Line:
    return Line(
        text=charge.description,
        quantity=_quantity(charge),
        price="" if charge.unit_price_cents is None else money(charge.unit_price_cents, currency),
        amount=money(charge.amount_cents, currency),
        note=_("Order %(number)s") % {"number": order} if order else "",
        href=addresses.record("orders", order) if order else "",
        why=why(charge.weights) if charge.weights else "",
    )


def _quantity(charge: ChargeLine) -> str:
    if charge.unit_price_cents is None and charge.quantity_thousandths == 1000:
        return ""
    return f"{quantity(charge.quantity_thousandths)} {charge.unit}".strip()
