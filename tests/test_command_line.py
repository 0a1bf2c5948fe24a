"""The command line, as an operator uses it: processes of their own, their words, their exit codes."""

import csv
import re
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.demo_server import Demo
from tests.postgres import PostgresServer
from tests.terminal import Operator, count, execute, value

ROOT = Path(__file__).parent.parent
BOOKS = ROOT / "docs" / "sample-books"
SECRET = "wI2c9Zr0qv7TnHk5xB8mLd4sYp6uGf1eJa3o"
REFUSED = 2
_LARGE = "SELECT count(*) FROM invoices JOIN customers ON customers.id = customer_id WHERE customers.number = '5500'"


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator without a database."""
    return Operator(tmp_path)


@pytest.fixture
def migrated(operator: Operator, migrated_sqlite: Path) -> Operator:
    """An operator whose database is there, empty."""
    operator.database.parent.mkdir()
    shutil.copyfile(migrated_sqlite, operator.database)
    operator.database.chmod(0o600)
    return operator


def test_every_command_says_what_it_is_for(operator: Operator) -> None:
    commands = ("serve", "migrate", "demo", "import", "doctor", "settings", "version")
    ended = {name: operator.run(*([name] if name else []), "--help") for name in ("", *commands)}
    told = {name: (process.stdout, process.returncode) for name, process in ended.items()}

    assert {code for _, code in told.values()} == {0}
    assert all(re.search(rf"^\W+{name} +\w", told[""][0], re.MULTILINE) for name in commands)
    assert "--fresh" in told["demo"][0]
    assert "--invoices" in told["demo"][0]
    assert "--dry-run" in told["import"][0]
    assert all(f"{name} [OPTIONS]" in told[name][0] for name in commands)


def test_the_settings_tell_where_they_come_from_and_keep_the_secret(operator: Operator) -> None:
    (operator.folder / ".env").write_text("PORTAL_PORT=8099\nPORTAL_SECRET=from-the-file-and-never-shown\n")
    settings = {"base_url": "https://portal.piney-hollow.example", "database_url": "postgresql+psycopg://portal:ha:ul@er@db.example/books"}
    listed = operator.run("settings", secret=SECRET, **settings)

    assert listed.returncode == 0
    lines = {line.split()[1]: line for line in listed.stdout.splitlines() if "PORTAL_" in line}
    assert "environment" in lines["PORTAL_SECRET"]
    assert "https://portal.piney-hollow.example" in lines["PORTAL_BASE_URL"]
    assert "8099" in lines["PORTAL_PORT"]
    assert ".env" in lines["PORTAL_PORT"]
    assert "default" in lines["PORTAL_HOST"]
    assert SECRET not in listed.stdout
    assert "never-shown" not in listed.stdout
    assert "postgresql+psycopg://portal:(set)@db.example/books" in lines["PORTAL_DATABASE_URL"]


def test_networks_of_ones_own_may_be_trusted_as_proxies(operator: Operator) -> None:
    listed = operator.run("settings", trusted_proxies="10.0.0.0/8, 203.0.113.7, fc00::/7, 2606:4700::/32, ::1, ::ffff:10.0.0.0/104")

    assert (listed.returncode, listed.stderr) == (0, "")


def test_a_variable_that_is_no_setting_is_told_of_with_the_one_that_is_near(operator: Operator) -> None:
    (operator.folder / ".env").write_text("PORTAL_TRUSTED_PROXYS=10.0.0.7\n")
    told = {command: operator.run(command, secret=SECRET, bnnr="1") for command in ("settings", "doctor")}

    for process in told.values():
        said = process.stdout + process.stderr
        assert "PORTAL_TRUSTED_PROXYS is no setting, and is ignored. Is PORTAL_TRUSTED_PROXIES meant?" in said
        assert "PORTAL_BNNR is no setting, and is ignored.\n" in said
        assert "10.0.0.7" not in said


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"secret": ""}, "PORTAL_SECRET is missing"),
        ({"secret": "an-example-secret-of-more-than-32-letters"}, "example"),
        ({"secret": "a" * 40}, "too plain"),
        ({"secret": SECRET[:31]}, "must be at least 32 random characters"),
        ({"smtp_url": f"smtps://portal:{SECRET}@mail.example.com", "mail_from": "portal@example.com"}, "stands in another setting"),
        ({"database_url": f"postgresql+psycopg://portal:{SECRET}@127.0.0.1:1/none"}, "stands in another setting"),
        ({"secret_before": SECRET}, "PORTAL_SECRET_BEFORE is PORTAL_SECRET itself"),
        ({"base_url": "http://portal.piney-hollow.example"}, "must be https"),
        ({"host": "0.0.0.0"}, "must be https"),  # noqa: S104 - refused, not served
        ({"port": "eighty"}, "PORTAL_PORT is 'eighty', but must be a whole number."),
        ({"port": "70000"}, "PORTAL_PORT is 70000, but must be between 1 and 65535."),
        ({"data_dir": "/dev/null/data"}, "There is no database at /dev/null/data/portal.sqlite"),
        ({"database_url": "mysql://somewhere/else"}, "PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://"),
        ({"migration_database_url": "sqlite:///portal.sqlite"}, "PORTAL_MIGRATION_DATABASE_URL and PORTAL_DATABASE_URL must both"),
        ({"migration_database_url": "postgresql+psycopg://owner@127.0.0.1:1/none"}, "must both begin with postgresql+psycopg://"),
        ({"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "The database cannot be opened"),
        ({"trusted_proxies": "*"}, "PORTAL_TRUSTED_PROXIES must name addresses"),
        ({"trusted_proxies": "10.0.0.7, 0.0.0.0/0"}, "PORTAL_TRUSTED_PROXIES names '0.0.0.0/0': strangers are in it"),
        ({"trusted_proxies": "128.0.0.0/1"}, "PORTAL_TRUSTED_PROXIES names '128.0.0.0/1': strangers are in it"),
        ({"trusted_proxies": "::/0"}, "PORTAL_TRUSTED_PROXIES names '::/0': strangers are in it"),
        ({"trusted_proxies": "2000::/3"}, "PORTAL_TRUSTED_PROXIES names '2000::/3': strangers are in it"),
        ({"trusted_proxies": "::ffff:0:0/96"}, "PORTAL_TRUSTED_PROXIES names '::ffff:0:0/96': strangers are in it"),
        ({"password_length": "7"}, "PORTAL_PASSWORD_LENGTH is 7, but must be between 8 and 128."),
        ({"smtp_url": "smtp://mail.example.com:25", "mail_from": "portal@example.com"}, "encryption is not promised"),
        ({"smtp_url": "smtps://mail.example.com"}, "PORTAL_MAIL_FROM is missing"),
        ({"smtp_url": "http://mail.example.com", "mail_from": "portal@example.com"}, "PORTAL_SMTP_URL"),
        ({"log_level": "loud"}, "PORTAL_LOG_LEVEL is 'loud'"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_it_does_not_serve_with_settings_that_cannot_be_meant(migrated: Operator, settings: dict[str, str], reason: str) -> None:
    _is_refused(migrated.run("serve", **{"secret": SECRET, **settings}), reason)


@pytest.mark.parametrize("name", ["NICEGUI_REDIS_URL", "NICEGUI_STORAGE_PATH"])
def test_it_does_not_serve_where_the_framework_would_keep_things_itself(migrated: Operator, name: str) -> None:
    _is_refused(migrated.run_among({name: "somewhere"}, "serve", secret=SECRET), f"{name} is set")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_it_does_not_serve_what_others_on_the_machine_can_read(migrated: Operator, mode: int) -> None:
    migrated.database.chmod(mode)
    _is_refused(migrated.run("serve", secret=SECRET), "portal.sqlite can be read by others on this machine")

    migrated.database.chmod(0o600)
    (migrated.folder / ".env").write_text(f"PORTAL_SECRET={SECRET}\n")
    (migrated.folder / ".env").chmod(mode)
    _is_refused(migrated.run("serve"), ".env can be read by others on this machine. Keep it to yourself with: chmod 600 .env")


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_it_does_not_serve_from_a_folder_that_others_on_the_machine_can_change(migrated: Operator, mode: int) -> None:
    migrated.database.parent.chmod(mode)
    _is_refused(migrated.run("serve", secret=SECRET), "data can be changed by others on this machine. Keep it to yourself with: chmod 700")


def test_it_does_not_serve_from_a_database_that_takes_no_changes(
    operator: Operator, postgres_server: PostgresServer, migrated_postgres: str
) -> None:
    with postgres_server.fresh_database(template=migrated_postgres) as url:
        reading = f"{url}{'&' if '?' in url else '?'}options=-c%20default_transaction_read_only%3Don"
        _is_refused(operator.run("serve", secret=SECRET, database_url=reading), "The database takes no changes: ")


def test_it_does_not_serve_without_a_database(operator: Operator) -> None:
    _is_refused(operator.run("serve", secret=SECRET), "There is no database at data/portal.sqlite. Create it with: python main.py migrate")


def test_it_does_not_serve_from_a_file_that_is_no_database(operator: Operator) -> None:
    operator.database.parent.mkdir()
    operator.database.write_text("This is a letter, not a database.\n" * 50)

    _is_refused(operator.run("serve", secret=SECRET), "file is not a database")
    _is_refused(operator.run("migrate"), "file is not a database")
    assert operator.database.read_text().startswith("This is a letter")


def test_it_does_not_serve_from_a_database_of_another_schema(migrated: Operator) -> None:
    execute(migrated.database, "UPDATE alembic_version SET version_num = '9999'")
    _is_refused(migrated.run("serve", secret=SECRET), "made by a newer portal (schema 9999)")
    _is_refused(migrated.run("migrate"), "made by a newer portal (schema 9999)")

    execute(migrated.database, "DELETE FROM alembic_version")
    _is_refused(migrated.run("serve", secret=SECRET), "Bring it there with: python main.py migrate")


def test_it_does_not_serve_on_a_port_that_is_taken(migrated: Operator) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        refused = migrated.run("serve", secret=SECRET, port=port)
        _is_refused(refused, f"Cannot listen on 127.0.0.1 port {port}")
        assert refused.stdout == "", "it does not say that it serves"
        _is_refused(migrated.run("demo", "--folder", "show", "--port", port), f"Cannot listen on 127.0.0.1 port {port}")
    assert not (migrated.folder / "show").exists()


def test_a_database_is_made_once_and_then_left_as_it_is(operator: Operator) -> None:
    first = operator.run("migrate")
    made = operator.database.read_bytes()
    second = operator.run("migrate")

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout
    assert "The database is at schema" in first.stdout
    assert operator.database.read_bytes() == made
    assert operator.database.stat().st_mode & 0o077 == 0
    assert [
        table for table in ("people", "staff", "sessions", "one_time_tokens") if count(operator.database, table)
    ] == []  # nobody's door is open


def test_a_database_that_a_full_disk_cut_short_is_gone_again(operator: Operator) -> None:
    _is_refused(operator.run_without_room("migrate", most_bytes=100_000), "cannot be brought to this portal's schema")
    assert list(operator.database.parent.iterdir()) == []
    assert operator.run("migrate").returncode == 0


def test_books_come_in_whole_once_and_again_change_nothing(migrated: Operator) -> None:
    tried = migrated.run("import", str(BOOKS), "--dry-run")
    assert "Nothing was written" in tried.stdout
    assert count(migrated.database, "invoices") == 0

    first = migrated.run("import", str(BOOKS))
    second = migrated.run("import", str(BOOKS))

    assert (tried.returncode, first.returncode, second.returncode) == (0, 0, 0)
    assert _counts(first.stdout, "New") == _counts(first.stdout, "Rows") == _counts(tried.stdout, "New")
    assert set(_counts(second.stdout, "New").values()) == {0}
    assert _counts(second.stdout, "As before") == _counts(second.stdout, "Rows")
    assert count(migrated.database, "invoices") == _counts(first.stdout, "Rows")["invoices.csv"]


def test_broken_books_are_refused_with_every_wrong_cell_and_nothing_comes_in(migrated: Operator, tmp_path: Path) -> None:
    books = tmp_path / "books"
    shutil.copytree(BOOKS, books)
    _spoil(books / "invoices.csv", 0, invoice_date="the 30th of September")
    _spoil(books / "invoices.csv", 2, customer="no-such-customer")
    _spoil(books / "orders.csv", 1, status="perhaps")
    _spoil(books / "invoice_lines.csv", 3, amount="twelve")
    refused = migrated.run("import", str(books))

    assert refused.returncode == REFUSED
    spoiled = [
        ("invoices.csv", "2", "invoice_date"),
        ("invoices.csv", "4", "customer"),
        ("orders.csv", "3", "status"),
        ("invoice_lines.csv", "5", "amount"),
    ]
    for wrong in spoiled:
        assert any(all(part in line for part in wrong) for line in refused.stderr.splitlines()), wrong
    assert "Traceback" not in refused.stderr
    assert count(migrated.database, "customers") == 0


def test_an_import_from_nowhere_or_into_nothing_is_refused(migrated: Operator) -> None:
    _is_refused(migrated.run("import", "no-such-folder"), "There is no folder no-such-folder.")
    (migrated.folder / "empty").mkdir()
    assert migrated.run("import", "empty").returncode == REFUSED
    migrated.database.unlink()
    _is_refused(migrated.run("import", str(BOOKS)), "There is no database")


def test_an_import_into_a_held_database_waits_then_gives_up_in_one_line(migrated: Operator) -> None:
    with closing(sqlite3.connect(migrated.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        held = migrated.run("import", str(BOOKS))

    _is_refused(held, "Another program holds the database. Nothing was written")
    assert count(migrated.database, "customers") == 0


def test_an_import_for_which_there_is_no_room_is_refused_in_one_line(migrated: Operator) -> None:
    _is_refused(migrated.run_without_room("import", str(BOOKS), most_bytes=65_536), "Nothing was written")
    assert count(migrated.database, "customers") == 0


def test_a_demo_keeps_what_was_done_until_it_is_told_to_start_over(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "--invoices", "5", "--orders", "5")
    demo.start()
    demo.stop()
    execute(demo.database, "UPDATE people SET theme = 'dark' WHERE email LIKE 'dana@%'")
    demo.start()
    demo.stop()
    assert value(demo.database, "SELECT theme FROM people WHERE email LIKE 'dana@%'") == "dark"
    assert value(demo.database, _LARGE) == 5
    assert all(email in demo.log.read_text() for email in ("dana@example.com", "office@example.com", "admin@example.com"))

    afresh = Demo(tmp_path, "--invoices", "7", "--orders", "5", "--fresh")
    afresh.start()
    afresh.stop()
    assert value(afresh.database, "SELECT theme FROM people WHERE email LIKE 'dana@%'") != "dark"
    assert value(afresh.database, _LARGE) == 7


@pytest.mark.parametrize("options", [(), ("--fresh",)], ids=["plain", "fresh"])
def test_a_demo_takes_no_folder_that_is_not_its_own(operator: Operator, options: tuple[str, ...]) -> None:
    (operator.folder / "letters").mkdir()
    (operator.folder / "letters" / "to-mother.txt").write_text("Dear mother")

    _is_refused(operator.run("demo", "--folder", "letters", "--port", "18099", *options), "holds something that is not the demo's")
    assert [file.name for file in (operator.folder / "letters").iterdir()] == ["to-mother.txt"]


def _is_refused(ended: "subprocess.CompletedProcess[str]", reason: str) -> None:
    """It ended with 2, and its last line says why; warnings and an import's bars may stand above."""
    lines = [line for line in ended.stderr.splitlines() if line.strip() and "━" not in line and not line.startswith("Warning: ")]
    assert len(lines) == 1, ended.stderr
    assert reason in lines[0]
    assert ended.returncode == REFUSED


def _counts(table: str, heading: str) -> dict[str, int]:
    """A column of the table an import ends with, by file."""
    lines = [[cell.strip() for cell in re.split("[┃│]", line)[1:-1]] for line in table.splitlines() if line[:1] in "┃│"]
    place = lines[0].index(heading)
    return {line[0]: int(line[place].replace(",", "")) for line in lines[1:]}


def _spoil(file: Path, row: int, **cells: str) -> None:
    with file.open(encoding="utf-8", newline="") as opened:
        table = list(csv.DictReader(opened))
    table[row].update(cells)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
