"""`/staff/money/{number}`: one payment on the money desk; and `/staff/money/differences`: what differs from the card processor's word."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.sheet import Deed, DetailSheet, Head, Notice, Thing, Things, Way
from pages.guard import staff_of
from pages.page import page
from pages.staff import shell
from pages.staff.money import DIFFERENCES, NEWS, address
from pages.staff.money_forms import ONE, Number
from pages.staff.payment_drawing import PaymentDrawing
from pages.staff.told import Done, Told
from portal_ui import desk_wording
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import whole
from portal_ui.service import Portal
from portal_ui.service.money_desk import Compared
from portal_ui.views import CompanyView, StaffVisit
from portal_ui.views.desk import DeskPayment, DifferenceRow, NewsRow

_SOON_SECONDS = 0.1


def register(portal: Portal, told: Told) -> None:
    """Serve both."""

    @page(DIFFERENCES)
    async def differences(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            waiting = await portal.money_desk.differences()
            done = await portal.money_desk.differences(is_open=False)
            unread = await portal.money_desk.news()
        except PortalError as error:
            return shell.refusal(error, company, staff, way_back=shell.MONEY)
        just = told.take(staff.session_id, DIFFERENCES)
        with shell.frame(company, staff, _("Differences"), section=shell.MONEY):
            head = Head(
                _("Differences"),
                Way(shell.MONEY, _("Money")),
                line=_("Once a day both sides are compared. Here is where they differ."),
                notices=_said(just),
            )
            draw = _Differences(staff, company)
            wait = Things(_("To look at"), tuple(map(draw.one, waiting)), _("Nothing differs."))
            past = Things(_("Dealt with"), tuple(map(draw.past, done)), _("Nothing yet."))
            news = (Things(_("News that could not be acted on"), tuple(map(draw.news, unread))),) if unread else ()
            DetailSheet(head, (wait, *news), (past,))
        return None

    @page(ONE)
    async def payment(request: Request, number: Number) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            found = await portal.money_desk.payment(number)
        except PortalError as error:
            return shell.refusal(error, company, staff, way_back=shell.MONEY)
        done = told.take(staff.session_id, f"payment:{number}")
        with shell.frame(company, staff, _("Payment %(number)s") % {"number": number}, section=shell.MONEY):
            DeskSheet(portal, staff, company).build(found, done.said(letters_wait=False) if done is not None else "")
        return None


class DeskSheet:
    """One payment during one visit. What the card processor says comes a moment after the page."""

    def __init__(self, portal: Portal, staff: StaffVisit, company: CompanyView) -> None:
        self._desk = portal.money_desk
        self._staff = staff
        self._zone = company.time_zone
        self._said = ""
        self._number = ""
        self._sheet: DetailSheet

    def build(self, found: DeskPayment, said: str) -> None:
        """Place what is known here, and ask for the rest."""
        self._said, self._number = said, found.row.payment.number
        drawing = PaymentDrawing(found, self._staff, self._zone)
        self._sheet = DetailSheet(drawing.head(said), drawing.main(None, ""), drawing.aside())
        if found.may_ask:
            ui.timer(_SOON_SECONDS, self._compare, once=True)

    async def _compare(self) -> None:
        shell.speak(self._staff)
        compared: tuple[Compared, ...] | None = None
        away = ""
        try:
            compared = await self._desk.compared(self._number)
        except PortalError as refused:
            away = str(refused)
        try:
            found = await self._desk.payment(self._number)
        except PortalError:
            return  # a busy moment: what is shown stays
        drawing = PaymentDrawing(found, self._staff, self._zone)
        self._sheet.show(drawing.head(self._said), drawing.main(compared, away), drawing.aside())


class _Differences:
    """How differences read, for one member of the office."""

    def __init__(self, staff: StaffVisit, company: CompanyView) -> None:
        self._staff = staff
        self._zone = company.time_zone

    def one(self, row: DifferenceRow) -> Thing:
        """One that waits, with what can be done."""
        found = _("found %(moment)s") % {"moment": moment(row.found_at, self._zone)}
        named = {"what": row.payment or row.reference}
        seen = Deed(_("Mark as seen"), f"{DIFFERENCES}/{row.difference_id}", _("Mark the difference of %(what)s as seen") % named)
        ask = Deed(_("Ask again"), address(row.payment, "ask"), _("Ask the card processor about %(what)s again") % named, posts=True)
        deeds = (ask, seen) if row.payment else (seen,)
        return Thing(
            desk_wording.difference(row.kind),
            tuple(filter(None, (_whose(row), *desk_wording.sides(row), row.reference, found))),
            address(row.payment) if row.payment else "",
            deeds=deeds if self._staff.may_change else (),
        )

    def news(self, row: NewsRow) -> Thing:
        """News that waits, and why."""
        tried = ngettext("tried %(count)s time", "tried %(count)s times", row.tries) % {"count": whole(row.tries)}
        goes_on = _("it is tried again by itself") if row.is_tried_on else _("it is not tried by itself any more")
        came = _("came %(moment)s") % {"moment": moment(row.received_at, self._zone)}
        spoken = _("Try news %(event)s again") % {"event": row.event_id}
        deed = Deed(_("Try again"), f"{NEWS}/{quote(row.event_id, safe='')}", spoken, posts=True)
        return Thing(
            desk_wording.news(row.kind),
            (desk_wording.news_error(row.error), f"{came}, {tried}; {goes_on}", f"{row.kind} · {row.reference} · {row.event_id}"),
            deeds=(deed,) if self._staff.may_change else (),
        )

    def past(self, row: DifferenceRow) -> Thing:
        """One that is gone, or was dealt with."""
        at = moment(row.resolved_at, self._zone) if row.resolved_at else ""
        by = _("%(who)s: %(note)s") % {"who": row.by, "note": row.note} if row.by else _("It was gone by itself.")
        return Thing(desk_wording.difference(row.kind), tuple(filter(None, (row.payment or row.reference, by, at))))


def _said(just: Done | None) -> tuple[Notice, ...]:
    """What this sign-in has just done here."""
    if just is None:
        return ()
    tone, sign = ("warn", "alert") if just.what == "news-still" else ("ok", "check")
    return (Notice(just.said(letters_wait=False), tone, sign),)


def _whose(row: DifferenceRow) -> str:
    return f"{row.payment} · {row.customer_name} ({row.customer_number})" if row.payment else ""
