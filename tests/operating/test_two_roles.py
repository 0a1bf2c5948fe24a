"""On PostgreSQL one role owns the tables and another serves, just as docs/operations.md says it."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from db.engine import Database
from portal_ui.passwords import hash_password
from tests.builders.people import add_account, add_company, add_person
from tests.postgres import PostgresServer
from tests.sign_in.test_killed import DANA, PASSWORD, SECRET, Served, come_in
from tests.terminal import Operator

ROOT = Path(__file__).parent.parent.parent
BOOKS = ROOT / "docs" / "sample-books"
pytestmark = [pytest.mark.xdist_group("roles"), pytest.mark.timeout(300)]  # roles are the server's, not a database's


@dataclass(frozen=True)
class Addresses:
    """One database as its owner reaches it, as the portal does, and as a superuser."""

    owners: str
    portals: str
    superusers: str

    def by_owner(self) -> dict[str, str]:
        """The settings of `migrate`."""
        return {"database_url": self.portals, "migration_database_url": self.owners}


@pytest.fixture
def addresses(postgres_server: PostgresServer) -> Iterator[Addresses]:
    """A new database with the two roles, empty."""
    first, within, _late = _statements()
    with postgres_server.fresh_database() as url, _roles(url, first) as addresses:
        _run(addresses.superusers, within)
        yield addresses


async def test_the_owner_migrates_and_a_role_that_changes_no_table_serves(addresses: Addresses, tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    made = operator.run("migrate", **addresses.by_owner())
    again = operator.run("migrate", **addresses.by_owner())
    looked = operator.run("doctor", secret=SECRET, database_url=addresses.portals)
    with closing(Database.open(addresses.portals)) as database:
        await add_company(database)
        await add_account(database, await add_person(database, DANA, password_hash=hash_password(PASSWORD, SECRET)))
    served = Served(tmp_path, database_url=addresses.portals)
    async with served.life(), served.browser("203.0.113.7") as browser:
        came_in = await come_in(browser)
        seen = await browser.get("/account")

    assert (made.returncode, again.returncode) == (0, 0), made.stderr
    assert "ok    Database: the role that serves changes no tables" in looked.stdout
    assert (came_in.status_code, seen.status_code) == (httpx.codes.SEE_OTHER, httpx.codes.OK)
    assert "The database role that serves" not in served.log
    with psycopg.connect(_plain(addresses.portals), autocommit=True) as portal:
        assert portal.execute("SELECT count(*) FROM audit").fetchone() != (0,)
        for refused in ("CREATE TABLE mine (id int)", "ALTER TABLE audit DISABLE TRIGGER ALL", "DROP TABLE invoices", "CREATE SCHEMA mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                portal.execute(refused)
        for changed in ("DELETE FROM audit", "UPDATE audit SET action = 'nothing'"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                portal.execute(changed)


def test_books_come_in_by_the_role_that_serves(addresses: Addresses, tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    assert operator.run("migrate", **addresses.by_owner()).returncode == 0
    imported = operator.run("import", str(BOOKS), database_url=addresses.portals)

    assert imported.returncode == 0, imported.stderr


def test_without_the_owners_address_the_role_that_serves_migrates_nothing(addresses: Addresses, tmp_path: Path) -> None:
    refused = Operator(tmp_path).run("migrate", database_url=addresses.portals)

    assert refused.returncode == 2
    assert "permission denied for schema public" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_role_that_could_change_tables_is_warned_of_and_serves(addresses: Addresses, tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    assert operator.run("migrate", **addresses.by_owner()).returncode == 0
    looked = operator.run("doctor", secret=SECRET, database_url=addresses.owners)

    assert looked.returncode == 0
    assert "warn  Database: the role that serves changes no tables" in looked.stdout
    assert "may create and alter tables" in looked.stdout
    assert looked.stdout.splitlines()[-1] == "Nothing is wrong."


def test_a_database_that_the_serving_role_owned_changes_over(postgres_server: PostgresServer, tmp_path: Path) -> None:
    first, within, late = _statements()
    operator = Operator(tmp_path)
    with postgres_server.fresh_database() as url, _roles(url, first) as addresses:
        _run(addresses.superusers, "GRANT CREATE ON SCHEMA public TO portal;")
        assert operator.run("migrate", database_url=addresses.portals).returncode == 0
        _run(addresses.superusers, f"REASSIGN OWNED BY portal TO portal_owner; REVOKE CREATE ON SCHEMA public FROM portal; {within} {late}")
        imported = operator.run("import", str(BOOKS), database_url=addresses.portals)
        looked = operator.run("doctor", secret=SECRET, database_url=addresses.portals)

    assert imported.returncode == 0, imported.stderr
    assert "ok    Database: the role that serves changes no tables" in looked.stdout


def _statements() -> tuple[str, str, str]:
    """What the documentation has an operator run: for the roles, in the database, and for tables that are there already."""
    first, within, late = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL)
    return first, within, late


@contextmanager
def _roles(url: str, first: str) -> Iterator[Addresses]:
    """The two roles, over a database that is there, until the block ends."""
    there = make_url(url)
    owners, portals = (
        there.set(username=role, password=password).render_as_string(hide_password=False)
        for role, password in (("portal_owner", "choose-one"), ("portal", "choose-another"))
    )
    name = str(there.database)
    assert "CREATE DATABASE portal OWNER portal_owner;" in first
    first = first.replace("CREATE DATABASE portal OWNER portal_owner;", "ALTER DATABASE portal OWNER TO portal_owner;")
    _run(url, first.replace("DATABASE portal ", f'DATABASE "{name}" '))
    try:
        yield Addresses(owners, portals, url)
    finally:
        _run(url, f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER; DROP OWNED BY portal, portal_owner; DROP ROLE portal, portal_owner;')


def _run(url: str, statements: str) -> None:
    with psycopg.connect(_plain(url), autocommit=True) as superuser:
        for statement in filter(str.strip, statements.split(";")):
            superuser.execute(statement)


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
