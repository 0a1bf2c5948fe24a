"""How many decimals a currency has. Amounts are counted in its smallest unit, which we call cents whatever it is."""

_PLACES = dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"], 0)
_PLACES |= dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 3)
_USUAL = 2


def places(currency: str) -> int:
    """The decimals of an ISO 4217 currency: 2 for `USD`, 0 for `JPY`, 3 for `KWD`."""
    return _PLACES.get(currency, _USUAL)
