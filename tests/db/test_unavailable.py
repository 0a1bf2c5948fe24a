"""A database that is held, full or gone says so in one line, and nothing is half written."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from db import schema
from db.engine import Database
from db.models import AuditEntry
from db.unavailable import DatabaseBusyError, DatabaseFullError, DatabaseUnreachableError
from portal_ui.errors import TooBusyError
from portal_ui.service.database import ServedDatabase


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "portal.sqlite"
    schema.upgrade(f"sqlite:///{file}")
    return file


async def test_a_full_disk_takes_the_whole_write_back(file: Path) -> None:
    database = Database.open(f"sqlite:///{file}")
    try:
        with pytest.raises(DatabaseFullError, match="Nothing was written"):
            await database.write(_fill_up)
        assert await database.read(_entries) == 0

        await database.write(_add, 1)
        assert await database.read(_entries) == 1
    finally:
        database.close()


async def test_a_database_that_another_program_holds_still_reads(file: Path) -> None:
    database = Database.open(f"sqlite:///{file}")
    holder = sqlite3.connect(file, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusyError, match="Another program"):
            await database.write(_add, 1)
        assert await database.read(_entries) == 0

        holder.execute("ROLLBACK")
        await database.write(_add, 1)
        assert await database.read(_entries) == 1
    finally:
        holder.close()
        database.close()


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    database = Database.open("postgresql+psycopg://nobody@127.0.0.1:1/portal")
    try:
        for work in (database.read, database.write):
            with pytest.raises(DatabaseUnreachableError, match="does not answer"):
                await work(_entries)
    finally:
        database.close()


async def test_people_are_told_to_try_again(file: Path) -> None:
    database = ServedDatabase.open(f"sqlite:///{file}")
    try:
        with pytest.raises(TooBusyError, match="try again"):
            await database.write(_fill_up)
    finally:
        database.close()


def _fill_up(session: Session) -> None:
    pages = session.scalar(text("PRAGMA page_count"))
    session.execute(text(f"PRAGMA max_page_count = {pages}"))
    try:
        _add(session, 20_000)
    finally:
        session.execute(text("PRAGMA max_page_count = 1073741823"))


def _add(session: Session, count: int) -> None:
    session.execute(insert(AuditEntry), [{"actor": "operator", "action": "tried", "subject": "x" * 150} for _ in range(count)])


def _entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0
