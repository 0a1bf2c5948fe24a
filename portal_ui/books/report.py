"""What an import did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file's rows. `removed` counts lines, events, contacts or allocations that the file no longer has."""

    file: str
    rows: int
    new: int
    changed: int
    removed: int

    @property
    def unchanged(self) -> int:
        """How many rows the portal had already, just so."""
        return self.rows - self.new - self.changed


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or, as a `dry_run`, would have done."""

    files: tuple[FileReport, ...]
    dry_run: bool = False
    left_aside: tuple[str, ...] = ()  # files that were not read

    @property
    def rows(self) -> int:
        """How many rows all files have."""
        return sum(file.rows for file in self.files)

    @property
    def new(self) -> int:
        """How many rows were added."""
        return sum(file.new for file in self.files)

    @property
    def changed(self) -> int:
        """How many rows were updated."""
        return sum(file.changed for file in self.files)

    @property
    def removed(self) -> int:
        """How many lines, events, contacts and allocations were taken away."""
        return sum(file.removed for file in self.files)
