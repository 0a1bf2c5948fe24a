"""The door for sockets: our own origin, and the page one wishes to join must be of one's own session."""

from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.guard import cookies, framework
from pages.guard.liveness import Liveness
from pages.guard.refusals import refuse_socket
from pages.guard.site import Site
from pages.guard.visitors import session_of, with_visitor

PATH = "/_nicegui_ws/"
_LONGEST_NUMBER = 15


class SocketDoor:
    """Answers for the sockets' path, by websocket and by polling; requests for anything else go on to `pages`."""

    def __init__(self, inner: ASGIApp, pages: ASGIApp, liveness: Liveness, site: Site) -> None:
        self._inner = inner
        self._pages = pages
        self._liveness = liveness
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
        scope = with_visitor(scope, found if found is not None and found.visit is not None else None)
        query = _query(scope)
        if "sid" in query:
            opened = framework.scope_of_connection(query["sid"])
            if session_of(scope) is None or session_of(opened) != session_of(scope):
                await refuse_socket(403, scope, receive, send)
                return
        elif not _may_join(query, session_of(scope)):
            scope = {**scope, "query_string": _refused(query)}
        await self._inner(scope, receive, send)


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
