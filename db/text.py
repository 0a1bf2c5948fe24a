"""How text is kept so that both databases sort and search it alike."""

import re
import unicodedata

_DIGITS = re.compile(r"\d+")


def natural_key(number: str) -> str:
    """A key under which `9999` sorts before `10482`, and `INV-9` before `INV-10`, in any collation.

    Every run of digits is padded to twelve places; the rest is folded.
    """
    return _DIGITS.sub(lambda run: run[0].zfill(12), folded(number))


def folded(text: str) -> str:
    """Lower case without accents: `Łódź` and `lodz` meet, on SQLite and PostgreSQL alike."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, folded; addresses come with commas."""
    return tuple(filter(None, (word.strip(",;") for word in folded(text).split())))


def searchable(*parts: str | None) -> str:
    """The one folded text in which a grid's search looks; empty parts fall away."""
    return folded("\n".join(part for part in parts if part))
