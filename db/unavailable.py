"""Why a database could not do its work just now, in words for whoever stands before it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_RETRYABLE_STATES = {"40001", "40P01"}  # serialization failure, deadlock: PostgreSQL asks to try again


class DatabaseUnavailableError(Exception):
    """The database could not do the work just now; nothing was written. The text says why."""


class DatabaseBusyError(DatabaseUnavailableError):
    """Someone else held the database longer than we are willing to wait."""

    def __init__(self) -> None:
        super().__init__("Another program holds the database. Nothing was written; stop it, or try again in a minute.")


class DatabaseFullError(DatabaseUnavailableError):
    """There is no room for what was to be written."""

    def __init__(self) -> None:
        super().__init__("The disk is full. Nothing was written; make room and try again.")


class DatabaseUnreachableError(DatabaseUnavailableError):
    """The server of the database does not answer."""

    def __init__(self) -> None:
        super().__init__("The database server does not answer. Nothing was written; see whether it runs.")


class DatabaseFailingError(DatabaseUnavailableError):
    """The disk, or the file itself, fails."""

    def __init__(self) -> None:
        super().__init__("The database's file cannot be read or written. Nothing was written; look at the disk, or restore a backup.")


_SQLITE_FAILURES: dict[int, type[DatabaseBusyError | DatabaseFullError | DatabaseFailingError]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusyError,
    sqlite3.SQLITE_LOCKED: DatabaseBusyError,
    sqlite3.SQLITE_FULL: DatabaseFullError,
    **dict.fromkeys((sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN), DatabaseFailingError),
}


def may_retry(error: SQLAlchemyError) -> bool:
    """Whether the transaction lost to another and may simply be run again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RETRYABLE_STATES


def unavailable(error: SQLAlchemyError) -> Exception:
    """What the failure means to whoever asked; a mistake in a statement of ours stays what it is."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.DatabaseError):
        kind = _SQLITE_FAILURES.get(cause.sqlite_errorcode & 0xFF)
        return error if kind is None else kind()
    return DatabaseBusyError() if cause is None or may_retry(error) else DatabaseUnreachableError()
