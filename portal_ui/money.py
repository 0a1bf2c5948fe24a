"""Money: integer cents inside, text at the edge; and counts and quantities, which follow the same signs.

"Cents" are the smallest unit of the currency, whatever it is called. No amount is ever a float.
"""

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol, get_decimal_symbol, get_group_symbol

from portal_ui import language
from portal_ui.currencies import places
from portal_ui.language import gettext as _
from portal_ui.payment_errors import BadAmountError

MOST_CENTS = 999_999_999  # $9,999,999.99: larger is a slip of the keyboard
_SPACES = " \u00a0\u2009\u202f"
_APOSTROPHES = "'’"
_DASHES = "-−–()"
_CARD_DIGITS = 13  # as many as the shortest card number has
_LONGEST = 40  # letters of an amount, however it is dressed


def money(cents: int, currency: str = "USD") -> str:
    """`cents` as people of the current language write them: `$1,234.50`, `-$12.00`."""
    return _money(_counted(cents), currency, language.current())


def plain(cents: int, currency: str = "USD") -> str:
    """`cents` for a machine: `1234.50`, a point, no sign of the currency."""
    sign = "-" if _counted(cents) < 0 else ""
    part, rest = divmod(abs(cents), 10 ** places(currency))
    return f"{sign}{part}" + (f".{rest:0{places(currency)}d}" if places(currency) else "")


def parsed(text: str, currency: str = "USD", *, locale: str | None = None) -> int:
    """The cents of an amount to pay that a person typed: `1,500`, `$1,500.5`, ` 49 `, in `locale`'s signs or the current language's.

    What could be meant in two ways is refused, not guessed: `1,50` is no amount in a locale whose comma stands between thousands.

    Raises:
        BadAmountError: it is no amount, or none that can be paid. The sentence says what to write; it never repeats the text.
    """
    if not isinstance(text, str):
        message = f"an amount is read from text, not from {type(text).__name__}"
        raise TypeError(message)
    bare = _undressed(text, currency, locale or language.current())
    whole_part, part = _parts(bare, currency, locale or language.current())
    if len(part) > places(currency):
        raise BadAmountError(_too_fine(currency, locale or language.current()))
    if len(whole_part.lstrip("0")) > len(str(MOST_CENTS)):
        raise BadAmountError(_too_large(currency))
    cents = int(Decimal(f"{whole_part or 0}.{part or 0}").scaleb(places(currency)))
    if cents == 0:
        raise BadAmountError(_("The amount must be more than zero."))
    if cents > MOST_CENTS:
        raise BadAmountError(_too_large(currency))
    return cents


def _undressed(text: str, currency: str, locale: str) -> str:
    """The digits and the signs between them, without the currency's sign; what is plainly no amount to pay is refused here."""
    bare = text.strip()
    if not bare:
        raise BadAmountError(_("Enter an amount."))
    if any(letter.isnumeric() and not letter.isascii() for letter in bare):
        raise BadAmountError(_("Write the amount with the digits 0 to 9."))
    if sum(letter.isdecimal() for letter in bare) >= _CARD_DIGITS:
        raise BadAmountError(_("That has too many digits for an amount. Enter card numbers only on the card page."))
    if len(bare) > _LONGEST:
        raise BadAmountError(_no_amount(currency, locale))
    names = {currency, get_currency_symbol(currency, locale=Locale.parse(locale)), get_currency_symbol(currency, locale="en_US")}
    name = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    dressed = re.fullmatch(
        rf"([{_DASHES}]*)(?:{name})?([{_DASHES}]*)\s*([0-9].*?|[.,][0-9].*?)\s*(?:{name})?([{_DASHES}]*)", bare, re.IGNORECASE
    )
    if dressed is None:
        raise BadAmountError(_no_amount(currency, locale))
    if dressed[1] or dressed[2] or dressed[4]:
        raise BadAmountError(_("The amount must not be negative."))
    return dressed[3]


