"""How good a password is, in words: how far it is, why it is no further, and what would help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal_ui.language import gettext as _

BEST = 4  # of the steps a meter shows
SAFE = 3  # from here on it is beyond what a thief of hashes tries
_NAMES = {"surnames", "male_names", "female_names"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said about a password. `refusal` is empty when it can be taken."""

    score: int  # 0 to BEST
    verdict: str
    refusal: str

    @property
    def is_enough(self) -> bool:
        """Whether it can be taken."""
        return not self.refusal


def refused(score: int, refusal: str) -> Judgement:
    """A password that cannot be taken, whatever its letters are worth."""
    return Judgement(min(score, SAFE - 1), _("Not enough yet"), refusal)


def estimated(estimate: Mapping[str, Any]) -> Judgement:
    """What zxcvbn thinks of a password, for people: its reason and its advice in place of its number alone."""
    score = int(estimate["score"])
    if score < SAFE:
        return refused(score, f"{_why(estimate['sequence'])} {_('Add a word or two that have nothing to do with each other.')}")
    return Judgement(score, _("Very good") if score >= BEST else _("Good"), "")


def _why(sequence: Sequence[Mapping[str, Any]]) -> str:
    """What makes the password easy to guess: its longest part that others would think of too. The part itself is not repeated."""
    known = [part for part in sequence if part["pattern"] != "bruteforce"]
    if not known:
        return _("This is easy to guess.")
    worst = max(known, key=lambda part: len(part["token"]))
    kind = _NAMES.intersection([worst.get("dictionary_name")])
    sentences = {
        "spatial": _("This is easy to guess: keys in a row are tried first."),
        "repeat": _("This is easy to guess: repeating something adds little."),
        "sequence": _("This is easy to guess: rows such as abc or 6543 are tried first."),
        "date": _("This is easy to guess: dates and years are tried first."),
        "regex": _("This is easy to guess: dates and years are tried first."),
        "names": _("This is easy to guess: names are tried first."),
        "passwords": _("This is easy to guess: many people use a password like it."),
    }
    special = "names" if kind else str(worst.get("dictionary_name") or worst["pattern"])
    return sentences.get(special, _("This is easy to guess: words alone, or changed a little, are tried first."))
