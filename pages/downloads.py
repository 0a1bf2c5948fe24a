"""Documents to take along: an order's receipt, an invoice, a payment's receipt, a refund's note, a credit memo, a balance statement."""

from collections.abc import Awaitable, Callable
from typing import IO
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from pages.exports import Download, noted
from pages.guard import address_of, visit_of
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.exports import Format, activity, statement
from portal_ui.statement_wishes import StatementWish, statement_wish
from portal_ui.views import DocumentFile, Scope, Visit

Making = Callable[[Scope, str], Awaitable[DocumentFile]]


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever has chosen an account. What is not in it is not found, whatever the reason."""
    documents = plain.portal.documents
    routes = APIRouter()
    refund_note = "/payments/{number:path}/refunds/{refund:path}.pdf"
    routes.add_api_route(refund_note, _refund_note(plain), methods=["GET", "HEAD"], response_model=None)
    for path, kind, make in (
        ("/orders/{number:path}/receipt.pdf", "order", documents.order_receipt),
        ("/invoices/{number:path}.pdf", "invoice", documents.invoice),
        ("/payments/{number:path}/receipt.pdf", "payment", documents.payment_receipt),
        ("/credits/{number:path}.pdf", "credit", documents.credit_memo),
    ):
        routes.add_api_route(path, _download(plain, make, kind), methods=["GET", "HEAD"], response_model=None)
    routes.add_api_route("/statement.pdf", _statement_paper(plain), methods=["GET", "HEAD"], response_model=None)
    for form in Format:
        routes.add_api_route(f"/statement.{form.value}", _statement_file(plain, form), methods=["GET"], response_model=None)
    return routes


def _refund_note(plain: PlainPages) -> Callable[..., Awaitable[Response]]:
    async def note(request: Request, number: str, refund: str) -> Response:
        visit = visit_of(request)
        try:
            document = await plain.portal.documents.refund_note(visit.scope, number, refund)
            await _note(plain, request, "refund", refund)
        except PortalError as refused:
            return await plain.refusal(refused, visit, way_back="/payments")
        return Paper(document)

    return note


def _statement_paper(plain: PlainPages) -> Callable[..., Awaitable[Response]]:
    async def paper(request: Request) -> Response:
        visit = visit_of(request)
        language.use(visit.locale)
        try:
            wish = statement_wish(request.query_params)
            if wish.is_activity:
                document = await plain.portal.documents.activity(visit.scope, wish.period, location=wish.location)
            else:
                document = await plain.portal.documents.statement(visit.scope, location=wish.location, as_of=wish.as_of)
            await _note(plain, request, "statement", visit.account.number, **wish.noted)
        except PortalError as refused:
            return await plain.refusal(refused, visit, way_back="/statement")
        return Paper(document)

    return paper


def _statement_file(plain: PlainPages, form: Format) -> Callable[..., Awaitable[Response]]:
    async def file(request: Request) -> Response:
        visit = visit_of(request)
        language.use(visit.locale)
        try:
            wish = statement_wish(request.query_params)
            name, written = await _written(plain, visit, wish, form)
            await noted(written, _note(plain, request, "statement", visit.account.number, form=form.value, **wish.noted))
        except PortalError as refused:
            return await plain.refusal(refused, visit, way_back="/statement")
        return Download(written, _plain(f"{name}.{form.value}"), form.media_type)

    return file


async def _written(plain: PlainPages, visit: Visit, wish: StatementWish, form: Format) -> tuple[str, IO[bytes]]:
    """What the file is called, without an ending, and the file."""
    statements = plain.portal.statements
    if wish.is_activity:
        moved = await statements.activity(visit.scope, location=wish.location, wish=wish.period)
        return moved.file_name, await activity.file(moved, (await plain.portal.company.view()).currency, form)
    told = await statements.statement(visit.scope, location=wish.location, as_of=wish.as_of)
    return told.file_name, await statement.file(told, form)


def _download(plain: PlainPages, make: Making, kind: str) -> Callable[[Request, str], Awaitable[Response]]:
    async def download(request: Request, number: str) -> Response:
        visit = visit_of(request)
        try:
            document = await make(visit.scope, number)
            await _note(plain, request, kind, number)
        except PortalError as refused:
            return await plain.refusal(refused, visit, way_back=f"/{kind}s")
        return Paper(document)

    return download


async def _note(plain: PlainPages, request: Request, kind: str, number: str, *, form: str = "pdf", **more: str) -> None:
    """Write down that the document goes out; to who asks for its headers alone, nothing does."""
    if request.method != "HEAD":
        await plain.portal.handouts.document(visit_of(request), kind, number, form, address=address_of(request), **more)


class Paper(FileResponse):
    """A PDF, whole: what is taken along in pieces would be written down once a piece."""

    def __init__(self, document: DocumentFile) -> None:
        super().__init__(document.path, media_type="application/pdf", headers=_headers(document.filename))

    async def __call__(self, scope: Asked, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _headers(filename: str) -> dict[str, str]:
    """A download, under a name any system can write and, for those that can, under its own."""
    return {
        "Content-Disposition": f"attachment; filename=\"{_plain(filename)}\"; filename*=UTF-8''{quote(filename, safe='')}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "none",
    }


def _plain(filename: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in filename)
