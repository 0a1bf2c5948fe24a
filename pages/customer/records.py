"""Detail views: all of one order, invoice or payment."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from nicegui import ui

from components.sheet import DetailSheet
from pages.customer import invoice_sheet, order_sheet, payment_sheet, shell
from pages.customer.sheets import Drawing
from pages.guard import visit_of
from portal_ui.errors import PortalError
from portal_ui.service import Portal
from portal_ui.views import CompanyView, Scope, Visit

View = TypeVar("View")


def register(portal: Portal) -> None:
    """Serve `/orders/{number}`, `/invoices/{number}` and `/payments/{number}`."""
    _register(portal, "/orders", portal.orders.record, order_sheet.draw)
    _register(portal, "/invoices", portal.invoices.record, invoice_sheet.draw)
    _register(portal, "/payments", portal.payments.record, payment_sheet.draw)


def _register(
    portal: Portal, tab: str, find: Callable[[Scope, str], Awaitable[View]], draw: Callable[[View, CompanyView, Visit], Drawing]
) -> None:
    @ui.page(tab + "/{number:path}")  # books come with numbers such as INV/2026/0042
    async def record(request: Request, number: str) -> Response | None:
        visit = visit_of(request)
        if not number:
            ui.context.client.delete()
            return RedirectResponse(tab)
        shell.speak(visit)
        company = await portal.company.view()
        try:
            view = await find(visit.scope, number)
        except PortalError as error:
            return shell.refusal(error, company, visit, way_back=tab)
        drawing = draw(view, company, visit)
        with shell.frame(company, visit, drawing.head.title):
            DetailSheet(drawing.head, drawing.main, drawing.aside)
        return None
