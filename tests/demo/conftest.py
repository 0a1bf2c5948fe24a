"""One set of books, and one database of each kind with the demo in it, for the tests that only read."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from db.demo import write_books
from db.engine import Database
from tests.demo.filled import fill
from tests.demo.reading import Files
from tests.postgres import PostgresServer

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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, today: date) -> Iterator[Database]:
    """A database of each kind with the demo in it; tests of it only read."""
    folder = tmp_path_factory.mktemp("filled")
    with ExitStack() as needed:
        if request.param == "sqlite":
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), folder / "portal.sqlite3")
            url = f"sqlite:///{folder / 'portal.sqlite3'}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres_server")
            url = needed.enter_context(server.fresh_database(template=request.getfixturevalue("migrated_postgres")))
        database = Database.open(url)
        needed.callback(database.close)
        fill(database, folder, today)
        yield database
