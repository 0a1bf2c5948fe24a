"""`/staff/customers/{number}/edit`: the toggle **Enable Customer Portal** and the login email, as a plain form."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pages.guard import address_of
from pages.plain import PlainPages
from pages.staff.customer_forms import PLACE, CustomerForms
from pages.staff.customers import address
from pages.staff.posts import spoken
from pages.staff.told import Done, Told
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, ChangedMeanwhileError, MayNotChangeError
from portal_ui.service.portal_access import PortalWish
from portal_ui.views import StaffVisit
from portal_ui.views.access import Saved


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = CustomerPosts(plain, told)
    routes = APIRouter()
    routes.add_api_route(f"{PLACE}/edit", page.show_edit, methods=["GET"], response_model=None)
    routes.add_api_route(f"{PLACE}/edit", page.save, methods=["POST"], response_model=None)
    routes.add_api_route(f"{PLACE}/autopay-off", page.stop_autopay, methods=["POST"], response_model=None)
    return routes


class CustomerPosts(CustomerForms):
    """Whether a customer comes in, and with which login."""

    async def show_edit(self, request: Request, number: str) -> Response:
        """The toggle and the login email."""
        staff = spoken(request)
        return await self.guarded(staff, number, lambda: self._edit_form(staff, number))

    async def save(
        self,
        request: Request,
        number: str,
        enabled: Annotated[str, Form()] = "",
        email: Annotated[str, Form()] = "",
        shown: Annotated[str, Form()] = "",
        agreed: Annotated[str, Form()] = "",
    ) -> Response:
        """Save both; a question first where more hangs on it than the form tells."""
        staff = spoken(request)
        wish = PortalWish(is_enabled=enabled == "on", email=email, agreed=agreed == "yes", shown=shown or None)

        async def run() -> Response:
            try:
                saved = await self.access.save(staff, number, wish, address=address_of(request))
            except AskFirstError as question:
                fields = {"enabled": enabled, "email": email, "shown": shown}
                return await self.question(staff, number, question, "edit", fields, is_grave=not wish.is_enabled)
            except ChangedMeanwhileError as refused:
                return await self._edit_form(staff, number, refused)
            except PortalError as refused:
                return await self._edit_form(staff, number, refused, email, is_on=wish.is_enabled)
            return self.back(staff, number, Done(_done(saved), saved.email, saved.sent))

        return await self.guarded(staff, number, run)

    async def stop_autopay(self, request: Request, number: str) -> Response:
        """Switch the customer's automatic payments off."""
        staff = spoken(request)

        async def run() -> Response:
            is_changed = await self.plain.portal.autopay.stop_by_office(staff, number, address=address_of(request))
            return self.back(staff, number, Done("autopay-off" if is_changed else "same"))

        return await self.guarded(staff, number, run)

    async def _edit_form(
        self, staff: StaffVisit, number: str, refused: PortalError | None = None, email: str | None = None, *, is_on: bool | None = None
    ) -> Response:
        if not staff.may_change:
            raise MayNotChangeError
        found = await self.access.customer(number)
        return await self.page(
            staff, "staff_access.html", _("Edit existing details"), 200,
            name=found.profile.bill_to.name, number=number, action=address(number, "edit"), way_back=address(number),
            is_on=found.is_enabled if is_on is None else is_on, was_on=found.is_enabled, before=found.login,
            login=found.login if email is None else email, on_file=found.profile.email, shown=found.stamp,
            refused=refused,
        )  # fmt: skip


def _done(saved: Saved) -> str:
    if not saved.is_changed:
        return "same"
    if not saved.is_enabled:
        return "off"
    if saved.notified:
        return "login"
    return "login-set" if saved.was_enabled else "on"
