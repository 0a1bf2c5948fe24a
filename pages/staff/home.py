"""`/staff`: how the portal stands, in figures."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from components.staff_frame.standing import Figure, Standing
from pages.guard import staff_of
from pages.page import page
from pages.staff import shell
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.service import Portal
from portal_ui.views import PortalState


def register(portal: Portal) -> None:
    """Serve `/staff`."""

    @page("/staff")
    async def home(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            state = await portal.staff.state()
            waiting = (await portal.money_desk.totals()).to_look_at
            expired = await portal.shelf_office.expired()
        except PortalError as error:
            return shell.refusal(error, company, staff)
        with shell.frame(company, staff, _("Overview"), section=shell.OVERVIEW):
            Standing(_("Overview"), state.is_active, (*_figures(state), _money(waiting), *_documents(expired)))
        return None


def _money(waiting: int) -> Figure:
    """What of payments waits for somebody."""
    return Figure(_("On the money desk"), waiting, _("to look at"), shell.MONEY, is_bad=waiting > 0)


def _documents(expired: int) -> tuple[Figure, ...]:
    """What customers still find although it has run out, such as a certificate of insurance; nothing where none has."""
    figure = Figure(
        _("Documents"), expired, _("have run out, and customers still find them"), f"{shell.DOCUMENTS}?status=expired", is_bad=True
    )
    return (figure,) if expired else ()


def _figures(state: PortalState) -> tuple[Figure, ...]:
    out_of = ngettext("of %(count)d customer", "of %(count)d customers", state.customers) % {"count": state.customers}
    waiting = ngettext("%(count)d waits to be sent", "%(count)d wait to be sent", state.waiting) % {"count": state.waiting}
    return (
        Figure(_("Portal switched on"), state.open_customers, out_of, shell.CUSTOMERS),
        Figure(_("People with a password"), state.people["active"], _("can sign in"), f"{shell.ACTIVATION}?status=active"),
        Figure(_("Invited"), state.people["invited"], _("have no password yet"), f"{shell.ACTIVATION}?status=sent"),
        Figure(_("Switched off"), state.people["off"], _("cannot sign in"), f"{shell.ACTIVATION}?status=off"),
        Figure(_("Emails that came back"), state.bounced, waiting, f"{shell.ACTIVATION}?status=bounced", is_bad=state.bounced > 0),
    )
