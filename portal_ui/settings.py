"""What differs between two installations, read once at the start from the environment and `.env`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, cast

from dotenv import dotenv_values

from portal_ui.mail.addresses import is_address
from portal_ui.mail.servers import server


class BadSettingError(Exception):
    """A setting that cannot be used. `str(error)` is the one line the operator reads."""


Value = str | int | Path | tuple[str, ...]

_SERVER = "postgresql+psycopg://"
_DATABASES = ("sqlite:///", _SERVER)
_OF_TESTS = ("PORTAL_CHROMIUM", "PORTAL_TEST_POSTGRES_URL")
_WIDEST_V4, _WIDEST_V6 = 8, 16  # bits: of a network whose every member is believed
_PRIVATE_V6, _MAPPED = IPv6Network("fc00::/7"), IPv6Network("::ffff:0:0/96")
_PASSWORD = re.compile(r"(://[^:/@]*):.*@")  # inside an address


def _means(meaning: str, *, secret: bool = False) -> dict[str, Any]:
    return {"meaning": meaning, "secret": secret}


@dataclass(frozen=True)
class Settings:
    """The settings of one installation. Each is an environment variable `PORTAL_<NAME>`."""

    base_url: str = field(
        default="http://127.0.0.1:8080", metadata=_means("The address customers type, scheme and host; links in letters begin with it")
    )
    host: str = field(default="127.0.0.1", metadata=_means("The network address to listen on"))
    port: int = field(default=8080, metadata=_means("The port to listen on"))
    data_dir: Path = field(default=Path("data"), metadata=_means("The folder for the database, documents and other files of ours"))
    database_url: str = field(
        default="",
        repr=False,
        metadata=_means("The database; empty: SQLite in the data folder. PostgreSQL: postgresql+psycopg://user@host/name"),
    )
    migration_database_url: str = field(
        default="",
        repr=False,
        metadata=_means("PostgreSQL, for migrate alone: the same database by the role that owns its tables; empty: PORTAL_DATABASE_URL"),
    )
    secret: str = field(
        default="",
        repr=False,
        metadata=_means("At least 32 random characters; peppers passwords. Losing it makes every password useless", secret=True),
    )
    secret_before: str = field(
        default="",
        repr=False,
        metadata=_means(
            "The PORTAL_SECRET before this one: its passwords still open, and move to the new one at each sign-in", secret=True
        ),
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(), metadata=_means("Addresses of reverse proxies whose X-Forwarded-For and -Proto are believed, comma separated")
    )
    smtp_url: str = field(
        default="",
        repr=False,
        metadata=_means(
            "The mail server: smtps://user:password@mail.example.com, or smtp://...:587 with STARTTLS. Empty: letters wait in the outbox"
        ),
    )
    mail_from: str = field(default="", metadata=_means("The address letters come from, such as portal@example.com"))
    session_idle_minutes: int = field(default=30, metadata=_means("A customer is signed out after so many minutes without activity"))
    session_hours: int = field(default=12, metadata=_means("A customer is signed out after so many hours in any case"))
    password_length: int = field(default=12, metadata=_means("The fewest characters a password may have; 8 at the least"))
    pdf_workers: int = field(default=2, metadata=_means("How many processes make PDFs"))
    log_level: str = field(default="info", metadata=_means("How much is logged: debug, info, warning or error"))

    @property
    def database(self) -> str:
        """The database URL, the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'portal.sqlite'}"

    @property
    def is_https(self) -> bool:
        """Whether customers come over https, so that cookies are Secure."""
        return self.base_url.startswith("https://")


@dataclass(frozen=True)
class SettingRow:
    """One setting as `python main.py settings` lists it."""

    name: str
    value: str
    origin: str
    meaning: str


