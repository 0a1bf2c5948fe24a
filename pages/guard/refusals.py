"""Answers of the guard itself: plain pages that say what is unharmed and what to do, never what broke inside."""

import logging
from asyncio import timeout
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from components.frame import look_strip
from components.plain import errors
from pages.guard.assets import asset_url
from pages.guard.keeper import CompanyOf
from pages.guard.rules import STAFF, is_staffs, is_upload, without_token
from pages.guard.visitors import VISIT
from portal_ui import language, logs
from portal_ui.errors import PortalError, TooManyTriesError
from portal_ui.views import CompanyView, Visit

log = logging.getLogger("portal")
JSON = "application/json"
_COMPANY_SECONDS = 1.0  # an error page must not wait for what is broken


class Refusals:
    """Says no, in the company's name where it can be asked who it is."""

    def __init__(self, company: CompanyOf) -> None:
        self._company = company

    async def page(
        self, status: int, *, sentence: str = "", reference: str = "", visit: Visit | None = None, path: str = ""
    ) -> HTMLResponse:
        """The plain page for a status; `sentence` says more exactly what happened, `reference` finds it in the log.

        With a `visit` it is dressed for who looks, and who looks in a customer's place can end that from it. Where `path`, which
        was asked for, is the office's, it leads back there, and to the form where a file was to be put up.
        """
        company = await self._known_company()
        if company is not None:
            language.use_unless_chosen(company.locale)
        way_back, way_back_name = _way_back(path)
        html = errors.page(
            status,
            company=company,
            assets=asset_url,
            theme=visit.theme if visit else "system",
            sentence=sentence,
            reference=reference,
            way_back=way_back,
            way_back_name=way_back_name,
            look=look_strip(visit, company.time_zone if company else "UTC") if visit else None,
        )
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

    async def failure(self, scope: Scope, error: Exception | None = None, *, status: int = 500) -> HTMLResponse:
        """The page for a fault of ours. Its text stands in the log alone, under the request's id, which the page shows."""
        reference = noted(error, f"{scope.get('method', '-')} {one_line(without_token(scope.get('path', '')))}")
        return await self.page(status, reference=reference, visit=_visit(scope))

    async def for_portal_error(self, request: Request, error: Exception) -> Response:
        """The page for a refusal of the service that no page caught; for a script of ours, the sentence."""
        if isinstance(error, PortalError) and wants_json(request):
            return in_json(error)
        status = error.status if isinstance(error, PortalError) else 500
        answer = await self.page(status, sentence=str(error), visit=_visit(request.scope))
        if isinstance(error, TooManyTriesError):
            answer.headers["Retry-After"] = str(error.retry_after_seconds)
        return answer

    async def for_http_error(self, request: Request, error: Exception) -> Response:
        """The page for an address that is not there, or not for this method."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        answer = await self.page(status, visit=_visit(request.scope))
        if isinstance(error, HTTPException):
            answer.headers.update(error.headers or {})
        return answer

    async def for_bad_request(self, request: Request, _error: Exception) -> Response:
        """The page for an address or a form whose values cannot be meant."""
        return await self.page(400, visit=_visit(request.scope))

    async def _known_company(self) -> CompanyView | None:
        try:
            async with timeout(_COMPANY_SECONDS):
                return await self._company()
        except Exception:  # noqa: BLE001 - whatever keeps us from the database, the page must go out
            log.warning("An error page goes out without the company's name: the database does not answer.")
            return None


def wants_json(request: Request) -> bool:
    """Whether a script reads the answer."""
    return request.headers.get("accept", "").strip().lower() == JSON


def in_json(refused: PortalError) -> JSONResponse:
    """A refusal for a script of ours, which shows the sentence."""
    return JSONResponse({"refused": str(refused), "fields": refused.fields}, refused.status, headers={"Cache-Control": "no-store"})


def _way_back(path: str) -> tuple[str, str]:
    if is_upload(path):
        return path, language.gettext("Back to the form")
    return (STAFF, language.gettext("Back to the office")) if is_staffs(path) else ("/", "")


def _visit(scope: Scope) -> Visit | None:
    """Who brought the request, where the guard has found that out."""
    visit: Visit | None = scope.get("state", {}).get(VISIT)
    return visit


def noted(error: Exception | None, place: str) -> str:
    """Write a fault into the log; returns the id of the request, under which it stands there."""
    reference = logs.trail().request
    log.error("A fault at %s", place, exc_info=error)
    return reference


async def refuse_socket(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a handshake, or a polling request in its place, with a bare status."""
    if scope["type"] == "http":
        await PlainTextResponse(HTTPStatus(status).phrase, status)(scope, receive, send)
        return
    if "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "websocket.http.response.body", "body": b""})
        return
    await send({"type": "websocket.close", "code": 1008})


def one_line(text: str) -> str:
    """Foreign text as it may stand in the log."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:200])
