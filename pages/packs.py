"""Many papers as one ZIP file: asked for, watched while it is made, stopped, and taken along. Plain pages; they need no script."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response

from pages import pack_words as words
from pages.exports import Download, noted
from pages.guard import address_of, visit_of
from pages.guard.dressing import PLAIN_POLICY
from pages.plain import PlainPages
from portal_ui import grid_wishes, language
from portal_ui.errors import BadRequestError, PortalError, TooBusyError
from portal_ui.language import gettext as _
from portal_ui.service.pack_contents import EVERYTHING, MOST_PAPERS
from portal_ui.service.pack_refusals import EmptyPackError, PackUnderWayError, too_many
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
    routes.add_api_route("/packs", page.anew, methods=["GET"], response_model=None)
    routes.add_api_route("/packs", page.start, methods=["POST"], response_model=None)
    routes.add_api_route("/packs/{pack}", page.watch, methods=["GET"], response_model=None)
    routes.add_api_route("/packs/{pack}/cancel", page.cancel, methods=["POST"], response_model=None)
    routes.add_api_route("/packs/{pack}/papers.zip", page.take, methods=["GET"], response_model=None)
    return routes


@dataclass(frozen=True, slots=True)
class Asked:
    """What a pack is asked for of: the fields as they came, or the numbers of the rows chosen."""

    kind: str
    fields: Mapping[str, str]
    numbers: Sequence[str]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form carries along of it; of everything, its fields stand there to be filled in."""
        if self.kind == EVERYTHING:
            return []
        return [("number", one) for one in self.numbers] or [(name, text) for name, text in self.fields.items() if text]


class PackPages:
    """One pack from the wish to the file."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._packs = plain.portal.packs
        self._handouts = plain.portal.handouts

    async def ask(self, request: Request, of: str = "orders", number: Annotated[list[str] | None, Query()] = None) -> Response:
        """What a pack of these rows would hold, and the button that begins it; or the sentence that says what to narrow."""
        visit = visit_of(request)
        language.use(visit.locale)
        asked = Asked(_kind(of), {name: request.query_params.get(name, "")[:_LONGEST] for name in _ASKED}, _numbers(number))
        try:
            counts = await self._packs.contents.counts(visit.scope, asked.kind, self._wish(visit, asked), asked.numbers)
        except PortalError as refused:
            return await self._form(visit, asked, refused=refused)
        return await self._form(visit, asked, counts)

    async def anew(self) -> Response:
        """To the form; a browser comes here that opens anew what a refusal left at this address."""
        return self._plain.go(words.everything({}))

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
        visit = visit_of(request)
        language.use(visit.locale)
        texts = (text[:_LONGEST] for text in (q, status, since, until, location))
        asked = Asked(_kind(of), dict(zip(_ASKED, texts, strict=True)), _numbers(number))
        try:
            name = await self._packs.start(visit, asked.kind, self._wish(visit, asked), asked.numbers)
        except PortalError as refused:
            return await self._form(visit, asked, refused=refused)
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
            return Download(file, words.file_name(found, visit.account.number, visit.today), "application/zip")

        return await self._answered(visit, "/", page)

    def _wish(self, visit: Visit, asked: Asked) -> GridWish:
        of_all = {name: text for name, text in asked.fields.items() if name != "status" or asked.kind != EVERYTHING}
        return grid_wishes.parsed(of_all, self._packs.contents.names(visit.scope, asked.kind))

    async def _form(
        self, visit: Visit, asked: Asked, counts: Mapping[str, int] | None = None, refused: PortalError | None = None
    ) -> Response:
        """What is asked for, as it was typed, with how many papers of each kind fit; or with why there is no pack of it."""
        kind, count = asked.kind, sum((counts or {}).values())
        may_pass = refused is None or isinstance(refused, PackUnderWayError | TooBusyError)
        is_wide = not asked.numbers and visit.looking is None and kind != EVERYTHING
        return await self._page(
            "pack_new.html",
            visit,
            title=_("Download as one ZIP file"),
            kind=kind,
            leads=[words.holds(name, found) for name, found in (counts or {}).items() if found],
            objection="" if refused else too_many(count, MOST_PAPERS) if count > MOST_PAPERS else "" if count else str(EmptyPackError()),
            may_pass=may_pass,
            under_way=refused.name if isinstance(refused, PackUnderWayError) else "",
            hidden=asked.hidden,
            asked=asked.fields,
            places=(await self._plain.portal.customers.profile(visit.scope)).locations if kind == EVERYTHING else (),
            all_kinds=words.everything(asked.fields) if is_wide else "",
            way_back=words.way_back(kind, {} if asked.numbers or (refused and refused.fields) else asked.fields),
            back=words.back(kind),
            looks=visit.looking is not None,
            refused=refused,
        )

    async def _answered(self, visit: Visit, way_back: str, page: Callable[[], Awaitable[Response]]) -> Response:
        try:
            return await page()
        except PortalError as refused:
            return await self._plain.refusal(refused, visit, way_back=way_back)

    async def _page(self, template: str, visit: Visit, *, title: str, **values: Any) -> Response:
        answer = await self._plain.page(template, title=title, visit=visit, **values)
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer


def _kind(of: str) -> str:
    if of not in _KINDS:
        raise BadRequestError(
            _(
                "A ZIP file holds orders, invoices, payments, or all of them; this address asks for none of these."
                " No file is made. Begin at a list."
            )
        )
    return of


def _numbers(named: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number[:_LONGEST] for number in named or () if number))
