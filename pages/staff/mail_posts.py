"""`/staff/mail/{id}`: one letter as it would be sent now, what came of it, and a button that sends it again."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from pages.demo_mail import LETTER_POLICY, MAIL_PAGE_POLICY, with_logo
from pages.guard import address_of
from pages.plain import PlainPages
from pages.staff import shell
from pages.staff.posts import spoken
from portal_ui import office_wording
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.service.letter_office import LetterNotFoundError
from portal_ui.views import StaffVisit
from portal_ui.views.letters import LetterPreview

_LETTER = shell.MAILROOM + "/{letter}"
_LONGEST_ID = 9  # digits: what the database's integers hold


def router(plain: PlainPages) -> APIRouter:
    """The routes, for the office."""
    page = LetterPages(plain)
    routes = APIRouter()
    routes.add_api_route(_LETTER, page.show, methods=["GET"], response_model=None)
    routes.add_api_route(f"{_LETTER}/letter", page.letter, methods=["GET"], response_model=None)
    routes.add_api_route(f"{_LETTER}/again", page.again, methods=["POST"], response_model=None)
    return routes


class LetterPages:
    """One letter of the outbox. Links that act are left unfinished in what is shown: nobody comes in with a preview."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._mailroom = plain.portal.mailroom

    async def show(self, request: Request, letter: str) -> Response:
        """What stands on the envelope, how far it is, and the letter below."""
        staff = spoken(request)
        zone = (await self._plain.portal.company.view()).time_zone
        try:
            found = await self._found(staff, letter)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff, way_back=shell.MAILROOM)
        row = found.row
        page = await self._plain.page(
            "staff_mail.html",
            title=found.subject,
            staff=staff,
            section=shell.MAILROOM,
            found=found,
            row=row,
            word=office_wording.letter_state(row.state),
            written=moment(row.created_at, zone),
            sent=moment(row.sent_at, zone) if row.sent_at else "",
            next_at=moment(row.next_attempt_at, zone) if row.next_attempt_at else "",
            may_send=staff.may_change and row.may_resend,
            here=f"{shell.MAILROOM}/{row.letter_id}",
            way_back=shell.MAILROOM,
        )
        page.headers["Content-Security-Policy"] = MAIL_PAGE_POLICY
        return page

    async def letter(self, request: Request, letter: str) -> Response:
        """The letter itself, for the frame of the page above."""
        staff = spoken(request)
        try:
            found = await self._found(staff, letter)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff, way_back=shell.MAILROOM)
        html = with_logo(found.html, await self._plain.portal.company.view())
        return HTMLResponse(html, headers={"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"})

    async def again(self, request: Request, letter: str) -> Response:
        """Send it again, and on to the one that goes."""
        staff = spoken(request)
        try:
            sent = await self._mailroom.resend(staff, _id(letter), address=address_of(request))
        except PortalError as refused:
            return await self._plain.refusal(refused, staff, way_back=shell.MAILROOM)
        return self._plain.go(f"{shell.MAILROOM}/{sent}")

    async def _found(self, staff: StaffVisit, letter: str) -> LetterPreview:
        return await self._mailroom.preview(staff, _id(letter))


def _id(text: str) -> int:
    """A letter, as an address names it.

    Raises:
        LetterNotFoundError: it is no number.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise LetterNotFoundError
    return int(text)
