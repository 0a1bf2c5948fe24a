"""A socket as the framework's pages open it, made by hand so that it can lie."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.guard.tiny import OpenPage, Tiny, Visitor

PATH = "/_nicegui_ws/socket.io/"
_PATIENCE = 10.0


class RawSocket:
    """One connection by websocket."""

    def __init__(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        self.wire = wire

    async def connect(self) -> bool:
        """Say hello; whether the framework let the socket into its page."""
        await self.wire.receive_str(timeout=_PATIENCE)
        await self.wire.send_str("40")
        answer = await self.wire.receive_str(timeout=_PATIENCE)
        return answer.startswith("40")

    async def emit(self, name: str, *values: Any) -> None:
        """Send one event."""
        await self.wire.send_str("42" + json.dumps([name, *values]))

    async def ask(self, name: str, *values: Any) -> Any:
        """Send one event and wait for what its handler answers."""
        await self.wire.send_str("421" + json.dumps([name, *values]))
        text = await self.until(lambda text: text.startswith("431"))
        return json.loads(text[3:])

    async def until(self, wanted: Callable[[str], bool]) -> str:
        """The next message that is wanted."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                text = await self.wire.receive_str()
                if text == "2":
                    await self.wire.send_str("3")
                elif wanted(text):
                    return text

    async def goes_on_or_is_closed(self) -> None:
        """Wait until the server has dealt with all that was sent before."""
        await self.wire.send_str('429["handshake",{}]')
        async with asyncio.timeout(_PATIENCE):
            while True:
                message = await self.wire.receive()
                if message.type is not aiohttp.WSMsgType.TEXT or str(message.data).startswith("439"):
                    return

    async def until_closed(self) -> None:
        """Wait until the server hangs up."""
        async with asyncio.timeout(_PATIENCE):
            while (await self.wire.receive()).type not in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING}:
                pass


def query(page: OpenPage | None = None, *, transport: str = "websocket", **changed: str) -> dict[str, str]:
    """What a page's socket says in its address."""
    client_id = page.client_id if page is not None else "none"
    usual = {"client_id": client_id, "tab_id": "tab", "document_id": "doc", "next_message_id": "0", "implicit_handshake": "true"}
    return {"EIO": "4", "transport": transport, **usual, **changed}


@asynccontextmanager
async def open_socket(
    tiny: Tiny, page: OpenPage | None, visitor: Visitor | None, *, origin: str | None = "", **changed: str
) -> AsyncIterator[RawSocket]:
    """A websocket to a page; `origin` is the portal's own unless another or none is given.

    Raises:
        aiohttp.WSServerHandshakeError: the server refused it.
    """
    headers = {"Cookie": visitor.cookie} if visitor is not None else {}
    named = tiny.url if origin == "" else origin
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(tiny.url + PATH, params=query(page, **changed), origin=named, headers=headers) as wire,
    ):
        yield RawSocket(wire)


class Polling:
    """The same by polling."""

    def __init__(self, tiny: Tiny, visitor: Visitor | None, headers: dict[str, str]) -> None:
        self._tiny = tiny
        self._headers = {**headers, **({"Cookie": visitor.cookie} if visitor is not None else {})}
        self.session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await self.session.close()

    async def open(self, page: OpenPage | None) -> tuple[int, str]:
        """The status and the body of the first request."""
        return await self._request("GET", query(page, transport="polling"))

    async def send(self, connection_id: str, body: str) -> tuple[int, str]:
        """Send packets over a connection."""
        return await self._request("POST", {"EIO": "4", "transport": "polling", "sid": connection_id}, body)

    async def receive(self, connection_id: str) -> tuple[int, str]:
        """Ask for packets."""
        return await self._request("GET", {"EIO": "4", "transport": "polling", "sid": connection_id})

    async def _request(self, method: str, params: dict[str, str], body: str | None = None) -> tuple[int, str]:
        url = self._tiny.url + PATH
        async with self.session.request(method, url, params=params, data=body, headers=self._headers) as answer:
            return answer.status, await answer.text()
