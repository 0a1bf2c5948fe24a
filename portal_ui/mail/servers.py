"""Which mail server a URL names."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SERVER_PORT = 25  # from server to server, where nobody promises encryption
_PORTS = {"smtp": SERVER_PORT, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail server is, as its URL says."""

    host: str
    port: int
    is_tls: bool  # from the first byte; else STARTTLS
    user: str | None
    password: str | None = field(repr=False)

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, where nobody can listen in between."""
        return self.host in LOOPBACK


def server(url: str) -> Server:
    """The server an `smtp://` or `smtps://` URL names.

    Raises:
        ValueError: it names none; the text never repeats the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise ValueError("must be like smtps://user:password@mail.example.com or smtp://127.0.0.1:1025") from None
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must name a server and nothing else, like smtps://user:password@mail.example.com")
    if (parts.username is None) != (parts.password is None):
        raise ValueError("must name both a user and a password, or neither")
    user, password = (unquote(part) if part is not None else None for part in (parts.username, parts.password))
    return Server(parts.hostname, port, parts.scheme == "smtps", user, password)
