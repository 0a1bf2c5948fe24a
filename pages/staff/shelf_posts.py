"""What the office does on the shelf, as plain forms: a document is put up, replaced, taken down, and erased after that."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, File, Request, Response, UploadFile

from pages.guard import address_of
from pages.guard.dressing import PLAIN_POLICY
from pages.plain import PlainPages
from pages.shelf import HandedOut, document_id
from pages.staff import shell
from pages.staff.posts import spoken
from pages.staff.shelf import NEW
from pages.staff.shelf_forms import ONE, ShelfForms, Typed
from pages.staff.shelf_sheet import address
from pages.staff.told import Told
from portal_ui import shelf_wording
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.office_errors import MayNotChangeError
from portal_ui.service.shelf_wishes import LONGEST_NOTE, LONGEST_TITLE
from portal_ui.shelf import MOST_BYTES
from portal_ui.shelf.refusals import Reason
from portal_ui.shelf_errors import ShelfDocumentNotFoundError, ShelfEndedError, ShelfFileRefusedError
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import Audience, ShelfKind, ShelfView, ShelfWish

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.csv,application/pdf,image/jpeg,image/png,text/csv"
_POLICY = f"{PLAIN_POLICY}; script-src 'self'"  # for one small file of ours, which says before sending that a file is too large
Brought = Annotated[UploadFile | None, File()]


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = ShelfPosts(plain, told)
    routes = APIRouter()
    for path, handler, method in (
        (NEW, page.ask, "GET"),
        (NEW, page.put_up, "POST"),
        (f"{ONE}/file", page.file, "GET"),
        (f"{ONE}/replace", page.ask_replace, "GET"),
        (f"{ONE}/replace", page.replace, "POST"),
    ):
        routes.add_api_route(path, handler, methods=[method], response_model=None)
    return routes


class ShelfPosts(ShelfForms):
    """A file comes in, as a document of its own or in an older one's place."""

    async def ask(self, request: Request, customer: str = "", order: str = "") -> Response:
        """What it is, for whom, and the file; `customer` or `order` name whom it is for."""
        staff = spoken(request)
        audience = Audience.CUSTOMERS.value if customer else Audience.ORDER.value if order else ""  # all customers are never meant unasked
        wish = ShelfWish(uuid4(), "", "", audience=audience, customers=customer[:200], order=order[:200])
        return await self.guarded(staff, shell.DOCUMENTS, lambda: self._form(staff, wish))

    async def put_up(
        self,
        request: Request,
        request_id: Typed = "",
        kind: Typed = "",
        title: Typed = "",
        note: Typed = "",
        valid_until: Typed = "",
        audience: Typed = "",
        customers: Typed = "",
        order: Typed = "",
        file: Brought = None,
    ) -> Response:
        """Put it up; or the form again, with the reason."""
        staff = spoken(request)
        wish = ShelfWish(_wish_id(request_id), kind, title, note, valid_until, audience, customers, order)

        async def run() -> Response:
            try:
                brought = _brought(file)
                put_up = await self.office.put_up(staff, wish, brought.file, brought.filename or "", address=address_of(request))
            except MayNotChangeError:
                raise
            except PortalError as refused:
                return await self._form(staff, wish, refused, file=file)
            return self.back(staff, address(put_up), "put-up")

        return await self.guarded(staff, shell.DOCUMENTS, run)

    async def file(self, request: Request, document: str) -> Response:
        """Its file, for a member of the office."""
        staff = spoken(request)
        try:
            found = await self.plain.portal.shelf.hand_to_office(staff, document_id(document), is_noted=True, address=address_of(request))
        except PortalError as refused:
            return await self.plain.refusal(refused, staff, way_back=shell.DOCUMENTS)
        return HandedOut(found)

    async def ask_replace(self, request: Request, document: str) -> Response:
        """The newer file, and what is new of it."""
        staff = spoken(request)

        async def run() -> Response:
            old = await self.shown(document)
            wish = ShelfWish(uuid4(), old.kind.value, old.title, old.note, audience=old.audience.value)
            return await self._form(staff, wish, old=old)

        return await self.guarded(staff, shell.DOCUMENTS, run)

    async def replace(
        self,
        request: Request,
        document: str,
        request_id: Typed = "",
        kind: Typed = "",
        title: Typed = "",
        note: Typed = "",
        valid_until: Typed = "",
        file: Brought = None,
    ) -> Response:
        """Put it in the older one's place; or the form again, with the reason."""
        staff = spoken(request)
        wish = ShelfWish(_wish_id(request_id), kind, title, note, valid_until)

        async def run() -> Response:
            old_id = document_id(document)
            try:
                brought = _brought(file)
                newer = await self.office.replace(staff, old_id, wish, brought.file, brought.filename or "", address=address_of(request))
            except (MayNotChangeError, ShelfDocumentNotFoundError, ShelfEndedError):
                raise
            except PortalError as refused:
                return await self._form(staff, wish, refused, old=await self.shown(document), file=file)
            return self.back(staff, address(newer), "document-replaced")

        return await self.guarded(staff, shell.DOCUMENTS, run)

    async def _form(
        self,
        staff: StaffVisit,
        wish: ShelfWish,
        refused: PortalError | None = None,
        *,
        old: ShelfView | None = None,
        file: UploadFile | None = None,
    ) -> Response:
        """The form; after it was `refused`, it says that a `file` which had come along has to be chosen again."""
        where = NEW if old is None else address(old.id, "replace")
        title = _("Add a document") if old is None else _("Replace “%(title)s”") % {"title": old.title}
        kinds = tuple((kind.value, shelf_wording.kind(kind)) for kind in ShelfKind)
        was_brought = refused is not None and "file" not in refused.fields and file is not None and bool(file.filename)
        answer = await self.page(
            staff, "staff_shelf.html", title,
            wish=wish, old=old, kinds=kinds, accepted=ACCEPTED, most=whole(MOST_BYTES // 1_000_000), longest=(LONGEST_TITLE, LONGEST_NOTE),
            action=where, way_back=shell.DOCUMENTS if old is None else address(old.id), refused=refused, was_brought=was_brought,
            most_bytes=MOST_BYTES, too_large=str(ShelfFileRefusedError(Reason.TOO_LARGE)),
        )  # fmt: skip
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer


def _brought(file: UploadFile | None) -> UploadFile:
    if file is None or not file.filename:
        raise ShelfFileRefusedError(Reason.EMPTY)
    return file


def _wish_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()  # a form that was made up: a wish of its own
