"""Why a file is not put up, as a word; `portal_ui.shelf_errors` has the sentences."""

from enum import Enum


class Reason(Enum):
    """What is wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    UNKNOWN = "unknown"  # none of the types that are taken
    PHONE = "phone"  # a HEIC picture
    PROGRAM = "program"  # a Word or Excel file, which can carry programs
    BROKEN = "broken"
    LOCKED = "locked"  # a PDF that asks for a password
    ACTIVE = "active"  # a PDF with scripts, other files or a form that sends
    PIXELS = "pixels"
    FORMULA = "formula"  # a table with a cell that spreadsheets would run


class FileRefusedError(Exception):
    """A file that is not put up."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
