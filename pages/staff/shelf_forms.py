"""What the shelf's forms share: a page, a question before the deed, a refusal, and the way back."""

from typing import Annotated, Any

from fastapi import Form, Response

from pages.plain import PlainPages
from pages.shelf import document_id
from pages.staff import shell
from pages.staff.money_forms import Run
from pages.staff.told import Done, Told
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, MayNotChangeError
from portal_ui.shelf_errors import ShelfEndedError
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import ShelfView

ONE = shell.DOCUMENTS + "/{document}"
Typed = Annotated[str, Form()]


class ShelfForms:
    """Each form says what will happen before it does, and leads back to the document, which says what did."""

    def __init__(self, plain: PlainPages, told: Told) -> None:
        self.plain = plain
        self.told = told
        self.office = plain.portal.shelf_office

    async def shown(self, document: str) -> ShelfView:
        """A document that customers see.

        Raises:
            PortalError: there is none, or it was replaced or taken down.
        """
        found = await self.office.document(document_id(document))
        if found.ended_at is not None:
            raise ShelfEndedError
        return found

    async def question(self, staff: StaffVisit, asked: AskFirstError, action: str, way_back: str) -> Response:
        """What will happen, with a button that sends the same form again and agrees."""
        return await self.page(
            staff, "staff_question.html", _("One question first"), question=asked, hidden=(), action=action, way_back=way_back,
            is_grave=True,
        )  # fmt: skip

    async def page(self, staff: StaffVisit, template: str, title: str, **values: Any) -> Response:
        """A plain page of the shelf."""
        return await self.plain.page(template, title=title, staff=staff, section=shell.DOCUMENTS, **values)

    async def guarded(self, staff: StaffVisit, way_back: str, run: Run) -> Response:
        """What `run` answers, or the page of its refusal."""
        try:
            if not staff.may_change:
                raise MayNotChangeError
            return await run()
        except PortalError as refused:
            return await self.plain.refusal(refused, staff, way_back=way_back)

    def back(self, staff: StaffVisit, where: str, what: str) -> Response:
        """To where it is said what was done."""
        self.told.keep(staff.session_id, where, Done(what))
        return self.plain.go(where)
