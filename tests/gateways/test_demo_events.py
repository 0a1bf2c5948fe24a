"""The demo gateway's events: what proves them, and that they come until they have arrived."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_ui.gateways import BadEventError, Event
from portal_ui.gateways.demo.signing import read
from tests.gateways.contract import charge_wish
from tests.gateways.demo_world import DemoCounterpart, demo_counterpart, token_for

SECRET = b"secret"
NOW = 1_800_000_000
FACTS = {"id": "demo_evt_x", "kind": "payment_intent.succeeded", "reference": "demo_pi_x", "is_payment": True}
WRONG: tuple[Any, ...] = (None, 1, [], {}, "", "x" * 256, "\ud800", "a b")


@pytest.fixture
def counterpart(tmp_path: Path) -> Iterator[DemoCounterpart]:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        yield counterpart


def header(body: bytes, *, at: int = NOW, secret: bytes = SECRET) -> str:
    """A signature, made here as the documentation says."""
    return f"t={at},v1={hmac.new(secret, str(at).encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def read_signed(body: bytes, at: int = NOW) -> Event:
    return read(body, {"demo-signature": header(body, at=at)}, SECRET, NOW)


@pytest.mark.parametrize("age", [0, 299, 300, -300])
def test_an_event_signed_within_five_minutes_is_believed(age: int) -> None:
    assert read_signed(json.dumps(FACTS).encode(), NOW - age) == Event(
        id="demo_evt_x", kind="payment_intent.succeeded", reference="demo_pi_x", is_payment=True
    )


@pytest.mark.parametrize("age", [301, -301, 86_400, -86_400])
def test_an_event_signed_longer_ago_or_ahead_is_not(age: int) -> None:
    with pytest.raises(BadEventError):
        read_signed(json.dumps(FACTS).encode(), NOW - age)


def test_of_two_signatures_one_that_is_right_is_enough() -> None:
    body = json.dumps(FACTS).encode()
    right = header(body)

    event = read(body, {"demo-signature": right.replace(",v1=", ",v1=0000, v1=")}, SECRET, NOW)

    assert event.id == "demo_evt_x"


def test_another_s_secret_proves_nothing() -> None:
    body = json.dumps(FACTS).encode()

    for secret in (b"", b"other"):
        with pytest.raises(BadEventError):
            read(body, {"demo-signature": header(body, secret=secret)}, SECRET, NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\xfd",
        b"not json",
        b"[]",
        b"null",
        b'"text"',
        b"7",
        b"9" * 5000,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"{}",
        *(json.dumps({name: value for name, value in FACTS.items() if name != missing}).encode() for missing in FACTS),
        *(json.dumps({**FACTS, name: wrong}).encode() for name in FACTS for wrong in WRONG),
    ],
)
def test_a_signed_body_of_another_shape_is_refused_and_nothing_else_happens(body: bytes) -> None:
    with pytest.raises(BadEventError):
        read_signed(body)


@given(st.binary(max_size=200), st.text(max_size=80))
def test_whatever_comes_is_refused_without_another_error(body: bytes, signature: str) -> None:
    for named in ({"demo-signature": signature}, {"demo-signature": header(body)}):
        with pytest.raises(BadEventError):
            read(body, named, SECRET, NOW)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_json_is_signed_is_refused_without_another_error(facts: Any) -> None:
    with pytest.raises(BadEventError):
        read_signed(json.dumps(facts).encode())


async def test_an_event_comes_again_after_ever_longer_until_it_has_arrived(counterpart: DemoCounterpart) -> None:
    customer = await counterpart.gateway.ensure_customer("customer:1", "Someone")
    await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))

    waits, ids = [], set()
    for _time in range(4):
        seconds = 0
        while not (due := await counterpart.gateway.events_due()):
            counterpart.clock.pass_time(seconds=1)
            seconds += 1
        waits.append(seconds)
        ids |= {delivery.id for delivery in due}
    await counterpart.gateway.delivered(ids.pop())
    counterpart.clock.pass_time(hours=1)

    assert waits == [0, 1, 2, 4]
    assert ids == set()
    assert await counterpart.gateway.events_due() == []


async def test_an_event_that_never_arrives_is_given_up_after_three_days(counterpart: DemoCounterpart) -> None:
    customer = await counterpart.gateway.ensure_customer("customer:1", "Someone")
    await counterpart.gateway.charge(charge_wish(customer, token=token_for("4242")))

    tries = 0
    for _hour in range(24 * 5):
        tries += len(await counterpart.gateway.events_due())
        counterpart.clock.pass_time(hours=1)

    assert 70 <= tries <= 75
