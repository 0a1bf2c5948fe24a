"""`/forgot-password`: ask for a letter. Whatever the email is, the answer is the same."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.requests import Request

from pages.guard import address_of
from pages.plain import PlainPages
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _

_LONGEST_EMAIL = 200


def router(plain: PlainPages) -> APIRouter:
    """The routes, open to strangers."""
    page = ForgotPage(plain)
    routes = APIRouter()
    routes.add_api_route("/forgot-password", page.show, methods=["GET"], response_model=None)
    routes.add_api_route("/forgot-password", page.ask, methods=["POST"], response_model=None)
    return routes


class ForgotPage:
    """The way back in, also while others keep the sign-in waiting with their guesses."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._passwords = plain.portal.new_passwords

    async def show(self) -> Response:
        """The form."""
        if not (await self._plain.company()).portal_active:
            return await self._plain.closed()
        return await self._page()

    async def ask(self, request: Request, email: Annotated[str, Form()] = "") -> Response:
        """Have the letter sent, if there is anyone to send it to; the page does not tell."""
        if not (await self._plain.company()).portal_active:
            return await self._plain.closed()
        typed = email.strip()[:_LONGEST_EMAIL]
        try:
            await self._passwords.ask(typed, address=address_of(request))
        except PortalError as refused:
            return await self._page(typed, refused=refused)
        return await self._page(typed, is_asked=True)

    async def _page(self, email: str = "", *, is_asked: bool = False, refused: PortalError | None = None) -> Response:
        title = _("Look into your mail") if is_asked else _("Forgot your password?")
        return await self._plain.page("forgot_password.html", title=title, email=email, is_asked=is_asked, refused=refused)
