"""What on a page is not the portal's own text: the company's books, days, amounts, names of browsers."""

import re
import sqlite3
from pathlib import Path

from babel import Locale

from portal_ui.browsers import _BROWSERS, _SYSTEMS
from tests.browser.signing_in import PASSWORD
from tests.language.pseudo import BRACKETED, SPOKEN

_LOCALE = Locale.parse(SPOKEN)
_MONTHS = "|".join({*_LOCALE.months["format"]["wide"].values(), *_LOCALE.months["format"]["abbreviated"].values()})
_WEEKDAYS = "|".join(_LOCALE.days["format"]["wide"].values())
_DAY = re.compile(rf"((?:{_WEEKDAYS}), )?(?:{_MONTHS}) \d+, \d{{4}}(, \d+:\d+ [AP]M)?")
_COUNTED = re.compile(r"^[\d.,]+ (× )?")
_APART = re.compile(r"\s*(?: · |, |\n|[↑↓]|\(|(?<=[A-Z]{2}) (?=\d{5}))\s*")
_EDGES = ' \t\n·,:;()–…."'
_FORMATS = ("PDF", "PNG", "JPEG", "CSV")  # called so in every language
_KNOWN = {PASSWORD, *(name for _sign, name in (*_BROWSERS, *_SYSTEMS)), "English", "Español", *_FORMATS}


class Data:
    """Everything the demo's database holds as text."""

    def __init__(self, database: Path) -> None:
        self._words = set(_KNOWN)
        with sqlite3.connect(database) as connection:
            tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
            for table in tables:
                for row in connection.execute(f'select * from "{table}"'):
                    self._words.update(value.strip(_EDGES) for value in row if isinstance(value, str))

    def left_of(self, text: str) -> str:
        """What of a text is neither in brackets nor data; empty when all of it is accounted for."""
        whole = " ".join(_DAY.sub(" ", BRACKETED.sub("\n", text)).split(" ")).strip()
        left = [piece for piece in re.split(r"\n", whole) if not self._is_known(piece)]
        return " | ".join(left)

    def _is_known(self, piece: str) -> bool:
        bare = piece.strip(_EDGES)
        if not any(letter.isalpha() for letter in bare) or bare in self._words or _COUNTED.sub("", bare) in self._words:
            return True
        parts = _APART.split(bare)
        return len(parts) > 1 and all(self._is_known(part) for part in parts)
