"""The mail server that carries the letters: SMTP, with TLS wherever the server is not on this machine."""

import asyncio
import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage

import aiosmtplib

from portal_ui.mail import Answer, Trouble
from portal_ui.mail.addresses import only_recipient
from portal_ui.mail.servers import server

_STEP_SECONDS = 20.0
_LONGEST_SECONDS = 90.0  # of all steps together; the mailroom's lease is longer
_WIRE = policy.SMTP.clone(cte_type="7bit")
_PERMANENT = 500


class SmtpMailer:
    """Hands letters to one server, a connection each. A server elsewhere must speak TLS with a certificate of its own name."""

    def __init__(self, url: str, sender: str, *, trust: ssl.SSLContext | None = None, step_seconds: float = _STEP_SECONDS) -> None:
        self._server = server(url)
        self._sender = sender
        self._trust = trust or (_trusting_this_machine() if self._server.is_local else ssl.create_default_context())
        self._step_seconds = step_seconds
        self._farewells: set[asyncio.Task[None]] = set()

    async def send(self, message: EmailMessage) -> Answer:
        """Hand it over. A refusal of the letter or its recipient is final; one of us, silence or a broken line is not."""
        to = only_recipient(message)
        if not to:
            return Answer(is_accepted=False, is_final=True, trouble=Trouble.NO_ADDRESS)
        client = self._client()
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                answer = await self._hand_over(client, to, message.as_bytes(policy=_WIRE))
        except TimeoutError:
            answer = _later(Trouble.SILENCE)
        self._leave(client, is_polite=answer.code > 0)
        return answer

    def _client(self) -> aiosmtplib.SMTP:
        there = self._server
        return aiosmtplib.SMTP(
            hostname=there.host,
            port=there.port,
            username=there.user,
            password=there.password,
            local_hostname=self._sender.rpartition("@")[2],
            timeout=self._step_seconds,
            use_tls=there.is_tls,
            start_tls=None if there.is_local or there.is_tls else True,
            tls_context=self._trust,
        )

    async def _hand_over(self, client: aiosmtplib.SMTP, to: str, letter: bytes) -> Answer:
        try:
            await client.connect()
            await client.mail(self._sender)
            await client.rcpt(to)
            said = await client.data(letter)
        except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refused:
            return Answer(is_accepted=False, is_final=refused.code >= _PERMANENT, code=refused.code, text=_legible(refused.message))
        except aiosmtplib.SMTPResponseException as refused:  # our name, our sign-in or our address: the operator can mend that
            return Answer(is_accepted=False, is_final=False, code=refused.code, text=_legible(refused.message))
        except ssl.SSLError:
            return _later(Trouble.NOT_SAFE)
        except aiosmtplib.SMTPTimeoutError:
            return _later(Trouble.SILENCE)
        except aiosmtplib.SMTPConnectError as error:
            return _later(Trouble.NOT_SAFE if isinstance(error.__cause__, ssl.SSLError) else Trouble.NO_CONNECTION)
        except (aiosmtplib.SMTPServerDisconnected, OSError):
            return _later(Trouble.BROKEN_OFF)
        except aiosmtplib.SMTPException:  # what is left: it offers no STARTTLS, or no way to sign in
            return _later(Trouble.NOT_SAFE)
        return Answer(is_accepted=True, is_final=True, code=said.code, text=_legible(said.message))

    def _leave(self, client: aiosmtplib.SMTP, *, is_polite: bool) -> None:
        """Say goodbye on the side: what was accepted is to be noted first."""
        if not is_polite or not client.is_connected:
            client.close()
            return
        farewell = asyncio.create_task(_say_goodbye(client), name="leave the mail server")
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit()
    client.close()


def _later(trouble: Trouble) -> Answer:
    return Answer(is_accepted=False, is_final=False, trouble=trouble)


def _legible(text: str) -> str:
    """What a server said, on one line and without what a terminal would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _trusting_this_machine() -> ssl.SSLContext:
    """Servers on loopback have certificates that nobody signed, and nobody can stand between."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
