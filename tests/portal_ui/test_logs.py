"""The log says when and what, and not who or with which secret."""

import asyncio
import logging
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.engine import Database
from portal_ui import logs
from portal_ui.logs import DiscreetFormatter
from tests.builders.people import add_company, add_person


def logged(message: str, *values: object, fault: bool = False) -> str:
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, message, values, sys.exc_info() if fault else None)
    record.created = 0.0
    return DiscreetFormatter("%(asctime)s %(message)s").format(record)


def trailed(message: str) -> str:
    return DiscreetFormatter("%(trail)s: %(message)s").format(logging.LogRecord("portal", logging.INFO, __file__, 1, message, (), None))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("dana.ortiz+bills@example.com is twice there", "***@example.com is twice there"),
        ("Key (email)=(dana@example.com) already exists.", "Key (email)=(***@example.com) already exists."),
        ("postgresql+psycopg://portal:s3:cr-et@db.example/books", "postgresql+psycopg://***@db.example/books"),
        ("smtps://portal:secret@localhost:465", "smtps://***@localhost:465"),
        ("    @contextmanager", "    @contextmanager"),
    ],
)
def test_of_whoever_stands_before_a_host_only_the_host_is_kept(said: str, kept: str) -> None:
    assert logged("%s", said).endswith(kept)
    assert "secret" not in logged("%s", said)


def test_a_moment_is_told_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Chicago")

    assert logged("it happened").startswith("1970-01-01 00:00:00")


async def test_entries_of_a_request_carry_its_id_also_from_what_it_began_and_others_carry_theirs() -> None:
    async def asked(actor: str) -> list[str]:
        logs.begin_request()
        logs.name(actor, "0123456789abcdef")
        begun = asyncio.create_task(asyncio.to_thread(trailed, "begun"))
        return [trailed("asked"), await begun]

    of_dana, of_ruth = await asyncio.gather(asyncio.create_task(asked("person:7")), asyncio.create_task(asked("staff:2")))

    assert trailed("by itself") == ": by itself"
    for told, actor in ((of_dana, "person:7"), (of_ruth, "staff:2")):
        number = told[0][:18]
        assert told == [f"{number} {actor} session 01234567]: asked", f"{number} {actor} session 01234567]: begun"]
    assert of_dana[0][:18] != of_ruth[0][:18]


async def test_a_fault_of_a_statement_quotes_nothing_of_what_it_was_given(database: Database) -> None:
    await add_company(database)
    await add_person(database, "dana@example.com")
    secret = {"hash": "canary-of-a-hash", "email": "dana@example.com"}

    def ask(session: Session) -> None:
        session.execute(text("SELECT id FROM people WHERE email = :email AND email_hash = :hash AND no_such_column = 1"), secret)

    with pytest.raises(DBAPIError):
        await database.read(ask)
    try:
        await database.read(ask)
    except DBAPIError:
        told = logged("4711 at GET /", fault=True)

    assert "no_such_column" in told
    assert "canary" not in told
    assert "dana" not in told
