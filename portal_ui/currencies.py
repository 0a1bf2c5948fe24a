"""Which currencies there are, and how many decimals each has. We count in the smallest unit, and call it cents whatever it is."""

from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies

_PLACES = dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"], 0)
_PLACES |= dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 3)
_USUAL = 2


def places(currency: str) -> int:
    """The decimals of an ISO 4217 currency: 2 for `USD`, 0 for `JPY`, 3 for `KWD`."""
    return _PLACES.get(currency, _USUAL)


@cache
def in_use() -> frozenset[str]:
    """The currencies that are money somewhere today: neither metals and test codes nor those that are history."""
    return frozenset(code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory))
