"""What the office's forms about one customer share: a page, a question before the deed, a refusal, and the way back to the profile."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Response

from pages.plain import PlainPages
from pages.staff import shell
from pages.staff.customers import address
from pages.staff.told import Done, Told
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, WayNotFoundError
from portal_ui.views import StaffVisit

PLACE = shell.CUSTOMERS + "/{number}"
_LONGEST_ID = 9  # digits: what the database's integers hold


class CustomerForms:
    """Each form says what will happen before it does, and leads back to the profile, which says what did."""

    def __init__(self, plain: PlainPages, told: Told) -> None:
        self.plain = plain
        self.told = told
        self.access = plain.portal.access

    async def question(
        self,
        staff: StaffVisit,
        number: str,
        question: AskFirstError,
        rest: str,
        fields: dict[str, str],
        places: tuple[str, ...] = (),
        *,
        is_grave: bool = False,
        status: int = 409,
    ) -> Response:
        """The question, with a button that sends the same form again and agrees. `rest` is the form's address below the customer's."""
        hidden = [*((name, value) for name, value in fields.items() if name != "agreed"), *(("location", place) for place in places)]
        return await self.page(
            staff, "staff_question.html", _("One question first"), status,
            question=question, hidden=hidden, action=f"{address(number)}/{rest}", way_back=address(number), is_grave=is_grave,
        )  # fmt: skip

    async def page(self, staff: StaffVisit, template: str, title: str, status: int, **values: Any) -> Response:
        """A plain page for this member."""
        return await self.plain.page(template, title=title, status=status, staff=staff, section=shell.CUSTOMERS, **values)

    async def guarded(self, staff: StaffVisit, number: str, run: Callable[[], Awaitable[Response]]) -> Response:
        """What `run` answers, or the page of its refusal, with a way back that is there."""
        try:
            return await run()
        except PortalError as refused:
            way_back = shell.CUSTOMERS if refused.status == 404 and not isinstance(refused, WayNotFoundError) else address(number)
            return await self.plain.refusal(refused, staff, way_back=way_back)

    def back(self, staff: StaffVisit, number: str, done: Done) -> Response:
        """To the profile, which says what was done, and which letter goes to whom."""
        self.told.keep(staff.session_id, number, done)
        return self.plain.go(address(number))


def way_id(text: str) -> int:
    """A person's way into an account, as an address names it.

    Raises:
        WayNotFoundError: it is no number.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise WayNotFoundError
    return int(text)
