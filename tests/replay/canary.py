"""A mark of its own in every text of each customer, and a fingerprint of all that the database holds."""

import hashlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pypdf import PdfReader
from sqlalchemy import Enum, ForeignKey, String, Table

from db.models import Base

# What stays as it is: numbers and keys, what the code or a gateway reads, and what a statute fixes in length.
KEPT = frozenset(
    {"number", "number_key", "state", "postal_code", "currency", "gateway", "gateway_reference", "gateway_charge", "fingerprint", "last4"}
    | {"consent_version", "failure_code", "receipt_number", "facts_hash", "file_hash", "reference", "brand", "parked_reason"}
)
_NOT_A_CUSTOMERS = frozenset({"people", "staff", "outbox", "sessions", "one_time_tokens", "known_browsers", "audit", "gateway_customers"})
_MARK = re.compile(r"qz(\d+)p(\d+)t([a-z]+)zq")
_ALWAYS_MOVING = frozenset({"audit", "throttles", "alembic_version"})
_MOVING_COLUMNS = {"sessions": frozenset({"last_seen_at"}), "payments": frozenset({"lease_until"})}


class Mark(NamedTuple):
    """Whose text it is: the customer's, one of its locations or 0, and the table it stood in."""

    customer: int
    location: int
    table: str


def plant(database: sqlite3.Connection) -> None:
    """Put the marks in front of every text that belongs to a customer."""
    for table in Base.metadata.sorted_tables:
        owner = _owner(table)
        columns = [column.name for column in table.columns if _is_words(column.type) and column.name not in KEPT]
        if owner is None or not columns:
            continue
        mark = f"'qz' || {owner} || 'p' || {_location(table)} || 't{table.name.replace('_', '')}zq'"
        changes = ", ".join(f"{name} = {mark} || {_tail(name)}" for name in columns)
        database.execute(f"UPDATE {table.name} SET {changes}")
    database.execute(
        "UPDATE people SET name = 'qz' || (SELECT min(customer_id) FROM access WHERE person_id = people.id) || 'p0tpeoplezq ' || name"
        " WHERE EXISTS (SELECT 1 FROM access WHERE person_id = people.id)"
    )


def marks_in(body: bytes, kind: str = "") -> set[Mark]:
    """Every mark in what came back, whatever it is wrapped into."""
    return {Mark(int(customer), int(location), table) for customer, location, table in _MARK.findall(_unwrapped(body, kind))}


class Fingerprints:
    """What the database holds, table by table. It is read anew only after somebody else has written."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._version = -1
        self._taken: dict[str, str] = {}

    def take(self) -> dict[str, str]:
        """A fingerprint of each table; what moves whenever somebody looks is left out."""
        [version] = self._database.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            names = sorted(name for (name,) in self._database.execute(asked))
            self._version, self._taken = version, {name: _fingerprint(self._database, name) for name in names if name not in _ALWAYS_MOVING}
        return self._taken

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _fingerprint(database: sqlite3.Connection, table: str) -> str:
    moving = _MOVING_COLUMNS.get(table, frozenset())
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in moving]
    digest = hashlib.sha256()
    for row in database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid"):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _is_words(kind: object) -> bool:
    return isinstance(kind, String) and not isinstance(kind, Enum)


def _owner(table: Table) -> str | None:
    """The customer of a row, as SQL; nothing for a table without customers."""
    if table.name == "customers":
        return "customers.id"
    if table.name in _NOT_A_CUSTOMERS:
        return None
    return _own_or_parents(table, "customer_id")


def _location(table: Table) -> str:
    """The location of a row, as SQL; 0 where it has none."""
    found = "locations.id" if table.name == "locations" else _own_or_parents(table, "location_id")
    return f"coalesce({found}, 0)" if found is not None else "0"


def _own_or_parents(table: Table, column: str) -> str | None:
    if column in table.columns:
        return f"{table.name}.{column}"
    for key in _keys(table):
        parent = key.column.table
        found = None if parent is table or parent.name in _NOT_A_CUSTOMERS else _own_or_parents(parent, column)
        if found is not None:
            return f"(SELECT {found} FROM {parent.name} WHERE {parent.name}.id = {table.name}.{key.parent.name})"
    return None


def _keys(table: Table) -> Iterable[ForeignKey]:
    return (key for column in table.columns for key in sorted(column.foreign_keys, key=lambda key: key.target_fullname))


def _tail(column: str) -> str:
    return "'@example.com'" if column == "email" else f"' ' || {column}"


def _unwrapped(body: bytes, kind: str) -> str:
    if kind.startswith("application/pdf"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        return "".join(text.split())
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return body.decode("utf-8", "replace")
