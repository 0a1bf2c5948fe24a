"""The schema's version: bring a database to it, and say where one stands."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_MIGRATIONS = Path(__file__).with_name("migrations")
_MAY_DEFINE = """
    SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) OR has_database_privilege(current_database(), 'CREATE')
        OR EXISTS (SELECT FROM pg_class WHERE relname = 'alembic_version' AND pg_has_role(relowner, 'USAGE'))
"""


class DatabaseUnusableError(Exception):
    """The database cannot be opened or changed. The text is its own word, without statement or address."""

    def __init__(self, error: Exception) -> None:
        inner = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        super().__init__((str(inner).splitlines() or ["no reason given"])[0].rstrip("."))


def configuration(url: str) -> Config:
    """Alembic's configuration for one database, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest schema. Each step is one transaction; run again, it changes nothing.

    Raises:
        DatabaseUnusableError: it cannot be opened or written; steps that were done stay done.
    """
    try:
        command.upgrade(configuration(url), "head")
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnusableError(error) from error


def expected_version() -> str:
    """The schema this portal was written for."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert head is not None  # noqa: S101 - there is always a first migration
    return head


def current_version(url: str) -> str | None:
    """The schema a database has; `None` for an empty one.

    Raises:
        DatabaseUnusableError: it cannot be opened, or is no database.
    """
    try:
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return MigrationContext.configure(connection).get_current_revision()
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnusableError(error) from error


def check_writable(url: str) -> None:
    """Begin a change and take it back. A database that others are writing to at this moment counts as writable.

    Raises:
        DatabaseUnusableError: it takes no changes.
    """
    try:
        engine = create_engine(url, **({"connect_args": {"timeout": 1}} if url.startswith("sqlite") else {}))
        try:
            with engine.connect() as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
                connection.rollback()
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        if "database is locked" not in str(error):
            raise DatabaseUnusableError(error) from error


def may_define(url: str) -> bool:
    """Whether a PostgreSQL's role may make tables or change those that are there. An SQLite file has no roles: never.

    Raises:
        DatabaseUnusableError: it cannot be asked.
    """
    if url.startswith("sqlite"):
        return False
    try:
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return bool(connection.exec_driver_sql(_MAY_DEFINE).scalar_one())
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnusableError(error) from error


def known_versions() -> set[str]:
    """Every schema version this portal can start from; another one belongs to a newer portal."""
    return {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
