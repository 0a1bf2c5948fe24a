"""`/staff/sign-in`: the office's own door. First the password, then the code of the second factor; plain forms."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, Response

from pages.guard import address_of, staff_of
from pages.guard.rules import STAFF_CODE, STAFF_SIGN_IN
from pages.plain import PlainPages
from pages.sign_in import Demo
from pages.staff.addresses import staff_path
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.views import StaffStep, StaffVisit


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands on the page again after a refusal."""

    email: str = ""
    next: str = "/staff"
    note: str = ""


def router(plain: PlainPages, demo: Demo | None = None) -> APIRouter:
    """The routes, open to strangers; the code is for who has named the password."""
    page = StaffSignInPage(plain, demo or Demo())
    routes = APIRouter()
    routes.add_api_route(STAFF_SIGN_IN, page.show, methods=["GET"], response_model=None)
    routes.add_api_route(STAFF_SIGN_IN, page.enter, methods=["POST"], response_model=None)
    routes.add_api_route(STAFF_CODE, page.ask_code, methods=["GET"], response_model=None)
    routes.add_api_route(STAFF_CODE, page.give_code, methods=["POST"], response_model=None)
    routes.add_api_route("/staff/sign-out", page.leave, methods=["POST"], response_model=None)
    return routes


class StaffSignInPage:
    """The office's way in and out. It is open whether or not the portal is open to customers."""

    def __init__(self, plain: PlainPages, demo: Demo) -> None:
        self._plain = plain
        self._portal = plain.portal
        self._demo = demo

    async def show(
        self, request: Request, next_: Annotated[str, Query(alias="next")] = "/staff", after: Annotated[str, Query()] = ""
    ) -> Response:
        """The form; who of the office is signed in already goes on."""
        await self._plain.company()
        wish = staff_path(next_)
        visitor = await self._plain.visitor(request)
        if visitor is not None and visitor.staff is not None:
            return self._plain.go(wish)
        return await self._form(_Form(next=wish, note=_note(after)))

    async def enter(
        self,
        request: Request,
        email: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next_: Annotated[str, Form(alias="next")] = "/staff",
        demo: Annotated[str, Form()] = "",
    ) -> Response:
        """Sign in with a fresh token. One that was brought along is never adopted, and its session ends."""
        await self._plain.company()
        if any(demo == account for account, _who in self._demo.accounts):
            email, password = demo, self._demo.password
        wish, address = staff_path(next_), address_of(request)
        try:
            inside = await self._portal.staff.sign_in(
                email,
                password,
                address=address,
                user_agent=request.headers.get("user-agent", ""),
                browser=self._plain.browser(request),
            )
        except PortalError as refused:
            return await self._form(_Form(email.strip()[:200], wish), refused)
        await self._portal.sign_in.sign_out(self._plain.token(request), address=address)
        return self._plain.go(await self._first_page(inside.token, wish), token=inside.token, browser=inside.browser)

    async def ask_code(self, request: Request, next_: Annotated[str, Query(alias="next")] = "/staff") -> Response:
        """The form for the code; who gave it already goes on."""
        staff = staff_of(request)
        language.use(staff.locale)
        wish = staff_path(next_)
        return await self._code_form(staff, wish) if staff.step is StaffStep.CODE else self._plain.go(wish)

    async def give_code(
        self, request: Request, code: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/staff"
    ) -> Response:
        """Go on under a fresh token, if the code is good."""
        staff = staff_of(request)
        language.use(staff.locale)
        wish = staff_path(next_)
        if staff.step is not StaffStep.CODE:
            return self._plain.go(wish)
        try:
            token = await self._portal.staff.give_code(staff, code, address=address_of(request))
        except PortalError as refused:
            return await self._code_form(staff, wish, refused)
        return self._plain.go(wish, token=token)

    async def leave(self, request: Request) -> Response:
        """Sign out; harmless for who is not signed in."""
        await self._portal.sign_in.sign_out(self._plain.token(request), address=address_of(request))
        return self._plain.leave(f"{STAFF_SIGN_IN}?after=sign-out")

    async def _first_page(self, token: str, wish: str) -> str:
        """Where someone wished to go; by way of the code, if one is still to come."""
        found = await self._portal.sign_in.look_up(token)
        has_code_to_give = found is not None and found.staff is not None and found.staff.step is StaffStep.CODE
        return f"{STAFF_CODE}?next={quote(wish, safe='/')}" if has_code_to_give else wish

    async def _form(self, form: _Form, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "staff_sign_in.html",
            title=_("Office sign-in"),
            email=form.email,
            next=form.next,
            refused=refused,
            note=form.note,
            demo_accounts=tuple((address, _(who)) for address, who in self._demo.accounts),
            demo_password=self._demo.password,
        )

    async def _code_form(self, staff: StaffVisit, wish: str, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "staff_code.html",
            title=_("Second step"),
            theme=staff.theme,
            email=staff.email,
            next=wish,
            refused=refused,
        )


def _note(after: str) -> str:
    """What just happened, from a fixed list: an address cannot put words on the page."""
    notes = {
        "sign-out": _("You are signed out."),
        "everywhere": _("You are signed out on all devices."),
        "end": _("Your session has ended. Nothing was lost; sign in to go on."),
        "password": _("Your password is set. Sign in with it."),
    }
    return notes.get(after, "")
