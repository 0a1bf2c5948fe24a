"""Carries the demo processor's events to the portal's webhook, over real HTTP as any processor does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from portal_ui.gateways.demo.gateway import Delivery, DemoGateway

log = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)  # else it tells of every event that arrives
_ANSWER_SECONDS = 10.0


@asynccontextmanager
async def sending(gateway: DemoGateway, base_url: str, *, look_seconds: float = 1.0) -> AsyncIterator[None]:
    """Post what is due to `<base_url>/webhooks/<gateway's name>` until the block ends.

    That is at once after a call in this process; and it looks each `look_seconds`, for another process may have written
    events, and waiting ones fall due. What is not answered with success comes again, after ever longer. Several processes
    may do this for one file.
    """
    rung = asyncio.Event()
    stop_listening = gateway.on_news(rung.set)
    address = f"{base_url.rstrip('/')}/webhooks/{gateway.name}"
    task = asyncio.create_task(_send(gateway, address, rung, look_seconds), name="send the demo gateway's events")
    try:
        yield
    finally:
        stop_listening()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _send(gateway: DemoGateway, address: str, rung: asyncio.Event, look_seconds: float) -> None:
    async with httpx.AsyncClient(timeout=_ANSWER_SECONDS, trust_env=False) as client:
        while True:
            rung.clear()
            try:
                for delivery in await gateway.events_due():
                    await _post(gateway, client, address, delivery)
            except Exception:
                log.exception("The demo gateway could not look for its events.")
            with suppress(TimeoutError):
                async with asyncio.timeout(look_seconds):  # wait_for would swallow a cancellation that comes with the ring
                    await rung.wait()


async def _post(gateway: DemoGateway, client: httpx.AsyncClient, address: str, delivery: Delivery) -> None:
    try:
        answer = await client.post(address, content=delivery.body, headers=dict(delivery.headers))
    except httpx.HTTPError as error:
        log.info("Event %s did not arrive (%s); it comes again.", delivery.id, type(error).__name__)
        return
    if answer.is_success:
        await gateway.delivered(delivery.id)
    else:
        log.info("Event %s was answered %d; it comes again.", delivery.id, answer.status_code)
