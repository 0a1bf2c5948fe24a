"""One set of books for the tests that only read."""

from datetime import date
from pathlib import Path

import pytest

from db.demo import write_books
from tests.demo.reading import Files

TODAY = date(2027, 3, 1)  # a Monday right after a short month


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which the demo was begun."""
    return TODAY


@pytest.fixture(scope="session")
def books_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books' files."""
    folder = tmp_path_factory.mktemp("books")
    write_books(folder, today=TODAY)
    return folder


@pytest.fixture(scope="session")
def books(books_folder: Path) -> Files:
    """The books, read."""
    return Files(books_folder)
