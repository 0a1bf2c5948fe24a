"""A page and its socket, made by hand so that they can lie: every byte that comes back is kept."""

import ast
import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from html import unescape
from time import monotonic
from typing import Any
from uuid import uuid4

import aiohttp

from tests.guard.raw_socket import PATH

_PATIENCE = 30.0
_RATE, _BURST = 18.0, 36.0  # a little less than the portal takes of one session: what it drops would prove nothing
_QUERY = re.compile(r"query: (\{.*?\}),\n")
_ELEMENTS = re.compile(r"parseElements\(String\.raw`(.*?)`\)", re.DOTALL)
Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listener:
    """Something on a page that can be set off."""

    element: int
    tag: str
    event: str
    key: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page as it was loaded; no socket has joined it yet."""

    client_id: str
    listeners: tuple[Listener, ...]
    tab: str
    document: str

    @classmethod
    def read(cls, html: str) -> "Loaded":
        """The page in these bytes."""
        query, elements = _QUERY.search(html), _ELEMENTS.search(html)
        assert query is not None, html[:2000]
        assert elements is not None, html[:2000]
        found = json.loads(unescape(elements[1]))
        listeners = tuple(
            Listener(int(number), element.get("component", {}).get("name", "") or element["tag"], event["type"], event["listener_id"])
            for number, element in found.items()
            for event in element.get("events", ())
        )
        return cls(ast.literal_eval(query[1])["client_id"], listeners, str(uuid4()), str(uuid4()))

    @property
    def handshake(self) -> Frame:
        """What a browser says to join the page. Whoever lies here knows even the tab."""
        return {"client_id": self.client_id, "tab_id": self.tab, "document_id": self.document, "next_message_id": 0}

    def frame(self, listener: Listener, *args: Any, client_id: str = "") -> Frame:
        """The event of one listener."""
        told = [json.dumps(arg) for arg in args]
        return {"id": listener.element, "client_id": client_id or self.client_id, "listener_id": listener.key, "args": told}


class Pace:
    """How fast one session may send."""

    def __init__(self) -> None:
        self._left, self._since = _BURST, monotonic()

    async def turn(self) -> None:
        """Wait until one more may be sent."""
        while True:
            now = monotonic()
            self._left, self._since = min(_BURST, self._left + (now - self._since) * _RATE), now
            if self._left >= 1:
                self._left -= 1
                return
            await asyncio.sleep((1 - self._left) / _RATE)


class Wire:
    """One websocket. Pings are answered; all else that comes is kept in `heard`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, pace: Pace) -> None:
        self._socket = socket
        self._pace = pace
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._count = 0
        self._welcome: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._news = asyncio.Condition()
        self.heard: list[str] = []
        self.is_open = True
        self._life = asyncio.create_task(self._listen())

    async def connect(self) -> bool:
        """Whether the framework lets the socket into its page."""
        await self._send("40")
        return await asyncio.wait_for(self._welcome, _PATIENCE)

    async def emit(self, name: str, value: Any) -> None:
        """Send an event."""
        await self._send("42" + json.dumps([name, value]))

    async def ask(self, name: str, value: Any) -> Any:
        """Send an event and wait for its answer. Where the server hangs up, the answer is no."""
        self._count += 1
        asked = self._asked[self._count] = asyncio.get_running_loop().create_future()
        await self._send(f"42{self._count}" + json.dumps([name, value]))
        return await asyncio.wait_for(asked, _PATIENCE) if self.is_open else False

    async def settle(self) -> None:
        """Wait until the server has taken what was sent before."""
        await self.ask("handshake", {})

    async def hear(self, count: int) -> bool:
        """Wait until more than `count` things were heard; whether that came about."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), self._news:
                await self._news.wait_for(lambda: len(self.heard) > count or not self.is_open)
        return len(self.heard) > count

    async def close(self) -> None:
        """Hang up."""
        self._life.cancel()
        await self._socket.close()

    async def _send(self, text: str) -> None:
        await self._pace.turn()
        with suppress(ConnectionError, aiohttp.ClientError):
            await self._socket.send_str(text)

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(str(message.data))
        self.is_open = False
        for waiting in (*self._asked.values(), self._welcome):
            if not waiting.done():
                waiting.set_result(False)
        await self._tell()

    async def _take(self, text: str) -> None:
        answered = re.match(r"43(\d+)", text)
        if text == "2":
            await self._send("3")
        elif answered is not None:
            [told] = json.loads(text[answered.end() :])
            self._asked.pop(int(answered[1])).set_result(told)
        elif text.startswith(("40", "44")):
            if not self._welcome.done():
                self._welcome.set_result(text.startswith("40"))
        elif not text.startswith("0"):
            self.heard.append(text)
            await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def wired(web: aiohttp.ClientSession, url: str, cookie: str, page: Loaded, pace: Pace | None = None) -> AsyncIterator[Wire]:
    """A socket that says it is this page's, with this cookie; at the pace of its session where it has several."""
    query = {"EIO": "4", "transport": "websocket", "implicit_handshake": "true", **page.handshake}
    headers = {"Cookie": cookie} if cookie else {}
    asked = {name: str(value) for name, value in query.items()}
    async with web.ws_connect(url + PATH, params=asked, origin=url, headers=headers, max_msg_size=0) as socket:
        wire = Wire(socket, pace or Pace())
        try:
            yield wire
        finally:
            await wire.close()
