"""Why a load costs what it costs: what the scale said, beside the line that charges it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.views import ChargeLine, LineKind, Weights

_BY_WEIGHT = frozenset({"t", "ton", "tons", "lb", "lbs", "pound", "pounds", "kg"})


def explained(lines: Iterable[ChargeLine], scales: Mapping[str, Weights]) -> tuple[ChargeLine, ...]:
    """The lines, of each weighed order one with its weights: the first charged by weight, else the first charge.

    `scales` has the weights by order number.
    """
    listed = list(lines)
    for order, weights in scales.items():
        charges = [at for at, line in enumerate(listed) if line.order_number == order and line.kind is LineKind.CHARGE]
        by_weight = [at for at in charges if listed[at].unit.lower() in _BY_WEIGHT]
        for at in (by_weight or charges)[:1]:
            listed[at] = replace(listed[at], weights=weights)
    return tuple(listed)


def why(weights: Weights) -> str:
    """The ticket, gross, tare and net; what the price includes and what was over it. The rate stands in the line itself."""
    told = [_("Scale ticket %(number)s") % {"number": weights.ticket_number}] if weights.ticket_number else []
    counts = {"gross": _unbroken(weights.gross_pounds), "tare": _unbroken(weights.tare_pounds), "net": _unbroken(weights.net_pounds)}
    told.append(_("gross %(gross)s − tare %(tare)s = net %(net)s") % counts)
    if weights.included_pounds is not None:
        told.append(_("included %(pounds)s") % {"pounds": _unbroken(weights.included_pounds)})
        told.append(_("over %(pounds)s") % {"pounds": _unbroken(weights.over_pounds)})
    return " · ".join(told)


def pounds(count: int) -> str:
    """A weight, as "10,840 lb"."""
    return _("%(pounds)s lb") % {"pounds": whole(count)}


def _unbroken(count: int) -> str:
    return pounds(count).replace(" ", "\N{NO-BREAK SPACE}")
