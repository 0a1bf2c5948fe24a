"""A company's own books: CSV files from its accounting, checked whole and brought into the portal."""

from portal_ui.books.importing import import_books
from portal_ui.books.problems import BooksRefusedError, Problem
from portal_ui.books.report import FileReport, ImportReport

__all__ = ["BooksRefusedError", "FileReport", "ImportReport", "Problem", "import_books"]
