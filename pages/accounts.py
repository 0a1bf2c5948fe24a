"""`/accounts`: which of their accounts a person looks into."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from pages.guard import address_of
from pages.plain import PlainPages, local_path
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service.sessions import LookedUp


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever is signed in."""
    page = ChooserPage(plain)
    routes = APIRouter()
    routes.add_api_route("/accounts", page.show, methods=["GET"], response_model=None)
    routes.add_api_route("/accounts/choose", page.choose, methods=["POST"], response_model=None)
    return routes


class ChooserPage:
    """The accounts a person may look into, with what is open on each."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._portal = plain.portal

    async def show(self, request: Request, next_: Annotated[str, Query(alias="next")] = "/") -> Response:
        """The accounts as cards."""
        visitor = await self._plain.visitor(request)
        if visitor is None:
            return self._plain.go("/sign-in?next=/accounts")
        return await self._cards(visitor, local_path(next_))

    async def choose(
        self, request: Request, number: Annotated[str, Form()] = "", next_: Annotated[str, Form(alias="next")] = "/"
    ) -> Response:
        """Look into one of them from now on."""
        visitor = await self._plain.visitor(request)
        if visitor is None:
            return self._plain.go("/sign-in?next=/accounts")
        wish = local_path(next_)
        try:
            await self._portal.sign_in.choose_account(visitor.session_id, number, address=address_of(request))
        except PortalError as refused:
            return await self._cards(visitor, wish, refused=refused)
        return self._plain.go(wish)

    async def _cards(self, visitor: LookedUp, wish: str, *, refused: PortalError | None = None) -> Response:
        return await self._plain.page(
            "accounts.html",
            title=_("Choose an account"),
            theme=visitor.theme,
            email=visitor.email,
            accounts=await self._portal.customers.accounts(visitor.person_id),
            current=visitor.visit.account.number if visitor.visit is not None else "",
            next=wish,
            refused=refused,
        )
