"""What the money desk's forms share."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Path, Response

from pages.plain import PlainPages
from pages.staff import shell
from pages.staff.money import address
from pages.staff.told import Done, Told
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, MayNotChangeError
from portal_ui.views import StaffVisit

ONE = shell.MONEY + "/{payment:path}"
Number = Annotated[str, Path(alias="payment")]  # of a payment, as an address names it
Run = Callable[[], Awaitable[Response]]


class DeskForms:
    """What the desk's forms share: a page, a question before the deed, a refusal, and the way back to the payment."""

    def __init__(self, plain: PlainPages, told: Told) -> None:
        self.plain = plain
        self.told = told
        self.desk = plain.portal.money_desk

    async def page(self, staff: StaffVisit, template: str, title: str, **values: Any) -> Response:
        """A plain page of the desk."""
        return await self.plain.page(template, title=title, staff=staff, section=shell.MONEY, **values)

    async def question(
        self, staff: StaffVisit, asked: AskFirstError, hidden: list[tuple[str, str]], action: str, way_back: str, *, is_grave: bool
    ) -> Response:
        """What will happen, with a button that sends the same form again and agrees, and one that brings it back as it was typed."""
        return await self.page(
            staff, "staff_question.html", _("One question first"),
            question=asked, hidden=hidden, action=action, way_back=way_back, is_grave=is_grave, keeps=True,
        )  # fmt: skip

    async def guarded(self, staff: StaffVisit, way_back: str, run: Run) -> Response:
        """What `run` answers, or the page of its refusal."""
        try:
            if not staff.may_change:
                raise MayNotChangeError
            return await run()
        except PortalError as refused:
            return await self.plain.refusal(refused, staff, way_back=shell.MONEY if refused.status == 404 else way_back)

    def back(self, staff: StaffVisit, number: str, what: str) -> Response:
        """To the payment, which says what was done."""
        self.told.keep(staff.session_id, f"payment:{number}", Done(what))
        return self.plain.go(address(number))

    async def because(
        self,
        staff: StaffVisit,
        title: str,
        lead: str,
        label: str,
        action: str,
        back: tuple[str, str],
        refused: PortalError | None,
        reason: str = "",
    ) -> Response:
        """A form that asks for a reason alone. `back` is where it leads back to, and what that is called."""
        return await self.page(
            staff, "staff_reason.html", title, lead=lead, label=label, reason=reason, yes=_("Go on"), action=action, way_back=back[0],
            back_name=back[1], refused=refused,
        )  # fmt: skip
