"""`/account/details`: the account's phone, email and contacts, where the office lets customers change them."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from pages.forms import sent_with, takes
from pages.guard import address_of, visit_of
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.language import gettext as _
from portal_ui.service.details import MOST_CONTACTS, ContactWish, DetailsRefusedError, DetailsWish
from portal_ui.views import Visit

_ACCOUNT = "/account"
_LONGEST_ID = 9  # digits: what the database's integers hold
_NEW_ROWS = 2
_MOST_ROWS = MOST_CONTACTS + _NEW_ROWS
_OF_A_CONTACT = ("name", "title", "phone", "email")
_ROWS = tuple(f"{name}-{at}" for at in range(_MOST_ROWS) for name in ("id", *_OF_A_CONTACT))


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever is in an account."""
    page = DetailsPage(plain)
    routes = APIRouter()
    routes.add_api_route("/account/details", page.show, methods=["GET"], response_model=None)
    routes.add_api_route("/account/details", page.change, methods=["POST"], response_model=None)
    return routes


class DetailsPage:
    """One form for all of it."""

    def __init__(self, plain: PlainPages) -> None:
        self._plain = plain
        self._details = plain.portal.details

    async def show(self, request: Request) -> Response:
        """The form with what is on file."""
        visit = _spoken(request)
        try:
            wish = await self._details.form(visit, await self._plain.portal.company.view())
        except PortalError as refused:
            return await self._plain.refusal(refused, visit)
        return await self._form(visit, wish)

    @takes("phone", "email", *_ROWS)
    async def change(self, request: Request) -> Response:
        """Keep it; or the form again, with the reason and with what was written."""
        visit = _spoken(request)
        sent = await sent_with(request)
        try:
            wish = _wish(sent)
            await self._details.change(visit, wish, address=address_of(request))
        except DetailsRefusedError as refused:
            return await self._plain.refusal(refused, visit)
        except PortalError as refused:
            return await self._form(visit, _written(sent), refused)
        return self._plain.go(f"{_ACCOUNT}?done=details")

    async def _form(self, visit: Visit, wish: DetailsWish, refused: PortalError | None = None) -> Response:
        empty = (ContactWish(None),) * (_NEW_ROWS if refused is None else 0)
        return await self._plain.page(
            "details.html",
            title=_("Change details and contacts"),
            visit=visit,
            wish=wish,
            contacts=(*wish.contacts, *empty),
            refused=refused,
        )


def _wish(sent: Mapping[str, str]) -> DetailsWish:
    """What was written.

    Raises:
        BadRequestError: a contact is named by what is no id.
    """
    wish = _written(sent)
    if any(sent.get(f"id-{at}", "") and one.contact_id is None for at, one in enumerate(wish.contacts)):
        raise BadRequestError(_("One of these contacts is gone in the meantime. Nothing was changed; look at the list again."))
    return wish


def _written(sent: Mapping[str, str]) -> DetailsWish:
    count = next((at for at in range(_MOST_ROWS) if f"name-{at}" not in sent), _MOST_ROWS)
    contacts = tuple(
        ContactWish(
            _id(sent.get(f"id-{at}", "")),
            *(sent.get(f"{name}-{at}", "").strip() for name in _OF_A_CONTACT),
        )
        for at in range(count)
    )
    return DetailsWish(sent.get("phone", "").strip(), sent.get("email", "").strip(), contacts)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID else None


def _spoken(request: Request) -> Visit:
    visit = visit_of(request)
    language.use(visit.locale)
    return visit
