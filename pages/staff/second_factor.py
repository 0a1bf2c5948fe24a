"""`/staff/second-factor`: a member of the office sets up the codes of their phone. An administrator gets nowhere else before."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from markupsafe import Markup

from pages.guard import address_of
from pages.guard.rules import STAFF_FACTOR
from pages.plain import PlainPages
from pages.staff.posts import spoken
from portal_ui import qr, totp
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.views import StaffStep, StaffVisit

_GROUP = 4


def router(plain: PlainPages) -> APIRouter:
    """The routes, for who has signed in to the office."""
    page = SecondFactorPage(plain)
    routes = APIRouter()
    routes.add_api_route(STAFF_FACTOR, page.show, methods=["GET"], response_model=None)
    routes.add_api_route(STAFF_FACTOR, page.set_up, methods=["POST"], response_model=None)
    routes.add_api_route(f"{STAFF_FACTOR}/recovery-codes", page.renew_codes, methods=["POST"], response_model=None)
    routes.add_api_route(f"{STAFF_FACTOR}/remove", page.remove, methods=["POST"], response_model=None)
    return routes


class SecondFactorPage:
    """Setting it up, seeing that it is, and starting anew with another phone."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._staff = plain.portal.staff

    async def show(self, request: Request) -> Response:
        """The picture for the app; or, where there is a second factor, how it stands."""
        staff = spoken(request)
        return await (self._standing(staff) if staff.has_factor else self._offer(request, staff))

    async def set_up(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """Keep it once its code proves that the app has it, and show the recovery codes; under a fresh token."""
        staff = spoken(request)
        try:
            token, codes = await self._staff.set_up_factor(staff, self._plain.token(request), code, address=address_of(request))
        except PortalError as refused:
            return await (self._standing(staff, refused) if staff.has_factor else self._offer(request, staff, refused))
        answer = await self._codes(staff, codes, is_first=True)
        self._plain.keep(answer, token)
        return answer

    async def renew_codes(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """Show ten new recovery codes."""
        staff = spoken(request)
        try:
            codes = await self._staff.renew_recovery_codes(staff, code, address=address_of(request))
        except PortalError as refused:
            return await self._standing(staff, refused)
        return await self._codes(staff, codes, is_first=False)

    async def remove(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """Forget it, and on to setting up another."""
        staff = spoken(request)
        try:
            await self._staff.remove_factor(staff, code, address=address_of(request))
        except PortalError as refused:
            return await self._standing(staff, refused)
        return self._plain.go(STAFF_FACTOR)

    async def _offer(self, request: Request, staff: StaffVisit, refused: PortalError | None = None) -> Response:
        company = await self._plain.portal.company.view()
        secret = totp.secret_of(self._plain.token(request))
        picture = qr.svg(totp.address(secret, email=staff.email, company=company.name))
        return await self._plain.page(
            "staff_factor.html",
            title=_("Set up your second step"),
            staff=staff,
            is_must=staff.is_admin,
            picture=Markup(picture),  # noqa: S704 - drawn by us; nothing of the text stands in it but as black and white
            secret=" ".join(secret[place : place + _GROUP] for place in range(0, len(secret), _GROUP)),
            refused=refused,
        )

    async def _standing(self, staff: StaffVisit, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "staff_factor_set.html",
            title=_("Your second step"),
            staff=staff,
            left=await self._staff.recovery_codes_left(staff),
            refused=refused,
        )

    async def _codes(self, staff: StaffVisit, codes: tuple[str, ...], *, is_first: bool) -> Response:
        shown = tuple("-".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP)) for code in codes)
        return await self._plain.page(
            "staff_codes.html", title=_("Your recovery codes"), staff=replace(staff, step=StaffStep.IN), codes=shown, is_first=is_first
        )
