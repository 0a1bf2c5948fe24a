"""`/invoices.csv` and its like: the rows a list's address asks for, all of them, as a file."""

import asyncio
import os
import re
import unicodedata
from collections.abc import Awaitable, Sequence
from typing import IO, Any

from fastapi import APIRouter, Request, Response
from starlette import types

from pages.guard import address_of, visit_of
from pages.plain import PlainPages
from portal_ui import grid_wishes, language
from portal_ui.errors import PortalError
from portal_ui.exports import Format, columns, written
from portal_ui.exports.columns import Column
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.service.grids import GridService
from portal_ui.views import Visit

_PIECE_BYTES = 65_536
_LONGEST_IN_NAME = 40


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever has an account open."""
    page = ExportPage(plain)
    routes = APIRouter()
    for name in ("services", "orders", "invoices", "payments"):
        for form in Format:
            routes.add_api_route(f"/{name}.{form.value}", page.of(name, form), methods=["GET"], response_model=None)
    return routes


class ExportPage:
    """Downloads of whole lists."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain

    def of(self, name: str, form: Format) -> Any:  # noqa: ANN401 - a route's function
        """What answers `/{name}.{form}`."""

        async def answer(request: Request) -> Response:
            visit = visit_of(request)
            language.use(visit.locale)
            try:
                file = await _written(self._plain.portal, visit, name, form, dict(request.query_params))
                await noted(file, self._plain.portal.handouts.listing(visit, name, form.value, address=address_of(request)))
            except PortalError as refused:
                return await self._plain.refusal(refused, visit, way_back=f"/{name}")
            return Download(file, _file_name(name, visit, form), form.media_type)

        return answer


async def _written(portal: Portal, visit: Visit, name: str, form: Format, query: dict[str, str]) -> IO[bytes]:
    shows_money = visit.scope.sees_money
    lists: dict[str, tuple[str, GridService[Any], Sequence[Column[Any]]]] = {
        "services": (_("Services"), portal.routed_services, columns.routed_services(shows_money=shows_money)),
        "orders": (_("Orders"), portal.orders, columns.orders(shows_money=shows_money)),
        "invoices": (_("Invoices"), portal.invoices, columns.invoices()),
        "payments": (_("Payments"), portal.payments, columns.payments()),
    }
    title, listing, shown = lists[name]
    wish = grid_wishes.parsed(query, listing.names(visit.scope))
    return await written(listing.export(visit.scope, wish), shown, form, title)


def _file_name(name: str, visit: Visit, form: Format) -> str:
    return f"{name}-{account_in_name(visit)}-{visit.today.isoformat()}.{form.value}"


def account_in_name(visit: Visit) -> str:
    """The account's number as any system can write it."""
    return in_name(visit.account.number)


def in_name(text: str) -> str:
    """A text as any system can write it in a file's name; empty where nothing of it can be."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9-]+", "-", letters)[:_LONGEST_IN_NAME].strip("-")


async def noted(file: IO[bytes], note: Awaitable[None]) -> None:
    """Have it written down that the file goes out; where that cannot be, it is closed."""
    try:
        await note
    except BaseException:
        file.close()
        raise


class Download(Response):
    """A file that is read in pieces and closed at the end, however the end comes."""

    def __init__(self, file: IO[bytes], name: str, media_type: str) -> None:
        size = os.fstat(file.fileno()).st_size
        headers = {"Content-Length": str(size), "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        super().__init__(headers=headers, media_type=media_type)
        self._file = file

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Send it."""
        with self._file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while piece := await asyncio.to_thread(self._file.read, _PIECE_BYTES):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
