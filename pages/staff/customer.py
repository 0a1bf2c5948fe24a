"""`/staff/customers/{number}`: a customer's profile for the office. While a letter is on its way, it follows it by itself."""

import asyncio

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.sheet import DetailSheet
from pages.guard import staff_of
from pages.page import page
from pages.staff import shell
from pages.staff.customer_sheet import CustomerSheet
from pages.staff.told import Done, Told
from portal_ui.errors import PortalError
from portal_ui.office_errors import CustomerNotFoundError
from portal_ui.service import Portal
from portal_ui.views import AutopayView, CompanyView, StaffVisit
from portal_ui.views.access import CustomerAccess, LetterState, Stage
from portal_ui.views.shelf import ShelfItem

_LOOK_AGAIN_SECONDS = 2.0
_ON_THE_WAY_IN = (Stage.WAITING, Stage.SENT, Stage.OPENED)
_LETTER_MOVES = (LetterState.WAITING, LetterState.SENDING)


def register(portal: Portal, told: Told) -> None:
    """Serve a customer's profile."""

    @page(f"{shell.CUSTOMERS}/{{number}}")
    async def customer(request: Request, number: str, locations: str = "") -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            found, stands, papers = await asyncio.gather(
                portal.access.customer(number), portal.autopay.of_customer(number), portal.shelf_office.of_customer(number)
            )
        except PortalError as error:
            return shell.refusal(error, company, staff, way_back=shell.CUSTOMERS)
        profile = Profile(portal, staff, company, all_locations=locations == "all")
        with shell.frame(company, staff, found.profile.bill_to.name, section=shell.CUSTOMERS):
            profile.build(found, stands, papers, told.take(staff.session_id, number))
        return None


class Profile:
    """One customer's profile during one visit."""

    def __init__(self, portal: Portal, staff: StaffVisit, company: CompanyView, *, all_locations: bool) -> None:
        self._access = portal.access
        self._automatic = portal.autopay
        self._mailroom = portal.mailroom
        self._staff = staff
        self._company = company
        self._all_locations = all_locations
        self._done: Done | None
        self._shown: CustomerAccess
        self._stands: AutopayView
        self._papers: tuple[ShelfItem, ...]
        self._sheet: DetailSheet
        self._timer: ui.timer

    def build(self, found: CustomerAccess, stands: AutopayView, papers: tuple[ShelfItem, ...], done: Done | None) -> None:
        """Place what is known now, with what was just done, and look again while something moves."""
        self._shown, self._stands, self._papers, self._done = found, stands, papers, done
        drawing = self._drawing()
        self._sheet = DetailSheet(drawing.head(self._said()), drawing.main(), drawing.aside())
        self._timer = ui.timer(_LOOK_AGAIN_SECONDS, self._look_again, active=_moves(found))

    async def _look_again(self) -> None:
        shell.speak(self._staff)
        try:
            found = await self._access.customer(self._shown.profile.bill_to.number)
            self._stands = await self._automatic.of_customer(self._shown.profile.bill_to.number)
        except CustomerNotFoundError:
            self._timer.deactivate()
            return
        except PortalError:
            return  # a database that is busy is asked again
        if found != self._shown:
            self._done = self._done if _is_as_done(self._shown, found) else None
            self._shown = found
            drawing = self._drawing()
            self._sheet.show(drawing.head(self._said()), drawing.main(), drawing.aside())
        if not _moves(found):
            self._timer.deactivate()

    def _drawing(self) -> CustomerSheet:
        return CustomerSheet(self._shown, self._stands, self._papers, self._staff, self._company, all_locations=self._all_locations)

    def _said(self) -> str:
        if self._done is None:
            return ""
        return self._done.said(letters_wait=not self._shown.portal_active, has_server=self._mailroom.has_server)


def _moves(found: CustomerAccess) -> bool:
    """Whether somebody is on their way in."""
    return any(way.stage in _ON_THE_WAY_IN or (way.letter is not None and way.letter.state in _LETTER_MOVES) for way in found.ways)


def _is_as_done(before: CustomerAccess, now: CustomerAccess) -> bool:
    """Whether what was said of a deed still holds: nobody else changed anything, and no letter came back."""
    came_back = {way.access_id for way in now.ways if way.stage is Stage.BOUNCED} - {
        way.access_id for way in before.ways if way.stage is Stage.BOUNCED
    }
    return not came_back and _decided(before) == _decided(now)


def _decided(found: CustomerAccess) -> tuple[object, ...]:
    return (found.is_enabled, found.login, found.portal_active, {(way.access_id, way.role, way.locations) for way in found.ways})
