"""Settings from the environment and `.env`, and starts that are refused."""

import os
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from db import schema
from portal_ui import demo_folder, readiness
from portal_ui import settings as installation
from portal_ui.claim import claimed
from portal_ui.readiness import NotReadyError
from portal_ui.settings import BadSettingError, Settings

NO_FILE = Path("there is no such file")
GOOD = Settings(base_url="https://portal.acme.test", secret="q7Gv0xZ1mB9sT4kL2wR8yN5cJ3hF6dPaE0uVxQzWk")


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PORTAL_PORT=9000\nPORTAL_HOST=127.0.0.2\n")
    settings = installation.read({"PORTAL_PORT": "9001"}, dotenv)
    assert (settings.port, settings.host, settings.session_hours) == (9001, "127.0.0.2", 12)
    origins = {row.name: row.origin for row in installation.rows({"PORTAL_PORT": "9001"}, dotenv)}
    assert (origins["PORTAL_PORT"], origins["PORTAL_HOST"], origins["PORTAL_SECRET"]) == ("environment", "the file .env", "default")


def test_a_list_of_settings_never_shows_a_secret() -> None:
    rows = installation.rows({"PORTAL_SECRET": "open sesame"}, NO_FILE)
    assert "open sesame" not in str(rows)
    assert next(row.value for row in rows if row.name == "PORTAL_SECRET") == "(set)"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PORT", "eighty"),
        ("PORTAL_PORT", "0"),
        ("PORTAL_PORT", "70000"),
        ("PORTAL_PORT", "-1"),
        ("PORTAL_PASSWORD_LENGTH", "7"),
        ("PORTAL_LOG_LEVEL", "loud"),
        ("PORTAL_BASE_URL", "portal.example.com"),
        ("PORTAL_BASE_URL", "https://portal.example.com/portal"),
        ("PORTAL_TRUSTED_PROXIES", "*"),
        ("PORTAL_TRUSTED_PROXIES", "127.0.0.1, proxy"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=name):
        installation.read({name: value}, NO_FILE)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"base_url": "http://portal.acme.test"}, "https"),
        ({"base_url": "http://127.0.0.1:8080", "host": "0.0.0.0"}, "https"),  # noqa: S104 - what must be refused
        ({"secret": ""}, "PORTAL_SECRET is missing"),
        ({"secret": "short"}, "32 random"),
        ({"secret": "a" * 64}, "32 random"),
        ({"secret": "example-" * 8}, "32 random"),
    ],
)
def test_production_refuses_to_put_customers_at_risk(changed: dict[str, str], word: str) -> None:
    with pytest.raises(NotReadyError, match=word):
        readiness.check_production(replace(GOOD, **changed))  # type: ignore[arg-type]  # all of them are texts


def test_safe_settings_may_serve() -> None:
    readiness.check_production(GOOD)
    readiness.check_production(replace(GOOD, base_url="http://127.0.0.1:8080"))


def test_a_start_without_a_mail_server_says_that_letters_wait() -> None:
    named = replace(GOOD, smtp_url="smtps://mail.acme.test", mail_from="portal@acme.test")

    assert any("PORTAL_SMTP_URL" in line and "wait" in line for line in readiness.warnings(GOOD))
    assert not any("PORTAL_SMTP_URL" in line for line in readiness.warnings(named))


def test_a_start_as_root_is_warned_of() -> None:
    assert any("runs as root" in line for line in readiness.warnings(GOOD)) == (os.geteuid() == 0)


@pytest.mark.parametrize(("files", "is_warned_of"), [(4095, True), (4096, False)])
def test_a_start_with_few_files_allowed_is_warned_of(files: int, is_warned_of: bool) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    try:
        told = list(readiness.warnings(GOOD))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert any(f"The portal may open {files} files at once" in line for line in told) == is_warned_of


@pytest.mark.parametrize(
    ("version", "is_warned_of"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 45, 0), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False)],
)
def test_an_sqlite_that_can_lose_a_commit_is_warned_of(version: tuple[int, ...], is_warned_of: bool) -> None:
    named = f"SQLite {'.'.join(map(str, version))} has a rare fault"

    assert any(named in line for line in readiness.warnings(GOOD, sqlite=version)) == is_warned_of


def test_a_mail_servers_password_is_listed_nowhere() -> None:
    rows = installation.rows(
        {"PORTAL_SMTP_URL": "smtps://portal:p%40ss%3Aword@mail.acme.test", "PORTAL_MAIL_FROM": "portal@acme.test"}, NO_FILE
    )

    assert "word" not in next(row.value for row in rows if row.name == "PORTAL_SMTP_URL")
    assert "mail.acme.test" in str(rows)


def test_the_frameworks_own_storage_is_refused() -> None:
    installation.check_framework({"PORTAL_PORT": "8080"})
    with pytest.raises(BadSettingError, match="NICEGUI_REDIS_URL"):
        installation.check_framework({"NICEGUI_REDIS_URL": "redis://127.0.0.1"})


def test_a_missing_database_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match=r"main\.py migrate"):
        readiness.check_database(replace(GOOD, data_dir=tmp_path))


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    settings = replace(GOOD, data_dir=tmp_path)
    (tmp_path / "portal.sqlite").write_text("dear diary " * 500)
    for refused in (readiness.check_database, readiness.migrate):
        with pytest.raises(NotReadyError, match="not a database"):
            refused(settings)
    assert (tmp_path / "portal.sqlite").read_text() == "dear diary " * 500


def test_a_database_of_a_newer_portal_is_left_as_it_is(tmp_path: Path) -> None:
    settings = replace(GOOD, data_dir=tmp_path)
    assert readiness.migrate(settings) == schema.expected_version()
    _set_version(settings, "9999")
    for refused in (readiness.check_database, readiness.migrate):
        with pytest.raises(NotReadyError, match="newer portal"):
            refused(settings)
    assert schema.current_version(settings.database) == "9999"


def test_the_database_of_a_new_installation_is_for_its_user_alone(tmp_path: Path) -> None:
    settings = replace(GOOD, data_dir=tmp_path / "data")
    readiness.migrate(settings)
    assert (settings.data_dir / "portal.sqlite").stat().st_mode & 0o777 == 0o600
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700
    readiness.migrate(settings)
    readiness.check_database(settings)


def test_the_demo_takes_no_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "books.xlsx").write_text("a year of work")
    with pytest.raises(NotReadyError, match="not the demo's"):
        demo_folder.check(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["books.xlsx"]


def test_one_process_serves_a_folder(tmp_path: Path) -> None:
    with claimed(tmp_path / "data"), pytest.raises(NotReadyError, match="already"), claimed(tmp_path / "data"):
        pytest.fail("two hold the same folder")
    with claimed(tmp_path / "data"):
        demo_folder.check(tmp_path / "data")


def test_a_fresh_demo_forgets_and_another_start_keeps(tmp_path: Path) -> None:
    first = demo_folder.settings(tmp_path / "demo", 8080, fresh=False)
    assert demo_folder.settings(tmp_path / "demo", 8081, fresh=False).secret == first.secret
    assert demo_folder.settings(tmp_path / "demo", 8080, fresh=True).secret != first.secret


def _set_version(settings: Settings, version: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(settings.database)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    engine.dispose()
