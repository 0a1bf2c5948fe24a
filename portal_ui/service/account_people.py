"""A customer's people: adding one, changing what they may do, taking the access away, writing to them again, a letter on paper."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.models import Access, AccessRole, Customer, Person, TokenPurpose
from db.queries import access as queries
from db.queries import company, people
from portal_ui.dates import local_day
from portal_ui.errors import BadRequestError, shown
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, ChangedMeanwhileError, WayNotFoundError
from portal_ui.service import tokens, ways
from portal_ui.service.admission import masked
from portal_ui.service.office_acts import By, admit, note
from portal_ui.views.access import PersonDone, PrintedLetter, Sent, stamp

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PersonWish:
    """Someone who is to look into an account. `locations` are numbers, for a site contact alone."""

    email: str
    name: str
    role: AccessRole
    locations: tuple[str, ...] = ()
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class RoleWish:
    """What someone may do in an account from now on."""

    role: AccessRole
    locations: tuple[str, ...] = ()
    agreed: bool = False
    shown: str | None = None  # the stamp of what their form showed; without one nobody else can have changed it


def role_named(name: str) -> AccessRole:
    """The role with this name.

    Raises:
        BadRequestError: there is none.
    """
    try:
        return AccessRole(name)
    except ValueError:
        raise BadRequestError(_("There is no role %(name)s. Nothing was changed.") % {"name": shown(name)}).about("role") from None


def add(session: Session, by: By, number: str, wish: PersonWish) -> Sent:
    """One more person for the account, and the letter that asks them in."""
    admit(session, by)
    account = _open_account(session, number)
    email, name = ways.proper_email(wish.email), " ".join(wish.name.split())
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadRequestError(
            _("A name may be at most %(most)d characters long. Nothing was saved; shorten it.") % {"most": _LONGEST_NAME}
        ).about("name")
    known = people.by_email(session, email)
    if known is not None and queries.way_of(session, account.id, known.id) is not None:
        raise BadRequestError(_("%(email)s can look into this account already. Change the role in the list.") % {"email": email}).about(
            "email"
        )
    access, person, is_shared = ways.open_way(session, by, account, email, wish.role, name=name, agreed=wish.agreed)
    _limit(session, account, access, wish.role, wish.locations)
    sent = ways.ask_in(session, by, person, account)
    details = {
        "email": masked(email),
        "role": wish.role.value,
        "locations": len(wish.locations),
        "shared": is_shared,
        "letter": sent.value,
    }
    _note(session, by, "person.add", account, person, details)
    return sent


def change_role(session: Session, by: By, number: str, access_id: int, wish: RoleWish) -> PersonDone:
    """Let someone do something else in the account; nothing is changed when they may just that already."""
    admit(session, by)
    account, access, person = _way(session, number, access_id)
    kept = queries.location_numbers(session, [access.id]).get(access.id, [])
    if access.role is wish.role and (wish.role is not AccessRole.SITE_CONTACT or set(kept) == set(wish.locations)):
        return PersonDone(is_changed=False)
    if wish.shown is not None and wish.shown != stamp(access.role.value, *sorted(kept)):
        raise ChangedMeanwhileError(queries.last_changer(session, account.id))
    before = queries.login(session, account.id)
    is_login = before is not None and before[0].id == access.id
    if is_login and wish.role is not AccessRole.OWNER and not wish.agreed:
        raise _other_role(session, account, access, person)
    details = {"email": masked(person.email), "before": access.role.value, "after": wish.role.value, "locations": len(wish.locations)}
    access.role = wish.role
    _limit(session, account, access, wish.role, wish.locations)
    _note(session, by, "person.role", account, person, details)
    session.flush()
    return _done(session, account, before)


def remove(session: Session, by: By, number: str, access_id: int, *, agreed: bool) -> tuple[PersonDone, list[int]]:
    """Take someone's access to the account away; also returns the sessions that ended. Asked for again it is gone already."""
    admit(session, by)
    account, access, person = _way(session, number, access_id)
    if not agreed:
        raise _really(session, account, access, person)
    role, before = access.role, queries.login(session, account.id)
    queries.remove(session, access.id)
    session.flush()
    ended = ways.close(session, by, person, account)
    _note(session, by, "person.remove", account, person, {"email": masked(person.email), "role": role.value, "ended": len(ended)})
    return _done(session, account, before), ended


def write_again(session: Session, by: By, number: str, access_id: int) -> Sent:
    """Send someone the letter they need now: the invitation again, or, when they have a password, the way to a new one."""
    admit(session, by)
    account, access, person = _way(session, number, access_id)
    people.held(session, person.id)  # who is written to from another account at this moment gets one letter
    return _write(session, by, account, access, person)


def write_to_many(session: Session, by: By, access_ids: list[int]) -> int:
    """The same for many at once; those whose access is off are left out. Returns to how many a letter goes."""
    admit(session, by)
    sent = [
        _write(session, by, account, access, person)
        for account, access, person in queries.held_ways(session, access_ids)
        if account.portal_enabled and access.is_enabled and person.is_enabled
    ]
    return sum(each is not Sent.ALREADY for each in sent)


