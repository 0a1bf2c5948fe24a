"""`/account/cards/...`: put a card on file without paying, choose the default one, remove one."""

from contextlib import suppress
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from pages.card import answers, results, sealing, setup_results
from pages.card.desk import NOTHING, Desk, Entered, known
from pages.forms import is_json
from pages.guard import address_of
from pages.plain import PlainPages
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.gateways.demo.choices import CARDS
from portal_ui.language import gettext as _
from portal_ui.payment_errors import CardInUseError, CardNotFoundError, GatewayAwayError
from portal_ui.views import CardView, SetupOutcome, SetupStatus, Visit

_LONGEST_ID = 9  # digits: what the database's integers hold
_ACCOUNT = "/account"
_NEW = "/account/cards/new"


class FilePages:
    """The cards an account has on file."""

    def __init__(self, plain: PlainPages) -> None:
        self._desk = Desk(plain)
        self._go = plain.go
        self._portal = plain.portal

    def router(self) -> APIRouter:
        """The routes. A new card's request id is made with the form, so that the form sent twice keeps one card."""
        routes = APIRouter()
        self._desk.add(
            routes, "POST", _NEW, self._keep, fields=("request", "token", "keep", "consent", "seal"), in_json=True, way_back=_ACCOUNT
        )
        for method, path, handle in (
            ("GET", _NEW, self._enter),
            ("GET", f"{_NEW}/{{name}}", self._show),
            ("GET", f"{_NEW}/{{name}}/status", self._status),
            ("GET", f"{_NEW}/{{name}}/confirmed", self._confirmed),
            ("POST", f"{_NEW}/{{name}}/cancel", self._cancel),
            ("POST", "/account/cards/{name}/default", self._make_default),
            ("GET", "/account/cards/{name}/remove", self._ask_to_remove),
            ("POST", "/account/cards/{name}/remove", self._remove),
        ):
            self._desk.add(routes, method, path, handle, way_back=_ACCOUNT)
        return routes

    async def _enter(self, _request: Request, visit: Visit, _name: str) -> Response:
        return await self._form(visit, NOTHING)

    async def _keep(self, request: Request, visit: Visit, _name: str) -> Response:
        what = await self._desk.entered(request)
        request_id = known(what.request, CardNotFoundError)
        if is_json(request):
            sealing.check(visit, request_id, what.seal)
        try:
            if not what.keep:
                raise BadRequestError(
                    _("A card is kept on file only if you agree to it. Nothing was kept; tick the box and try again.")
                ).about("keep")
            status = await self._portal.cards.keep(visit, request_id, what.card(), address=address_of(request))
        except PortalError as refused:
            if is_json(request):
                raise
            return await self._form(visit, what, refused)
        return answers.of_setup(visit, status, self._desk.card_form) if is_json(request) else self._go(_page(request_id))

    async def _show(self, _request: Request, visit: Visit, name: str) -> Response:
        status = await self._found(visit, name)
        if status.outcome is SetupOutcome.KEPT:
            return self._go(f"{_ACCOUNT}?done=card-kept")
        return await self._desk.result(visit, setup_results.of_setup(status, self._desk.card_form))

    async def _status(self, _request: Request, visit: Visit, name: str) -> Response:
        status = await self._found(visit, name)
        return JSONResponse({"outcome": status.outcome.value}, headers={"Cache-Control": "no-store"})

    async def _confirmed(self, request: Request, visit: Visit, name: str) -> Response:
        request_id = known(name, CardNotFoundError)
        with suppress(GatewayAwayError):
            await self._portal.cards.confirmed(visit, request_id, address=address_of(request))
        return self._go(_page(request_id))

    async def _cancel(self, request: Request, visit: Visit, name: str) -> Response:
        request_id = known(name, CardNotFoundError)
        await self._portal.cards.cancel(visit, request_id, address=address_of(request))
        return self._go(_page(request_id))

    async def _make_default(self, request: Request, visit: Visit, name: str) -> Response:
        await self._portal.cards.make_default(visit, _id(name), address=address_of(request))
        return self._go(f"{_ACCOUNT}?done=card-default")

    async def _ask_to_remove(self, _request: Request, visit: Visit, name: str) -> Response:
        card_id = _id(name)
        card = next((card for card in await self._portal.cards.on_file(visit.scope) if card.id == card_id), None)
        if card is None:
            raise CardNotFoundError
        return await self._removal(visit, card, str(CardInUseError()) if card.is_in_use else "")

    async def _remove(self, request: Request, visit: Visit, name: str) -> Response:
        await self._portal.cards.remove(visit, _id(name), address=address_of(request))
        return self._go(f"{_ACCOUNT}?done=card-removed")

    async def _found(self, visit: Visit, name: str) -> SetupStatus:
        status = await self._portal.cards.status(visit, known(name, CardNotFoundError))
        if status is None:
            raise CardNotFoundError
        return status

    async def _form(self, visit: Visit, what: Entered, refused: PortalError | None = None) -> Response:
        request_id = uuid4()
        return await self._desk.form(
            "new_card.html",
            visit,
            CARDS,
            what,
            refused,
            title=_("Add a card"),
            action=_NEW,
            request_id=request_id,
            seal=sealing.seal(visit, request_id),
            currency=(await self._portal.company.view()).currency,
        )

    async def _removal(self, visit: Visit, card: CardView, objection: str) -> Response:
        named = results.card_name(card.brand, card.last4)
        title = (_("%(card)s is in use") if objection else _("Remove %(card)s?")) % {"card": named}
        stands = await self._portal.autopay.view(visit.scope)
        is_automatic = stands.is_at_work and stands.card_id == card.id
        return await self._desk.page(
            "remove_card.html", visit, title=title, card=card, named=named, objection=objection, is_automatic=is_automatic
        )


def _page(request_id: UUID) -> str:
    return f"{_NEW}/{request_id}"


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise CardNotFoundError
    return int(text)
