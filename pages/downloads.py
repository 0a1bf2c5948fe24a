"""Documents to take along: an order's receipt, an invoice, a payment's receipt, a balance statement."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from pages.exports import Download
from pages.guard import visit_of
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.exports import Format, statement
from portal_ui.grid_wishes import day_of
from portal_ui.views import DocumentFile, Scope

Making = Callable[[Scope, str], Awaitable[DocumentFile]]


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever has chosen an account. What is not in it is not found, whatever the reason."""
    documents = plain.portal.documents
    routes = APIRouter()
    for path, make in (
        ("/orders/{number:path}/receipt.pdf", documents.order_receipt),
        ("/invoices/{number:path}.pdf", documents.invoice),
        ("/payments/{number:path}/receipt.pdf", documents.payment_receipt),
    ):
        routes.add_api_route(path, _download(plain, make, f"/{path.split('/')[1]}"), methods=["GET", "HEAD"], response_model=None)
    routes.add_api_route("/statement.pdf", _statement_paper(plain), methods=["GET", "HEAD"], response_model=None)
    routes.add_api_route("/statement.csv", _statement_file(plain), methods=["GET"], response_model=None)
    return routes


def _statement_paper(plain: PlainPages) -> Callable[..., Awaitable[Response]]:
    async def paper(request: Request, location: str = "", as_of: str = "") -> Response:
        visit = visit_of(request)
        language.use(visit.locale)
        try:
            document = await plain.portal.documents.statement(visit.scope, location=location, as_of=day_of(as_of))
        except PortalError as refused:
            return await plain.refusal(refused, visit.theme, way_back="/statement")
        return FileResponse(document.path, media_type="application/pdf", headers=_headers(document.filename))

    return paper


def _statement_file(plain: PlainPages) -> Callable[..., Awaitable[Response]]:
    async def file(request: Request, location: str = "", as_of: str = "") -> Response:
        visit = visit_of(request)
        language.use(visit.locale)
        try:
            told = await plain.portal.statements.statement(visit.scope, location=location, as_of=day_of(as_of))
        except PortalError as refused:
            return await plain.refusal(refused, visit.theme, way_back="/statement")
        return Download(await statement.file(told), _plain(f"{told.file_name}.csv"), Format.CSV.media_type)

    return file


def _download(plain: PlainPages, make: Making, way_back: str) -> Callable[[Request, str], Awaitable[Response]]:
    async def download(request: Request, number: str) -> Response:
        visit = visit_of(request)
        try:
            document = await make(visit.scope, number)
        except PortalError as refused:
            return await plain.refusal(refused, visit.theme, way_back=way_back)
        return FileResponse(document.path, media_type="application/pdf", headers=_headers(document.filename))

    return download


def _headers(filename: str) -> dict[str, str]:
    """A download, under a name any system can write and, for those that can, under its own."""
    return {
        "Content-Disposition": f"attachment; filename=\"{_plain(filename)}\"; filename*=UTF-8''{quote(filename, safe='')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _plain(filename: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in filename)
