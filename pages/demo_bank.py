"""`/demo/bank/{reference}`: in the demo, the page of the bank that asks the card holder to confirm."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable
from uuid import UUID

from fastapi import APIRouter, Request, Response

from pages.card.desk import Desk
from pages.card.results import card_name
from pages.forms import sent_with
from pages.plain import PlainPages
from portal_ui.errors import BadRequestError, NotFoundError
from portal_ui.gateways import Report
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views import Visit

_ANSWERS = {"confirm": True, "refuse": False}


@runtime_checkable
class Bank(Protocol):
    """A gateway that plays the bank, too."""

    async def waiting(self, reference: str) -> Report | None:
        """The payment or setup that waits for an answer; `None` when none does under that reference."""
        ...

    async def answer(self, reference: str, *, agrees: bool) -> Report | None:
        """Answer as the card holder."""
        ...


@dataclass(frozen=True, slots=True)
class _Question:
    """What the bank asks, and where the answer leads to."""

    text: str
    agree: str
    facts: tuple[tuple[str, str], ...]
    way_back: str


def router(plain: PlainPages) -> APIRouter:
    """The routes. Outside the demo there is no such bank, and nothing is found."""
    return BankPage(plain).router()


class BankPage:
    """Asks whether the card holder agrees, and leads back to the portal."""

    def __init__(self, plain: PlainPages) -> None:
        self._desk = Desk(plain)
        self._plain = plain
        self._portal = plain.portal

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        self._desk.add(routes, "GET", "/demo/bank/{name}", self._ask)
        self._desk.add(routes, "POST", "/demo/bank/{name}", self._answer, fields=("answer",))
        return routes

    async def _ask(self, request: Request, visit: Visit, name: str) -> Response:
        question = await self._question(request, visit, self._bank(), name)
        return await self._desk.page("demo_bank.html", visit, title=question.text, question=question, action=request.url.path)

    async def _answer(self, request: Request, visit: Visit, name: str) -> Response:
        bank = self._bank()
        question = await self._question(request, visit, bank, name)
        agrees = _ANSWERS.get((await sent_with(request)).get("answer", ""))
        if agrees is None:
            raise BadRequestError(_("The bank understands only yes or no. Nothing was charged; go back and answer again."))
        await bank.answer(name, agrees=agrees)
        return self._plain.go(f"{question.way_back}/confirmed")

    def _bank(self) -> Bank:
        gateway = self._portal.paying.gateway
        if not isinstance(gateway, Bank):
            raise _nothing_waits()
        return gateway

    async def _question(self, request: Request, visit: Visit, bank: Bank, reference: str) -> _Question:
        """What is asked under that reference, if it is about this account."""
        report = await bank.waiting(reference)
        if report is None:
            raise _nothing_waits()
        request_id, merchant = UUID(report.payment), (await self._portal.company.view()).name
        card = card_name(report.card.brand, report.card.last4) if report.card is not None else ""
        payment = await self._portal.paying.status(visit, request_id)
        if payment is not None and payment.action == request.url.path:
            amount = money(report.amount_cents, report.currency)
            source = (_("Bank account"), payment.paid_with) if payment.is_debit else (_("Card"), card or payment.paid_with)
            facts = ((_("Payee"), merchant), source, (_("Amount"), amount))
            return _Question(_("Confirm this payment?"), _("Confirm payment"), facts, f"/pay/{request_id}")
        setup = await self._portal.cards.status(visit, request_id)
        if setup is None or setup.action != request.url.path:
            raise _nothing_waits()
        facts = ((_("Kept by"), merchant), *(((_("Card"), card),) if card else ()))
        return _Question(_("Keep this card on file?"), _("Confirm card"), facts, f"/account/cards/new/{request_id}")


def _nothing_waits() -> NotFoundError:
    return NotFoundError(_("The bank does not wait for an answer here any more. Your account shows how the payment stands."))
