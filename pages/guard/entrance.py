"""The door for requests: who is nobody goes to sign in, who has no account chosen goes to choose one.

The office and customers each have their own part of the house, and a session opens the one or the other.
"""

from collections.abc import Iterable
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.guard import cookies, framework
from pages.guard.liveness import Liveness
from pages.guard.looks import Looks, NoteLook, is_look, unnoted
from pages.guard.refusals import Refusals
from pages.guard.rules import (
    ACCOUNTS,
    HEALTH,
    SIGN_IN,
    STAFF,
    STAFF_CODE,
    STAFF_FACTOR,
    STAFF_SIGN_IN,
    Access,
    access_to,
    is_staffs,
    is_webhook,
)
from pages.guard.site import Site
from pages.guard.visitors import name_in_log, with_visitor
from portal_ui import language
from portal_ui.service.sessions import LookedUp
from portal_ui.views import StaffStep, StaffVisit

_METHODS = ("GET", "HEAD", "POST")
_CLIENT_ROUTES = "/_nicegui/client/"
_LONGEST_NEXT = 500
_MOST_UNJOINED = 30  # pages of one session that are loaded, but not shown by any browser
_MOST_REMEMBERED = 5_000  # addresses
_LONGEST_REMEMBERED = 200


class Gatehouse:
    """Only our own host, methods and forms come further."""

    def __init__(self, inner: ASGIApp, site: Site, refusals: Refusals) -> None:
        self._inner = inner
        self._site = site
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request or socket on, if it is for us."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        headers = Headers(scope=scope)
        status = self._objection(scope, headers)
        if status is None:
            await self._inner(self._site.seen_from_outside(scope), receive, send)
        elif scope["type"] == "http":
            answer = await self._refusals.page(status)
            if status == 405:
                answer.headers["Allow"] = ", ".join(_METHODS)
            await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _objection(self, scope: Scope, headers: Headers) -> int | None:
        if not self._site.is_own_host(headers) and scope["path"] != HEALTH:  # probes know no name
            return 400
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):  # means nothing, and PostgreSQL takes no text with it
            return 400
        if scope["type"] == "websocket" or scope["method"] in {"GET", "HEAD"}:
            return None
        if scope["method"] not in _METHODS:
            return 405
        return None if is_webhook(scope["path"]) or self._site.is_own_form(headers) else 403


class Entrance:
    """Deny by default: an address that the rules do not name is for people who are in an account."""

    def __init__(
        self,
        inner: ASGIApp,
        liveness: Liveness,
        refusals: Refusals,
        *,
        routes: Iterable[BaseRoute],
        is_https: bool,
        note_look: NoteLook = unnoted,
    ) -> None:
        self._inner = inner
        self._liveness = liveness
        self._looks = Looks(refusals, note_look)
        self._refusals = refusals
        self._routes = routes
        self._served: set[tuple[str, str]] = set()
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on with its visitor, or send them where they must go first."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        access = access_to(scope["path"])
        if access is Access.STRANGERS:
            await self._inner(with_visitor(scope, None), receive, send)
            return
        if not self._is_served(scope):
            await (await self._refusals.page(404))(scope, receive, send)
            return
        try:
            token = cookies.token_of(HTTPConnection(scope), is_https=self._is_https)
            found = await self._liveness.look_up(token)
        except Exception as error:  # noqa: BLE001 - whatever keeps us from the database, nobody is let in
            await (await self._refusals.failure(scope, error, status=503))(scope, receive, send)
            return
        name_in_log(found, token)
        refusal = await self._to_sign_in(scope) if found is None else await self._refusal(scope, found, access)
        if found is None or refusal is not None:
            assert refusal is not None  # noqa: S101 - for who is nobody there is always one
            await refusal(scope, receive, send)
            return
        self._liveness.touch(found.session_id)
        framework.make_room(found.session_id, _MOST_UNJOINED)
        language.use(found.locale)
        await self._inner(with_visitor(scope, found), receive, send)

    def _is_served(self, scope: Scope) -> bool:
        """Whether any route of ours answers there: an unknown address must cost nothing. What is asked for again is remembered."""
        asked = (scope["type"], scope["path"])
        if asked in self._served:
            return True
        is_served = any(route.matches(scope)[0] is not Match.NONE for route in self._routes)
        if is_served and len(self._served) < _MOST_REMEMBERED and len(scope["path"]) <= _LONGEST_REMEMBERED:
            self._served.add(asked)
        return is_served

    async def _refusal(self, scope: Scope, found: LookedUp, access: Access) -> Response | None:
        if scope["path"].startswith(_CLIENT_ROUTES):
            page = framework.page_of(scope["path"].removeprefix(_CLIENT_ROUTES).partition("/")[0])
            is_own = page is not None and framework.session_of_page(page) == found.session_id
            return None if is_own else await self._refusals.page(404)
        if is_look(found):
            return await self._looks.objection(scope, found)
        if access in {Access.STAFF, Access.STAFF_COMING_IN}:
            return await self._refusals.page(404) if found.staff is None else _first(found.staff, scope["path"])
        if found.staff is not None and found.visit is None:
            return _go(STAFF)
        if access is Access.IN_ACCOUNT and found.visit is None:
            return _go(f"{ACCOUNTS}{_next(scope, '?')}")
        return None

    async def _to_sign_in(self, scope: Scope) -> Response:
        if Headers(scope=scope).get("sec-fetch-mode", "navigate") != "navigate":
            return await self._refusals.page(401)
        door = STAFF_SIGN_IN if is_staffs(scope["path"]) else SIGN_IN
        if scope["method"] == "POST":
            return _go(f"{door}?after=end")
        had_token = bool(cookies.token_of(HTTPConnection(scope), is_https=self._is_https))
        return _go(f"{door}?after=end{_next(scope, '&')}" if had_token else f"{door}{_next(scope, '?')}")


def _first(staff: StaffVisit, path: str) -> Response | None:
    """Where a member of the office must go before anything else."""
    if staff.step is StaffStep.IN:
        return None
    wanted = STAFF_CODE if staff.step is StaffStep.CODE else STAFF_FACTOR
    return None if path == wanted else _go(wanted)


def _next(scope: Scope, mark: str) -> str:
    """Where to go on to afterwards; nothing for the first page. It is an address a route of ours answers."""
    query = scope.get("query_string", b"").decode("latin-1")
    wish = quote(scope["path"]) + (f"?{query}" if query else "")
    return "" if wish in {"/", STAFF} or len(wish) > _LONGEST_NEXT or scope["method"] != "GET" else f"{mark}next={quote(wish, safe='/')}"


def _go(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
