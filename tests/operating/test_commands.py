"""The operator's own commands: the company, opening the portal, who belongs to the office."""

import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from tests.terminal import Operator, count, value

REFUSED = 2
BASE = {"base_url": "https://portal.piney-hollow.example"}
NAMED = ("company", "init", "--name", "Piney Hollow Hauling", "--time-zone", "America/Chicago", "--phone", "(903) 555-0142")
RUTH = "ruth@example.com"
BOOKS = Path(__file__).parents[2] / "docs" / "sample-books"


@pytest.fixture
def operator(tmp_path: Path, migrated_sqlite: Path) -> Operator:
    """An operator whose database is there, empty."""
    operator = Operator(tmp_path)
    operator.database.parent.mkdir()
    shutil.copyfile(migrated_sqlite, operator.database)
    return operator


def test_the_company_is_set_up_once_and_changed_only_on_purpose(operator: Operator) -> None:
    assert done(operator, *NAMED) == "The company is Piney Hollow Hauling."
    is_refused(operator, *NAMED, reason="The company is set up already: Piney Hollow Hauling. Add --change")

    done(operator, "company", "init", "--change", "--phone", "(903) 555-0199")

    assert value(operator.database, "SELECT name || ' ' || phone || ' ' || time_zone FROM company") == (
        "Piney Hollow Hauling (903) 555-0199 America/Chicago"
    )
    assert audited(operator) == [("operator", "company.init"), ("operator", "company.change")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "The company needs a name. Say it with --name."),
        (("--name", "  "), "The company needs a name. Say it with --name."),
        (("--name", "Piney", "--time-zone", "Mars/Olympus"), "--time-zone: "),
        (("--name", "Piney", "--currency", "dollars"), "--currency: "),
        (("--name", "Piney", "--currency", "XXZ"), "--currency: "),
        (("--name", "Piney", "--locale", "tlh_QO"), "--locale: "),
        (("--name", "Piney", "--email", "at home"), "--email: "),
        (("--name", "Piney", "--brand-color", "green"), "--brand-color: "),
    ],
)
def test_a_company_that_cannot_be_meant_is_not_set_up(operator: Operator, words: tuple[str, ...], reason: str) -> None:
    is_refused(operator, "company", "init", *words, reason=reason)
    assert count(operator.database, "company") == 0
    assert audited(operator) == []


def test_a_logo_is_drawn_anew_and_nothing_else_of_its_file_is_kept(operator: Operator) -> None:
    picture = Image.new("RGB", (900, 300), "#0f6b5c")
    picture.save(operator.folder / "logo.png", "JPEG", comment=b"taken in the owner's garden")
    done(operator, *NAMED, "--logo", "logo.png")

    with closing(sqlite3.connect(operator.database)) as connection:
        key, kept = connection.execute("SELECT logo_key, logo FROM company").fetchone()
    assert key == hashlib.sha256(kept).hexdigest()[:16]
    assert b"garden" not in kept
    drawn = Image.open(io.BytesIO(kept))
    assert (drawn.format, drawn.size) == ("PNG", (384, 128))

    done(operator, "company", "init", "--change", "--logo", "-")
    assert value(operator.database, "SELECT logo_key || coalesce(length(logo), 'none') FROM company") == "none"


def test_what_is_no_picture_becomes_no_logo(operator: Operator) -> None:
    (operator.folder / "logo.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")

    is_refused(operator, *NAMED, "--logo", "logo.png", reason="--logo: logo.png is neither a PNG nor a JPEG picture. Nothing was changed.")
    assert count(operator.database, "company") == 0


def test_books_do_not_replace_what_the_operator_has_said_of_the_company_unasked(operator: Operator) -> None:
    done(operator, *NAMED, "--time-zone", "America/Denver")
    said = "SELECT name || ' ' || time_zone FROM company"

    told = operator.run("import", str(BOOKS)).stdout
    assert "company.csv was left aside: the company is as `company init` has set it up. Add --company to take it from the file." in told
    assert value(operator.database, said) == "Piney Hollow Hauling America/Denver"
    assert count(operator.database, "customers") != 0

    assert "left aside" not in operator.run("import", str(BOOKS), "--company").stdout
    assert value(operator.database, said) != "Piney Hollow Hauling America/Denver"


def test_the_portal_opens_and_closes_by_the_operators_word_alone(operator: Operator) -> None:
    is_refused(operator, "portal", "activate", reason="There is no company yet.")
    done(operator, *NAMED)

    assert done(operator, "portal", "status").splitlines()[0] == "The portal is closed to customers."
    assert done(operator, "portal", "activate") == "The portal is open to customers."
    assert done(operator, "portal", "activate") == "The portal was open to customers already."
    assert done(operator, "portal", "status").splitlines() == [
        "The portal is open to customers.",
        "Switched on for 0 of 0 customers.",
        "People: 0 active, 0 invited, 0 off.",
        "Letters: 0 waiting, 0 came back.",
    ]
    assert done(operator, "portal", "deactivate") == "The portal is closed to customers."
    assert [action for _actor, action in audited(operator)] == ["company.init", "portal.activate", "portal.deactivate"]


