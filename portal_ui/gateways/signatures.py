"""Proof that news is a gateway's: a time and a keyed hash over the raw body, `t=...,v1=...`, as Stripe signs and the demo does too."""

import hashlib
import hmac
import re
from collections.abc import Sequence

from portal_ui.gateways import BadEventError

TOLERANCE_SECONDS = 300
_TIME = re.compile(r"[0-9]{1,12}")


def check(body: bytes, header: str, secrets: Sequence[bytes], at: float) -> None:
    """Refuse what none of the secrets signed within the last five minutes, nor will have in the next five.

    Raises:
        BadEventError: it proves nothing.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    time = next((value for name, _sign, value in parts if name == "t"), "")
    if not _TIME.fullmatch(time) or abs(at - int(time)) > TOLERANCE_SECONDS:
        raise BadEventError("The event has no time, or was signed too long ago or ahead.")
    expected = [hashed(secret, time, body).encode() for secret in secrets if secret]
    given = [value.encode("utf-8", "replace") for name, _sign, value in parts if name == "v1"]
    if not any(hmac.compare_digest(one, value) for one in expected for value in given):
        raise BadEventError("The event's signature is not the gateway's.")


def header(secret: bytes, at: float, body: bytes) -> str:
    """The header that proves a body, signed at that moment."""
    time = str(int(at))
    return f"t={time},v1={hashed(secret, time, body)}"


def hashed(secret: bytes, time: str, body: bytes) -> str:
    """The keyed hash of a body and the time it was signed."""
    return hmac.new(secret, time.encode() + b"." + body, hashlib.sha256).hexdigest()
