"""The door for sockets: our own origin, and the page one wishes to join must be of one's own session."""

from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.guard import cookies, framework
from pages.guard.frames import FrameFilter
from pages.guard.limits import replayed
from pages.guard.liveness import Liveness
from pages.guard.refusals import refuse_socket
from pages.guard.site import Site
from pages.guard.visitors import address_of, name_in_log, rights_of, session_of, with_visitor

PATH = "/_nicegui_ws/"
_LONGEST_NUMBER = 15


class SocketDoor:
    """Answers for the sockets' path, by websocket and by polling; requests for anything else go on to `pages`."""

    def __init__(self, inner: ASGIApp, pages: ASGIApp, liveness: Liveness, frames: FrameFilter, site: Site) -> None:
        self._inner = inner
        self._pages = pages
        self._liveness = liveness
        self._frames = frames
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Admit one socket, or pass the request on."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
        elif scope["path"].startswith(PATH):
            await self._admit(scope, receive, send)
        elif scope["type"] == "websocket":
            await refuse_socket(404, scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._site.is_own_socket(Headers(scope=scope)):
            await refuse_socket(403, scope, receive, send)
            return
        token = cookies.token_of(HTTPConnection(scope), is_https=self._site.is_https)
        found = await self._liveness.look_up(token)
        name_in_log(found, token)
        scope = with_visitor(scope, found if found is not None and rights_of(found) is not None else None)
        query = _query(scope)
        if "sid" not in query:
            scope = scope if _may_join(query, session_of(scope)) else {**scope, "query_string": _refused(query)}
        elif session_of(scope) is None or session_of(framework.scope_of_connection(query["sid"])) != session_of(scope):
            await refuse_socket(403, scope, receive, send)
            return
        await self._filter(scope, receive, send)

    async def _filter(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = whose(session_of(scope), address_of(HTTPConnection(scope)))
        if scope["type"] == "websocket":
            await self._inner(scope, self._frames.on_websocket(receive, who), send)
            return
        if scope["method"] != "POST":
            await self._inner(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        status = self._frames.objection_to(body, who)
        if status is None:
            await self._inner(scope, replayed(body, receive), send)
        else:
            await refuse_socket(status, scope, receive, send)


def whose(session: int | None, address: str) -> str:
    """Under which name a socket's frames are counted, and logged."""
    return f"a stranger at {address}" if session is None else f"session {session}"


def _may_join(query: dict[str, str], session: int | None) -> bool:
    page = framework.page_of(query.get("client_id"))
    is_whole = all(query.get(name) for name in ("tab_id", "document_id")) and is_number(query.get("next_message_id", "0"))
    return is_whole and page is not None and session is not None and framework.session_of_page(page) == session


def is_number(text: object) -> bool:
    """Whether it is a whole number, or the text of one."""
    return type(text) is int or (isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER)


def _query(scope: Scope) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(scope.get("query_string", b"").decode("latin-1")).items()}


def _refused(query: dict[str, str]) -> bytes:
    """The same wish for a page that does not exist: the framework refuses, and the browser loads its page anew.

    To close the door in the browser's face would leave "connection lost" on the screen for ever.
    """
    kept = [(name, query[name]) for name in ("EIO", "transport", "t") if name in query]
    return urlencode([*kept, ("client_id", "refused"), ("implicit_handshake", "true")]).encode()