def test_a_new_member_gets_one_link_which_is_kept_nowhere(operator: Operator) -> None:
    link = done(operator, "staff", "add", f" {RUTH.upper()} ", "--role", "admin", "--name", "Ruth Calloway")

    found = re.fullmatch(rf"{BASE['base_url']}/staff/create-password/([\w-]{{43,}})", link)
    assert found is not None, link
    assert value(operator.database, "SELECT email || ' ' || role || ' ' || name FROM staff") == f"{RUTH} admin Ruth Calloway"
    assert value(operator.database, "SELECT password_hash FROM staff") is None
    assert found[1].encode() not in b"".join(file.read_bytes() for file in operator.database.parent.iterdir())
    assert value(operator.database, "SELECT token_hash FROM one_time_tokens") == hashlib.sha256(found[1].encode()).hexdigest()
    with closing(sqlite3.connect(operator.database)) as connection:
        details = connection.execute("SELECT details FROM audit").fetchone()[0]
    assert json.loads(details) == {"email": "r***@example.com", "role": "admin"}


def test_a_link_that_opens_on_this_machine_alone_says_so(operator: Operator) -> None:
    added = operator.run("staff", "add", RUTH)

    assert added.stdout.startswith("http://127.0.0.1:8080/staff/create-password/")
    assert "Warning: This link opens on this machine alone: PORTAL_BASE_URL is http://127.0.0.1:8080." in added.stderr
    assert operator.run("staff", "link", RUTH, **BASE).stderr == ""


def test_a_member_is_added_once_and_only_with_an_email(operator: Operator) -> None:
    done(operator, "staff", "add", RUTH)

    is_refused(operator, "staff", "add", RUTH, reason="is of the office already. For a new link: python main.py staff link")
    is_refused(operator, "staff", "add", "ruth at home", reason="'ruth at home' is not an email address")
    assert operator.run("staff", "add", "ann@example.com", "--role", "owner").returncode == REFUSED
    for word in ("link", "disable", "enable"):
        is_refused(operator, "staff", word, "nobody@example.com", reason="Nobody of the office has the email 'nobody@example.com'")
    assert count(operator.database, "staff") == 1


def test_a_new_link_kills_the_one_before(operator: Operator) -> None:
    done(operator, "staff", "add", RUTH)
    done(operator, "staff", "link", RUTH)

    assert count(operator.database, "one_time_tokens WHERE used_at IS NULL AND expires_at > created_at") == 1
    assert [action for _actor, action in audited(operator)] == ["staff.add", "staff.link"]


def test_a_disabled_member_has_no_link_until_they_may_come_in_again(operator: Operator) -> None:
    done(operator, "staff", "add", RUTH)

    assert done(operator, "staff", "disable", RUTH) == f"{RUTH} is disabled."
    assert done(operator, "staff", "disable", RUTH) == f"{RUTH} was disabled already."
    assert count(operator.database, "one_time_tokens WHERE used_at IS NULL AND expires_at > created_at") == 0
    is_refused(operator, "staff", "link", RUTH, reason=f"{RUTH} is disabled.")
    assert "disabled" in done(operator, "staff", "list")
    assert done(operator, "staff", "enable", RUTH) == f"{RUTH} may come in again."
    assert done(operator, "staff", "role", RUTH, "read-only") == f"{RUTH} is read-only now."
    assert [action for _actor, action in audited(operator)] == ["staff.add", "staff.disable", "staff.enable", "staff.role"]


def test_a_new_secret_is_long_and_another_each_time(operator: Operator) -> None:
    first, second = done(operator, "secrets", "new"), done(operator, "secrets", "new")

    assert first != second
    assert re.fullmatch(r"[\w-]{64}", first)


def done(operator: Operator, *words: str) -> str:
    """What a command says that does what it is told."""
    ended = operator.run(*words, **BASE)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.strip()


def is_refused(operator: Operator, *words: str, reason: str) -> None:
    """It says why in one line, and ends with 2."""
    ended: subprocess.CompletedProcess[str] = operator.run(*words, **BASE)
    assert ended.returncode == REFUSED, ended.stdout
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert reason in ended.stderr
    assert ended.stdout == ""


def audited(operator: Operator) -> list[tuple[str, str]]:
    """Who did what, as it is written down."""
    with closing(sqlite3.connect(operator.database)) as connection:
        return connection.execute("SELECT actor, action FROM audit ORDER BY id").fetchall()
