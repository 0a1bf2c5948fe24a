"""What members of the office change about how they see the portal, as plain forms."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pages.guard import staff_of
from pages.plain import PlainPages
from pages.staff.addresses import staff_path
from portal_ui import language
from portal_ui.errors import PortalError


def router(plain: PlainPages) -> APIRouter:
    """The routes, for the office."""
    page = StaffPosts(plain)
    routes = APIRouter()
    routes.add_api_route("/staff/theme", page.set_theme, methods=["POST"], response_model=None)
    routes.add_api_route("/staff/language", page.set_language, methods=["POST"], response_model=None)
    return routes


class StaffPosts:
    """A member's own theme and language."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._staff = plain.portal.staff

    async def set_theme(
        self, request: Request, theme: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/staff"
    ) -> Response:
        """The portal light, dark, or as the member's system has it; back to where they were."""
        staff = staff_of(request)
        language.use(staff.locale)
        try:
            await self._staff.set_theme(staff, theme)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff.theme, way_back="/staff")
        return self._plain.go(staff_path(next_))

    async def set_language(
        self, request: Request, locale: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/staff"
    ) -> Response:
        """The portal in another language from now on; back to where they were."""
        staff = staff_of(request)
        language.use(staff.locale)
        try:
            await self._staff.set_language(staff, locale)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff.theme, way_back="/staff")
        return self._plain.go(staff_path(next_))
