"""The security headers of every answer, and the last net under every request."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.guard.places import Places
from pages.guard.refusals import Refusals, log
from portal_ui import logs

PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_CLOSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _CLOSED),
}
_ONE_YEAR = "max-age=31536000; includeSubDomains"
_STARTS = {"http.response.start", "websocket.http.response.start"}
_NOTED = frozenset({400, 401, 403, 405, 408, 413, 414, 429, 431, 503})  # refusals that tell the operator something
_NOT_THERE = 404  # noted of who is signed in alone: strangers ask for anything


class Dressing:
    """Outermost. Each request gets its id; whatever answers inside, the browser gets the headers; whatever breaks inside, a plain page."""

    def __init__(self, inner: ASGIApp, refusals: Refusals, places: Places, *, is_https: bool) -> None:
        self._inner = inner
        self._refusals = refusals
        self._places = places
        self._fixed = _ALWAYS | ({"Strict-Transport-Security": _ONE_YEAR} if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or socket, dressed."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        logs.begin_request()  # never ended: the server runs each request in a task of its own, and logs there what it finds
        has_begun = False

        async def dressed(message: Message) -> None:
            nonlocal has_begun
            if message["type"] in _STARTS:
                self._dress(message)
                self._note(scope, message["status"])
            has_begun = has_begun or message["type"] in _STARTS or message["type"] == "websocket.accept"
            await send(message)

        try:
            await self._inner(scope, receive, dressed)
        except Exception as error:
            if scope["type"] == "websocket":
                log.exception("A socket broke.")
                return
            answer = await self._refusals.failure(scope, error)
            if has_begun:
                raise  # half an answer cannot be mended; the server closes the connection
            await answer(scope, receive, dressed)

    def _note(self, scope: Scope, status: int) -> None:
        """A line for what was refused, without what was sent."""
        if status in _NOTED or (status == _NOT_THERE and logs.trail().actor):
            log.info("%s %s was refused: %d", scope.get("method", "Socket"), self._places.of(scope["path"]), status)

    def _dress(self, message: Message) -> None:
        headers = MutableHeaders(raw=list(message.get("headers", [])))
        for name, value in self._fixed.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", PLAIN_POLICY)
        headers.setdefault("Cache-Control", "no-store")
        for name in ("server", "x-nicegui-content", "x-powered-by"):
            del headers[name]
        message["headers"] = headers.raw
