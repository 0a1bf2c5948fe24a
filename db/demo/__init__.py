"""The demo company: its books as CSV files, in the formats that any company's books have."""

from db.demo.books import write_books

__all__ = ["write_books"]
