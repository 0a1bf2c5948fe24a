"""The demo's mail: letters go nowhere but into a folder, and are shown on the screen."""

import asyncio
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from portal_ui.mail import Answer, Trouble
from portal_ui.mail.addresses import only_recipient

_MOST = 200  # letters that are listed; older ones stay in the folder
_END = ".eml"
_NAME = re.compile(r"[0-9]{1,12}")
_OPENING = policy.default


@dataclass(frozen=True, slots=True)
class Received:
    """A letter in the box."""

    name: str  # by which it is asked for
    sender: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


class Mailbox:
    """Takes every letter, keeps it as a file, and reads it again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> Answer:
        """Keep the letter."""
        if not only_recipient(message):
            return Answer(is_accepted=False, is_final=True, trouble=Trouble.NO_ADDRESS)
        await asyncio.to_thread(self._keep, message.as_bytes(policy=policy.SMTP))
        return Answer(is_accepted=True, is_final=True, code=250, text="OK, kept in the demo's mailbox")

    async def letters(self) -> tuple[Received, ...]:
        """What came, the newest first."""
        return await asyncio.to_thread(self._newest)

    async def letter(self, name: str) -> Received | None:
        """That letter; `None` when there is none of that name."""
        return await asyncio.to_thread(self._read, name) if _NAME.fullmatch(name) else None

    def _names(self) -> list[str]:
        found = self._folder.glob(f"*{_END}") if self._folder.is_dir() else ()
        return sorted((file.stem for file in found if _NAME.fullmatch(file.stem)), key=int, reverse=True)

    def _newest(self) -> tuple[Received, ...]:
        read = (self._read(name) for name in self._names()[:_MOST])
        return tuple(letter for letter in read if letter is not None)

    def _read(self, name: str) -> Received | None:
        file = self._folder / f"{name}{_END}"
        if not file.is_file():
            return None
        message = BytesParser(_class=EmailMessage, policy=_OPENING).parsebytes(file.read_bytes())
        date = message["Date"]
        return Received(
            name=name,
            sender=str(message["From"]),
            to=str(message["To"]),
            subject=str(message["Subject"]),
            at=parsedate_to_datetime(str(date)) if date else datetime.fromtimestamp(file.stat().st_mtime, UTC),
            text=_part(message, "plain"),
            html=_part(message, "html"),
        )

    def _keep(self, letter: bytes) -> None:
        """Write it whole under the next number, for the portal's own user alone."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = int(next(iter(self._names()), "0")) + 1
        draft = self._folder / f".{number}.tmp"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(letter)
        draft.replace(self._folder / f"{number}{_END}")


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    return str(found.get_content()) if found is not None else ""
