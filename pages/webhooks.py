"""`POST /webhooks/<gateway>`: where a card processor rings. For machines; only its signature opens it."""

from collections.abc import Mapping
from typing import Protocol

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from portal_ui.gateways import BadEventError, PaymentGateway

BODY_BYTES = 256 * 1024


class Hearing(Protocol):
    """Who is told of an event: the service `paying`."""

    @property
    def gateway(self) -> PaymentGateway:
        """The gateway in use."""
        ...

    async def hear(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Keep a gateway's event, and act on it soon.

        Raises:
            BadEventError: it is not the gateway's, or cannot be read.
        """
        ...


def router(paying: Hearing) -> APIRouter:
    """The route, open to strangers. Only the gateway in use is heard; an event that could not be kept is a fault, so it comes again."""
    routes = APIRouter()

    @routes.post("/webhooks/{gateway}", include_in_schema=False)
    async def ring(gateway: str, request: Request) -> Response:
        if gateway != paying.gateway.name:
            raise HTTPException(404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("This is more than an event.", 413)
        try:
            await paying.hear(body, dict(request.headers))
        except BadEventError:
            return PlainTextResponse("This is no event of the gateway.", 400)
        return Response()

    return routes


async def _body(request: Request) -> bytes | None:
    """The raw body; `None` when it is more than an event, of which no more is read than that."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > BODY_BYTES:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            return None
    return bytes(body)
