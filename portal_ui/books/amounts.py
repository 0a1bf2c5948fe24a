"""Amounts and quantities as spreadsheets write them, read without ever becoming a float."""

import re
from functools import lru_cache

from portal_ui.books.problems import CellError, quoted
from portal_ui.language import gettext as _
from portal_ui.money import MOST_CENTS, plain

MOST_THOUSANDTHS = 2_000_000_000
MOST_WHOLE = 1_000_000_000
_DRESSED = re.compile(
    r"(?P<open>\()?(?P<minus>[-−])?[$€£]?(?P<late>[-−])?(?P<bare>[0-9.,'’ \u00a0\u202f]*[0-9])[ \u00a0]?[$€£]?(?P<close>\))?"
)
_SHAPES = (
    re.compile(r"(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]+))?"),  # 1234.5
    re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?"),  # 1,234.50
    re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+),(?P<part>[0-9]+)"),  # 1.234,50
    re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3}){2,})(?P<part>)"),  # 1.234.567
    re.compile(r"(?P<whole>[0-9]+),(?P<part>[0-9]{1,2})"),  # 1234,5
    re.compile(r"(?P<whole>[0-9]{1,3}(?:[ '’\u00a0\u202f][0-9]{3})+)(?:[.,](?P<part>[0-9]+))?"),  # 1 234,50
)


@lru_cache(maxsize=20_000)
def signed_amount(text: str) -> int:
    """Cents, of either sign: `1,234.50`, `1.234,50`, `$1,234.50`, `(12.00)`, `-12`, `12.5`."""
    return _scaled(text, 2, MOST_CENTS)


@lru_cache(maxsize=20_000)
def amount(text: str) -> int:
    """Cents, zero or more."""
    return _not_negative(text, signed_amount(text))


@lru_cache(maxsize=20_000)
def positive_amount(text: str) -> int:
    """Cents, more than zero."""
    cents = amount(text)
    if cents == 0:
        raise CellError(_("%(value)s must be more than zero") % {"value": quoted(text)})
    return cents


@lru_cache(maxsize=20_000)
def quantity(text: str) -> int:
    """Thousandths, of either sign: `5.42`, `1,420`, `2,5`."""
    return _scaled(text, 3, MOST_THOUSANDTHS)


@lru_cache(maxsize=20_000)
def whole(text: str) -> int:
    """A whole number, zero or more: `12340`, `12,340`."""
    thousandths = _scaled(text, 3, MOST_WHOLE * 1000)
    if thousandths % 1000:
        raise CellError(_("%(value)s is not a whole number") % {"value": quoted(text)})
    return _not_negative(text, thousandths // 1000)


@lru_cache(maxsize=4_000)
def position(text: str) -> int:
    """A place in a list, from 1 on."""
    number = whole(text)
    if number == 0:
        raise CellError(_("positions start at 1"))
    return number


def _not_negative(text: str, number: int) -> int:
    if number < 0:
        raise CellError(_("%(value)s must not be negative") % {"value": quoted(text)})
    return number


def _scaled(text: str, places: int, most: int) -> int:
    dressed = _DRESSED.fullmatch(text)
    if dressed is None or bool(dressed["open"]) != bool(dressed["close"]):
        raise _no_number(text)
    signs = [sign for sign in (dressed["open"], dressed["minus"], dressed["late"]) if sign]
    shape = next((match for pattern in _SHAPES if (match := pattern.fullmatch(dressed["bare"]))), None)
    if shape is None or len(signs) > 1:
        raise _no_number(text)
    part = shape["part"] or ""
    if len(part) > places:
        raise CellError(_("%(value)s has more than %(count)d decimals") % {"value": quoted(text), "count": places})
    digits = re.sub("[^0-9]", "", shape["whole"]) or "0"
    number = int(digits + part.ljust(places, "0")) if len(digits) < 20 else most + 1
    if number > most:
        limit = plain(most) if places == 2 else str(most // 10**places)
        raise CellError(_("%(value)s is more than %(limit)s") % {"value": quoted(text), "limit": limit})
    return -number if signs else number


def _no_number(text: str) -> CellError:
    return CellError(_("%(value)s is not a number") % {"value": quoted(text)})
