"""Which scenarios are played: `make test ARGS="--crash-seeds 20000"` for many, `--crash-seed 17` for one again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from tests.crashes.scene import open_carelessly
from tests.postgres import PostgresServer

POSTGRES_SHARE = 10  # of so many scenarios one is played on PostgreSQL too, which takes longer
BLOCK = 125  # scenarios a test: small enough to be spread over several workers


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each block of seeds."""
    asked = metafunc.config.getoption
    only = asked("crash_seed")
    for name, most in (("seeds", asked("crash_seeds")), ("postgres_seeds", asked("crash_seeds") // POSTGRES_SHARE)):
        if name in metafunc.fixturenames:
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
