"""The balance statement on screen."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.statement import PAGE_ROWS, StatementSheet, StatementSpec
from pages.customer import shell
from pages.customer.live import Live
from pages.guard import visit_of
from portal_ui.documents.statement import MOST_ROWS
from portal_ui.errors import PortalError
from portal_ui.grid_wishes import day_of
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.service.statements import UNTIED
from portal_ui.views import Statement


def register(portal: Portal) -> None:
    """Serve `/statement`."""

    @ui.page("/statement")
    async def statement(request: Request, location: str = "", as_of: str = "", page: str = "") -> HTMLResponse | None:
        visit = visit_of(request)
        shell.speak(visit)
        company = await portal.company.view()

        async def spec() -> StatementSpec:
            told = await portal.statements.statement(visit.scope, location=location, as_of=day_of(as_of))
            footer = (await portal.company.view()).statement_footer
            return StatementSpec(told, company.currency, location, UNTIED, as_of, _page_of(page, told), MOST_ROWS, footer)

        try:
            first = await spec()
        except PortalError as error:
            return shell.refusal(error, company, visit, way_back="/statement" if location or as_of else "/")

        async def refresh() -> None:
            sheet.show(await spec())

        with shell.frame(portal, company, visit, _("Balance statement")):
            sheet = StatementSheet(first)
            live = Live(portal, visit, refresh)
            ui.context.client.on_delete(portal.company.listen(lambda _company, _today: live.look_again()))
        return None


def _page_of(text: str, told: Statement) -> int:
    """The page an address asks for, or the nearest there is."""
    wished = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
    return max(1, min(wished, -(-len(told.rows) // PAGE_ROWS)))
