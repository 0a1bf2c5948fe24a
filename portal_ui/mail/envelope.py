"""A letter's words in an envelope: one sender, one recipient, and what a mail server wants to know."""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from secrets import token_hex

from portal_ui.mail.addresses import is_address
from portal_ui.mail.letters import Written
from portal_ui.mail.letters.printing import tidy
from portal_ui.mail.letters.shapes import LOGO_ID

_LONGEST_NAME = 80


class BadRecipientError(Exception):
    """The letter is addressed to nobody a mail server could mean."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose name stands on the envelope, from which address, and where answers go."""

    name: str
    address: str
    answers_to: str = ""


def sealed(written: Written, *, to: str, sender: Sender, letter_id: int, now: datetime) -> EmailMessage:
    """The letter as it travels. Each time it is sealed it gets an id of its own: what is sent again is another letter.

    Raises:
        BadRecipientError: `to` is not exactly one address.
    """
    if not is_address(to):
        raise BadRecipientError
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(tidy(sender.name)[:_LONGEST_NAME], addr_spec=sender.address)
    message["To"] = Address(addr_spec=to)
    if is_address(sender.answers_to):
        message["Reply-To"] = Address(addr_spec=sender.answers_to)
    message["Subject"] = written.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter_id}.{token_hex(12)}@{sender.address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    if written.logo:
        _page(message).add_related(written.logo, "image", "png", cid=f"<{LOGO_ID}>", disposition="inline", filename="logo.png")
    return message


def _page(message: EmailMessage) -> EmailMessage:
    """The part that is HTML; what it shows travels beside it."""
    page = message.get_body(("html",))
    assert isinstance(page, EmailMessage)  # noqa: S101 - it was just added
    return page
