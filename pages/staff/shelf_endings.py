"""How a document on the shelf ends: taken down, and erased after that; each after a question."""

from fastapi import APIRouter, Request, Response

from pages.guard import address_of
from pages.plain import PlainPages
from pages.shelf import document_id
from pages.staff import shell
from pages.staff.posts import spoken
from pages.staff.shelf_forms import ONE, ShelfForms, Typed
from pages.staff.shelf_sheet import address
from pages.staff.told import Told
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, MayNotChangeError
from portal_ui.shelf_errors import ShelfStillShownError


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = ShelfEndings(plain, told)
    routes = APIRouter()
    for path, handler, method in (
        (f"{ONE}/take-down", page.ask_take_down, "GET"),
        (f"{ONE}/take-down", page.take_down, "POST"),
        (f"{ONE}/erase", page.ask_erase, "GET"),
        (f"{ONE}/erase", page.erase, "POST"),
    ):
        routes.add_api_route(path, handler, methods=[method], response_model=None)
    return routes


class ShelfEndings(ShelfForms):
    """What customers find no more, and what nobody keeps."""

    async def ask_take_down(self, request: Request, document: str) -> Response:
        """Whether customers are to find it no more."""
        staff = spoken(request)

        async def run() -> Response:
            old = await self.shown(document)
            asked = AskFirstError(
                _("Take “%(title)s” down? Customers find it no more.") % {"title": old.title},
                _("Take it down"),
                (_("Who took it along has it still. The document is kept for your office."),),
            )
            return await self.question(staff, asked, address(old.id, "take-down"), address(old.id))

        return await self.guarded(staff, shell.DOCUMENTS, run)

    async def take_down(self, request: Request, document: str, agreed: Typed = "") -> Response:
        """Take it down, once they agree."""
        if agreed != "yes":
            return await self.ask_take_down(request, document)
        staff = spoken(request)

        async def run() -> Response:
            old_id = document_id(document)
            await self.office.take_down(staff, old_id, address=address_of(request))
            return self.back(staff, address(old_id), "taken-down")

        return await self.guarded(staff, shell.DOCUMENTS, run)

    async def ask_erase(self, request: Request, document: str) -> Response:
        """Whether it is to be forgotten."""
        staff = spoken(request)

        async def run() -> Response:
            if not staff.is_admin:
                raise MayNotChangeError
            old = await self.office.document(document_id(document))
            if old.ended_at is None:
                raise ShelfStillShownError
            asked = AskFirstError(
                _("Erase “%(title)s” for good? Nobody can bring it back.") % {"title": old.title},
                _("Erase it"),
                (_("Its file goes, unless another document has the same one, and with it the list of who took it along."),),
            )
            return await self.question(staff, asked, address(old.id, "erase"), address(old.id))

        return await self.guarded(staff, shell.DOCUMENTS, run)

    async def erase(self, request: Request, document: str, agreed: Typed = "") -> Response:
        """Erase it, once they agree."""
        if agreed != "yes":
            return await self.ask_erase(request, document)
        staff = spoken(request)

        async def run() -> Response:
            await self.office.erase(staff, document_id(document), address=address_of(request))
            return self.back(staff, shell.DOCUMENTS, "erased")

        return await self.guarded(staff, shell.DOCUMENTS, run)
