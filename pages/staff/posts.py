"""What members of the office change about their own sign-in, as plain forms: some of it brings a new cookie or drops the old one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pages.forms import takes
from pages.guard import address_of, staff_of
from pages.plain import PlainPages
from pages.staff.addresses import staff_path
from portal_ui import language
from portal_ui.errors import PortalError, SessionNotFoundError
from portal_ui.language import gettext as _
from portal_ui.views import StaffVisit

ACCOUNT = "/staff/account"
_LONGEST_ID = 9  # digits: what the database's integers hold


def router(plain: PlainPages) -> APIRouter:
    """The routes, for the office."""
    page = StaffPosts(plain)
    routes = APIRouter()
    routes.add_api_route("/staff/theme", page.set_theme, methods=["POST"], response_model=None)
    routes.add_api_route("/staff/language", page.set_language, methods=["POST"], response_model=None)
    routes.add_api_route("/staff/password", page.show_password, methods=["GET"], response_model=None)
    routes.add_api_route("/staff/password", page.change_password, methods=["POST"], response_model=None)
    routes.add_api_route("/staff/sign-ins/end", page.end_sign_in, methods=["POST"], response_model=None)
    return routes


class StaffPosts:
    """A member's own theme, language, password and sign-ins."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._staff = plain.portal.staff

    async def set_theme(
        self, request: Request, theme: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/staff"
    ) -> Response:
        """The portal light, dark, or as the member's system has it; back to where they were."""
        staff = spoken(request)
        try:
            await self._staff.set_theme(staff, theme)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff, way_back="/staff")
        return self._plain.go(staff_path(next_))

    async def set_language(
        self, request: Request, locale: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/staff"
    ) -> Response:
        """The portal in another language from now on; back to where they were."""
        staff = spoken(request)
        try:
            await self._staff.set_language(staff, locale)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff, way_back="/staff")
        return self._plain.go(staff_path(next_))

    async def show_password(self, request: Request) -> Response:
        """The form for a new password."""
        return await self._password_form(spoken(request))

    @takes("username")  # for password managers
    async def change_password(
        self,
        request: Request,
        current: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        """A new password and a new cookie; or the form again, with the reason."""
        staff = spoken(request)
        try:
            token = await self._staff.change_password(staff, current, new, again, address=address_of(request))
        except PortalError as refused:
            return await self._password_form(staff, refused)
        return self._plain.go(f"{ACCOUNT}?done=password", token=token)

    async def end_sign_in(self, request: Request, session: Annotated[str, Form()] = "") -> Response:
        """End one sign-in, named by its id, or `all` of them."""
        staff, address = spoken(request), address_of(request)
        if session == "all":
            await self._staff.end_sign_ins(staff, None, address=address)
            return self._plain.leave("/staff/sign-in?after=everywhere")
        try:
            session_id = _id(session)
            await self._staff.end_sign_ins(staff, session_id, address=address)
        except PortalError as refused:
            return await self._plain.refusal(refused, staff, way_back=ACCOUNT)
        is_this_one = session_id == staff.session_id
        return self._plain.leave("/staff/sign-in?after=sign-out") if is_this_one else self._plain.go(f"{ACCOUNT}?done=sign-in")

    async def _password_form(self, staff: StaffVisit, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "password.html",
            title=_("Change your password"),
            staff=staff,
            base="/staff",
            way_back=ACCOUNT,
            email=staff.email,
            shortest=self._staff.shortest_password,
            refused=refused,
        )


def spoken(request: Request) -> StaffVisit:
    """Who of the office looks; the rest of this request speaks their language."""
    staff = staff_of(request)
    language.use(staff.locale)
    return staff


def _id(text: str) -> int:
    """An id from a form.

    Raises:
        SessionNotFoundError: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise SessionNotFoundError
    return int(text)
