"""A real SMTP server on loopback that does what a test tells it to: accept, refuse, hang up, keep silent."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 OK: kept"
HANG_UP = "hang up"
SILENCE = "silence"
Behaviour = Callable[[EmailMessage], str]


class PostOffice:
    """Letters that came, and how the next ones are to be met."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.encrypted: list[bool] = []
        self.users: list[tuple[str, str]] = []
        self.at_recipient = "250 OK"
        self.at_data: str | Behaviour = OK
        self.on_letter: Callable[[], None] = lambda: None
        self.host = "127.0.0.1"
        self.port = 0
        self._server: asyncio.Server | None = None
        self._rest = asyncio.Event()
        self._sessions: list[SMTP] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"smtp://{self.host}:{self.port}"

    def recipients(self) -> list[str]:
        """Who was written to, letter by letter."""
        return [to for _sender, tos in self.envelopes for to in tos]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        assert isinstance(envelope.content, bytes)
        letter = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(envelope.content)
        behaviour = self.at_data if isinstance(self.at_data, str) else self.at_data(letter)
        if behaviour.startswith("250"):
            self.letters.append(letter)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
            self.encrypted.append(session.ssl is not None)
            self.on_letter()
        if behaviour == HANG_UP:
            _cut(server)
        if behaviour == SILENCE:
            await self._rest.wait()
        return behaviour

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """Let one user in."""
        self.users.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"p@ss word", handled=False)

    async def open(self, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        """Begin to listen."""
        loop, self.host = asyncio.get_running_loop(), host

        def session() -> SMTP:
            made = SMTP(self, loop=loop, hostname="mail.test", tls_context=tls, authenticator=self.authenticate, **options)
            self._sessions.append(made)
            return made

        self._server = await loop.create_server(session, host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more."""
        self._rest.set()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None
        for session in self._sessions:
            _cut(session)
        self._sessions.clear()


def _cut(server: SMTP) -> None:
    """Break the line without a word."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


@asynccontextmanager
async def post_office(**options: Any) -> AsyncIterator[PostOffice]:
    """An office that is open until the block ends."""
    office = PostOffice()
    await office.open(**options)
    try:
        yield office
    finally:
        await office.close()


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side of TLS under a certificate nobody knows, and a client's side that trusts it."""
    key, cert = folder / f"{host}.key", folder / f"{host}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}"]
    names = ["-addext", f"subjectAltName=IP:{host}", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(cert, key)
    return there, ssl.create_default_context(cafile=str(cert))
