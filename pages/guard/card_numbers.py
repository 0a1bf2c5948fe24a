"""Card numbers do not come in: not in an address, a form, or what a page sends. What carries one is refused, and kept nowhere."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.guard.fields import field_of
from pages.guard.limits import has_body, replayed
from pages.guard.refusals import Refusals, log, refuse_socket
from pages.guard.uploads import is_spooled
from portal_ui.card_numbers import holds_card_number, sentence

_SOCKETS = "/_nicegui_ws/"  # what these carry is looked at event by event, for a page can then say what became of it
_WEBHOOKS = "/webhooks/"  # signed by the gateway, whose own ids may be long numbers
_WRAPPINGS = 3  # an address within an address within an address
_PIECE, _OVERLAP = 16_384, 256  # letters: a large body is read piece by piece, so that nobody else waits for it
_ESCAPED = re.compile(r"\\+(?:u[0-9a-fA-F]{4}|[bfnrt])")


class CardFilter:
    """Stands inside of `Limits`, which has read the body whole."""

    def __init__(self, inner: ASGIApp, refusals: Refusals) -> None:
        self._inner = inner
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request or socket on, unless a card number stands anywhere in it."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        place, text = next(((place, text) for place, text in _told(scope) if seems_card(text)), ("", ""))
        if not place and _is_looked_into(scope):
            body = (await receive()).get("body", b"")
            receive = replayed(body, receive)
            text = body.decode("utf-8", "replace")
            place = "body" if await _seems_card_anywhere(text) else ""
        if not place:
            await self._inner(scope, receive, send)
            return
        field = await asyncio.to_thread(field_of, text, seems_card) if place in ("query", "body") else ""
        said = f"{place}, in its field {field}," if field else place
        log.warning("A %s was refused: its %s holds what may be a card number.", scope.get("method", "socket"), said)
        if scope["type"] == "http":
            await (await self._refusals.page(400, sentence=sentence(field)))(scope, receive, send)
        else:
            await refuse_socket(400, scope, receive, send)


def seems_card(text: str) -> bool:
    """Whether a card number stands in `text`, be it as an address, a form or JSON writes it."""
    return any(map(holds_card_number, _readings(text)))


def seems_card_in(value: Any) -> bool:  # noqa: ANN401 - whatever JSON can say
    """`seems_card` for what a page sent: texts of JSON, or what was read from it."""
    return seems_card(json.dumps(value, ensure_ascii=False))


async def _seems_card_anywhere(text: str) -> bool:
    for begin in range(0, len(text), _PIECE):
        if seems_card(text[begin : begin + _PIECE + _OVERLAP]):
            return True
        await asyncio.sleep(0)
    return False


def _readings(text: str) -> Iterator[str]:
    yield text
    if "\\" in text:
        yield _ESCAPED.sub(" ", text)
    for _wrapping in range(_WRAPPINGS):
        plain = unquote_plus(text)
        if plain == text:
            return
        text = plain
        yield text


def _told(scope: Scope) -> Iterator[tuple[str, str]]:
    yield "path", scope["path"]
    yield "query", scope.get("query_string", b"").decode("latin-1")
    for value in Headers(scope=scope).getlist("referer"):
        yield "referrer", value


def _is_looked_into(scope: Scope) -> bool:
    if scope["type"] != "http" or not has_body(scope) or scope["path"].startswith((_SOCKETS, _WEBHOOKS)):
        return False
    return not is_spooled(scope)  # what is typed beside a file is looked at with the form
