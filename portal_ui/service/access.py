"""What the office decides about customers' people: who may look into an account, with which login, and how they are asked in."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import access as queries
from db.queries import access_lists, people
from db.queries import customers as customer_queries
from db.queries.access_lists import Stage
from db.queries.rows import Found
from db.scope import OfficeScope, Scope
from portal_ui.dates import Clock
from portal_ui.office_errors import CustomerNotFoundError
from portal_ui.service import account_people, portal_access, ways
from portal_ui.service.account_people import PersonWish, RoleWish
from portal_ui.service.company import Company
from portal_ui.service.office_acts import By
from portal_ui.service.office_lists import CustomerList, PeopleList, letter_news
from portal_ui.service.portal_access import PortalWish
from portal_ui.service.showing import bill_to, location_of
from portal_ui.views import ContactView, ProfileView, StaffVisit
from portal_ui.views.access import Board, CustomerAccess, PersonDone, PrintedLetter, Saved, Sent, WayView

Ended = Callable[[Iterable[int]], None]


class Access:
    """Customers and their people, as the office sees and changes them. What it changes is in the audit, in the same transaction.

    A member who may only see is refused with `MayNotChangeError` by every method that changes something. One that needs
    somebody to agree raises `AskFirstError`, having changed nothing; asked again with `agreed` it goes on.
    """

    SCOPE = OfficeScope()

    def __init__(self, database: Database, company: Company, clock: Clock, ended: Ended, base_url: str = "") -> None:
        self._db = database
        self._clock = clock
        self._ended = ended  # told the ids of sessions that are over, so that their open pages leave at once
        self.base_url = base_url  # where a letter on paper leads
        self.customers = CustomerList(database, company, clock)
        self.people = PeopleList(database, company, clock)

    async def board(self) -> Board:
        """How many people are at each stage."""
        return await self._db.read(_board, self._clock())

    async def customer(self, number: str) -> CustomerAccess:
        """A customer's profile with all its people.

        Raises:
            CustomerNotFoundError: there is none with this number.
        """
        return await self._db.read(_customer, number, self._clock())

    async def save(self, staff: StaffVisit, number: str, wish: PortalWish, *, address: str) -> Saved:
        """Switch a customer's portal on or off, with the email that signs in. Saved again unchanged, nothing happens.

        Raises:
            CustomerNotFoundError: there is none with this number.
            BadEmailError: no letter can be sent to the email.
            ChangedMeanwhileError: somebody else changed it since the form was shown.
            AskFirstError: people are to be shut out, or the email is in use: for other customers, or here with another role.
        """
        saved, ended = await self._db.write(portal_access.save, self._by(staff, address), number, wish)
        self._ended(ended)
        return saved

    async def add_person(self, staff: StaffVisit, number: str, wish: PersonWish, *, address: str) -> Sent:
        """Let one more person into an account; returns which letter goes out.

        Raises:
            BadEmailError: no letter can be sent to the email.
            BadRequestError: the portal is off, the person is in already, or a site contact without a location.
            LocationNotFoundError: a location is not the customer's.
            AskFirstError: the email signs in for other customers too.
        """
        return await self._db.write(account_people.add, self._by(staff, address), number, wish)

    async def change_role(self, staff: StaffVisit, number: str, access_id: int, wish: RoleWish, *, address: str) -> PersonDone:
        """Let someone do something else in the account; their open pages follow. Not changed when that was so already.

        Raises:
            WayNotFoundError: the person has no access here any more.
            ChangedMeanwhileError: somebody else changed the role since the form was shown.
            AskFirstError: the account's login would be another, or none.
        """
        return await self._db.write(account_people.change_role, self._by(staff, address), number, access_id, wish)

    async def remove(self, staff: StaffVisit, number: str, access_id: int, *, agreed: bool, address: str) -> PersonDone:
        """Take someone's access away; their open pages of this account leave at once.

        Raises:
            WayNotFoundError: the person has no access here any more.
            AskFirstError: nobody agreed yet.
        """
        by = self._by(staff, address)
        done, ended = await self._db.write(account_people.remove, by, number, access_id, agreed=agreed)
        self._ended(ended)
        return done

    async def write_again(self, staff: StaffVisit, number: str, access_id: int, *, address: str) -> Sent:
        """Send the invitation again, or a way to a new password. `Sent.ALREADY` when one is on its way.

        Raises:
            WayNotFoundError: the person has no access here any more.
            BadRequestError: access is switched off.
        """
        return await self._db.write(account_people.write_again, self._by(staff, address), number, access_id)

    async def write_to_many(self, staff: StaffVisit, access_ids: list[int], *, address: str) -> int:
        """The same for many; returns how many letters go out. Those whose access is off get none."""
        return await self._db.write(account_people.write_to_many, self._by(staff, address), access_ids)

    async def print_letter(self, staff: StaffVisit, number: str, access_id: int, *, address: str) -> PrintedLetter:
        """A code on paper, good once and for 14 days; the one printed before is worthless then.

        Raises:
            WayNotFoundError: the person has no access here any more.
            BadRequestError: access is off, the portal is not active, or the person has a password.
        """
        return await self._db.write(account_people.print_letter, self._by(staff, address), number, access_id)

    def _by(self, staff: StaffVisit, address: str) -> By:
        return By(staff.staff_id, address, self._clock())


def _board(session: Session, now: datetime) -> Board:
    return Board(access_lists.people_by_stage(session, now), access_lists.customers_without_people(session))


def _customer(session: Session, number: str, now: datetime) -> CustomerAccess:
    found = queries.customer(session, number) if number.isprintable() else None
    if found is None:
        raise CustomerNotFoundError(number)
    login = queries.login(session, found.id)
    profile = _profile(session, Scope(found.id))
    return CustomerAccess(
        profile=profile,
        is_enabled=found.portal_enabled,
        login=login[1].email if login is not None else "",
        ways=_ways(session, found.id, now),
        locations=profile.locations,
        portal_active=people.is_portal_active(session),
    )


def _profile(session: Session, scope: Scope) -> ProfileView:
    found = customer_queries.facts(session, scope)
    return ProfileView(
        bill_to=bill_to(found),
        kind=found.kind,
        email=found.email,
        phone=found.phone,
        terms=found.terms,
        contacts=tuple(ContactView(*contact) for contact in customer_queries.contacts(session, scope)),
        locations=tuple(location_of(place, place.location_id) for place in customer_queries.locations(session, scope)),
    )


def _ways(session: Session, customer_id: int, now: datetime) -> tuple[WayView, ...]:
    found = access_lists.people_of(session, customer_id, now)
    limits = queries.location_numbers(session, [row.id for row in found])
    others = queries.other_accounts(session, [row.person_id for row in found], customer_id)
    return tuple(_way(row, limits.get(row.id, []), others.get(row.person_id, [])) for row in found)


def _way(found: Found, limits: list[str], others: list[tuple[str, str]]) -> WayView:
    return WayView(
        access_id=found.id,
        person_id=found.person_id,
        email=found.email,
        name=found.person_name,
        role=found.role,
        stage=Stage(found.stage),
        letter=letter_news(found),
        paper_until=found.paper_until,
        last_sign_in_at=found.last_sign_in_at,
        locations=tuple(limits),
        others=tuple(ways.spelled(*other) for other in others),
        has_password=found.has_password,
    )
