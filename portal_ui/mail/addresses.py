"""What an address may look like: one mailbox, without a name, a comment or anything a server could read as a command."""

import re
from email.message import EmailMessage

_LONGEST = 254
_LONGEST_LOCAL = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def is_address(text: str) -> bool:
    """Whether the text is exactly one address, such as `dana@example.com`."""
    return len(text) <= _LONGEST and text.find("@") <= _LONGEST_LOCAL and _ADDRESS.fullmatch(text) is not None


def only_recipient(message: EmailMessage) -> str:
    """The one address the letter goes to; empty when it names none, several, or one that is none."""
    named = [message.get_all(header, []) for header in ("To", "Cc", "Bcc")]
    addresses = [address.addr_spec for headers in named for header in headers for address in header.addresses]
    return addresses[0] if len(addresses) == 1 and is_address(addresses[0]) else ""
