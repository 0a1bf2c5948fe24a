"""Static files from memory, compressed once: those of the framework, and our own."""

import asyncio
import gzip
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

import brotli
from nicegui import __version__ as nicegui_version
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.guard.assets import KINDS, ROOT, shelf

_FRAMEWORK = tuple(f"/_nicegui/{nicegui_version}/{part}/" for part in ("static", "components", "esm", "libraries", "resources"))
_FOR_EVER = b"public, max-age=31536000, immutable"
_COMPRESSED_ALREADY = ("font/woff", "image/png", "image/jpeg", "image/webp")
_LEAST_BYTES = 500
_MOST_BYTES = 64_000_000  # all files of the framework in all encodings are a third of this

Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in one encoding, ready to send."""

    status: int
    headers: Pairs
    body: bytes


class Shelf:
    """Answers for static files without cookies, sessions or disk; everything else goes on inside."""

    def __init__(self, inner: ASGIApp, framework: ASGIApp) -> None:
        self._inner = inner
        self._framework = framework
        self._kept: dict[tuple[str, str], Kept] = {}
        self._bytes = 0
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a static file, or pass the request on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith((ROOT, *_FRAMEWORK)):
            await self._inner(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await _send(Kept(405, [(b"allow", b"GET, HEAD"), (b"content-length", b"0")], b""), scope, send)
            return
        encoding = _best_encoding(Headers(scope=scope).get("accept-encoding", ""))
        kept = self._kept.get((path, encoding))
        if kept is None:
            async with self._one_at_a_time:  # a crowd at the start compresses each file once
                kept = self._kept.get((path, encoding)) or await self._fetch(scope, path, encoding)
        await _send(kept, scope, send)

    async def _fetch(self, scope: Scope, path: str, encoding: str) -> Kept:
        found = None
        if posixpath.normpath(path) == path:  # other spellings of the same file would fill the memory
            found = _own(path) if path.startswith(ROOT) else await self._ask(scope)
        if found is None:
            return Kept(404, [(b"content-type", b"text/plain"), (b"content-length", b"9")], b"Not Found")
        kind, body = found
        kept = await asyncio.to_thread(_pack, kind, body, encoding)
        if self._bytes + len(kept.body) <= _MOST_BYTES:
            self._kept[path, encoding] = kept
            self._bytes += len(kept.body)
        return kept

    async def _ask(self, scope: Scope) -> tuple[str, bytes] | None:
        """What the framework serves at this path, asked without a word about who asks."""
        status, kind, body = 404, "", bytearray()

        asked = False

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()  # nobody hangs up: the framework's middleware waits here until it has answered
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status, kind
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = Headers(raw=message["headers"]).get("content-type", "application/octet-stream")
            else:
                body.extend(message.get("body", b""))

        await self._framework({**scope, "method": "GET", "headers": _only(scope["headers"], b"host"), "query_string": b""}, receive, send)
        return (kind, bytes(body)) if status == 200 else None


def _own(path: str) -> tuple[str, bytes] | None:
    version, files = shelf()
    asked, _, name = path.removeprefix(ROOT).partition("/")
    return (KINDS[PurePosixPath(name).suffix], files[name]) if asked == version and name in files else None


def _pack(kind: str, body: bytes, encoding: str) -> Kept:
    headers: Pairs = [(b"content-type", kind.encode()), (b"cache-control", _FOR_EVER), (b"vary", b"Accept-Encoding")]
    if kind.startswith("font/"):
        headers.append((b"access-control-allow-origin", b"*"))  # the card processor's fields are written in it, too
    if encoding != "identity" and len(body) >= _LEAST_BYTES and not kind.startswith(_COMPRESSED_ALREADY):
        body = brotli.compress(body, quality=9) if encoding == "br" else gzip.compress(body, 9, mtime=0)
        headers.append((b"content-encoding", encoding.encode()))
    return Kept(200, [*headers, (b"content-length", str(len(body)).encode())], body)


def _best_encoding(accepted: str) -> str:
    names = {part.partition(";")[0].strip() for part in accepted.lower().split(",") if "q=0" not in part.replace("q=0.", "")}
    return next((name for name in ("br", "gzip") if name in names), "identity")


def _only(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> Pairs:
    return [pair for pair in headers if pair[0] == name]


async def _send(kept: Kept, scope: Scope, send: Send) -> None:
    await send({"type": "http.response.start", "status": kept.status, "headers": list(kept.headers)})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else kept.body})
