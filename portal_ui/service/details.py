"""What customers change of their own account where the office lets them: how the office reaches them, and whom it may call."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Contact
from db.queries import audit, letters
from db.queries import company as company_queries
from db.queries import customers as queries
from portal_ui import throttling
from portal_ui.dates import Clock
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.language import gettext as _
from portal_ui.mail.addresses import is_address
from portal_ui.mail.letters import OFFICE_ALERT, alerts
from portal_ui.service.admission import masked
from portal_ui.views import AccessRole, CompanyView, Visit

MOST_CONTACTS = 50
_EDITORS = (AccessRole.OWNER, AccessRole.PAYABLE)
_LONGEST = {"name": 100, "title": 100, "phone": 40, "email": 200}


class DetailsRefusedError(PortalError):
    """The account's details are not this person's to change."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("These details are changed by our office. Call us, and we change them with you."))


@dataclass(frozen=True, slots=True)
class ContactWish:
    """A contact as it should be; without an id a new one, and with neither name nor anything else one to remove."""

    contact_id: int | None
    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of anyone."""
        return not (self.name or self.title or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class DetailsWish:
    """All that the form holds."""

    phone: str
    email: str
    contacts: tuple[ContactWish, ...]


def may_edit(visit: Visit, company: CompanyView) -> bool:
    """Whether the form is offered to this person. One who looks in their place sees that it is."""
    return company.customers_edit_details and visit.account.role in _EDITORS


class Details:
    """The account's phone, its email for the office, and its contacts, as its own people change them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    async def form(self, visit: Visit, company: CompanyView) -> DetailsWish:
        """What is on file, as the form shows it.

        Raises:
            DetailsRefusedError: the office does not let this person change it.
        """
        if not may_edit(visit, company):
            raise DetailsRefusedError
        return await self._db.read(_on_file, visit)

    async def change(self, visit: Visit, wish: DetailsWish, *, address: str = "") -> None:
        """Keep it all, or nothing. What is the same again is no change.

        Raises:
            DetailsRefusedError: the office does not let this person change it, or not any more.
            BadRequestError: something in it cannot be meant; the sentence says what.
        """
        if visit.looking is not None or visit.account.role not in _EDITORS:
            raise DetailsRefusedError
        await self._db.write(_change, visit, _checked(wish), address, self._clock())


def _on_file(session: Session, visit: Visit) -> DetailsWish:
    found = queries.facts(session, visit.scope)
    contacts = queries.own_contacts(session, visit.scope)
    return DetailsWish(found.phone, found.email, tuple(ContactWish(one.id, one.name, one.title, one.phone, one.email) for one in contacts))


def _change(session: Session, visit: Visit, wish: DetailsWish, address: str, now: datetime) -> None:
    company = company_queries.held(session)
    if company is None or not company.customers_edit_details:
        raise DetailsRefusedError
    customer = queries.held(session, visit.scope)
    changed: dict[str, object] = {}
    if customer.phone != wish.phone:
        changed["phone"] = {"before": customer.phone, "after": wish.phone}
        customer.phone = wish.phone
    if customer.email != wish.email:
        changed["email"] = {"before": masked(customer.email), "after": masked(wish.email)}
        customer.email = wish.email
    changed |= _change_contacts(session, visit, wish.contacts)
    if changed:
        audit.add(
            session,
            at=now,
            actor=f"person:{visit.person_id}",
            action="details.change",
            subject=f"customer:{visit.account.number}",
            customer_id=visit.account.customer_id,
            details=changed,
            address=address,
        )
        _tell_office(session, visit, changed, company.email, now)


def _tell_office(session: Session, visit: Visit, changed: dict[str, object], email: str, now: datetime) -> None:
    """A letter to the company's email: what was changed and by whom, not into what. Of very many changes the audit has the rest."""
    if not email or not throttling.count_asked(session, f"details:{visit.account.customer_id}", throttling.TOLD_OF_DETAILS, now):
        return
    counts = {what: len(told) if isinstance(told, list) else 0 for what, told in changed.items()}
    by = visit.person_name or visit.email
    facts = {"reason": alerts.DETAILS, "customer": visit.account.number, "by": by, "changes": counts}
    letters.queue(session, kind=OFFICE_ALERT, to_address=email, at=now, facts=facts, customer_id=visit.account.customer_id)


def _change_contacts(session: Session, visit: Visit, wishes: tuple[ContactWish, ...]) -> dict[str, object]:
    """Add, change and remove; returns who it was, by name."""
    kept = {one.id: one for one in queries.own_contacts(session, visit.scope)}
    told: dict[str, list[str]] = {"contacts added": [], "contacts changed": [], "contacts removed": []}
    for wish in wishes:
        before = kept.get(wish.contact_id) if wish.contact_id is not None else None
        if wish.contact_id is not None and before is None:
            raise BadRequestError(_("One of these contacts is gone in the meantime. Nothing was changed; look at the list again."))
        after = {name: getattr(wish, name) for name in _LONGEST}
        if before is None and not wish.is_empty:
            session.add(Contact(customer_id=visit.account.customer_id, **after))
            told["contacts added"].append(wish.name)
        elif before is not None and wish.is_empty:
            told["contacts removed"].append(before.name)
            session.delete(before)
        elif before is not None and any(getattr(before, name) != value for name, value in after.items()):
            told["contacts changed"].append(wish.name)
            for name, value in after.items():
                setattr(before, name, value)
    return {what: names for what, names in told.items() if names}


def _checked(wish: DetailsWish) -> DetailsWish:
    phone, email = _read("phone", wish.phone), _read("email", wish.email)
    if email and not is_address(email):
        said = _("The email for our office is not an address that email can be sent to. Nothing was changed.")
        raise BadRequestError(said).about("email")
    contacts = []
    for at, one in enumerate(wish.contacts):  # what is wrong there is of the field and the row's number
        read = ContactWish(one.contact_id, **{name: _read(name, getattr(one, name), f"-{at}") for name in _LONGEST})
        if not read.is_empty and not read.name:
            said = _("Write the name of each contact, or empty its whole row to remove it. Nothing was changed.")
            raise BadRequestError(said).about(f"name-{at}")
        if read.email and not is_address(read.email):
            said = _("The email of %(name)s is not an address that email can be sent to. Nothing was changed.")
            raise BadRequestError(said % {"name": read.name}).about(f"email-{at}")
        contacts.append(read)
    if sum(not one.is_empty for one in contacts) > MOST_CONTACTS:
        raise BadRequestError(_("At most %(most)d contacts fit. Nothing was changed.") % {"most": MOST_CONTACTS})
    return DetailsWish(phone, email, tuple(contacts))


def _read(name: str, text: str, row: str = "") -> str:
    trimmed = " ".join(text.split())
    if len(trimmed) > _LONGEST[name] or not trimmed.isprintable():
        said = _("A name, a phone or an email is too long, or holds what cannot be read. Nothing was changed.")
        raise BadRequestError(said).about(name + row)
    return trimmed
