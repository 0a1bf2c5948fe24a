"""What the guard knows of NiceGUI's inside. Each name here is private to it, so its version is pinned and a test stands on each."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nicegui import Client, core
from nicegui import __version__ as installed
from nicegui import nicegui as events
from nicegui.json import loads
from nicegui.slot import Slot
from starlette.types import Scope

from pages.guard.visitors import session_of

PINNED = "3.18.0"
_FORBIDDEN = ("NICEGUI_REDIS_URL", "NICEGUI_STORAGE_PATH")
_KICK_SECONDS = 1.0
_DEEPEST = 20  # lists in lists; pages send three
_TO_SIGN_IN = (  # a page whose own form ended the session goes where that form leads
    "window.portalSent || location.replace((location.pathname.split('/')[1] === 'staff' ? '/staff' : '')"
    " + '/sign-in?after=end&next=' + encodeURIComponent(location.pathname + location.search))"
)
_TO_START = "location.replace('/')"
_TO_OTHER_ACCOUNT = "dispatchEvent(new Event('portal-elsewhere', { cancelable: true })) && location.replace('/')"
_going: set[asyncio.Task[None]] = set()

Frame = dict[str, Any]

handle_connect = events._on_connect
handle_disconnect = events._on_disconnect
handle_event = events._on_event
handle_handshake = events._on_handshake
handle_ack = events._on_ack
handle_answer = events._on_javascript_response


class WrongFrameworkError(Exception):
    """The portal must not serve on this framework or in this environment; `str(error)` says why."""


def check(version: str = installed, environment: Mapping[str, str] = os.environ) -> None:
    """Refuse a framework the guard was not written for, and settings that would have it write customers' data down.

    Raises:
        WrongFrameworkError: the first of them.
    """
    if version != PINNED:
        raise WrongFrameworkError(f"NiceGUI {version} is installed, but the guard of the sockets knows {PINNED}. Install what is locked.")
    for name in _FORBIDDEN:
        if name in environment:
            raise WrongFrameworkError(f"{name} is set, and NiceGUI would keep customers' data there. Unset it.")


def page_of(client_id: object) -> Client | None:
    """The open page of this id."""
    return Client.instances.get(client_id) if isinstance(client_id, str) else None


def session_of_page(page: Client) -> int | None:
    """The session for which a page was built."""
    request = page._request
    return session_of(request.scope) if request is not None else None


def pages_of(session_id: int) -> Iterator[Client]:
    """The open pages of a session."""
    return (page for page in list(Client.instances.values()) if session_of_page(page) == session_id)


def open_sessions() -> set[int]:
    """The sessions that have a page open."""
    return {session for page in list(Client.instances.values()) if (session := session_of_page(page)) is not None}


def is_joined(page: Client, socket_id: str) -> bool:
    """Whether this socket has joined this page."""
    return socket_id in page._socket_to_document_id


def scope_of_socket(socket_id: str) -> Scope:
    """The handshake with which a socket came in; empty for one that is gone."""
    environ = core.sio.get_environ(socket_id) or {}
    scope: Scope = environ.get("asgi.scope", {})
    return scope


def is_handshake_of(socket_id: str, environ: object) -> bool:
    """Whether `environ` is the very one with which the socket came in, not one that someone sent."""
    return environ is not None and environ is core.sio.get_environ(socket_id)


def scope_of_connection(connection_id: str) -> Scope:
    """The same by the id of the connection under the socket."""
    scope: Scope = core.sio.environ.get(connection_id, {}).get("asgi.scope", {})
    return scope


def is_listened_to(page: Client, frame: Frame) -> bool:
    """Whether the frame names an element of the page, a listener of it, and readable arguments."""
    number, listener, arguments = frame.get("id"), frame.get("listener_id"), frame.get("args", [])
    if type(number) is not int or not isinstance(listener, str) or not isinstance(arguments, list):
        return False
    element = page.elements.get(number)
    if element is None or listener not in element._event_listeners:
        return False
    return all(argument is None or _is_json(argument) for argument in arguments)


def on_fault(handler: Callable[[Exception], None]) -> None:
    """Have `handler` told of every exception of a page's handlers, in place of the framework's own log."""
    core.app._exception_handlers[:] = [handler]


def is_on_page() -> bool:
    """Whether the code that runs belongs to a page that is open."""
    stack = Slot.get_stack()
    return bool(stack) and not stack[-1].parent.is_deleted


def make_room(session_id: int, most: int) -> None:
    """Let go of a session's oldest pages that no browser has joined, so that at most so many are left."""
    unjoined = [page for page in pages_of(session_id) if not page.has_socket_connection and not page._delete_tasks]
    for page in unjoined[:-most]:
        page.delete()


def send_away(page: Client) -> None:
    """Have an open page of an ended session show the sign-in, then let go of it."""
    page.run_javascript(_TO_SIGN_IN)
    task = asyncio.create_task(_close(page))
    _going.add(task)
    task.add_done_callback(_going.discard)


def send_to_start(page: Client) -> None:
    """Have a page for which the rights are others now begin anew."""
    page.run_javascript(_TO_START)


def send_to_account(page: Client) -> None:
    """Have a page of another account show the one the person is in now. Where a dialog is open it says so, and asks first."""
    page.run_javascript(_TO_OTHER_ACCOUNT)


async def _close(page: Client) -> None:
    await asyncio.sleep(_KICK_SECONDS)
    if page.id in Client.instances:
        for document in list(page._delete_tasks):  # the page that left began one of its own, which would find nothing
            page._cancel_delete_task(document)
        page.delete()


def _is_json(text: object) -> bool:
    """Whether the framework, which reads it once more and has no mercy, can read it; and not too deep for whoever prints it."""
    if not isinstance(text, str):
        return False
    try:
        level = [loads(text)]
    except (ValueError, RecursionError):
        return False
    for _depth in range(_DEEPEST):
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())]
        if not level:
            return True
    return False
