"""What the office changes about a customer's people, as plain forms: one more, another role, a letter again, no access."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pages.guard import address_of
from pages.plain import PlainPages
from pages.staff.customer_forms import PLACE, CustomerForms, way_id
from pages.staff.customers import address
from pages.staff.posts import spoken
from pages.staff.told import Done, Told
from portal_ui import office_wording
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, ChangedMeanwhileError, MayNotChangeError, WayNotFoundError
from portal_ui.service.account_people import PersonWish, RoleWish, role_named
from portal_ui.service.sessions import normal_email
from portal_ui.views import AccessRole, StaffVisit
from portal_ui.views.access import CustomerAccess, WayView

PERSON = PLACE + "/people/{way}"
_NOWHERE: list[str] = []


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = PeoplePosts(plain, told)
    routes = APIRouter()
    for path, method, run in (
        (f"{PLACE}/people/new", "GET", page.show_new),
        (f"{PLACE}/people/new", "POST", page.add),
        (PERSON, "GET", page.show_role),
        (PERSON, "POST", page.change_role),
        (f"{PERSON}/remove", "GET", page.ask_remove),
        (f"{PERSON}/remove", "POST", page.remove),
        (f"{PERSON}/letter", "POST", page.write_again),
        (f"{PERSON}/look", "POST", page.look),
    ):
        routes.add_api_route(path, run, methods=[method], response_model=None)
    return routes


class PeoplePosts(CustomerForms):
    """Who may look into a customer's account, and what they may do there."""

    async def show_new(self, request: Request, number: str) -> Response:
        """The form for one more person."""
        staff = spoken(request)
        return await self.guarded(staff, number, lambda: self._person_form(staff, number, None))

    async def add(
        self,
        request: Request,
        number: str,
        email: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
        role: Annotated[str, Form()] = "",
        location: Annotated[list[str], Form()] = _NOWHERE,
        agreed: Annotated[str, Form()] = "",
    ) -> Response:
        """Let one more person in."""
        staff = spoken(request)
        typed, places = {"email": email, "name": name, "role": role}, tuple(location)

        async def run() -> Response:
            try:
                wish = PersonWish(email, name, role_named(role), places, agreed=agreed == "yes")
                sent = await self.access.add_person(staff, number, wish, address=address_of(request))
            except AskFirstError as question:
                return await self.question(staff, number, question, "people/new", typed, places)
            except MayNotChangeError:
                raise
            except PortalError as refused:
                return await self._person_form(staff, number, None, refused, typed, places)
            to, login = normal_email(email), (await self.access.customer(number)).login
            if wish.role is not AccessRole.OWNER:
                return self.back(staff, number, Done("added", to, sent))
            is_first = login == to
            return self.back(staff, number, Done("added" if is_first else "owner-added", to, sent, login if is_first else None))

        return await self.guarded(staff, number, run)

    async def show_role(self, request: Request, number: str, way: str) -> Response:
        """What the person may do."""
        staff = spoken(request)
        return await self.guarded(staff, number, lambda: self._person_form(staff, number, way_id(way)))

    async def change_role(
        self,
        request: Request,
        number: str,
        way: str,
        role: Annotated[str, Form()] = "",
        location: Annotated[list[str], Form()] = _NOWHERE,
        shown: Annotated[str, Form()] = "",
        agreed: Annotated[str, Form()] = "",
    ) -> Response:
        """Let them do something else; a question first where the account's login would be another, or none."""
        staff = spoken(request)
        places = tuple(location)

        async def run() -> Response:
            try:
                wish = RoleWish(role_named(role), places, agreed=agreed == "yes", shown=shown or None)
                done = await self.access.change_role(staff, number, way_id(way), wish, address=address_of(request))
            except AskFirstError as question:
                fields = {"role": role, "shown": shown}
                return await self.question(staff, number, question, f"people/{way_id(way)}", fields, places, is_grave=True)
            except ChangedMeanwhileError as refused:
                return await self._person_form(staff, number, way_id(way), refused)
            except (MayNotChangeError, WayNotFoundError):
                raise
            except PortalError as refused:
                return await self._person_form(staff, number, way_id(way), refused, {"role": role}, places)
            return self.back(staff, number, Done("role" if done.is_changed else "same", login=done.login))

        return await self.guarded(staff, number, run)

    async def ask_remove(self, request: Request, number: str, way: str) -> Response:
        """Whether the person is really to go."""
        return await self._remove(request, number, way, agreed=False)

    async def remove(self, request: Request, number: str, way: str, agreed: Annotated[str, Form()] = "") -> Response:
        """Take the access away."""
        return await self._remove(request, number, way, agreed=agreed == "yes")

    async def _remove(self, request: Request, number: str, way: str, *, agreed: bool) -> Response:
        staff = spoken(request)

        async def run() -> Response:
            try:
                done = await self.access.remove(staff, number, way_id(way), agreed=agreed, address=address_of(request))
            except AskFirstError as question:
                return await self.question(staff, number, question, f"people/{way_id(way)}/remove", {}, is_grave=True)
            return self.back(staff, number, Done("removed", login=done.login))

        return await self.guarded(staff, number, run)

    async def write_again(self, request: Request, number: str, way: str) -> Response:
        """The letter the person needs now, once more."""
        staff = spoken(request)

        async def run() -> Response:
            email = (await self._way(number, way))[1].email
            sent = await self.access.write_again(staff, number, way_id(way), address=address_of(request))
            return self.back(staff, number, Done(to=email, sent=sent))

        return await self.guarded(staff, number, run)

    async def look(self, request: Request, number: str, way: str) -> Response:
        """To the customer's first page, as this person sees it, under a new token."""
        staff = spoken(request)

        async def run() -> Response:
            _found, person = await self._way(number, way)
            looking_as = self.plain.portal.looking_as
            token = await looking_as.begin(staff, person.person_id, number, address=address_of(request))
            return self.plain.go("/", token=token)

        return await self.guarded(staff, number, run)

    async def _way(self, number: str, way: str) -> tuple[CustomerAccess, WayView]:
        found = await self.access.customer(number)
        person = next((one for one in found.ways if one.access_id == way_id(way)), None)
        if person is None:
            raise WayNotFoundError
        return found, person

    async def _person_form(
        self,
        staff: StaffVisit,
        number: str,
        access_id: int | None,
        refused: PortalError | None = None,
        typed: dict[str, str] | None = None,
        places: tuple[str, ...] = (),
    ) -> Response:
        if not staff.may_change:
            raise MayNotChangeError
        found, person = (await self.access.customer(number), None) if access_id is None else await self._way(number, str(access_id))
        values = typed or {"email": "", "name": "", "role": person.role.value if person else AccessRole.PAYABLE.value}
        rest = ("people", "new") if person is None else ("people", str(person.access_id))
        return await self.page(
            staff, "staff_person.html",
            _("Add a person") if person is None else _("Change role"), 200,
            name=found.profile.bill_to.name, person=person, typed=values, action=address(number, *rest), way_back=address(number),
            roles=[(role.value, office_wording.role(role), _means(role, found, person)) for role in AccessRole],
            shown=person.stamp if person else "",
            locations=found.locations, chosen=places or (person.locations if person and typed is None else ()),
            refused=refused,
        )  # fmt: skip


def _means(role: AccessRole, found: CustomerAccess, person: WayView | None) -> str:
    """What the role may do; of an owner also who is the login."""
    means = office_wording.role_means(role)
    if role is not AccessRole.OWNER:
        return means
    if not found.login or (person is not None and person.email == found.login):
        return _("%(means)s; the account's main login") % {"means": means}
    return _("%(means)s; one more owner beside the main login, which stays %(email)s") % {"means": means, "email": found.login}
