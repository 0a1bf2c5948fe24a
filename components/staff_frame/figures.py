"""A row of figures, each with its name, what it is of, and the list of what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure as text."""

    label: str
    value: str
    note: str
    href: str
    is_bad: bool = False


class Figures(ui.element, component="figures.js"):
    """The figures in their order."""

    def __init__(self, sums: Sequence[Sum]) -> None:
        super().__init__()
        self._props["figures"] = [
            {"label": one.label, "value": one.value, "note": one.note, "href": one.href, "isBad": one.is_bad} for one in sums
        ]
