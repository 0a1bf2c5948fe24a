"""How many scenarios are played, and which: `pytest tests/crashes --crash-seeds 20000`, or `--crash-seed 17` for one again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from tests.crashes.scene import open_carelessly
from tests.postgres import PostgresServer

SEEDS = 2_000
POSTGRES_SEEDS = 200
BLOCK = 125  # scenarios a test: small enough to be spread over several workers


def pytest_addoption(parser: pytest.Parser) -> None:
    """Known where the folder is named on the command line."""
    parser.addoption("--crash-seeds", type=int, default=SEEDS, help="how many scenarios of crashes to play on SQLite")
    parser.addoption("--crash-seed", type=int, default=None, help="play only the scenario of this seed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each block of seeds."""
    for name, usual in (("seeds", SEEDS), ("postgres_seeds", POSTGRES_SEEDS)):
        if name in metafunc.fixturenames:
            only = metafunc.config.getoption("crash_seed", None)
            most = metafunc.config.getoption("crash_seeds", usual) if name == "seeds" else usual
            blocks = [range(begin, min(begin + BLOCK, most)) for begin in range(0, most, BLOCK)]
            chosen = blocks if only is None else [range(only, only + 1)]
            metafunc.parametrize(name, chosen, ids=[f"{block.start}-{block.stop - 1}" for block in chosen])


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database in a file that need not outlive a loss of power."""
    file = tmp_path / "portal.sqlite3"
    shutil.copyfile(migrated_sqlite, file)
    database = open_carelessly(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture
def postgres(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[Database]:
    """An empty database on the server."""
    with postgres_server.fresh_database(template=migrated_postgres) as url:
        database = open_carelessly(url)
        yield database
        database.close()
