"""Mail: what whoever carries a letter must do. The words of the letters are in `letters`, the outbox's worker is the mailroom."""

from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from typing import Protocol


class Trouble(Enum):
    """Why there is no answer of a server to show."""

    NO_CONNECTION = "no-connection"
    SILENCE = "silence"
    BROKEN_OFF = "broken-off"
    NOT_SAFE = "not-safe"  # encryption is not offered, or the certificate is not the server's
    NO_ADDRESS = "no-address"
    NOT_THEIRS = "not-theirs"  # the address is not, or no more, that of someone who may come in
    UNKNOWN_KIND = "unknown-kind"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt: the server's own code and text, or the trouble that kept it from answering."""

    is_accepted: bool
    is_final: bool  # trying this letter again is of no use
    code: int = 0
    text: str = ""
    trouble: Trouble | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether a server was there and spoke to us as it should; if not, other letters would fare no better."""
        return self.trouble not in _AWAY


_AWAY = (Trouble.NO_CONNECTION, Trouble.SILENCE, Trouble.BROKEN_OFF, Trouble.NOT_SAFE)


class Mailer(Protocol):
    """Carries letters away."""

    async def send(self, message: EmailMessage) -> Answer:
        """Hand over one letter to its one recipient, and say what came of it. Whatever happens outside is an answer, never an error."""
        ...
