"""What is wrong with a company's files, named so that a person finds each cell."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal_ui.card_numbers import holds_card_number
from portal_ui.errors import PortalError, shown
from portal_ui.language import gettext as _
from portal_ui.language import ngettext

MOST_KEPT = 100_000  # beyond that, problems are counted only


class CellError(ValueError):
    """A cell that cannot be what its column asks for; the text says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong cell. `row` is the spreadsheet's, the header being row 1; 0 is the file as a whole."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        row = [_("row %(row)d") % {"row": self.row}] if self.row else []
        return ", ".join([self.file, *row, *([self.column] if self.column else [])]) + ": " + self.reason


class Problems:
    """Collects what is wrong. Everything is counted; the first hundred thousand are kept in full."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Problem] = []

    def add(self, file: str, row: int, column: str, reason: str) -> None:
        """Note one wrong cell."""
        self.count += 1
        if len(self._kept) < MOST_KEPT:
            self._kept.append(Problem(file, row, column, reason))

    def in_order(self, files: Iterable[str]) -> list[Problem]:
        """The kept ones by file, row and column."""
        place = {file: at for at, file in enumerate(files)}
        return sorted(self._kept, key=lambda problem: (place.get(problem.file, -1), problem.file, problem.row))


class BooksRefusedError(PortalError):
    """The files hold something wrong; nothing of them was imported. `problems` names each wrong cell, `count` counts them all."""

    def __init__(self, problems: list[Problem], count: int | None = None) -> None:
        self.problems = problems
        self.count = len(problems) if count is None else count
        text = ngettext(
            "The books were refused: %(count)s cell is wrong. Nothing was imported; mend the files and import them again.",
            "The books were refused: %(count)s cells are wrong. Nothing was imported; mend the files and import them again.",
            self.count,
        )
        super().__init__(text % {"count": f"{self.count:,}"})

    def lines(self, most: int = 50) -> list[str]:
        """The problems as lines to print: at most `most`, then how many more there are."""
        lines = [str(problem) for problem in self.problems[:most]]
        more = self.count - len(lines)
        if more:
            lines.append(ngettext("... and %(count)s more.", "... and %(count)s more.", more) % {"count": f"{more:,}"})
        return lines


def quoted(value: str) -> str:
    """A foreign value for a sentence: cut short, and hidden when it holds what may be a card number."""
    return _("(hidden)") if holds_card_number(value) else f"“{shown(value)}”"
