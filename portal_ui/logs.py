"""The log: in UTC, each entry with the request it belongs to, and without what belongs to people, also where a fault quotes it."""

import logging
import re
import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass, field

_LINE = "%(asctime)sZ %(levelname)s %(name)s%(trail)s: %(message)s"
_BEFORE_AT = re.compile(r"[^\s@\"'<>()=,;/]+@(?=[\w.-])")  # an email's name; of an address, its user and password
_SESSION_LETTERS = 8


@dataclass(slots=True)
class Trail:
    """What all entries of one request have in common. It is filled in while the guard finds out who asks."""

    request: str = field(default_factory=lambda: secrets.token_hex(4))
    actor: str = ""  # as the audit names them, such as "person:7"
    session: str = ""  # how the hash of the session's token begins

    def __str__(self) -> str:
        who = f" {self.actor} session {self.session}" if self.actor else ""
        return f" [request {self.request}{who}]"


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


def begin(level: str) -> None:
    """Write what is at least this serious to the standard error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter(_LINE))
    logging.basicConfig(level=level.upper(), handlers=[handler])


def begin_request(before: Trail | None = None) -> Trail:
    """From here on, and in every task that begins here, entries are of a new request; of whoever `before` was of."""
    trail = Trail() if before is None else Trail(actor=before.actor, session=before.session)
    _trail.set(trail)
    return trail


def trail() -> Trail:
    """What is known of the present request. Work that none asked for is one of its own."""
    return _trail.get() or begin_request()


def name(actor: str, token_hash: str) -> None:
    """Who asks, and in which session: of the hash that the database keeps of its token, only the beginning is written."""
    known = trail()
    known.actor, known.session = actor, session_mark(token_hash)


def session_mark(token_hash: str) -> str:
    """A session as the log names it: enough to tell it from others and to find it in the table, and the way to no cookie."""
    return token_hash[:_SESSION_LETTERS]


class DiscreetFormatter(logging.Formatter):
    """Leaves of each email, and of whoever stands in a database's or mail server's address, only the host."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, the traceback too."""
        record.trail = str(_trail.get() or "")
        return _BEFORE_AT.sub("***@", super().format(record))
