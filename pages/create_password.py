"""`/create-password` and `/reset-password`: what the links and codes of our letters open.

The first look at a link moves its token from the address into a cookie for these addresses alone, so that it stands in no
history and no referrer. Looking spends nothing: mail scanners look at every link. Only the form with the password does.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from pages.forms import takes
from pages.guard import address_of, cookies
from pages.guard.dressing import PLAIN_POLICY
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import BadRequestError, LinkNotGoodError, PortalError, TooManyTriesError
from portal_ui.language import gettext as _
from portal_ui.service.new_passwords import Door, Holder, Link
from portal_ui.strength import BEST

POLICY = f"{PLAIN_POLICY}; script-src 'self'; connect-src 'self'"  # for one small file of ours, which says how good a password is
_NO_TOKEN = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_TOKEN = 100
_LONGEST_CODE = 60
_LOOKS = ["GET", "HEAD"]


def router(plain: PlainPages) -> APIRouter:
    """The routes, open to strangers."""
    routes = APIRouter()
    for door in Door:
        page = LetterPage(plain, door)
        routes.add_api_route(f"{page.path}/{{token}}", page.come, methods=_LOOKS, response_model=None)
        routes.add_api_route(page.path, page.show, methods=_LOOKS, response_model=None)
        routes.add_api_route(page.path, page.set_password, methods=["POST"], response_model=None)
        routes.add_api_route(f"{page.path}/judge", page.judge, methods=["POST"], response_model=None)
    routes.add_api_route("/create-password/code", LetterPage(plain, Door.CREATE).enter_code, methods=["POST"], response_model=None)
    return routes


class LetterPage:
    """Where one kind of letter leads."""

    def __init__(self, plain: PlainPages, door: Door) -> None:
        self.path = f"/{door.value}"
        self._door = door
        self._plain = plain
        self._passwords = plain.portal.new_passwords

    async def come(self, token: str) -> Response:
        """A link as it stands in the letter: on to the address without the token."""
        answer = self._plain.go(self.path)
        self._keep(answer, _NO_TOKEN.sub("", token)[:_LONGEST_TOKEN] or "-")
        return answer

    async def show(self, request: Request) -> Response:
        """The form for the password; without a letter's token the form for a code on paper."""
        if not (await self._plain.company()).portal_active:
            return await self._plain.closed()
        link = self._link(request)
        try:
            if not link.token and self._door is Door.CREATE:
                return await self._code_form()
            return await self._form(await self._passwords.holder(link))
        except PortalError as refused:
            return await self._refused(refused)

    @takes("username")  # for password managers
    async def set_password(self, request: Request, new: Annotated[str, Form()] = "", again: Annotated[str, Form()] = "") -> Response:
        """Set it, and on to sign in; or the form again, with the reason. Whoever is signed in with this browser is so no more."""
        if not (await self._plain.company()).portal_active:
            return await self._plain.closed()
        link = self._link(request)
        try:
            language.use((await self._passwords.holder(link)).locale or language.current())
            await self._passwords.set_password(link, new, again)
        except (LinkNotGoodError, TooManyTriesError) as refused:
            return await self._refused(refused)
        except PortalError as refused:
            return await self._form_again(link, refused)
        await self._plain.portal.sign_in.sign_out(self._plain.token(request), address=link.address)
        answer = self._plain.leave("/sign-in?after=password")
        cookies.forget_letter_token(answer, self.path, is_https=self._plain.is_https)
        return answer

    async def judge(self, request: Request, new: Annotated[str, Form()] = "") -> Response:
        """How good a password would be, for the meter; told only to who holds a letter."""
        await self._plain.company()
        link = self._link(request)
        try:
            holder = await self._passwords.holder(link)
            language.use(holder.locale or language.current())
            told = await self._passwords.judge(link, new)
        except PortalError as refused:
            return JSONResponse({}, refused.status, headers={"Cache-Control": "no-store"})
        words = {"score": told.score, "best": BEST, "enough": told.is_enough, "verdict": told.verdict, "advice": told.refusal}
        return JSONResponse(words, headers={"Cache-Control": "no-store"})

    async def enter_code(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """A code from a printed letter; from here on it is a letter like any other."""
        if not (await self._plain.company()).portal_active:
            return await self._plain.closed()
        typed = code.strip()[:_LONGEST_CODE]
        try:
            await self._passwords.holder(Link(Door.CREATE, _NO_TOKEN.sub("", typed), address_of(request)))
        except LinkNotGoodError:
            wrong = _(
                "This code is not good. Compare it with your letter; a code works once, for 14 days, and only the newest letter counts."
            )
            return await self._code_form(typed, BadRequestError(wrong).about("code"))
        except TooManyTriesError as refused:
            return await self._code_form(typed, refused)
        answer = self._plain.go(self.path)
        self._keep(answer, _NO_TOKEN.sub("", typed))
        return answer

    def _link(self, request: Request) -> Link:
        return Link(self._door, cookies.letter_token_of(request, is_https=self._plain.is_https), address_of(request))

    def _keep(self, answer: Response, token: str) -> None:
        cookies.set_letter_token(answer, token, self.path, is_https=self._plain.is_https)

    async def _form(self, holder: Holder, refused: PortalError | None = None) -> Response:
        language.use(holder.locale or language.current())
        is_first = self._door is Door.CREATE
        answer = await self._plain.page(
            "create_password.html",
            title=_("Create Password") if is_first else _("Choose a new password"),
            path=self.path,
            email=holder.email,
            is_first=is_first,
            shortest=self._passwords.shortest_password,
            best=BEST,
            refused=refused,
        )
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    async def _form_again(self, link: Link, refused: PortalError) -> Response:
        try:
            return await self._form(await self._passwords.holder(link), refused)
        except PortalError as gone:
            return await self._refused(gone)

    async def _code_form(self, typed: str = "", refused: PortalError | None = None) -> Response:
        return await self._plain.page("letter_code.html", title=_("Create Password"), code=typed, refused=refused)

    async def _refused(self, refused: PortalError) -> Response:
        """The one page for every link that is not good; the way to another letter is on it."""
        title = _("You need a new email") if isinstance(refused, LinkNotGoodError) else _("Please try again later")
        answer = await self._plain.page("letter_gone.html", title=title, status=refused.status, sentence=str(refused))
        if isinstance(refused, LinkNotGoodError):
            cookies.forget_letter_token(answer, self.path, is_https=self._plain.is_https)
        return _patient(answer, refused)


def _patient(answer: Response, refused: PortalError | None) -> Response:
    if isinstance(refused, TooManyTriesError):
        answer.headers["Retry-After"] = str(refused.retry_after_seconds)
    return answer
