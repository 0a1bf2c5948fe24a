"""`/staff/see-as`: into a customer's place, and out of it. Both bring a new cookie."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response

from pages.guard import address_of
from pages.guard.rules import LOOK_BEGIN, LOOK_END, STAFF
from pages.plain import PlainPages
from pages.staff.posts import spoken
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service.looks import NothingToSeeError

_LONGEST_ID = 9  # digits: what the database's integers hold


def router(plain: PlainPages) -> APIRouter:
    """The routes, for the office."""
    page = LookPages(plain)
    routes = APIRouter()
    routes.add_api_route(LOOK_BEGIN, page.begin, methods=["POST"], response_model=None)
    routes.add_api_route(LOOK_END, page.ask, methods=["GET", "HEAD"], response_model=None)
    routes.add_api_route(LOOK_END, page.end, methods=["POST"], response_model=None)
    return routes


class LookPages:
    """A member of the office sees the portal as a customer's person does, and goes back with one click."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._looking_as = plain.portal.looking_as

    async def begin(self, request: Request, person: Annotated[str, Form()] = "", customer: Annotated[str, Form()] = "") -> Response:
        """To the person's first page in that account, under a new token."""
        staff = spoken(request)
        try:
            if not (person.isascii() and person.isdecimal() and len(person) <= _LONGEST_ID):
                raise NothingToSeeError
            token = await self._looking_as.begin(staff, int(person), customer, address=address_of(request))
        except PortalError as refused:
            return await self._plain.refusal(refused, staff.theme, way_back=STAFF)
        return self._plain.go("/", token=token)

    async def ask(self, request: Request) -> Response:
        """The button that ends it; shown to who asks for one of the office's pages meanwhile, and when the time is over."""
        await self._plain.company()
        found = await self._plain.visitor(request)
        if found is None or found.staff is not None:
            return self._plain.go(STAFF)
        return await self._plain.page(
            "look_end.html",
            title=_("See as customer"),
            theme=found.theme,
            person=found.visit.person_name if found.visit else "",
            path=LOOK_END,
        )

    async def end(self, request: Request) -> Response:
        """Back to the customer's page of the office, under a new token."""
        back = await self._looking_as.end(self._plain.token(request), address=address_of(request))
        if back is None:
            return self._plain.go(STAFF)
        path = f"{STAFF}/customers/{quote(back.customer_number, safe='')}" if back.customer_number else STAFF
        return self._plain.go(path, token=back.token)
