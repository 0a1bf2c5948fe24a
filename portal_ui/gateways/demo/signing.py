"""News of the demo processor as it is posted, signed in the manner of real ones."""

import json
import re
from collections.abc import Mapping

from portal_ui.gateways import BadEventError, Event, signatures
from portal_ui.gateways.demo.events import News
from portal_ui.gateways.signatures import TOLERANCE_SECONDS

__all__ = ["HEADER", "TOLERANCE_SECONDS", "read", "signed"]

HEADER = "demo-signature"
_TOLD = re.compile(r"[!-~]{1,255}")
_FIELDS = ("id", "kind", "reference")


def signed(news: News, secret: bytes, at: float) -> tuple[bytes, dict[str, str]]:
    """The body of an event and its headers, signed at this moment."""
    facts = {"id": news.id, "kind": news.kind, "reference": news.reference, "is_payment": news.is_payment}
    body = json.dumps(facts).encode()
    return body, {"content-type": "application/json", HEADER: signatures.header(secret, at, body)}


def read(body: bytes, headers: Mapping[str, str], secret: bytes, at: float) -> Event:
    """What a body says, once its signature is proven and is not older, nor newer, than five minutes.

    Raises:
        BadEventError: anything else.
    """
    signatures.check(body, headers.get(HEADER, ""), [secret], at)
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