def _parts(bare: str, currency: str, locale: str) -> tuple[str, str]:
    """The digits before and after the decimal sign. Signs between thousands must stand where they belong, or not at all."""
    group, point = _signs(locale)
    likes = next((kind for kind in (_SPACES, _APOSTROPHES) if group in kind), group)
    if re.fullmatch(rf"[0-9{re.escape(likes)}]*(?:{re.escape(point)}[0-9]+)?", bare) is None:
        raise BadAmountError(_no_amount(currency, locale))
    before, _point, part = bare.partition(point)
    if re.fullmatch(rf"[0-9]*|[1-9][0-9]{{0,2}}(?:([{re.escape(likes)}])[0-9]{{3}}(?:\1[0-9]{{3}})*)?", before) is None:
        raise BadAmountError(
            _("“%(sign)s” stands only between thousands, as in %(example)s.") % {"sign": group, "example": _example(currency, locale)}
        )
    return re.sub("[^0-9]", "", before), part


def _example(currency: str, locale: str) -> str:
    group, point = _signs(locale)
    return f"1{group}234" + (point + "500"[: places(currency)] if places(currency) else "")


def _no_amount(currency: str, locale: str) -> str:
    return _("That is not an amount. Write it in digits, like %(example)s.") % {"example": _example(currency, locale)}


def _too_fine(currency: str, locale: str) -> str:
    if places(currency) == 0:
        return _("Amounts in %(currency)s have no decimals. Write it like %(example)s.") % {
            "currency": currency,
            "example": _example(currency, locale),
        }
    words = {"places": places(currency), "example": _example(currency, locale)}
    return _("An amount has at most %(places)d decimals, as in %(example)s.") % words


def _too_large(currency: str) -> str:
    return _("The amount can be at most %(most)s.") % {"most": money(MOST_CENTS, currency)}


def _counted(cents: int) -> int:
    """`cents`, which must be whole: a float has lost cents before anyone can see it."""
    if not isinstance(cents, int):
        message = f"an amount is a whole number of cents, not {type(cents).__name__}"
        raise TypeError(message)
    return cents


@lru_cache(maxsize=16384)
def _money(cents: int, currency: str, locale: str) -> str:
    before, group, point, after = _shape(currency, locale)
    part, rest = divmod(abs(cents), 10 ** places(currency))
    sign = "-" if cents < 0 else ""
    fraction = f"{point}{rest:0{places(currency)}d}" if places(currency) else ""
    return f"{sign}{before}{part:,}".replace(",", group) + f"{fraction}{after}"


@lru_cache(maxsize=64)
def _shape(currency: str, locale: str) -> tuple[str, str, str, str]:
    """How a locale dresses an amount, read off one that Babel wrote: 50 times faster than asking each time."""
    probe = format_currency(Decimal("1234.56"), currency, locale=Locale.parse(locale), currency_digits=False)
    match = re.fullmatch(r"(\D*)1(\D*)234(\D+)56(\D*)", probe)
    if match is None:
        message = f"{locale} writes amounts as {probe}, which is not understood"
        raise ValueError(message)
    return match[1], match[2], match[3], match[4]


def quantity(thousandths: int) -> str:
    """A quantity as people write it: `1`, `5.42`, `1,420`."""
    _group, point = _signs(language.current())
    part, rest = divmod(abs(thousandths), 1000)
    text = whole(part) + (f"{point}{rest:03d}".rstrip("0") if rest else "")
    return f"-{text}" if thousandths < 0 else text


def hundredths(number: int) -> str:
    """A measure with two places, such as tons: `3.10`."""
    _group, point = _signs(language.current())
    part, rest = divmod(number, 100)
    return f"{whole(part)}{point}{rest:02d}"


def whole(number: int) -> str:
    """A count as people write it: `1,420`."""
    group, _point = _signs(language.current())
    return f"{number:,}".replace(",", group)


@lru_cache(maxsize=64)
def _signs(locale: str) -> tuple[str, str]:
    """What stands between thousands, and before the fraction."""
    spoken = Locale.parse(locale)
    return get_group_symbol(spoken), get_decimal_symbol(spoken)
