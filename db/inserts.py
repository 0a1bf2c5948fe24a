"""An insert that knows what to do when the row is there already; both databases have it, each under its own name."""

from sqlalchemy import FromClause, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_unless_there(session: Session, table: FromClause) -> postgresql.Insert | sqlite.Insert:
    """An insert into `table`, to be told its `on_conflict_...`. On PostgreSQL it waits for whoever is inserting the same row."""
    assert isinstance(table, Table)  # noqa: S101 - models' tables are
    is_postgresql = session.connection().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)
