"""Proof that an event is the demo processor's: a time and a keyed hash over the raw body, in the manner of real ones."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from portal_ui.gateways import BadEventError, Event
from portal_ui.gateways.demo.events import News

HEADER = "demo-signature"
TOLERANCE_SECONDS = 300
_TIME = re.compile(r"[0-9]{1,12}")
_TOLD = re.compile(r"[!-~]{1,255}")
_FIELDS = ("id", "kind", "reference")


def signed(news: News, secret: bytes, at: float) -> tuple[bytes, dict[str, str]]:
    """The body of an event and its headers, signed at this moment."""
    facts = {"id": news.id, "kind": news.kind, "reference": news.reference, "is_payment": news.is_payment}
    body = json.dumps(facts).encode()
    time = str(int(at))
    return body, {"content-type": "application/json", HEADER: f"t={time},v1={_hash(secret, time, body)}"}


def read(body: bytes, headers: Mapping[str, str], secret: bytes, at: float) -> Event:
    """What a body says, once its signature is proven and is not older, nor newer, than five minutes.

    Raises:
        BadEventError: anything else.
    """
    parts = [part.strip().partition("=") for part in headers.get(HEADER, "").split(",")]
    time = next((value for name, _sign, value in parts if name == "t"), "")
    if not _TIME.fullmatch(time) or abs(at - int(time)) > TOLERANCE_SECONDS:
        raise BadEventError("The event has no time, or was signed too long ago or ahead.")
    expected = _hash(secret, time, body).encode()
    given = [value.encode("utf-8", "replace") for name, _sign, value in parts if name == "v1"]
    if not any(hmac.compare_digest(expected, value) for value in given):
        raise BadEventError("The event's signature is not the gateway's.")
    try:
        facts = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadEventError("The event is not JSON.") from error
    return _event(facts)


def _event(facts: object) -> Event:
    """The event in what was read, if it has the shape of one."""
    if not isinstance(facts, dict) or not isinstance(facts.get("is_payment"), bool):
        raise BadEventError("The event is not one of the gateway's.")
    told = [facts.get(field) for field in _FIELDS]
    if not all(isinstance(text, str) and _TOLD.fullmatch(text) for text in told):
        raise BadEventError("The event lacks what every event has.")
    return Event(facts["id"], facts["kind"], facts["reference"], facts["is_payment"])


def _hash(secret: bytes, time: str, body: bytes) -> str:
    return hmac.new(secret, time.encode() + b"." + body, hashlib.sha256).hexdigest()
