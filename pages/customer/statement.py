"""The balance statement on screen: open items, or activity."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.statement import StatementSheet, StatementSpec
from components.statement.activity import ActivitySheet, ActivitySpec
from components.statement.parts import PAGE_ROWS
from pages.customer import shell
from pages.customer.live import Live
from pages.guard import visit_of
from pages.page import page
from portal_ui.documents.statement import MOST_ROWS
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.service.statements import UNTIED
from portal_ui.statement_wishes import StatementWish, statement_wish
from portal_ui.views import Visit


def register(portal: Portal) -> None:
    """Serve `/statement`."""

    @page("/statement")
    async def statement(request: Request) -> HTMLResponse | None:
        visit = visit_of(request)
        shell.speak(visit)
        company = await portal.company.view()
        way_back = "/statement" if request.url.query else "/"
        try:
            wish = statement_wish(request.query_params)
            way_back = wish.way_back if request.url.query != wish.way_back.partition("?")[2] else "/"
            first = await _spec(portal, visit, wish)
        except PortalError as error:
            return shell.refusal(error, company, visit, way_back=way_back)

        async def refresh() -> None:
            sheet.show(await _spec(portal, visit, wish))

        with shell.frame(portal, company, visit, _("Account activity") if wish.is_activity else _("Balance statement")):
            sheet: Any = ActivitySheet(first) if isinstance(first, ActivitySpec) else StatementSheet(first)
            live = Live(portal, visit, refresh)
            ui.context.client.on_delete(portal.company.listen(lambda _company, _today: live.look_again()))
        return None


async def _spec(portal: Portal, visit: Visit, wish: StatementWish) -> StatementSpec | ActivitySpec:
    """What the address asks for, as it is now."""
    company, today = await portal.company.view(), await portal.company.today()
    if wish.is_activity:
        moved = await portal.statements.activity(visit.scope, location=wish.location, wish=wish.period)
        page = _page_of(wish.page, len(moved.movements))
        return ActivitySpec(moved, company.currency, wish, UNTIED, today, page, MOST_ROWS, company.statement_footer)
    told = await portal.statements.statement(visit.scope, location=wish.location, as_of=wish.as_of)
    page = _page_of(wish.page, len(told.rows))
    return StatementSpec(told, company.currency, wish, UNTIED, today, page, MOST_ROWS, company.statement_footer)


def _page_of(text: str, rows: int) -> int:
    """The page an address asks for, or the nearest there is."""
    wished = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
    return max(1, min(wished, -(-rows // PAGE_ROWS)))
