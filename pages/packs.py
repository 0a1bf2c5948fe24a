"""Many papers as one ZIP file: asked for, watched while it is made, stopped, and taken along. Plain pages; they need no script."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from pages.exports import Download, account_in_name, noted
from pages.guard import address_of, visit_of
from pages.plain import PlainPages
from portal_ui import grid_wishes, language
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import whole
from portal_ui.service.pack_refusals import PackUnderWayError, too_many
from portal_ui.service.packs import MOST_PAPERS
from portal_ui.views import GridWish, Visit
from portal_ui.views.packs import PackState, PackView

NEW = "/packs/new"
_KINDS = ("orders", "invoices", "payments")
_ASKED = ("q", "status", "from", "to", "location")
_LONGEST = 300  # of a field; more cannot be meant
_SECONDS_BETWEEN = 2
_NONE: list[str] = []  # nobody adds to it


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever has an account open."""
    page = PackPages(plain)
    routes = APIRouter()
    routes.add_api_route(NEW, page.ask, methods=["GET"], response_model=None)
    routes.add_api_route("/packs", page.start, methods=["POST"], response_model=None)
    routes.add_api_route("/packs/{pack}", page.watch, methods=["GET"], response_model=None)
    routes.add_api_route("/packs/{pack}/cancel", page.cancel, methods=["POST"], response_model=None)
    routes.add_api_route("/packs/{pack}/papers.zip", page.take, methods=["GET"], response_model=None)
    return routes


class PackPages:
    """One pack from the wish to the file."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._packs = plain.portal.packs
        self._handouts = plain.portal.handouts

    async def ask(self, request: Request, of: str = "orders", number: Annotated[list[str] | None, Query()] = None) -> Response:
        """What a pack of these rows would hold, and the button that begins it; or the sentence that says what to narrow."""
        visit, kind, numbers = visit_of(request), _kind(of), _numbers(number)
        language.use(visit.locale)
        asked = {name: request.query_params.get(name, "")[:_LONGEST] for name in _ASKED}

        async def page() -> Response:
            count = await self._packs.count(visit.scope, kind, self._wish(visit, kind, asked), numbers)
            fields = [*((name, text) for name, text in asked.items() if text and not numbers), *(("number", one) for one in numbers)]
            return await self._page(
                "pack_new.html",
                visit,
                title=_("Download as one ZIP file"),
                kind=kind,
                lead=_holds(kind, count),
                objection=too_many(count, MOST_PAPERS) if count > MOST_PAPERS else "",
                is_empty=not count,
                fields=fields,
                way_back=_list(kind, {} if numbers else asked),
            )

        return await self._answered(visit, f"/{kind}", page)

    async def start(
        self,
        request: Request,
        of: Annotated[str, Form()] = "",
        q: Annotated[str, Form()] = "",
        status: Annotated[str, Form()] = "",
        since: Annotated[str, Form(alias="from")] = "",
        until: Annotated[str, Form(alias="to")] = "",
        location: Annotated[str, Form()] = "",
        number: Annotated[list[str], Form()] = _NONE,
    ) -> Response:
        """Begin, and go where one sees how far it is."""
        visit, kind = visit_of(request), _kind(of)
        language.use(visit.locale)
        asked = dict(zip(_ASKED, (text[:_LONGEST] for text in (q, status, since, until, location)), strict=True))
        try:
            name = await self._packs.start(visit, kind, self._wish(visit, kind, asked), _numbers(number))
        except PackUnderWayError as refused:
            return await self._plain.refusal(refused, visit, way_back=f"/packs/{refused.name}" if refused.name else f"/{kind}")
        except PortalError as refused:
            return await self._plain.refusal(refused, visit, way_back=f"/{kind}")
        return self._plain.go(f"/packs/{name}")

    async def watch(self, request: Request, pack: str) -> Response:
        """How far it is; looks again by itself until it is ready."""
        visit = visit_of(request)
        language.use(visit.locale)

        async def page() -> Response:
            found = self._packs.look(visit, pack)
            works = found.state is PackState.WORKING
            titles = {PackState.WORKING: _("Making your ZIP file"), PackState.READY: _("Your ZIP file is ready")}
            return await self._page(
                "pack.html",
                visit,
                title=titles.get(found.state, _("This ZIP file could not be made")),
                pack=found,
                works=works,
                is_ready=found.state is PackState.READY,
                again=_SECONDS_BETWEEN if works else 0,
                said=_said(found),
                left_out=_left_out(found),
                way_back=f"/{found.kind}",
            )

        return await self._answered(visit, "/", page)

    async def cancel(self, request: Request, pack: str) -> Response:
        """Stop it, or throw a ready one away; back to the list."""
        visit = visit_of(request)
        language.use(visit.locale)

        async def page() -> Response:
            return self._plain.go(f"/{self._packs.cancel(visit, pack)}")

        return await self._answered(visit, "/", page)

    async def take(self, request: Request, pack: str) -> Response:
        """The file. Each time it goes out, that is written down with how many papers are in it."""
        visit = visit_of(request)
        language.use(visit.locale)

        async def page() -> Response:
            found, file = self._packs.opened(visit, pack)
            papers = str(found.done - found.missing)
            await noted(file, self._handouts.listing(visit, found.kind, "zip", address=address_of(request), papers=papers))
            return Download(file, f"{found.kind}-{account_in_name(visit)}-{visit.today.isoformat()}.zip", "application/zip")

        return await self._answered(visit, "/", page)

    def _wish(self, visit: Visit, kind: str, asked: Mapping[str, str]) -> GridWish:
        return grid_wishes.parsed(asked, self._packs.names(visit.scope, kind))

    async def _answered(self, visit: Visit, way_back: str, page: Callable[[], Awaitable[Response]]) -> Response:
        try:
            return await page()
        except PortalError as refused:
            return await self._plain.refusal(refused, visit, way_back=way_back)

    async def _page(self, template: str, visit: Visit, *, title: str, **values: Any) -> Response:
        return await self._plain.page(template, title=title, theme=visit.theme, email=visit.email, account=visit.account, **values)


def _kind(of: str) -> str:
    return of if of in _KINDS else _KINDS[0]


def _numbers(named: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number[:_LONGEST] for number in named or () if number))


def _list(kind: str, asked: Mapping[str, str]) -> str:
    query = urlencode({name: text for name, text in asked.items() if text})
    return f"/{kind}?{query}" if query else f"/{kind}"


def _holds(kind: str, count: int) -> str:
    said = {
        "orders": ngettext("The paper of %(count)s order, and a list of it.", "The papers of %(count)s orders, and a list of them.", count),
        "invoices": ngettext("%(count)s invoice as a PDF, and a list of it.", "%(count)s invoices as PDFs, and a list of them.", count),
        "payments": ngettext(
            "The receipt of %(count)s payment, and a list of it.", "The receipts of %(count)s payments, and a list of them.", count
        ),
    }
    return said[kind] % {"count": whole(count)}


def _said(pack: PackView) -> str:
    if pack.state is PackState.FAILED:
        return _("Something went wrong on our side. Nothing in your account was changed. Please ask for it again, or call us.")
    return _("%(done)s of %(total)s papers") % {"done": whole(pack.done), "total": whole(pack.total)}


def _left_out(pack: PackView) -> str:
    said = ngettext(
        "%(count)s paper could not be made. The list in the file says which, and why; the others are all there.",
        "%(count)s papers could not be made. The list in the file says which, and why; the others are all there.",
        pack.missing,
    )
    return said % {"count": whole(pack.missing)} if pack.missing else ""
