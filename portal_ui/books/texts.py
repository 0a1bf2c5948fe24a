"""Words in cells: numbers of things, names, addresses, choices, yes and no."""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision

from portal_ui.books.problems import CellError, quoted
from portal_ui.currencies import in_use, places
from portal_ui.language import gettext as _

NUMBER, TEXT, LONG = 40, 200, 500  # letters
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_BLANK = re.compile(r"\s+")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_SPELLINGS = {"canceled": "cancelled", "cancelled": "canceled"}
_YES, _NO = {"yes", "y", "true", "t", "1"}, {"no", "n", "false", "f", "0"}


def text(most: int = TEXT, *, lines: bool = False) -> Callable[[str], str]:
    """A reader of texts up to `most` letters. Line breaks become spaces, or stay when the text may have several `lines`."""

    def read(cell: str) -> str:
        if not cell.isprintable():
            cell = _cleaned(cell, lines=lines)
        if len(cell) > most:
            told = {"value": quoted(cell), "length": len(cell), "most": most}
            raise CellError(_("%(value)s is %(length)d letters long; at most %(most)d fit") % told)
        return cell

    return read


number = text(NUMBER)


def _cleaned(cell: str, *, lines: bool) -> str:
    found = _CONTROL.search(cell)
    if found is not None:
        raise CellError(_("has the control character U+%(code)04X") % {"code": ord(found[0])})
    if lines:
        return "\n".join(line.strip() for line in cell.splitlines()).strip()
    return _BLANK.sub(" ", cell)


def choice(values: type[Enum] | Iterable[str]) -> Callable[[str], str]:
    """A reader of one of several words; capitals, spaces and underscores do not matter."""
    words = [member.value for member in values] if isinstance(values, type) else list(values)
    known = {word: word for word in words} | {_SPELLINGS[word]: word for word in words if word in _SPELLINGS}

    @lru_cache(maxsize=500)
    def read(cell: str) -> str:
        word = known.get(re.sub(r"[\s_-]+", "-", cell.lower()))
        if word is None:
            raise CellError(_("%(value)s is none of: %(words)s") % {"value": quoted(cell), "words": ", ".join(words)})
        return word

    return read


def yes_or_no(cell: str) -> bool:
    """Yes or no, true or false, 1 or 0."""
    word = cell.lower()
    if word not in _YES | _NO:
        raise CellError(_("%(value)s is neither yes nor no") % {"value": quoted(cell)})
    return word in _YES


def email(cell: str) -> str:
    """An email address, by its shape alone."""
    if not _EMAIL.fullmatch(cell):
        raise CellError(_("%(value)s is not an email address") % {"value": quoted(cell)})
    return text()(cell)


def last_digits(cell: str) -> str:
    """The last four digits of a card or account; a spreadsheet takes the zeros in front away."""
    if not re.fullmatch("[0-9]{1,4}", cell):
        raise CellError(_("must be the last four digits, nothing more"))
    return cell.zfill(4)


def time_zone(cell: str) -> str:
    """An IANA time zone."""
    if cell not in available_timezones():
        raise CellError(_("%(value)s is not a time zone such as America/Chicago") % {"value": quoted(cell)})
    return cell


def currency(cell: str) -> str:
    """An ISO 4217 currency that is counted in hundredths."""
    if cell in in_use() and places(cell) == get_currency_precision(cell) == 2:
        return cell
    raise CellError(_("%(value)s is not a currency in hundredths, such as USD") % {"value": quoted(cell)})


def locale(cell: str) -> str:
    """A locale such as en_US."""
    try:
        return str(Locale.parse(cell.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        raise CellError(_("%(value)s is not a locale such as en_US") % {"value": quoted(cell)}) from None


def color(cell: str) -> str:
    """A colour as #rrggbb."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", cell):
        raise CellError(_("%(value)s is not a colour such as #0f6b5c") % {"value": quoted(cell)})
    return cell.lower()
