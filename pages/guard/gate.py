"""The gate for what comes over a socket: the sender is in the page it speaks for, and its session is alive.

The framework itself takes an event for any page from whoever can name the page, and goes on after sign-out.
"""

from contextlib import suppress
from functools import partial
from typing import Any

from nicegui import Client, core

from pages.guard import faults, framework
from pages.guard.budget import Budget
from pages.guard.card_numbers import seems_card_in
from pages.guard.frames import FRAME_BYTES
from pages.guard.framework import Frame
from pages.guard.liveness import Liveness
from pages.guard.sockets import is_number, whose
from pages.guard.visitors import rights_of, session_of, shown_rights, shows_account, trail_of
from portal_ui import language, logs
from portal_ui.service.sessions import LookedUp


class Gate:
    """Stands in front of every handler the framework has for sockets. What does not pass is dropped without a word."""

    def __init__(self, liveness: Liveness, budget: Budget, origins: frozenset[str]) -> None:
        self._liveness = liveness
        self._budget = budget
        self._origins = origins

    def install(self) -> None:
        """Take the place of the framework's handlers; the last one registered counts."""
        core.sio.eio.max_http_buffer_size = FRAME_BYTES
        core.sio.eio.cors_allowed_origins = sorted(self._origins)
        core.sio.eio.on("message", self.take)
        for name in ("connect", "disconnect", "event", "ack", "log", "javascript_response", "handshake"):
            core.sio.on(name, getattr(self, f"on_{name}"))
        self._liveness.on_end.append(self.end)
        self._liveness.on_change.append(self.change)

    async def take(self, connection_id: str, data: str) -> None:
        """One message of a connection. What is no packet is dropped here; the library would fill a page of the log with each."""
        with suppress(ValueError, TypeError, LookupError, AttributeError, RecursionError):
            await core.sio._handle_eio_message(connection_id, data)

    async def on_connect(self, socket_id: str, *values: Any) -> None:
        """A socket comes in. An event of that name, which anyone can send, is not that."""
        if values and framework.is_handshake_of(socket_id, values[0]):
            await framework.handle_connect(socket_id, values[0])

    def on_disconnect(self, socket_id: str, *_values: Any) -> None:
        """A socket is gone."""
        framework.handle_disconnect(socket_id)

    def on_event(self, socket_id: str, *frames: Any) -> None:
        """Someone did something on a page."""
        page, frame = self._sender(socket_id, frames)
        if page is None or not framework.is_listened_to(page, frame):
            return
        session = framework.session_of_page(page)
        if session is None or not self._liveness.is_known(session):
            framework.send_away(page)
            return
        logs.begin_request(trail_of(page.request.scope))
        self._liveness.when_alive(session, partial(self._act, socket_id, page, frame))

    def on_ack(self, socket_id: str, *frames: Any) -> None:
        """A page has received what was sent to it."""
        page, frame = self._sender(socket_id, frames)
        if page is not None and is_number(frame.get("next_message_id")):
            framework.handle_ack(socket_id, frame)

    def on_javascript_response(self, socket_id: str, *frames: Any) -> None:
        """A page answers what it was asked."""
        page, frame = self._sender(socket_id, frames)
        if page is None or not isinstance(frame.get("request_id"), str) or seems_card_in(frame.get("result")):
            return
        if self._liveness.is_known(framework.session_of_page(page)):
            framework.handle_answer(socket_id, frame)

    def on_log(self, _socket_id: str, *_frames: Any) -> None:
        """Nobody outside writes into our log."""

    async def on_handshake(self, socket_id: str, *frames: Any) -> bool:
        """A page that was loaded ahead of time joins now that it is shown."""
        frame = _only(frames)
        page = framework.page_of(frame.get("client_id"))
        names = all(isinstance(frame.get(name), str) for name in ("tab_id", "document_id"))
        if page is None or not names or not self._is_own(page, socket_id) or not is_number(frame.get("next_message_id", 0)):
            return False
        return bool(await framework.handle_handshake(socket_id, frame))

    def end(self, session_id: int) -> None:
        """The session is over: its open pages go to the sign-in."""
        self._budget.forget(whose(session_id, ""))
        for page in framework.pages_of(session_id):
            framework.send_away(page)

    def change(self, found: LookedUp) -> None:
        """The session looks into another account, or may see other things in it: pages that show the former go to the start."""
        for page in framework.pages_of(found.session_id):
            if not _shows(page, found):
                _send_on(page, found)

    def _act(self, socket_id: str, page: Client, frame: Frame, found: LookedUp) -> None:
        """Let the framework run the page's handler, if the page still shows what the person is in."""
        if page.is_deleted:
            return
        if not _shows(page, found):
            _send_on(page, found)
            return
        language.use(found.locale)
        self._liveness.touch(found.session_id)
        if seems_card_in(frame.get("args")):
            faults.tell_of_card_number(page)
            return
        framework.handle_event(socket_id, frame)

    def _sender(self, socket_id: str, frames: tuple[Any, ...]) -> tuple[Client | None, Frame]:
        """The page this socket speaks for; none where it has not joined it or belongs to another session."""
        frame = _only(frames)
        page = framework.page_of(frame.get("client_id"))
        if page is None or not framework.is_joined(page, socket_id) or not self._is_own(page, socket_id):
            return None, {}
        return page, frame

    def _is_own(self, page: Client, socket_id: str) -> bool:
        session = session_of(framework.scope_of_socket(socket_id))
        return session is not None and session == framework.session_of_page(page)


def _shows(page: Client, found: LookedUp) -> bool:
    """Whether the page was built for just the account and the rights that the session has now."""
    rights = rights_of(found)
    return rights is not None and shown_rights(page.request) == rights


def _send_on(page: Client, found: LookedUp) -> None:
    """Have a page that shows what the person is no longer in show what they are in now."""
    (framework.send_to_start if shows_account(page.request, found) else framework.send_to_account)(page)


def _only(frames: tuple[Any, ...]) -> Frame:
    """The one frame an event carries; an empty one where it carries something else."""
    return frames[0] if len(frames) == 1 and isinstance(frames[0], dict) else {}
