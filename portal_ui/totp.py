"""Codes that change each half minute, as authenticator apps show them (RFC 6238)."""

import base64
import hmac
from datetime import datetime

import pyotp

_SECONDS = 30
_DIGITS = 6
_AROUND = (0, -1, 1)  # clocks may differ by one step


def secret_of(token: str) -> str:
    """160 bits, in the letters that people can type into an app, for who holds the sign-in's token.

    The same each time the page is shown. The token is nowhere at rest and is replaced when the secret is kept.
    """
    return base64.b32encode(hmac.digest(token.encode(), b"second factor", "sha256")[:20]).decode("ascii")


def address(secret: str, *, email: str, company: str) -> str:
    """What the QR picture holds: an app that reads it shows the company, the email and the codes."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=company)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, the present one or one beside it; `None` when it is none of them.

    A code is good once: the caller keeps the step and takes no code of it, or of an earlier one, again.
    """
    digits = "".join(letter for letter in code if not letter.isspace())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    present = int(now.timestamp()) // _SECONDS
    codes = pyotp.TOTP(secret, digits=_DIGITS, interval=_SECONDS)
    matching = [present + around for around in _AROUND if hmac.compare_digest(codes.generate_otp(present + around), digits)]
    return matching[0] if matching else None
