"""The audit is only ever added to."""

import pytest
from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry


async def test_an_audit_row_can_be_neither_changed_nor_removed(database: Database) -> None:
    await database.write(_run, insert(AuditEntry).values(actor="operator", action="tried"))

    for statement in (update(AuditEntry).values(actor="nobody"), delete(AuditEntry)):
        with pytest.raises(DBAPIError, match="append-only"):
            await database.write(_run, statement)

    assert await database.read(_actors) == ["operator"]


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(_run, insert(AuditEntry).values(actor="reader", action="tried"))
    assert await database.read(_actors) == []


def _run(session: Session, statement: Executable) -> None:
    session.execute(statement)


def _actors(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.actor)))
