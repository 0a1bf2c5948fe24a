"""`/staff`: how the portal stands, in figures."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from components.staff_frame.standing import Figure, Standing
from pages.guard import staff_of
from pages.page import page
from pages.staff import money, shell
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.service import Portal
from portal_ui.views import PortalState
from portal_ui.views.access import INVITED, Stage
from portal_ui.views.desk import DeskTotals
from portal_ui.views.letters import LetterState


def register(portal: Portal) -> None:
    """Serve `/staff`."""

    @page("/staff")
    async def home(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            state = await portal.staff.state()
            totals = await portal.money_desk.totals()
            expired = await portal.shelf_office.expired()
        except PortalError as error:
            return shell.refusal(error, company, staff)
        with shell.frame(company, staff, _("Overview"), section=shell.OVERVIEW):
            Standing(_("Overview"), state.is_active, (*_figures(state), *_money(totals), *_documents(expired)))
        return None


def _money(totals: DeskTotals) -> tuple[Figure, ...]:
    """What of payments waits for somebody; those set aside where there are any."""
    count = totals.sums["parked"].count
    parked = Figure(_("Payments set aside"), count, _("wait for you"), f"{shell.MONEY}?status=parked", is_bad=True)
    unlike = Figure(_("On the money desk"), totals.to_look_at, money.counted(totals), money.DIFFERENCES, is_bad=totals.to_look_at > 0)
    return (*((parked,) if count else ()), unlike)


def _documents(expired: int) -> tuple[Figure, ...]:
    """What customers still find although it has run out, such as a certificate of insurance; nothing where none has."""
    text = ngettext("has run out, and customers still find it", "have run out, and customers still find them", expired)
    figure = Figure(_("Documents"), expired, text, f"{shell.DOCUMENTS}?status=expired", is_bad=True)
    return (figure,) if expired else ()


def _figures(state: PortalState) -> tuple[Figure, ...]:
    """Each counts what its list shows: one person with two accounts is two logins there."""
    out_of = ngettext("of %(count)d customer", "of %(count)d customers", state.customers) % {"count": state.customers}
    waiting = ngettext("%(count)d waits to be sent", "%(count)d wait to be sent", state.waiting) % {"count": state.waiting}
    lost = Figure(
        _("Emails given up"),
        state.given_up,
        _("no mail server took them"),
        f"{shell.MAILROOM}?status={LetterState.GIVEN_UP.value}",
        is_bad=True,
    )
    invited = sum(state.logins.get(stage, 0) for stage in INVITED)
    active, off = (state.logins.get(stage, 0) for stage in (Stage.ACTIVE, Stage.OFF))
    return (
        Figure(_("Portal switched on"), state.open_customers, out_of, f"{shell.CUSTOMERS}?status=on"),
        Figure(_("Logins with a password"), active, _("can sign in"), f"{shell.ACTIVATION}?status=active"),
        Figure(_("Invited"), invited, _("have no password yet"), f"{shell.ACTIVATION}?status=invited"),
        Figure(_("Switched off"), off, _("cannot sign in"), f"{shell.ACTIVATION}?status=off"),
        Figure(
            _("Emails that came back"),
            state.bounced,
            waiting,
            f"{shell.MAILROOM}?status={LetterState.BOUNCED.value}",
            is_bad=state.bounced > 0,
        ),
        *((lost,) if state.given_up else ()),
    )
