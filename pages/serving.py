"""How the application is run: the address it listens on, its limits, and what must be ready before anyone is answered."""

import asyncio
import gc
import resource
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from nicegui import app, ui
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pages.guard.frames import FRAME_BYTES
from pages.guard.installing import Guard
from portal_ui import logs
from portal_ui.settings import Settings

HEADER_SECONDS = 10.0
HEADER_BYTES = 65_536
_RECONNECT_SECONDS = 30
_TAB_STORAGE_SECONDS = 3600
_SHUTDOWN_SECONDS = 10
_WISHED_FILES = 65_536
_FAREWELL = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\nx-content-type-options: nosniff\r\ncache-control: no-store\r\n\r\n"

Lifespan = Callable[[], AbstractAsyncContextManager[None]]


class PortError(Exception):
    """The address to listen on cannot be had."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        other = "PORTAL_PORT, or --port for the demo, chooses another port."
        super().__init__(f"Cannot listen on {host} port {port}: {reason}. Is the portal running already? {other}")


def serve(settings: Settings, guard: Guard, *, install: Callable[[], None], lifespan: Lifespan) -> None:
    """Serve until told to stop. `install` registers the pages; `lifespan` holds what they need open meanwhile.

    Nobody is answered before the lifespan has been entered; when it fails, the process ends.

    Raises:
        PortError: the port is taken, or not ours to take.
        WrongFrameworkError: the framework is not the one the guard knows.
    """
    check_port(settings.host, settings.port)
    logs.begin(settings.log_level)
    guard.install()
    install()
    _hold_open(lifespan, guard)
    app.storage.max_tab_storage_age = _TAB_STORAGE_SECONDS
    app.config.quasar_config["loadingBar"]["skipHijack"] = True  # its bar over the page has no name; lists say themselves that they load
    ui.run(**run_options(settings))


def run_options(settings: Settings) -> dict[str, Any]:
    """What the framework and the server under it are told."""
    return {
        "host": settings.host,
        "port": settings.port,
        "title": "",
        "dark": None,
        "language": "en-US",
        "reload": False,
        "show": False,
        "show_welcome_message": False,
        "tailwind": False,
        "prod_js": True,
        "fastapi_docs": False,
        "markdown": False,
        "storage_secret": None,
        "gzip_middleware_factory": None,  # the guard compresses, outside of what it adds to a page
        "reconnect_timeout": _RECONNECT_SECONDS,
        "message_history_length": 300,
        "uvicorn_logging_level": "warning" if settings.log_level == "info" else settings.log_level,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,  # the guard reads what named proxies say
        "http": PatientHttp,
        "ws_max_size": FRAME_BYTES,
        "timeout_keep_alive": 5,
        "timeout_graceful_shutdown": _SHUTDOWN_SECONDS,
        "limit_concurrency": _open_files() * 3 // 4,
    }


def spare_collector() -> None:
    """Have garbage collected among what visits leave, not among what was loaded at the start: that look keeps everyone waiting."""
    gc.collect()
    gc.freeze()


def check_port(host: str, port: int) -> None:
    """Find out now whether the address can be had, while it can still be said in one line.

    Raises:
        PortError: it cannot.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise PortError(host, port, (error.strerror or str(error)).lower()) from error


class PatientHttp(HttpToolsProtocol):
    """HTTP for those who send their headers in time. Without this, a few hundred half requests keep everyone else out."""

    header_seconds = HEADER_SECONDS
    _alarm: asyncio.TimerHandle | None = None
    _header_bytes = 0
    _is_reading_headers = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._set_alarm()

    def data_received(self, data: bytes) -> None:
        """Take some bytes; not too many before the headers end."""
        if self._is_reading_headers:
            self._set_alarm()
            self._header_bytes += len(data)
            if self._header_bytes > HEADER_BYTES + len(data):
                self._hang_up(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The headers are there: the request may begin."""
        self._is_reading_headers = False
        self._clear_alarm()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes next is another request."""
        super().on_message_complete()
        self._is_reading_headers, self._header_bytes = True, 0

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._hang_up(b"400 Bad Request")

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any more."""
        self._clear_alarm()
        super().connection_lost(exc)

    def _set_alarm(self) -> None:
        if self._alarm is None:
            self._alarm = self.loop.call_later(self.header_seconds, self._hang_up, b"408 Request Timeout")

    def _clear_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _hang_up(self, status: bytes) -> None:
        self._clear_alarm()
        if not self.transport.is_closing():
            self.transport.write(_FAREWELL % status)
            self.transport.close()


def _hold_open(lifespan: Lifespan, guard: Guard) -> None:
    """Enter the lifespan before the first answer; the framework would only schedule an async handler, and go on without it."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def whole(served: FastAPI) -> AsyncIterator[Any]:
        async with lifespan(), inner(served) as state, guard.on_watch():
            spare_collector()
            yield state

    app.router.lifespan_context = whole


def _open_files() -> int:
    """How many connections this process may have open, raised as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = _WISHED_FILES if hard == resource.RLIM_INFINITY else min(hard, _WISHED_FILES)
    if soft < wished:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))
    return max(soft, wished)
