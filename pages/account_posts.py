"""What people change about their own sign-in, as plain forms: some of it brings a new cookie or drops the old one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pages.forms import personal, takes
from pages.guard import address_of
from pages.plain import PlainPages, local_path
from portal_ui.errors import BadRequestError, PortalError, shown
from portal_ui.language import gettext as _
from portal_ui.views import Visit

_LONGEST_ID = 9  # digits: what the database's integers hold
_SIGN_IN_AGAIN = "/sign-in?after=end&next=/account"


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever is in an account."""
    page = AccountPosts(plain)
    routes = APIRouter()
    routes.add_api_route("/account/password", page.show_password, methods=["GET"], response_model=None)
    routes.add_api_route("/account/password", page.change_password, methods=["POST"], response_model=None)
    routes.add_api_route("/account/theme", page.set_theme, methods=["POST"], response_model=None)
    routes.add_api_route("/account/language", page.set_language, methods=["POST"], response_model=None)
    routes.add_api_route("/account/sign-ins/end", page.end_sign_in, methods=["POST"], response_model=None)
    return routes


class AccountPosts:
    """A person's own password, theme, language and sign-ins."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._sign_in = plain.portal.sign_in

    async def show_password(self, request: Request) -> Response:
        """The form for a new password."""
        visit = await self._visit(request)
        return self._plain.go(_SIGN_IN_AGAIN) if visit is None else await self._password_form(visit)

    @personal
    @takes("username")  # for password managers
    async def change_password(
        self,
        request: Request,
        current: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        """A new password and a new cookie; or the form again, with the reason."""
        visit = await self._visit(request)
        if visit is None:
            return self._plain.go(_SIGN_IN_AGAIN)
        try:
            token = await self._sign_in.change_password(visit, current, new, again, address=address_of(request))
        except PortalError as refused:
            return await self._password_form(visit, refused)
        return self._plain.go("/account?done=password", token=token)

    @personal
    async def set_theme(
        self, request: Request, theme: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/account"
    ) -> Response:
        """The portal light, dark, or as the person's system has it; back to where they were."""
        visit = await self._visit(request)
        if visit is None:
            return self._plain.go(_SIGN_IN_AGAIN)
        try:
            await self._sign_in.set_theme(visit, theme)
        except PortalError as refused:
            return await self._plain.refusal(refused, visit)
        return self._plain.go(local_path(next_, "/account"))

    @personal
    async def set_language(
        self, request: Request, locale: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/account"
    ) -> Response:
        """The portal in another language from now on; back to where they were."""
        visit = await self._visit(request)
        if visit is None:
            return self._plain.go(_SIGN_IN_AGAIN)
        try:
            await self._sign_in.set_language(visit, locale)
        except PortalError as refused:
            return await self._plain.refusal(refused, visit)
        return self._plain.go(local_path(next_, "/account"))

    @personal
    async def end_sign_in(self, request: Request, session: Annotated[str, Form()] = "") -> Response:
        """End one sign-in, named by its id, or `all` of them."""
        visit = await self._visit(request)
        if visit is None:
            return self._plain.go(_SIGN_IN_AGAIN)
        address = address_of(request)
        if session == "all":
            await self._sign_in.sign_out_everywhere(visit, address=address)
            return self._plain.leave("/sign-in?after=everywhere")
        try:
            session_id = _id(session)
            await self._sign_in.end_sign_in(visit, session_id, address=address)
        except PortalError as refused:
            return await self._plain.refusal(refused, visit)
        return self._plain.leave("/sign-in?after=sign-out") if session_id == visit.session_id else self._plain.go("/account?done=sign-in")

    async def _visit(self, request: Request) -> Visit | None:
        visitor = await self._plain.visitor(request)
        return visitor.visit if visitor is not None else None

    async def _password_form(self, visit: Visit, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "password.html",
            title=_("Change your password"),
            visit=visit,
            base="/account",
            way_back="/account",
            shortest=self._sign_in.shortest_password,
            refused=refused,
        )


def _id(text: str) -> int:
    """An id from a form.

    Raises:
        BadRequestError: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise BadRequestError(_("There is no sign-in %(name)s. Nothing was changed.") % {"name": shown(text)})
    return int(text)
