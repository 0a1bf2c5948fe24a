"""`/sign-in` and `/sign-out`: plain forms, since only an HTTP answer can set or drop the cookie."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, Response

from components.theme import brand_style
from pages.guard import address_of
from pages.plain import PlainPages, local_path
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service.sessions import Closed

_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Demo:
    """Whom one may be in the demo: emails with a word on each, and everyone's password. Empty outside the demo."""

    accounts: tuple[tuple[str, str], ...] = ()
    password: str = ""


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands on the page again after a refusal."""

    email: str = ""
    next: str = "/"
    note: str = ""
    is_closed: bool = False  # the note tells of an account that is closed to them


def router(plain: PlainPages, demo: Demo | None = None) -> APIRouter:
    """The routes, open to strangers."""
    page = SignInPage(plain, demo or Demo())
    routes = APIRouter()
    routes.add_api_route("/sign-in", page.show, methods=["GET"], response_model=None)
    routes.add_api_route("/sign-in", page.enter, methods=["POST"], response_model=None)
    routes.add_api_route("/sign-out", page.leave, methods=["POST"], response_model=None)
    routes.add_api_route("/brand/{color}.css", brand, methods=["GET"], response_model=None)
    return routes


class SignInPage:
    """The way in and the way out."""

    def __init__(self, plain: PlainPages, demo: Demo) -> None:
        self._plain = plain
        self._sign_in = plain.portal.sign_in
        self._demo = demo

    async def show(
        self, request: Request, next_: Annotated[str, Query(alias="next")] = "/", after: Annotated[str, Query()] = ""
    ) -> Response:
        """The form; who is signed in already goes on."""
        company = await self._plain.company()
        wish = local_path(next_)
        if not company.portal_active:
            return await self._plain.closed()
        if await self._plain.visitor(request) is not None:
            return self._plain.go(wish)
        closed = await self._sign_in.closed_to(self._plain.token(request)) if after == "end" else None
        if closed is not None:
            return await self._form(_Form(note=_closed(closed, company.phone), is_closed=True))
        return await self._form(_Form(next=wish, note=_note(after)))

    async def enter(
        self,
        request: Request,
        email: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next_: Annotated[str, Form(alias="next")] = "/",
        demo: Annotated[str, Form()] = "",
    ) -> Response:
        """Sign in with a fresh token. One that was brought along is never adopted, and its session ends."""
        company = await self._plain.company()
        if not company.portal_active:
            return await self._plain.closed()
        if any(demo == account for account, _who in self._demo.accounts):
            email, password = demo, self._demo.password
        wish = local_path(next_)
        address = address_of(request)
        try:
            inside = await self._sign_in.sign_in(
                email,
                password,
                address=address,
                user_agent=request.headers.get("user-agent", ""),
                browser=self._plain.browser(request),
            )
        except PortalError as refused:
            return await self._form(_Form(email.strip()[:200], wish), refused)
        await self._sign_in.sign_out(self._plain.token(request), address=address)
        return self._plain.go(await self._first_page(inside.token, wish), token=inside.token, browser=inside.browser)

    async def leave(self, request: Request) -> Response:
        """Sign out; harmless for who is not signed in."""
        await self._sign_in.sign_out(self._plain.token(request), address=address_of(request))
        return self._plain.leave("/sign-in?after=sign-out")

    async def _first_page(self, token: str, wish: str) -> str:
        """Where someone wished to go; by way of the chooser when there are several accounts."""
        found = await self._sign_in.look_up(token)
        if found is None or found.visit is not None:
            return wish
        return "/accounts" if wish == "/" else f"/accounts?next={quote(wish, safe='/')}"

    async def _form(self, form: _Form, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "sign_in.html",
            title=_("Sign in"),
            email=form.email,
            next=form.next,
            refused=refused,
            note=form.note,
            is_closed=form.is_closed,
            demo_accounts=tuple((address, _(who)) for address, who in self._demo.accounts),
            demo_password=self._demo.password,
        )


async def brand(color: str) -> Response:
    """The style sheet with the accents of a brand colour, six hexadecimal digits."""
    known = len(color) == 6 and all(digit in "0123456789abcdef" for digit in color)
    if not known:
        return Response("", 404, media_type="text/css")
    return Response(brand_style(f"#{color}"), media_type="text/css", headers={"Cache-Control": _FOR_EVER})


def _closed(closed: Closed, phone: str) -> str:
    """That the office has switched their access off, and whom to call. Only who was in it comes here, by the cookie they have."""
    off = _("Your access to %(account)s was switched off by our office.") % {"account": closed.account}
    others = _("Sign in to go on with your other accounts.") if closed.has_others else ""
    call = _("Questions? Call us: %(phone)s.") % {"phone": phone} if phone else _("Questions? Call us.")
    return " ".join(filter(None, (off, others, call)))


def _note(after: str) -> str:
    """What just happened, from a fixed list: an address cannot put words on the page."""
    notes = {
        "sign-out": _("You are signed out."),
        "everywhere": _("You are signed out on all devices."),
        "password": _("Your new password is set. Sign in with it."),
        "end": _("Your session has ended. Nothing was lost; sign in to go on."),
    }
    return notes.get(after, "")
