"""What is done where the card processor's word and the portal's differ, as plain forms: ask again, settle, mark as seen, try news."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pages.guard import address_of
from pages.plain import PlainPages
from pages.staff.money import DIFFERENCES, NEWS, address
from pages.staff.money_forms import ONE, DeskForms, Number
from pages.staff.posts import spoken
from pages.staff.told import Done, Told
from portal_ui import desk_wording
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.money_desk_errors import NoSuchDifferenceError, ReasonMissingError
from portal_ui.views import StaffVisit

_DIFFERENCE = DIFFERENCES + "/{difference}"
_LONGEST_ID = 9  # digits: what the database's integers hold


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = MendingPosts(plain, told)
    routes = APIRouter()
    routes.add_api_route(_DIFFERENCE, page.ask_seen, methods=["GET"], response_model=None)
    routes.add_api_route(_DIFFERENCE, page.seen, methods=["POST"], response_model=None)
    routes.add_api_route(NEWS + "/{event:path}", page.try_news, methods=["POST"], response_model=None)
    routes.add_api_route(f"{ONE}/settle", page.ask_settle, methods=["GET"], response_model=None)
    routes.add_api_route(f"{ONE}/settle", page.settle, methods=["POST"], response_model=None)
    routes.add_api_route(f"{ONE}/ask", page.ask, methods=["POST"], response_model=None)
    return routes


class MendingPosts(DeskForms):
    """Both sides brought together, or left as they are on purpose."""

    async def ask(self, request: Request, number: Number) -> Response:
        """Ask the card processor, and make its word true here."""
        staff = spoken(request)

        async def run() -> Response:
            has_news = await self.desk.ask_again(staff, number, address=address_of(request))
            return self.back(staff, number, "asked-news" if has_news else "asked-same")

        return await self.guarded(staff, address(number), run)

    async def ask_settle(self, request: Request, number: Number) -> Response:
        """What was found when somebody looked."""
        staff = spoken(request)
        return await self.guarded(staff, address(number), lambda: self._settle_form(staff, number))

    async def settle(self, request: Request, number: Number, reason: Annotated[str, Form()] = "") -> Response:
        """It waits for nobody any more."""
        staff = spoken(request)

        async def run() -> Response:
            if not reason.strip():
                return await self._settle_form(staff, number, ReasonMissingError())
            await self.desk.settle(staff, number, reason, address=address_of(request))
            return self.back(staff, number, "settled")

        return await self.guarded(staff, address(number), run)

    async def ask_seen(self, request: Request, difference: str) -> Response:
        """What was done about a difference."""
        staff = spoken(request)
        return await self.guarded(staff, DIFFERENCES, lambda: self._seen_form(staff, difference))

    async def seen(self, request: Request, difference: str, reason: Annotated[str, Form()] = "") -> Response:
        """It is dealt with."""
        staff = spoken(request)

        async def run() -> Response:
            if not reason.strip():
                return await self._seen_form(staff, difference, ReasonMissingError())
            await self.desk.seen(staff, _id(difference), reason, address=address_of(request))
            return self._back_to_list(staff, "seen")

        return await self.guarded(staff, DIFFERENCES, run)

    async def try_news(self, request: Request, event: str) -> Response:
        """Act now on news that could not be acted on."""
        staff = spoken(request)

        async def run() -> Response:
            is_done = await self.desk.try_news(staff, event, address=address_of(request))
            return self._back_to_list(staff, "news-done" if is_done else "news-still")

        return await self.guarded(staff, DIFFERENCES, run)

    def _back_to_list(self, staff: StaffVisit, what: str) -> Response:
        """To all that waits, which says what was done."""
        self.told.keep(staff.session_id, DIFFERENCES, Done(what))
        return self.plain.go(DIFFERENCES)

    async def _settle_form(self, staff: StaffVisit, number: str, refused: PortalError | None = None) -> Response:
        found = await self.desk.payment(number)
        lead = _(
            "Compare both sides first. What is in process here is let go if the card processor has nothing of it; anything else stays."
        )
        title = _("Settle payment %(number)s") % {"number": number}
        lead = f"{desk_wording.set_aside(found.row.parked_reason)} {lead}" if found.row.parked_reason else lead
        back = address(number), _("Payment %(number)s") % {"number": number}
        return await self.because(staff, title, lead, _("What you found"), f"{address(number)}/settle", back, refused)

    async def _seen_form(self, staff: StaffVisit, difference: str, refused: PortalError | None = None) -> Response:
        wanted = _id(difference)
        found = next((one for one in await self.desk.differences() if one.difference_id == wanted), None)
        if found is None:
            raise NoSuchDifferenceError
        lead = " · ".join((desk_wording.difference(found.kind), *desk_wording.sides(found)))
        back = DIFFERENCES, _("Differences")
        return await self.because(staff, _("Mark as seen"), lead, _("What you did about it"), f"{DIFFERENCES}/{wanted}", back, refused)


def _id(text: str) -> int:
    """A difference, as an address names it.

    Raises:
        NoSuchDifferenceError: it is no number.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise NoSuchDifferenceError
    return int(text)
