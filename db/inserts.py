"""An insert that knows what to do when the row is there already; both databases have it, each under its own name."""

from sqlalchemy import FromClause, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_unless_there(session: Session, table: FromClause) -> postgresql.Insert | sqlite.Insert:
    """An insert into `table`, to be told its `on_conflict_...`. On PostgreSQL it waits for whoever is inserting the same row."""
    return insert_for(dialect_of(session), table)


def insert_for(dialect: str, table: FromClause) -> postgresql.Insert | sqlite.Insert:
    """The same for who builds a statement once for each database, and keeps it."""
    assert isinstance(table, Table)  # noqa: S101 - models' tables are
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def dialect_of(session: Session) -> str:
    """The name by which SQLAlchemy knows the database."""
    return session.connection().dialect.name
