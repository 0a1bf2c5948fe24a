"""The script policy of pages with a socket: each answer has a nonce of its own, on the framework's scripts alone.

The nonce's place is put into the framework's template once, under a mark nobody outside knows. Marking each
`<script` of the finished page instead would bless what someone managed to smuggle into it.
"""

import secrets

import nicegui.client
from jinja2 import DictLoader
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.guard.refusals import Refusals

_TEMPLATE = "index.html"
_MARK = secrets.token_urlsafe(24).encode()
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'{sockets}; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def mark_template() -> None:
    """Give each script of the framework's page template a place for the nonce. A second call changes nothing."""
    environment = nicegui.client.templates.env
    assert environment.loader is not None  # noqa: S101 - the framework has just made it
    source, *_ = environment.loader.get_source(environment, _TEMPLATE)
    if _MARK.decode() not in source:
        environment.loader = DictLoader({_TEMPLATE: source.replace("<script", f'<script nonce="{_MARK.decode()}"')})
        if environment.cache is not None:
            environment.cache.clear()


class Nonces:
    """Puts a fresh nonce into each page, and the policy that names it into its headers."""

    def __init__(self, inner: ASGIApp, refusals: Refusals, *, origins: frozenset[str]) -> None:
        self._inner = inner
        self._refusals = refusals
        named = (origin for origin in sorted(origins) if "[" not in origin)  # a policy cannot name an address of IPv6
        self._sockets = "".join(f" {origin.replace('http', 'ws', 1)}" for origin in named)  # older Safari wants them named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a page in it gets its nonce."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def marked(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and MutableHeaders(raw=message["headers"]).get("x-nicegui-content") == "page":
                start = message
            elif start is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._finish(scope, receive, send, start, bytes(body))

        await self._inner(scope, receive, marked)

    async def _finish(self, scope: Scope, receive: Receive, send: Send, start: Message, body: bytes) -> None:
        if start["status"] >= 500:  # the framework's own page would show the text of the exception
            await (await self._refusals.failure(scope))(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        body = body.replace(_MARK, nonce.encode())
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce, sockets=self._sockets)
        headers["Content-Length"] = str(len(body))
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})
