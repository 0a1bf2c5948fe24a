"""How much a request may bring, and how long it may take to bring it."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.guard.refusals import Refusals

BODY_BYTES = 1_000_000
BODY_SECONDS = 30.0
HEADER_BYTES = 32_768
HEADER_COUNT = 100
ADDRESS_BYTES = 8_192


class TooMuchError(Exception):
    """More came than anything here asks for."""


class GoneError(Exception):
    """The sender left in the middle; half a body is no request."""


class Limits:
    """Reads a body whole before anyone inside sees it; refuses what is too large, too long or too slow."""

    def __init__(self, inner: ASGIApp, refusals: Refusals) -> None:
        self._inner = inner
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, with its body read, unless it is too much."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        status = _excess(scope)
        if status is None and scope["type"] == "http" and has_body(scope):
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    receive = replayed(await _body(receive), receive)
            except TooMuchError:
                status = 413
            except TimeoutError:
                status = 408
            except GoneError:
                return
        if status is None:
            await self._inner(scope, receive, send)
        elif scope["type"] == "http":
            answer = await self._refusals.page(status, path=scope["path"])
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def _excess(scope: Scope) -> int | None:
    """The status for what is too large already by what its headers say, the body's length among it."""
    status = excess_of_headers(scope)
    length = Headers(scope=scope).get("content-length", "0")
    return 413 if status is None and (not length.isdecimal() or int(length[:20]) > BODY_BYTES) else status


def excess_of_headers(scope: Scope) -> int | None:
    """The status for headers or an address that are too large by themselves."""
    headers = scope["headers"]
    if len(headers) > HEADER_COUNT or sum(len(name) + len(value) for name, value in headers) > HEADER_BYTES:
        return 431
    if len(scope["path"]) + len(scope.get("query_string", b"")) > ADDRESS_BYTES:
        return 414
    return None


def has_body(scope: Scope) -> bool:
    """Whether the headers announce a body."""
    headers = Headers(scope=scope)
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


async def _body(receive: Receive) -> bytes:
    """The whole body, counted while it comes: a chunked one does not say its length."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_BYTES:
            raise TooMuchError
        if message["type"] == "http.disconnect":
            raise GoneError
        if not message.get("more_body", False):
            return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands the body over, then goes on as before."""
    is_handed = False

    async def handed() -> Message:
        nonlocal is_handed
        if is_handed:
            return await receive()
        is_handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return handed
