"""How far an import is, on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


class FileBars:
    """One bar a file, as an import goes through the files."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, int] = {}

    def __call__(self, file: str, done: int, total: int) -> None:
        """Show that `done` of about `total` rows of a file are through."""
        if file not in self._tasks:
            self._tasks[file] = self._bars.add_task(file, total=total)
        self._bars.update(self._tasks[file], completed=done, total=max(done, total))  # type: ignore[arg-type]  # TaskID is an int


@contextmanager
def file_bars(console: Console) -> Iterator[FileBars]:
    """Bars on that console while the block runs."""
    with Progress(TextColumn("{task.description:24}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), console=console) as bars:
        yield FileBars(bars)
