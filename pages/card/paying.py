"""`/pay/{request_id}`: enter a new card for a payment, then read how that payment stands, as often as one likes."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from pages.card import answers, results, sealing
from pages.card.desk import BY_BANK, NOTHING, Desk, Entered, known
from pages.forms import is_json
from pages.guard import address_of
from pages.plain import PlainPages
from portal_ui.consents import DEBIT_VERSION, debit
from portal_ui.debits import are_offered
from portal_ui.errors import PortalError
from portal_ui.gateways.demo.choices import ACCOUNTS, CARDS
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.payment_errors import DraftNotFoundError, GatewayAwayError
from portal_ui.views import Visit


class PayPages:
    """One payment with a new card. What was begun under a request id is shown and never begun again."""

    def __init__(self, plain: PlainPages) -> None:
        self._desk = Desk(plain)
        self._go = plain.go
        self._portal = plain.portal

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        self._desk.add(routes, "GET", "/pay/{name}", self._show)
        self._desk.add(routes, "POST", "/pay/{name}", self._pay, fields=("token", "keep", "consent", "debit", "seal"), in_json=True)
        self._desk.add(routes, "GET", "/pay/{name}/status", self._status)
        self._desk.add(routes, "GET", "/pay/{name}/confirmed", self._confirmed)
        self._desk.add(routes, "POST", "/pay/{name}/cancel", self._cancel)
        self._desk.add(routes, "POST", "/pay/{name}/again", self._again, in_json=True)
        return routes

    async def _show(self, request: Request, visit: Visit, name: str) -> Response:
        request_id = known(name, DraftNotFoundError)
        status = await self._portal.paying.status(visit, request_id)
        if status is None:
            return await self._form(visit, request_id, BY_BANK if request.query_params.get("with") == "bank" else NOTHING)
        if status.outcome.is_over:
            await self._portal.paying.told(visit, (request_id,))
        company = await self._portal.company.view()
        return await self._desk.result(visit, results.of_payment(status, company.time_zone, self._desk.card_form))

    async def _pay(self, request: Request, visit: Visit, name: str) -> Response:
        request_id, what = known(name, DraftNotFoundError), await self._desk.entered(request)
        if is_json(request):
            sealing.check(visit, request_id, what.seal)
        try:
            status = await self._portal.paying.pay_with_new_card(visit, request_id, what.card(), address=address_of(request))
        except DraftNotFoundError:
            raise
        except PortalError as refused:
            if is_json(request):
                raise
            return await self._form(visit, request_id, what, refused)
        return answers.of_payment(status, self._desk.card_form) if is_json(request) else self._go(_page(request_id))

    async def _status(self, _request: Request, visit: Visit, name: str) -> Response:
        status = await self._portal.paying.status(visit, known(name, DraftNotFoundError))
        if status is None:
            raise DraftNotFoundError
        return JSONResponse({"outcome": status.outcome.value}, headers={"Cache-Control": "no-store"})

    async def _confirmed(self, request: Request, visit: Visit, name: str) -> Response:
        request_id = known(name, DraftNotFoundError)
        with suppress(GatewayAwayError):  # the page says how it stands, and tells when that changes
            await self._portal.paying.confirmed(visit, request_id, address=address_of(request))
        return self._go(_page(request_id))

    async def _cancel(self, request: Request, visit: Visit, name: str) -> Response:
        request_id = known(name, DraftNotFoundError)
        await self._portal.paying.cancel(visit, request_id, address=address_of(request))
        return self._go(_page(request_id))

    async def _again(self, request: Request, visit: Visit, name: str) -> Response:
        request_id = known(name, DraftNotFoundError)
        fresh = await self._portal.paying.again(visit, request_id)
        if not is_json(request):
            return self._go(_page(fresh))
        if fresh != request_id:
            await self._portal.paying.told(visit, (request_id,))  # the page that asks has shown how it ended
        again = await self._portal.paying.draft(visit, fresh)
        return answers.of_try(_page(fresh), again.total_cents, sealing.seal(visit, fresh))

    async def _form(self, visit: Visit, request_id: UUID, what: Entered, refused: PortalError | None = None) -> Response:
        draft, company = await self._portal.paying.draft(visit, request_id), await self._portal.company.view()
        takes_debits = are_offered(company, self._portal.paying.gateway)
        is_debit = takes_debits and bool(what.debit)
        return await self._desk.form(
            "card.html",
            visit,
            ACCOUNTS if is_debit else CARDS,
            what,
            refused,
            title=_("Pay from a bank account") if is_debit else _("Pay with a new card"),
            takes_debits=takes_debits,
            debit=debit(company.name, money(draft.total_cents, draft.currency)) if is_debit else "",
            debit_version=DEBIT_VERSION,
            action=_page(request_id),
            seal=sealing.seal(visit, request_id),
            shares=results.shares(draft.parts, draft.currency, cleared=_("Clears it")),
            total=money(draft.total_cents, draft.currency),
            cents=draft.total_cents,
            currency=draft.currency,
        )


def _page(request_id: UUID) -> str:
    return f"/pay/{request_id}"
