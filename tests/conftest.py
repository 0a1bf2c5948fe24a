"""Databases for tests: what asks for `database_url` or `database` runs on SQLite and on PostgreSQL."""

import gc
import os
import shutil
from collections import defaultdict
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
settings.register_profile("by hand", settings.get_profile("portal"), max_examples=30)
settings.load_profile("portal")

gc.disable()  # while tests are imported and collected, nothing becomes litter


def pytest_collection_finish() -> None:
    """From here on litter is looked for again, but not among the modules and the tests."""
    gc.freeze()
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """By hand, thirty examples of a rule are tried, in a shared run a hundred."""
    if not config.getoption("--whole"):
        settings.load_profile("by hand")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """By hand, only some shapes of a test marked so are played, spread evenly over them; all of one that is asked for by name."""
    if config.getoption("--whole") or any("::" in asked for asked in config.args):
        return
    shapes: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("by_hand") is not None:
            shapes[item.nodeid.partition("[")[0]].append(item)
    left = {id(item) for each in shapes.values() for item in _left_by_hand(each)}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in left])
    items[:] = [item for item in items if id(item) not in left]


def _left_by_hand(shapes: list[pytest.Item]) -> list[pytest.Item]:
    mark = shapes[0].get_closest_marker("by_hand")
    assert mark is not None
    (count,) = mark.args
    played = {at * len(shapes) // count for at in range(count)} if count < len(shapes) else set(range(len(shapes)))
    return [item for at, item in enumerate(shapes) if at not in played]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the crashes go on: by hand a few, in a shared run the whole of it."""
    parser.addoption("--crash-seeds", type=int, default=100, help="how many scenarios of crashes to play")
    parser.addoption("--crash-seed", type=int, default=None, help="play only the scenario of this seed")
    parser.addoption("--whole", action="store_true", help="play all shapes of each test, on both databases, with more examples")
    parser.addoption("--accounts", type=int, default=8, help="how many random accounts are read from screen, PDF, CSV and Excel")
    parser.addoption("--kills", type=int, default=8, help="how often the real server is killed while people pay")
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
    is_alike = definition.get_closest_marker("any_database") is not None and not metafunc.config.getoption("--whole")
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
