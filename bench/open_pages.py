"""A dashboard as a browser keeps it open: the page, then its socket with the handshake, pings answered until it is closed."""

import ast
import asyncio
import re
from typing import cast
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from bench.people import SignedIn
from bench.servers import Server

_QUERY = re.compile(r"query: (\{.*?\}),\n")
_COMPRESSED = 15  # the window that browsers ask for; the server keeps as much for each socket


class OpenPage:
    """One tab of one person."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._life = asyncio.create_task(self._answer_pings())

    @classmethod
    async def open(cls, web: ClientSession, server: Server, person: SignedIn, address: str) -> "OpenPage":
        """Load the page, open its socket and wait until the server has taken it.

        `web` must not keep connections alive: a browser opens a new one for the socket, and uvicorn drops after five
        seconds a socket on a connection that was used before.
        """
        async with web.get(f"{server.url}{address}", headers=person.headers) as answer:
            html = await answer.text()
            if answer.status != 200:
                raise RuntimeError(f"{address} was answered with {answer.status}.")
        query = _QUERY.search(html)
        if query is None:
            raise RuntimeError(f"{address} opens no socket.")
        asked = {**ast.literal_eval(query[1]), "document_id": str(uuid4()), "tab_id": str(uuid4()), "EIO": "4", "transport": "websocket"}
        asked |= {name: str(value).lower() for name, value in asked.items() if isinstance(value, bool)}
        socket = await web.ws_connect(
            f"{server.url}/_nicegui_ws/socket.io/?{urlencode(asked)}",
            headers={"Cookie": person.cookie, "Origin": server.url, "User-Agent": person.user_agent},
            compress=_COMPRESSED,
            max_msg_size=0,
        )
        await socket.receive_str()  # engine.io's greeting
        await socket.send_str("40")
        welcome = await socket.receive_str()
        if not welcome.startswith("40"):
            raise RuntimeError(f"The socket of {address} was refused: {welcome[:200]}")
        return cls(socket)

    @property
    def is_open(self) -> bool:
        """Whether the server still holds the socket."""
        return not self._socket.closed

    async def close(self) -> None:
        """Leave, as someone who closes the tab."""
        self._life.cancel()
        await self._socket.close()

    async def _answer_pings(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT and cast(str, message.data) == "2":
                await self._socket.send_str("3")
