"""`/check`: whether a paper is genuine, for whoever holds it. Open to strangers; it tells what is printed on the true one, no more."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from pages.guard import address_of
from pages.guard.rules import CHECK
from pages.plain import PlainPages
from portal_ui import codes
from portal_ui.errors import BadRequestError, CodeNotKnownError, TooManyTriesError
from portal_ui.language import gettext as _

_LOOKS = ["GET", "HEAD"]


def router(plain: PlainPages, *, is_demo: bool) -> APIRouter:
    """The routes. In the demo, where everything is made up, each answer says so."""
    page = CheckPage(plain, is_demo=is_demo)
    routes = APIRouter()
    routes.add_api_route(CHECK, page.show, methods=_LOOKS, response_model=None)
    routes.add_api_route(CHECK, page.enter, methods=["POST"], response_model=None)
    routes.add_api_route(f"{CHECK}/{{code}}", page.look, methods=_LOOKS, response_model=None)
    return routes


class CheckPage:
    """A field for the code, and what the document with this code says. It is open also while the portal is not."""

    def __init__(self, plain: PlainPages, *, is_demo: bool) -> None:
        self._plain = plain
        self._is_demo = is_demo

    async def show(self) -> Response:
        """The field."""
        await self._plain.company()
        return await self._form()

    async def enter(self, code: Annotated[str, Form()] = "") -> Response:
        """A code as somebody typed it: on to its document, under the code as it is printed."""
        await self._plain.company()
        if codes.is_code(code):
            return self._plain.go(f"{CHECK}/{codes.printed(code)}")
        wrong = _("A code has twelve letters and digits, such as 7KQ2-M4XD-90TB. Compare it with the foot of the paper.")
        return await self._form(code, BadRequestError(wrong).about("code"))

    async def look(self, request: Request, code: str) -> Response:
        """What the document says, or that there is none."""
        await self._plain.company()
        try:
            document = await self._plain.portal.document_check.look(code, address=address_of(request))
        except CodeNotKnownError as unknown:
            shown = codes.printed(code)
            title = _("No document has this code")
            return await self._page("check_unknown.html", title, unknown.status, code=shown, sentence=str(unknown))
        except TooManyTriesError as refused:
            return await self._form(code, refused)
        title = _("This document was replaced") if document.replaced_on else _("This document is genuine")
        return await self._page("check_found.html", title, document=document)

    async def _form(self, typed: str = "", refused: BadRequestError | TooManyTriesError | None = None) -> Response:
        shown = typed[: codes.LONGEST]
        return await self._plain.page("check.html", title=_("Check a document"), code=shown, is_demo=self._is_demo, refused=refused)

    async def _page(self, template: str, title: str, status: int = 200, **values: Any) -> Response:
        return await self._plain.page(template, title=title, status=status, is_demo=self._is_demo, **values)
