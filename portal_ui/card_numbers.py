"""Card numbers must never reach the portal: how one is recognised in any text."""

import re

from portal_ui.language import gettext as _

_ALONE, _END = r"(?<![^\W_])(?<!\d\.)", r"(?![^\W_])"  # no part of a longer word, such as an id, and not the decimals of a number
_SIGNS = " .\u00a0\u2009\u202f–-"
_BETWEEN = f"([{_SIGNS}])"
_LONG_ENOUGH = re.compile(rf"\d[\d{_SIGNS}]{{11,}}\d")  # most texts have nothing of the kind, and are done with quickly
_SHAPES = tuple(
    re.compile(f"{_ALONE}{shape}{_END}")
    for shape in (
        r"\d{13,19}",
        rf"\d{{4}}{_BETWEEN}\d{{4}}\1\d{{4}}\1\d{{1,7}}",
        rf"\d{{4}}{_BETWEEN}\d{{4}}\1\d{{4}}\1\d{{4}}\1\d{{1,3}}",
        rf"\d{{4}}{_BETWEEN}\d{{6}}\1\d{{4,5}}",
    )
)
_MOMENT = re.compile(r"1\d{12}")  # in milliseconds, until 2033; no card of 13 digits begins so


def holds_card_number(text: str) -> bool:
    """Whether `text` has 13 to 19 digits, plain or in a card's groups, that pass the card check digit and stand by themselves."""
    if _LONG_ENOUGH.search(text) is None:
        return False
    runs = (match[0] for shape in _SHAPES for match in shape.finditer(text))
    return any(_passes_check_digit(run) for run in runs if not _MOMENT.fullmatch(run))


def _passes_check_digit(run: str) -> bool:
    digits = [int(letter) for letter in reversed(run) if letter.isdecimal()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and any(digits)


def sentence(field: str = "") -> str:
    """What a person is told whose card number was turned away; `field` is the name of the field it stood in, where that is known."""
    if field:
        return _("What stands in “%(field)s” looks like a card number. It was not kept; enter cards only on the card page.") % {
            "field": field
        }
    return _("That looks like a card number. It was not kept; enter cards only on the card page.")
