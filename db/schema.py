"""The schema's version: bring a database to it, and say where one stands."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

_MIGRATIONS = Path(__file__).with_name("migrations")


def configuration(url: str) -> Config:
    """Alembic's configuration for one database, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest schema. Each step is one transaction; run again, it changes nothing."""
    command.upgrade(configuration(url), "head")


def expected_version() -> str:
    """The schema this portal was written for."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert head is not None  # noqa: S101 - there is always a first migration
    return head


def current_version(url: str) -> str | None:
    """The schema a database has; `None` for an empty one."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def known_versions() -> set[str]:
    """Every schema version this portal can start from; another one belongs to a newer portal."""
    return {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
