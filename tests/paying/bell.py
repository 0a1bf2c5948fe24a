"""A gateway's events as a test makes them up: signed with the secret that the portal checks, about whatever the test says."""

from typing import Any
from uuid import uuid4

from db.models import GatewayEvent
from portal_ui.gateways.demo import signing
from portal_ui.gateways.demo.events import News
from tests.paying.till import Till


async def ring(till: Till, kind: str, reference: str, *, is_payment: bool = False, event_id: str = "") -> str:
    """Deliver an event, and wait until it has been acted on; returns its id."""
    news = News(event_id or f"demo_evt_{uuid4().hex}", kind, reference, is_payment)
    await till.paying.hear(*signing.signed(news, till.gateway._store.secret, till.clock.now.timestamp()))
    await till.settled()
    return news.id


async def heard(till: Till, event_id: str) -> GatewayEvent:
    """That event as the database has it."""
    events: list[GatewayEvent] = await till.rows(GatewayEvent)
    return next(event for event in events if event.id == event_id)


class Beside:
    """Passes everything on to a gateway, but for what a test says otherwise."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
