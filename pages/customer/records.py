"""Detail views: all of one order, invoice, payment or credit memo."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from nicegui import ui

from components.sheet import DetailSheet
from pages.customer import credit_sheet, invoice_sheet, order_sheet, payment_sheet, shell
from pages.customer.live import Live
from pages.customer.paying import Paying
from pages.customer.sheets import Drawing
from pages.guard import address_of, visit_of
from pages.page import page
from portal_ui.errors import PortalError
from portal_ui.service import Portal
from portal_ui.views import CompanyView, Visit

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Kind(Generic[View]):
    """One of the four: where its list is, how one is found, and how it looks."""

    tab: str
    find: Callable[[Visit, str], Awaitable[View]]
    draw: Callable[[View, CompanyView, Visit], Drawing]
    moves: bool = False  # it changes while people look at it, because money does


def register(portal: Portal) -> None:
    """Serve `/orders/{number}`, `/invoices/{number}`, `/payments/{number}` and `/credits/{number}`."""
    orders = Kind("/orders", partial(order_sheet.find, portal), order_sheet.draw)
    invoices = Kind("/invoices", partial(invoice_sheet.find, portal), invoice_sheet.draw, moves=True)
    payments = Kind("/payments", partial(payment_sheet.find, portal), payment_sheet.draw, moves=True)
    memos = Kind("/credits", partial(credit_sheet.find, portal), credit_sheet.draw, moves=True)
    kinds: tuple[Kind[Any], ...] = (orders, invoices, payments, memos)
    for kind in kinds:
        _register(portal, kind)


def _register(portal: Portal, kind: Kind[Any]) -> None:
    @page(kind.tab + "/{number:path}")  # books come with numbers such as INV/2026/0042
    async def record(request: Request, number: str) -> Response | None:
        visit = visit_of(request)
        if not number:
            ui.context.client.delete()
            return RedirectResponse(kind.tab)
        shell.speak(visit)
        company = await portal.company.view()
        try:
            view = await kind.find(visit, number)
        except PortalError as error:
            return shell.refusal(error, company, visit, way_back=kind.tab)
        RecordPage(portal, visit, company, kind, number).build(view, address_of(request))
        return None


class RecordPage(Generic[View]):
    """One order, invoice, payment or credit memo during one visit. What money moves keeps up with it."""

    def __init__(self, portal: Portal, visit: Visit, company: CompanyView, kind: Kind[View], number: str) -> None:
        self._portal = portal
        self._visit = visit
        self._company = company
        self._kind = kind
        self._number = number
        self._paying: Paying | None = None
        self._sheet: DetailSheet

    def build(self, view: View, address: str) -> None:
        """Place the sheet, and the payment dialog where its head offers to pay."""
        drawing = self._kind.draw(view, self._company, self._visit)
        pays = bool(drawing.head.pay)
        with shell.frame(self._portal, self._company, self._visit, drawing.head.title):
            self._sheet = DetailSheet(drawing.head, drawing.main, drawing.aside, self._pay if pays else None)
            if pays:
                self._paying = Paying(self._portal, self._visit, self._company, address, on_begun=_nothing)
            if self._kind.moves:
                Live(self._portal, self._visit, self._refresh)

    async def _pay(self) -> None:
        if self._paying is not None:
            shell.speak(self._visit)
            await self._paying.open((self._number,))

    async def _refresh(self) -> None:
        drawing = self._kind.draw(await self._kind.find(self._visit, self._number), self._company, self._visit)
        self._sheet.show(drawing.head, drawing.main, drawing.aside)
        if self._paying is not None:
            await self._paying.refresh()


def _nothing() -> None:
    """No choice stands beside the dialog here."""
