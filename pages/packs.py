"""Many papers as one ZIP file: asked for, watched while it is made, stopped, and taken along. Plain pages; they need no script."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response

from pages import pack_words as words
from pages.exports import Download, account_in_name, noted
from pages.guard import address_of, visit_of
from pages.guard.dressing import PLAIN_POLICY
from pages.plain import PlainPages
from portal_ui import grid_wishes, language
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service.pack_contents import EVERYTHING, MOST_PAPERS
from portal_ui.service.pack_refusals import PackUnderWayError, too_many
from portal_ui.views import GridWish, Visit
from portal_ui.views.packs import PackState

_POLICY = f"{PLAIN_POLICY}; script-src 'self'; connect-src 'self'"  # for one small file of ours, which asks how far it is
_KINDS = ("orders", "invoices", "payments", EVERYTHING)
_ASKED = ("q", "status", "from", "to", "location")
_LONGEST = 300  # of a field; more cannot be meant
_SECONDS_BETWEEN = 2
_NONE: list[str] = []  # nobody adds to it


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever has an account open."""
    page = PackPages(plain)
    routes = APIRouter()
    routes.add_api_route(words.NEW, page.ask, methods=["GET"], response_model=None)
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
            counts = await self._packs.contents.counts(visit.scope, kind, self._wish(visit, kind, asked), numbers)
            count = sum(counts.values())
            fields = [*((name, text) for name, text in asked.items() if text and not numbers), *(("number", one) for one in numbers)]
            return await self._page(
                "pack_new.html",
                visit,
                title=_("Download as one ZIP file"),
                kind=kind,
                leads=[words.holds(name, found) for name, found in counts.items() if found],
                objection=too_many(count, MOST_PAPERS) if count > MOST_PAPERS else "",
                is_empty=not count,
                fields=fields,
                asked=asked,
                places=(await self._plain.portal.customers.profile(visit.scope)).locations if kind == EVERYTHING else (),
                all_kinds=words.everything(asked) if kind != EVERYTHING and not numbers and visit.looking is None else "",
                way_back=words.way_back(kind, {} if numbers else asked),
                back=words.back(kind),
                looks=visit.looking is not None,
            )

        return await self._answered(visit, words.way_back(kind), page)

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
            return await self._plain.refusal(refused, visit, way_back=f"/packs/{refused.name}" if refused.name else words.way_back(kind))
        except PortalError as refused:
            return await self._plain.refusal(refused, visit, way_back=words.way_back(kind))
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
                said=words.said(found),
                left_out=words.left_out(found),
                way_back=words.way_back(found.kind),
                back=words.back(found.kind),
            )

        return await self._answered(visit, "/", page)

    async def cancel(self, request: Request, pack: str) -> Response:
        """Stop it, or throw a ready one away; back to the list."""
        visit = visit_of(request)
        language.use(visit.locale)

        async def page() -> Response:
            return self._plain.go(words.way_back(self._packs.cancel(visit, pack)))

        return await self._answered(visit, "/", page)

    async def take(self, request: Request, pack: str) -> Response:
        """The file. Each time it goes out, that is written down with how many papers are in it."""
        visit = visit_of(request)
        language.use(visit.locale)

        async def page() -> Response:
            found, file = self._packs.opened(visit, pack)
            papers = str(found.done - found.missing)
            await noted(file, self._handouts.listing(visit, found.kind, "zip", address=address_of(request), papers=papers))
            return Download(
                file, f"{words.file_name(found.kind)}-{account_in_name(visit)}-{visit.today.isoformat()}.zip", "application/zip"
            )

        return await self._answered(visit, "/", page)

    def _wish(self, visit: Visit, kind: str, asked: Mapping[str, str]) -> GridWish:
        asked = {name: text for name, text in asked.items() if name != "status"} if kind == EVERYTHING else asked
        return grid_wishes.parsed(asked, self._packs.contents.names(visit.scope, kind))

    async def _answered(self, visit: Visit, way_back: str, page: Callable[[], Awaitable[Response]]) -> Response:
        try:
            return await page()
        except PortalError as refused:
            return await self._plain.refusal(refused, visit, way_back=way_back)

    async def _page(self, template: str, visit: Visit, *, title: str, **values: Any) -> Response:
        answer = await self._plain.page(template, title=title, theme=visit.theme, email=visit.email, account=visit.account, **values)
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer


def _kind(of: str) -> str:
    return of if of in _KINDS else _KINDS[0]


def _numbers(named: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number[:_LONGEST] for number in named or () if number))
