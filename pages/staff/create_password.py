"""`/staff/create-password`: what the operator's one-time link opens. Looking spends nothing; only the form with the password does."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from pages.create_password import POLICY
from pages.forms import takes
from pages.guard import address_of, cookies
from pages.guard.rules import STAFF_SIGN_IN
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import LinkNotGoodError, PortalError
from portal_ui.language import gettext as _
from portal_ui.strength import BEST

_PATH = "/staff/create-password"
_NO_TOKEN = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_TOKEN = 100
_LOOKS = ["GET", "HEAD"]


def router(plain: PlainPages) -> APIRouter:
    """The routes, open to strangers."""
    page = StaffLinkPage(plain)
    routes = APIRouter()
    routes.add_api_route(f"{_PATH}/{{token}}", page.come, methods=_LOOKS, response_model=None)
    routes.add_api_route(_PATH, page.show, methods=_LOOKS, response_model=None)
    routes.add_api_route(_PATH, page.set_password, methods=["POST"], response_model=None)
    routes.add_api_route(f"{_PATH}/judge", page.judge, methods=["POST"], response_model=None)
    return routes


class StaffLinkPage:
    """Where a member of the office sets their password, the first or another. The portal need not be open for that."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._staff = plain.portal.staff

    async def come(self, token: str) -> Response:
        """A link as the operator hands it over: on to the address without the token."""
        answer = self._plain.go(_PATH)
        kept = _NO_TOKEN.sub("", token)[:_LONGEST_TOKEN] or "-"
        cookies.set_letter_token(answer, kept, _PATH, is_https=self._plain.is_https)
        return answer

    async def show(self, request: Request) -> Response:
        """The form for the password."""
        await self._plain.company()
        try:
            return await self._form(self._token(request))
        except PortalError as refused:
            return await self._gone(refused)

    @takes("username")  # for password managers
    async def set_password(self, request: Request, new: Annotated[str, Form()] = "", again: Annotated[str, Form()] = "") -> Response:
        """Set it, and on to sign in; or the form again, with the reason. Whoever is signed in with this browser is so no more."""
        await self._plain.company()
        token, address = self._token(request), address_of(request)
        try:
            await self._staff.set_password(token, new, again, address=address)
        except LinkNotGoodError as refused:
            return await self._gone(refused)
        except PortalError as refused:
            return await self._form_again(token, refused)
        await self._plain.portal.sign_in.sign_out(self._plain.token(request), address=address)
        answer = self._plain.leave(f"{STAFF_SIGN_IN}?after=password")
        cookies.forget_letter_token(answer, _PATH, is_https=self._plain.is_https)
        return answer

    async def judge(self, request: Request, new: Annotated[str, Form()] = "") -> Response:
        """How good a password would be, for the meter; told only to who holds a link."""
        await self._plain.company()
        token = self._token(request)
        try:
            language.use((await self._staff.holder(token)).locale or language.current())
            told = await self._staff.judge(token, new)
        except PortalError as refused:
            return JSONResponse({}, refused.status, headers={"Cache-Control": "no-store"})
        words = {"score": told.score, "best": BEST, "enough": told.is_enough, "verdict": told.verdict, "advice": told.refusal}
        return JSONResponse(words, headers={"Cache-Control": "no-store"})

    def _token(self, request: Request) -> str:
        return cookies.letter_token_of(request, is_https=self._plain.is_https)

    async def _form(self, token: str, refused: PortalError | None = None) -> Response:
        holder = await self._staff.holder(token)
        language.use(holder.locale or language.current())
        answer = await self._plain.page(
            "create_password.html",
            title=_("Create Password"),
            path=_PATH,
            email=holder.email,
            is_first=True,
            shortest=self._staff.shortest_password,
            best=BEST,
            refused=refused,
        )
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    async def _form_again(self, token: str, refused: PortalError) -> Response:
        try:
            return await self._form(token, refused)
        except PortalError as gone:
            return await self._gone(gone)

    async def _gone(self, refused: PortalError) -> Response:
        """The one page for every link that is not good."""
        answer = await self._plain.page(
            "staff_link_gone.html", title=_("You need a new link"), status=refused.status, sentence=str(refused)
        )
        cookies.forget_letter_token(answer, _PATH, is_https=self._plain.is_https)
        return answer
