"""Whether the portal may start: each refusal is one clear line for the operator."""

import os
import resource
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from db import schema
from db.schema import DatabaseUnusableError
from portal_ui.mail.servers import LOOPBACK, SERVER_PORT, server
from portal_ui.settings import Settings
from portal_ui.stripe_keys import is_live
from portal_ui.stripe_keys import problems as stripe_problems

_SHORTEST_SECRET = 32
_FEWEST_FILES = 4096
MAY_DEFINE = (
    "The database role that serves may create and alter tables, and so take the audit's protection away. "
    "Give it a role that may not, and the owner's to migrate alone: docs/operations.md, PostgreSQL."
)
NO_MAIL_SERVER = "PORTAL_SMTP_URL is not set: invitations, new passwords and receipts wait in the outbox until it is."
_MENDED_SQLITE = (((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51)), ((3, 51, 3), (4,)))  # from, before


class NotReadyError(Exception):
    """The portal must not start like this; nothing was changed."""


def check_production(settings: Settings) -> None:
    """Refuse settings that would put customers at risk.

    Raises:
        NotReadyError: the first thing to mend.
    """
    for problem in _problems(settings):
        raise NotReadyError(problem)


def check_demo(environment: Mapping[str, str | None]) -> None:
    """Refuse keys for real money where the demo is to start.

    Raises:
        NotReadyError: which, and what to do about it.
    """
    for name, value in environment.items():
        if name.startswith("PORTAL_STRIPE_") and is_live((value or "").strip()):
            raise NotReadyError(f"{name} is a key for real money, which has no place beside the demo. Take it out of its environment.")


def check_database(settings: Settings) -> None:
    """Refuse a database that this portal cannot serve from.

    Raises:
        NotReadyError: it is missing, broken, older or newer, and what to do about it.
    """
    path = sqlite_file(settings)
    if path is not None and not path.is_file():
        raise NotReadyError(f"There is no database at {path}. Create it with: python main.py migrate")
    try:
        version = schema.current_version(settings.database)
    except DatabaseUnusableError as error:
        raise NotReadyError(f"The database cannot be opened: {error}.") from error
    if version == schema.expected_version():
        return
    if version is not None and version not in schema.known_versions():
        raise NotReadyError(f"The database was made by a newer portal (schema {version}). Install that version, or restore a backup.")
    raise NotReadyError("The database is not at this portal's schema. Bring it there with: python main.py migrate")


def check_money(settings: Settings) -> None:
    """Refuse a demo's database where real money is to move. The database is at this portal's schema.

    Raises:
        NotReadyError: it knows customers of the demo gateway.
    """
    if schema.knows_gateway(settings.database, "demo"):
        raise NotReadyError("This database is a demo's: its payments went through the demo gateway, which moves no money.")


def check_kept(settings: Settings, dotenv: Path = Path(".env")) -> None:
    """Refuse files that others on this machine can read, a folder they can change, and a database that takes no changes.

    Raises:
        NotReadyError: which, and what to do about it.
    """
    database = sqlite_file(settings)
    for path in (database, dotenv):
        if path is not None and path.is_file() and path.stat().st_mode & 0o077:
            raise NotReadyError(f"{path} can be read by others on this machine. Keep it to yourself with: chmod 600 {path}")
    folder = settings.data_dir
    if folder.is_dir() and folder.stat().st_mode & 0o022:
        raise NotReadyError(f"{folder} can be changed by others on this machine. Keep it to yourself with: chmod 700 {folder}")
    try:
        schema.check_writable(settings.database)
    except DatabaseUnusableError as error:
        raise NotReadyError(f"The database takes no changes: {error}.") from error


def warnings(settings: Settings, *, sqlite: tuple[int, ...] = sqlite3.sqlite_version_info) -> Iterator[str]:
    """What the portal can start with, but the operator should know."""
    if os.geteuid() == 0:
        yield "The portal runs as root. Give it a user of its own, so that a fault in it is no fault of the whole machine."
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files != resource.RLIM_INFINITY and files < _FEWEST_FILES:
        yield f"The portal may open {files} files at once, and each open page takes one. Allow {_FEWEST_FILES} or more with: ulimit -n"
    if not settings.smtp_url:
        yield NO_MAIL_SERVER
    if schema.may_define(settings.database):
        yield MAY_DEFINE
    if sqlite_file(settings) is not None and not _is_mended(sqlite):
        yield (
            f"SQLite {'.'.join(map(str, sqlite))} has a rare fault when two programs write to one file at the same instant. "
            "Use 3.51.3 or newer; until then keep other programs, this portal's commands among them, to quiet hours."
        )


def migrate(settings: Settings) -> str:
    """Bring the database to this portal's schema and return the schema's version.

    Raises:
        NotReadyError: it cannot be opened, or it belongs to a newer portal. It was left as it is; a file that was new is gone.
    """
    path, url = sqlite_file(settings), settings.migration_database_url or settings.database
    try:
        with nullcontext() if path is None else _private(path):
            version = schema.current_version(url)
            if version is not None and version not in schema.known_versions():
                raise NotReadyError(f"The database was made by a newer portal (schema {version}). It was left as it is.")
            schema.upgrade(url)
    except (DatabaseUnusableError, OSError) as error:
        raise NotReadyError(f"The database cannot be brought to this portal's schema: {error}.") from error
    return schema.expected_version()


def sqlite_file(settings: Settings) -> Path | None:
    """The file of an SQLite database; `None` for PostgreSQL."""
    return Path(settings.database.removeprefix("sqlite:///")) if settings.database.startswith("sqlite:///") else None


def _is_mended(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is outside of the range whose write-ahead log can lose a commit (3.7.0 to 3.51.2, but for back-ports)."""
    return any(first <= version < after for first, after in _MENDED_SQLITE)


@contextmanager
def _private(path: Path) -> Iterator[None]:
    """Nobody else may read the file, not even while it is being made; one made for nothing is removed again."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not path.exists()
    if is_new:
        path.touch(mode=0o600, exist_ok=False)
    try:
        yield
    except BaseException:
        if is_new:
            for end in ("", "-journal", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
        raise
    path.chmod(0o600)


def _problems(settings: Settings) -> Iterator[str]:
    url = urlsplit(settings.base_url)
    if not settings.is_https and not (url.hostname in LOOPBACK and settings.host in LOOPBACK):
        yield f"PORTAL_BASE_URL is {settings.base_url}, but people sign in here: it must be https, loopback aside."
    if not settings.secret:
        yield "PORTAL_SECRET is missing. Make one with: python main.py secrets new"
    if len(settings.secret) < _SHORTEST_SECRET or len(set(settings.secret)) < _SHORTEST_SECRET // 4 or "example" in settings.secret.lower():
        yield "PORTAL_SECRET must be at least 32 random characters; this one is too short, too plain or an example."
    elif any(settings.secret in other for other in (settings.smtp_url, settings.database_url, settings.migration_database_url)):
        yield "PORTAL_SECRET stands in another setting, too. Each secret has one use: make another one."
    if settings.secret_before and settings.secret_before == settings.secret:
        yield "PORTAL_SECRET_BEFORE is PORTAL_SECRET itself. Name the one before it, or leave it out."
    yield from stripe_problems(settings)
    if settings.smtp_url:
        mail = server(settings.smtp_url)
        if mail.port == SERVER_PORT and not mail.is_local:
            yield (
                f"PORTAL_SMTP_URL names port {SERVER_PORT} of {mail.host}, where encryption is not promised: "
                "emails carry links that let people in. Use smtps:// (port 465) or smtp:// with port 587."
            )
