"""Stripe's webhooks: proven by either of two secrets, read for no more than what they are about."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal_ui.gateways import BadEventError, Event, signatures
from portal_ui.gateways.stripe import reading

HEADER = "stripe-signature"
_OWN = {"payment_intent", "setup_intent"}  # objects that say by their metadata whose they are
_ABOUT = {  # the object's kind: the field that names what is to be asked for
    "payment_intent": "id",
    "setup_intent": "id",
    "refund": "id",
    "dispute": "id",
    "payment_method": "id",
    "mandate": "payment_method",
    "radar.early_fraud_warning": "payment_intent",
}


def read(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], at: float, *, is_live: bool) -> Event:
    """What an event is about; one of another environment, or about nothing that the portal keeps, has no reference.

    Raises:
        BadEventError: it is not Stripe's, too old, or not readable.
    """
    signatures.check(body, headers.get(HEADER, ""), [secret.encode() for secret in secrets], at)
    try:
        facts = json.loads(body)
        if facts["object"] != "event":
            raise BadEventError("This is not an event with its object.")
        name, kind, thing = _text(facts["id"]), _text(facts["type"]), facts["data"]["object"]
        about = _reference(thing) if facts.get("livemode") is is_live else ""
        is_warning = thing.get("object") == "radar.early_fraud_warning"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadEventError("The event cannot be read.") from error
    is_payment = bool(about) and (is_warning or thing["object"] == "payment_intent")
    return Event(name, kind, about, is_payment, is_warning and is_payment)


def _reference(thing: dict[str, Any]) -> str:
    kind = thing.get("object")
    if kind not in _ABOUT or (kind in _OWN and not reading.is_ours(thing)):
        return ""
    found = thing.get(_ABOUT[kind])
    return _text(found.get("id") if isinstance(found, dict) else found) if found else ""


def _text(found: object) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= 255 or not found.isprintable():
        raise ValueError("No name of something at Stripe.")
    return found
