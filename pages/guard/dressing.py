"""The security headers of every answer, and the last net under every request."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.guard.refusals import Refusals, log

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


class Dressing:
    """Outermost. Whatever answers inside, the browser gets the headers; whatever breaks inside, a plain page."""

    def __init__(self, inner: ASGIApp, refusals: Refusals, *, is_https: bool) -> None:
        self._inner = inner
        self._refusals = refusals
        self._fixed = _ALWAYS | ({"Strict-Transport-Security": _ONE_YEAR} if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or socket, dressed."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        has_begun = False

        async def dressed(message: Message) -> None:
            nonlocal has_begun
            if message["type"] in _STARTS:
                self._dress(message)
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

    def _dress(self, message: Message) -> None:
        headers = MutableHeaders(raw=list(message.get("headers", [])))
        for name, value in self._fixed.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", PLAIN_POLICY)
        headers.setdefault("Cache-Control", "no-store")
        for name in ("server", "x-nicegui-content", "x-powered-by"):
            del headers[name]
        message["headers"] = headers.raw
