"""`python main.py doctor`, as an operator uses it."""

import io
import shutil
from pathlib import Path

import pytest

from portal_ui.shelf.store import ShelfStore, hash_of
from tests.terminal import Operator, execute

BOOKS = Path(__file__).parents[2] / "docs" / "sample-books"
SECRET = "wI2c9Zr0qv7TnHk5xB8mLd4sYp6uGf1eJa3o"
MAIL = {"smtp_url": "smtps://mail.example.com", "mail_from": "portal@example.com"}


@pytest.fixture
def operator(tmp_path: Path, migrated_sqlite: Path) -> Operator:
    """An operator with the sample books."""
    operator = Operator(tmp_path)
    operator.database.parent.mkdir()
    shutil.copyfile(migrated_sqlite, operator.database)
    operator.database.chmod(0o600)
    assert operator.run("import", str(BOOKS)).returncode == 0
    return operator


def test_where_all_is_well_each_line_says_so(operator: Operator) -> None:
    told = operator.run("doctor", secret=SECRET, **MAIL)

    assert told.returncode == 0, told.stdout + told.stderr
    lines = told.stdout.splitlines()
    assert {line.split()[0] for line in lines[:-1]} == {"ok"}
    assert len(lines) > 20
    assert lines[-1] == "All is well."


def test_without_a_mail_server_it_warns_that_letters_wait(operator: Operator) -> None:
    told = operator.run("doctor", secret=SECRET)

    assert told.returncode == 0
    assert "warn  Email: a mail server carries it\n        PORTAL_SMTP_URL is not set: invitations" in told.stdout
    assert told.stdout.splitlines()[-1] == "Nothing is wrong."


def test_what_is_wrong_is_named_and_the_exit_code_is_one(operator: Operator) -> None:
    execute(operator.database, "UPDATE invoices SET paid_cents = paid_cents - 1 WHERE number = '10481'")

    told = operator.run("doctor", secret="")

    assert told.returncode == 1
    assert "wrong Settings: customers can be served with them" in told.stdout
    assert "        PORTAL_SECRET is missing." in told.stdout
    assert "wrong Invoices: paid is what succeeded payments brought" in told.stdout
    assert "        invoice 10481: expected " in told.stdout
    assert told.stdout.splitlines()[-1].endswith("things are wrong.")


def test_without_a_database_it_says_how_to_make_one(operator: Operator) -> None:
    operator.database.unlink()

    told = operator.run("doctor", secret=SECRET)

    assert told.returncode == 1
    assert "There is no database at data/portal.sqlite. Create it with: python main.py migrate" in told.stdout


def test_on_a_full_list_it_says_how_many_more_there_are(operator: Operator) -> None:
    execute(
        operator.database,
        "WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 50) "
        "INSERT INTO gateway_events (id, gateway, kind, state, tries, error, received_at) "
        "SELECT 'evt_' || at, 'demo', 'payment.succeeded', 'parked', 10, 'KeyError', '2026-11-22 00:00:' || (at + 9) FROM n",
    )

    told = operator.run("doctor", secret=SECRET)

    assert "event payment.succeeded evt_20: expected acted on, found KeyError" in told.stdout
    assert "evt_21:" not in told.stdout
    assert "        ... and 30 more" in told.stdout
    assert "50 things are wrong." in told.stdout


def test_a_file_of_the_shelf_that_is_gone_or_another_is_named(operator: Operator) -> None:
    store = ShelfStore(operator.database.parent)
    hashes = []
    for data in (b"one", b"two", b"three"):
        arrived = store.take_in(io.BytesIO(data))
        hashes.append(hash_of(arrived))
        store.place(arrived, hashes[-1])
    member = "1, 'ruth@example.com', '', 'office', 1, 1, '2026-11-23'"
    execute(operator.database, f"INSERT INTO staff (id, email, name, role, auth_version, is_enabled, created_at) VALUES ({member})")
    names = "request_id, kind, title, note, for_everyone, file_hash, file_name, media_type, size_bytes, put_up_at, put_up_by, search_text"
    for at, file_hash in enumerate(hashes, 1):
        values = f"'{at}', 'photo', 'Photo {at}', '', 1, '{file_hash}', 'a.png', 'image/png', 3, '2026-11-23', 1, ''"
        execute(operator.database, f"INSERT INTO shelf_documents ({names}) VALUES ({values})")
    store.path_of(hashes[0]).unlink()
    store.path_of(hashes[1]).write_bytes(b"2wo")

    told = operator.run("doctor", secret=SECRET)

    assert told.returncode == 1
    assert "wrong Documents: each one on the shelf has its file, as its hash says" in told.stdout
    assert [line.split(":")[0].strip() for line in told.stdout.splitlines() if "its file is missing" in line] == [
        "document 1 (Photo 1)",
        "document 2 (Photo 2)",
    ]
