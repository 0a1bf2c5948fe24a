"""`/staff/see-as/end`: out of a customer's place, with a new cookie. The way in is at each person, in `pages.staff.people_posts`."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from pages.guard import address_of
from pages.guard.rules import LOOK_END, STAFF
from pages.plain import PlainPages
from portal_ui.language import gettext as _


def router(plain: PlainPages) -> APIRouter:
    """The routes, for the office."""
    page = LookPages(plain)
    routes = APIRouter()
    routes.add_api_route(LOOK_END, page.ask, methods=["GET", "HEAD"], response_model=None)
    routes.add_api_route(LOOK_END, page.end, methods=["POST"], response_model=None)
    return routes


class LookPages:
    """A member of the office who sees the portal as a customer's person does goes back with one click."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._looking_as = plain.portal.looking_as

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
