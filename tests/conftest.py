"""Databases for tests: what asks for `database_url` or `database` runs on SQLite and on PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import make_url

from db import schema
from db.engine import Database
from tests.browser.demo_server import filled
from tests.builders.databases import MovableDatabase
from tests.postgres import PostgresServer

pytest.register_assert_rewrite("tests.gateways.contract")  # its assertions tell as much as a test's, whoever imports it first

# A busy machine is no failure; and what a shared run tries must be the same each time.
settings.register_profile("portal", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("portal")

gc.disable()  # while tests are imported and collected, nothing becomes litter


def pytest_collection_finish() -> None:
    """From here on litter is looked for again, but not among the modules and the tests."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the crashes go on: by hand a few, in a shared run the whole of it."""
    parser.addoption("--crash-seeds", type=int, default=100, help="how many scenarios of crashes to play")
    parser.addoption("--crash-seed", type=int, default=None, help="play only the scenario of this seed")
    parser.addoption("--every-database", action="store_true", help="play on PostgreSQL, too, what does not depend on the database")
    parser.addoption("--kills", type=int, default=20, help="how often the real server is killed while people pay")
    parser.addoption("--kills-over-stripe", type=int, default=4, help="the same, with a look-alike of Stripe as the processor")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server a run, stopped at its end."""
    with PostgresServer.started() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated, empty database to copy from."""
    with postgres_server.fresh_database() as url:
        schema.upgrade(url)
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file to copy from."""
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo nobody has been in, to copy from: one for all workers."""
    own = tmp_path_factory.getbasetemp()
    return filled((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "first-day")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that asks for a database runs on both, unless it names its own or is one of `any_database` in a run by hand."""
    if "database_url" not in metafunc.fixturenames:
        return
    definition = metafunc.definition
    if any("database_url" in str(mark.args[0]) for mark in definition.iter_markers("parametrize")):
        return
    is_alike = definition.get_closest_marker("any_database") is not None and not metafunc.config.getoption("--every-database")
    metafunc.parametrize("database_url", ["sqlite"] if is_alike else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of the test's own, first of one kind, then of the other."""
    if request.param == "sqlite":
        file = tmp_path / "portal.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database(template=request.getfixturevalue("migrated_postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def opened_databases() -> dict[str, MovableDatabase]:
    """The last one of each kind, closed."""
    return {}


@pytest.fixture
def database(database_url: str, opened_databases: dict[str, MovableDatabase]) -> Iterator[Database]:
    """That database, open."""
    kind = make_url(database_url).get_backend_name()
    before = opened_databases.get(kind)
    opened = opened_databases[kind] = before.moved(database_url) if before else MovableDatabase.opened(database_url)
    yield opened
    opened.close()
