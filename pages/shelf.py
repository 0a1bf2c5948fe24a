"""`/documents/{id}`: a file from the shelf, for whoever may have it. No browser runs anything of it.

It is a download; only a picture, which was drawn anew here, is shown in the browser, shut off from everything else.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from pages.guard import address_of, visit_of
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.shelf import SHOWN_INLINE
from portal_ui.shelf.names import disposition
from portal_ui.shelf_errors import ShelfDocumentNotFoundError
from portal_ui.views.shelf import ShelfFile

_LONGEST_ID = 9  # digits: what the database's integers hold
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
_OF_A_PICTURE = f"{_POLICY}; style-src 'unsafe-inline'"  # the browser's own, by which it puts a picture in the middle


def router(plain: PlainPages) -> APIRouter:
    """The one route, for whoever is in an account."""
    routes = APIRouter()

    async def document(request: Request, document: str) -> Response:
        visit = visit_of(request)
        language.use(visit.locale)
        try:
            is_noted = request.method != "HEAD"
            file = await plain.portal.shelf.hand_out(visit, document_id(document), is_noted=is_noted, address=address_of(request))
        except PortalError as refused:
            return await plain.refusal(refused, visit)
        return HandedOut(file)

    routes.add_api_route("/documents/{document}", document, methods=["GET", "HEAD"], response_model=None)
    return routes


def address(document_id: int) -> str:
    """Where customers find a document's file."""
    return f"/documents/{document_id}"


def document_id(text: str) -> int:
    """The id of a document, as an address names it.

    Raises:
        ShelfDocumentNotFoundError: it is no number.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise ShelfDocumentNotFoundError
    return int(text)


class HandedOut(FileResponse):
    """A file of the shelf, whole: what is taken along in pieces would be written down once a piece."""

    def __init__(self, file: ShelfFile) -> None:
        is_shown = file.media_type in SHOWN_INLINE
        headers = {
            "Content-Disposition": disposition(file.name, inline=is_shown),
            "Content-Security-Policy": _OF_A_PICTURE if is_shown else _POLICY,
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Accept-Ranges": "none",
        }
        super().__init__(file.path, media_type=file.media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)
