"""Say whether the migrations lead to what the models describe, on SQLite and on PostgreSQL."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, create_engine

from db import schema
from db.models import Base
from tests.postgres import PostgresServer


def differences(engine: Engine, models: MetaData) -> list[str]:
    """What the models have that the database has not, and the other way round."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return [repr(difference) for difference in compare_metadata(context, models)]


def _differences_after_migrating(url: str) -> list[str]:
    schema.upgrade(url)
    engine = create_engine(url)
    try:
        return differences(engine, Base.metadata)
    finally:
        engine.dispose()


@contextmanager
def _fresh_databases() -> Iterator[dict[str, str]]:
    with (
        tempfile.TemporaryDirectory(prefix="portal-migrations-") as folder,
        PostgresServer.started() as server,
        server.fresh_database() as postgresql,
    ):
        yield {"SQLite": f"sqlite:///{Path(folder) / 'portal.sqlite3'}", "PostgreSQL": postgresql}


def main() -> int:
    """Check both databases; one line a difference."""
    with _fresh_databases() as urls:
        found = [f"{name}: {difference}" for name, url in urls.items() for difference in _differences_after_migrating(url)]
    print("\n".join(found) if found else "the migrations lead to the models on SQLite and PostgreSQL")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
