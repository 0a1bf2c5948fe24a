"""A figure that was measured, what it should at least be, and the page that says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

TEMPLATE = Path(__file__).parent / "performance.md"
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured. `is_met` is `None` where nothing is asked of it."""

    what: str
    at_least: str
    measured: str
    ratio: str = ""
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        """Whether it is what it should be."""
        return {True: "yes", False: "**no**", None: ""}[self.is_met]


def show(figures: Iterable[Figure]) -> None:
    """The figures on the screen."""
    table = Table("What", "At least", "Measured", "Ratio", "Met", box=box.SIMPLE)
    for figure in figures:
        table.add_row(figure.what, figure.at_least, figure.measured, figure.ratio, figure.verdict.strip("*"))
    screen = Console()
    Console(width=None if screen.is_terminal else 180).print(table)


def write(figures: Iterable[Figure], machine: str) -> None:
    """Put the figures into the documentation, with what they were measured on."""
    rows = "\n".join(f"| {one.what} | {one.at_least} | {one.measured} | {one.ratio} | {one.verdict} |" for one in figures)
    table = f"| what | at least | measured | ratio | met |\n|---|---|---|---|---|\n{rows}"
    text = TEMPLATE.read_text(encoding="utf-8")
    PAGE.write_text(text.replace("{machine}", machine).replace("{table}", table), encoding="utf-8")