def print_letter(session: Session, by: By, number: str, access_id: int) -> PrintedLetter:
    """A code on paper for someone whose mail does not arrive. It ends the one printed before; the code is nowhere but here."""
    admit(session, by)
    account, access, person = _way(session, number, access_id)
    _refuse_closed(account, access, person)
    if not people.is_portal_active(session):
        raise BadRequestError(_("The portal is not open to customers yet, so nobody could use the letter. Nothing was printed."))
    if person.password_hash is not None:
        raise BadRequestError(_("%(email)s has a password already. Nothing was printed.") % {"email": person.email})
    purpose = TokenPurpose.PRINTED_LETTER
    lifetime = tokens.LIFETIMES[purpose]
    code = tokens.mint(session, purpose, person_id=person.id, customer_id=account.id, now=by.now, lifetime=lifetime)
    _note(session, by, "letter.print", account, person, {"email": masked(person.email), "days": lifetime.days})
    zone = (company.facts(session) or {}).get("time_zone", "UTC")
    place = f"{account.city}, {account.state} {account.postal_code}".strip(", ")
    return PrintedLetter(
        code=code,
        email=person.email,
        name=person.name,
        account_number=account.number,
        account_name=account.name,
        role=access.role,
        address=tuple(filter(None, (account.address_line, place))),
        until=local_day(by.now + lifetime, zone),
    )


def _write(session: Session, by: By, account: Customer, access: Access, person: Person) -> Sent:
    _refuse_closed(account, access, person)
    kind = ways.CREATE_PASSWORD if person.password_hash is None else ways.RESET_PASSWORD
    if ways.is_on_its_way(session, by, kind, person):
        return Sent.ALREADY
    ways.queue(session, by, kind, person, account)
    _note(session, by, "letter.again", account, person, {"email": masked(person.email), "letter": kind})
    return Sent(kind)


def _open_account(session: Session, number: str) -> Customer:
    account = ways.customer(session, number)
    if not account.portal_enabled:
        raise BadRequestError(_("Switch the customer's portal on first, then add more people. Nothing was saved."))
    return account


def _way(session: Session, number: str, access_id: int) -> tuple[Customer, Access, Person]:
    account = ways.customer(session, number)
    found = queries.way(session, account.id, access_id)
    if found is None:
        raise WayNotFoundError
    return account, *found


def _limit(session: Session, account: Customer, access: Access, role: AccessRole, locations: tuple[str, ...]) -> None:
    if role is not AccessRole.SITE_CONTACT:
        queries.set_locations(session, access.id, ())
    elif locations:
        ways.limit(session, account, access, locations)
    else:
        raise BadRequestError(_("Choose at least one location for a site contact. Nothing was saved.")).about("location")


def _refuse_closed(account: Customer, access: Access, person: Person) -> None:
    if not (account.portal_enabled and access.is_enabled and person.is_enabled):
        raise BadRequestError(_("%(email)s cannot come in just now: access is switched off. Nothing was sent.") % {"email": person.email})


def _other_role(session: Session, account: Customer, access: Access, person: Person) -> AskFirstError:
    """The question before the login of the account gets a role that is no owner's."""
    follower = _follower(session, account, access)
    asked = (
        _("%(email)s is the main login of %(name)s. With another role, the login email becomes %(next)s. Change the role?")
        if follower
        else _("%(email)s is the only owner of %(name)s. Leave the account without an owner and a login email?")
    )
    return AskFirstError(asked % {"email": person.email, "name": account.name, "next": follower}, _("Change the role"))


def _really(session: Session, account: Customer, access: Access, person: Person) -> AskFirstError:
    login = queries.login(session, account.id)
    follower = _follower(session, account, access)
    if login is None or login[0].id != access.id:
        asked = _("Remove %(email)s from %(name)s? The person is signed out of it at once.")
    elif follower:
        asked = _("Remove %(email)s from %(name)s? The person is signed out of it at once, and the login email becomes %(next)s.")
    else:
        asked = _(
            "%(email)s is the only owner of %(name)s. Remove the person, and leave the account without one, and without a login email?"
        )
    return AskFirstError(asked % {"email": person.email, "name": account.name, "next": follower}, _("Remove"))


def _follower(session: Session, account: Customer, access: Access) -> str:
    """Whose email is the login when this way is no owner's any more; empty when no other owner is there."""
    owners = (way for way in queries.ways(session, account.id) if way[0].role is AccessRole.OWNER and way[0].is_enabled)
    return next((person.email for way, person in owners if way.id != access.id), "")


def _done(session: Session, account: Customer, before: tuple[Access, Person] | None) -> PersonDone:
    was = before[1].email if before is not None else ""
    after = queries.login(session, account.id)
    now = after[1].email if after is not None else ""
    return PersonDone(is_changed=True, login=now if now != was else None)


def _note(session: Session, by: By, action: str, account: Customer, person: Person, details: dict[str, Any]) -> None:
    note(session, by, action, subject=f"person:{person.id}", customer_id=account.id, details=details)
