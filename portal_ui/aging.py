"""A debt by its age: the five columns of an aging, as sums and as words."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from portal_ui.dates import Age
from portal_ui.language import gettext as _
from portal_ui.views.statements import Ages

N_ = str  # marks a text for translation where it is kept; it is translated where it is said

_WORDS = {
    Age.CURRENT: N_("Current"),
    Age.DAYS_1_30: N_("1–30 days"),
    Age.DAYS_31_60: N_("31–60"),
    Age.DAYS_61_90: N_("61–90"),
    Age.OVER_90: N_("Over 90"),
}
_ALONE = {
    Age.DAYS_31_60: N_("31–60 days"),
    Age.DAYS_61_90: N_("61–90 days"),
    Age.OVER_90: N_("Over 90 days"),
}
_BEGINS = [age.value for age in Age]  # days late


def aged(debts: Iterable[tuple[date, int]], today: date) -> Ages:
    """The sums of these debts (due date, cents) by how late they are on `today`."""
    sums = [0, 0, 0, 0, 0]
    for due, cents in debts:
        sums[bisect_right(_BEGINS, (today - due).days) - 1 if due < today else 0] += cents
    current, first, second, third, last = sums
    return current, first, second, third, last


def in_words(age: Age) -> str:
    """`31–60 days`, where it stands by itself, as in a cell."""
    return _(_ALONE.get(age, _WORDS[age]))


def label(age: Age) -> str:
    """`1–30 days`, as an aging's column is headed."""
    return _(_WORDS[age])
