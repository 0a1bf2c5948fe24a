"""What the three detail views have in common."""

from dataclasses import dataclass

from components.sheet import Fact, Head, Line, Section
from pages.customer import addresses
from portal_ui.language import gettext as _
from portal_ui.money import money, quantity
from portal_ui.views import ChargeLine


@dataclass(frozen=True, slots=True)
class Drawing:
    """A detail view, ready for its sheet."""

    head: Head
    main: tuple[Section, ...]
    aside: tuple[Section, ...]


def columns() -> tuple[str, str, str, str]:
    """The columns of every table of charges."""
    return _("Description"), _("Quantity"), _("Price"), _("Amount")


def line(charge: ChargeLine, currency: str, *, names_order: bool = False) -> Line:
    """One charge; with the order it came from where that is not plain from the page."""
    order = charge.order_number if names_order else ""
    return Line(
        text=charge.description,
        quantity=_quantity(charge),
        price="" if charge.unit_price_cents is None else money(charge.unit_price_cents, currency),
        amount=money(charge.amount_cents, currency),
        note=_("Order %(number)s") % {"number": order} if order else "",
        href=addresses.record("orders", order) if order else "",
    )


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Names with values; what has no value is left out."""
    return tuple(Fact(label, value) for label, value in pairs if value)


def _quantity(charge: ChargeLine) -> str:
    if charge.unit_price_cents is None and charge.quantity_thousandths == 1000:
        return ""
    return f"{quantity(charge.quantity_thousandths)} {charge.unit}".strip()
