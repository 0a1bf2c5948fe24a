"""`/demo/mail`: in the demo, the mailbox in which every letter arrives, whoever it is for."""

from typing import Protocol, runtime_checkable

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from components.theme import logo_address
from pages.plain import PlainPages
from portal_ui.dates import moment
from portal_ui.errors import NotFoundError
from portal_ui.language import gettext as _
from portal_ui.mail.letters.shapes import LOGO_ID
from portal_ui.mail.mailbox import Received
from portal_ui.views import CompanyView

# A letter is shown as a mail program would: its own styles, no scripts, nothing loaded but the logo; its links open in the whole window.
# It counts as ours, so that the page around it can measure it; without scripts it can do nothing with that.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"
)
MAIL_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


@runtime_checkable
class Box(Protocol):
    """A mailer that keeps what it was handed."""

    async def letters(self) -> tuple[Received, ...]:
        """What came, the newest first."""
        ...

    async def letter(self, name: str) -> Received | None:
        """That letter; `None` when there is none of that name."""
        ...


def router(plain: PlainPages) -> APIRouter:
    """The routes, open to strangers. Outside the demo there is no such box, and nothing is found."""
    page = MailPage(plain)
    routes = APIRouter()
    routes.add_api_route("/demo/mail", page.show_all, methods=["GET"], response_model=None)
    routes.add_api_route("/demo/mail/{name}", page.show_one, methods=["GET"], response_model=None)
    routes.add_api_route("/demo/mail/{name}/letter", page.letter, methods=["GET"], response_model=None)
    return routes


def with_logo(html: str, company: CompanyView) -> str:
    """A letter's page with its picture from our own address: what travels with a letter is no part of the page."""
    return html.replace(f'"cid:{LOGO_ID}"', f'"{logo_address(company)}"')


class MailPage:
    """The list of letters, and one of them."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._mailroom = plain.portal.mailroom

    async def show_all(self, request: Request) -> Response:
        """All letters, the newest first."""
        zone = await self._speak(request)
        box = self._box()
        if box is None:
            return await self._nothing()
        rows = [(letter, moment(letter.at, zone)) for letter in await box.letters()]
        return await self._plain.page("demo_mail.html", title=_("Demo mailbox"), rows=rows)

    async def show_one(self, request: Request, name: str) -> Response:
        """One letter with what stands on its envelope."""
        zone = await self._speak(request)
        found = await self._found(name)
        if found is None:
            return await self._nothing()
        page = await self._plain.page("demo_letter.html", title=found.subject, letter=found, at=moment(found.at, zone))
        page.headers["Content-Security-Policy"] = MAIL_PAGE_POLICY
        return page

    async def letter(self, name: str) -> Response:
        """The letter itself, for the frame of the page above."""
        found = await self._found(name)
        if found is None:
            return await self._nothing()
        html = with_logo(found.html, await self._plain.portal.company.view()).replace("<head>", '<head><base target="_top">', 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"})

    async def _speak(self, request: Request) -> str:
        """Use the visitor's language, else the company's; returns the zone for times."""
        company = await self._plain.company()
        await self._plain.visitor(request)
        return company.time_zone

    async def _found(self, name: str) -> Received | None:
        box = self._box()
        return await box.letter(name) if box is not None else None

    def _box(self) -> Box | None:
        mailer: object = self._mailroom.mailer
        return mailer if isinstance(mailer, Box) else None

    async def _nothing(self) -> Response:
        return await self._plain.refusal(NotFoundError(_("There is no email here.")), way_back="/sign-in")