def read(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """The settings of this installation: the environment, else `.env`, else the defaults.

    Raises:
        BadSettingError: a value is of the wrong kind or out of range; the text names the setting.
    """
    found = _found(environment, dotenv)
    values: dict[str, Any] = {
        part.name: _parsed(part.name, found[part.name][0], cast(Value, part.default)) for part in fields(Settings) if part.name in found
    }
    return checked(Settings(**values))


def rows(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> list[SettingRow]:
    """Every setting with its value (secrets hidden), where the value comes from, and what it means."""
    found = _found(environment, dotenv)
    settings = read(environment, dotenv)
    listed = []
    for part in fields(Settings):
        value = getattr(settings, part.name)
        text = _PASSWORD.sub(r"\1:(set)@", ", ".join(value) if isinstance(value, tuple) else str(value))
        hidden = "(set)" if text else "(not set)"
        origin = found[part.name][1] if part.name in found else "default"
        listed.append(SettingRow(_variable(part.name), hidden if part.metadata["secret"] else text, origin, part.metadata["meaning"]))
    return listed


def unknown(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> tuple[str, ...]:
    """A sentence for each variable that looks like a setting and is none, so that a misspelt one is not left out in silence."""
    known = [part.name for part in fields(Settings)]
    names = {*_dotenv(dotenv), *(environment or os.environ)} - {*map(_variable, known), *_OF_TESTS}
    told = []
    for name in sorted(name for name in names if name.upper().startswith("PORTAL_")):
        near = get_close_matches(name.lower().removeprefix("portal_"), known, 1)
        told.append(f"{name} is no setting, and is ignored.{f' Is {_variable(near[0])} meant?' if near else ''}")
    return tuple(told)


def check_framework(environment: Mapping[str, str] | None = None) -> None:
    """Refuse variables that would have NiceGUI keep what the portal keeps itself.

    Raises:
        BadSettingError: one of them is set.
    """
    for name in ("NICEGUI_REDIS_URL", "NICEGUI_STORAGE_PATH"):
        if name in (environment or os.environ):
            raise BadSettingError(f"{name} is set, but sessions and storage are the portal's own. Remove it from the environment.")


def _variable(name: str) -> str:
    return f"PORTAL_{name.upper()}"


def _found(environment: Mapping[str, str] | None, dotenv: Path) -> dict[str, tuple[str, str]]:
    """What is set, with its origin; the environment goes before `.env`."""
    sources = (("the file .env", _dotenv(dotenv)), ("environment", environment or os.environ))
    return {
        part.name: (text, origin)
        for origin, source in sources
        for part in fields(Settings)
        if (text := source.get(_variable(part.name))) is not None
    }


def _dotenv(file: Path) -> Mapping[str, str | None]:
    return dotenv_values(file) if file.is_file() else {}


def _parsed(name: str, text: str, default: Value) -> Value:
    if isinstance(default, int):
        if not text.strip().isdecimal():
            raise BadSettingError(f"{_variable(name)} is {text!r}, but must be a whole number.")
        return int(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return Path(text) if isinstance(default, Path) else text.strip()


def checked(settings: Settings) -> Settings:
    """The same settings, unless no installation can mean them.

    Raises:
        BadSettingError: a value is out of range; the text names the setting.
    """
    if not settings.base_url.startswith(("http://", "https://")) or settings.base_url.count("/") != 2:
        raise BadSettingError(f"PORTAL_BASE_URL is {settings.base_url!r}, but must be like https://portal.example.com, without a path.")
    if settings.database_url and not settings.database_url.startswith(_DATABASES):
        raise BadSettingError(f"PORTAL_DATABASE_URL must begin with {' or '.join(_DATABASES)}: no other database is known here.")
    owners = settings.migration_database_url
    if owners and not (owners.startswith(_SERVER) and settings.database_url.startswith(_SERVER)):
        raise BadSettingError(f"PORTAL_MIGRATION_DATABASE_URL and PORTAL_DATABASE_URL must both begin with {_SERVER}: it is one database.")
    _check_mail(settings.smtp_url, settings.mail_from)
    ranges = {
        "port": (1, 65535),
        "session_idle_minutes": (1, 1440),
        "session_hours": (1, 168),
        "password_length": (8, 128),
        "pdf_workers": (1, 16),
    }
    for name, (least, most) in ranges.items():
        if not least <= getattr(settings, name) <= most:
            raise BadSettingError(f"{_variable(name)} is {getattr(settings, name)}, but must be between {least} and {most}.")
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        raise BadSettingError(f"PORTAL_LOG_LEVEL is {settings.log_level!r}, but must be debug, info, warning or error.")
    _check_proxies(settings.trusted_proxies)
    return settings


def _check_mail(url: str, sender: str) -> None:
    if sender and not is_address(sender):
        raise BadSettingError(f"PORTAL_MAIL_FROM is {sender!r}, but must be one address, such as portal@example.com.")
    if not url:
        return
    try:
        server(url)
    except ValueError as error:
        raise BadSettingError(f"PORTAL_SMTP_URL {error}.") from None
    if not sender:
        raise BadSettingError("PORTAL_MAIL_FROM is missing: with PORTAL_SMTP_URL the portal must know which address letters come from.")


def _check_proxies(proxies: tuple[str, ...]) -> None:
    if "*" in proxies:
        raise BadSettingError("PORTAL_TRUSTED_PROXIES must name addresses; '*' would let anyone choose the address they come from.")
    for proxy in proxies:
        try:
            network = ip_network(proxy, strict=False)
        except ValueError:
            raise BadSettingError(f"PORTAL_TRUSTED_PROXIES names {proxy!r}, which is neither an address nor a network.") from None
        if _holds_strangers(network):
            raise BadSettingError(
                f"PORTAL_TRUSTED_PROXIES names {proxy!r}: strangers are in it, who could then choose the address they come from. "
                f"Name your proxies; a public network may be an IPv4 /{_WIDEST_V4} or an IPv6 /{_WIDEST_V6} at the widest."
            )


def _holds_strangers(network: IPv4Network | IPv6Network) -> bool:
    """Whether a network is wider than any operator's own; IPv4 written as IPv6 counts as IPv4."""
    if isinstance(network, IPv4Network):
        return network.prefixlen < _WIDEST_V4
    if network.subnet_of(_PRIVATE_V6):
        return False
    if network.subnet_of(_MAPPED):
        return network.prefixlen - _MAPPED.prefixlen < _WIDEST_V4
    return network.prefixlen < _WIDEST_V6
