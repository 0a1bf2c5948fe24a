"""Stripe's webhooks as the portal hears them: proven by either of two secrets, so that one can be replaced while both are in use."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database
from db.models import GatewayEvent, GatewayEventState
from portal_ui.dates import utc_clock
from portal_ui.gateways import BadEventError
from portal_ui.gateways.stripe import StripeGateway
from tests.builders.people import add_company
from tests.gateways.stripe_world import KEYS, StripeCounterpart, stripe_counterpart
from tests.paying.till import Till

pytestmark = pytest.mark.any_database
OLD, NEW, NEXT = "whsec_of_last_year", "whsec_of_this_year", "whsec_of_next_year"


@pytest.fixture
async def world(database: Database) -> AsyncIterator[StripeCounterpart]:
    """A company, and Stripe."""
    await add_company(database)
    async with stripe_counterpart() as counterpart:
        yield counterpart


def news(name: str) -> dict[str, Any]:
    """An event about a payment that the look-alike does not know."""
    thing = {"id": "pi_1", "object": "payment_intent", "metadata": {"app": "portal"}}
    return {"id": name, "object": "event", "type": "payment_intent.succeeded", "livemode": False, "data": {"object": thing}}


async def heard(database: Database, world: StripeCounterpart, file: Path, secrets: tuple[str, ...]) -> list[str]:
    """Which of three events, each signed with a secret of its own, a portal hears that knows these."""
    gateway = StripeGateway(replace(KEYS, webhooks=secrets), utc_clock, url=world.stripe.url)
    till = Till.over(database, file, gateway=gateway)
    before = {event.id for event in await till.rows(GatewayEvent)}
    for secret in (OLD, NEW, NEXT):
        try:
            await till.paying.hear(*world.stripe.signed(news(f"evt of {secret}, known are {len(secrets)}{secrets[0]}"), secret))
        except BadEventError:
            continue
    await till.settled()
    await gateway.close()
    events = [event for event in await till.rows(GatewayEvent) if event.id not in before]
    assert {event.state for event in events} == {GatewayEventState.DONE}
    return [event.id.split(",")[0].removeprefix("evt of ") for event in events]


async def test_case_39_while_a_secret_is_replaced_news_signed_with_either_are_heard(
    database: Database, world: StripeCounterpart, tmp_path: Path
) -> None:
    steps = [(OLD,), (NEW, OLD), (NEW,)]

    told = [sorted(await heard(database, world, tmp_path / "gateway.sqlite", secrets)) for secrets in steps]

    assert told == [[OLD], sorted([OLD, NEW]), [NEW]]
