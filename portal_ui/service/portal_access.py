"""Saving a customer's access: the office's toggle, and the email the account is known by."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.models import Access, AccessRole, Customer, Person
from db.queries import access as queries
from db.queries import letters, people
from portal_ui import office_wording
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import whole
from portal_ui.office_errors import AskFirstError, ChangedMeanwhileError
from portal_ui.service import ways
from portal_ui.service.admission import masked
from portal_ui.service.office_acts import By, admit, note
from portal_ui.views.access import Saved, Sent, stamp

_MOST_NAMED = 10
_Login = tuple[Access, Person] | None


@dataclass(frozen=True, slots=True)
class PortalWish:
    """What someone of the office wishes for a customer. `agreed`: they were asked about what it entails, and said yes."""

    is_enabled: bool
    email: str = ""  # not looked at when access is to be off
    agreed: bool = False
    shown: str | None = None  # the stamp of what their form showed; without one nobody else can have changed it


def save(session: Session, by: By, number: str, wish: PortalWish) -> tuple[Saved, list[int]]:
    """Carry the wish out, with its letters and its line in the audit; also returns the sessions that ended."""
    admit(session, by)
    account = ways.customer(session, number)
    before = queries.login(session, account.id)
    if not wish.is_enabled:
        return _switch_off(session, by, account, before, wish)
    email = ways.proper_email(wish.email)
    if before is None or before[1].email != email:
        return _change_login(session, by, account, before, email, wish)
    return _switch_on(session, by, account, before[1], wish), []


def _switch_off(session: Session, by: By, account: Customer, before: _Login, wish: PortalWish) -> tuple[Saved, list[int]]:
    """Nobody comes in any more: sessions end, links are dead. What each person is stays remembered."""
    email = before[1].email if before else ""
    if not account.portal_enabled:
        return Saved(is_changed=False, is_enabled=False, email=email), []
    _refuse_other_than_shown(session, account, before, wish)
    found = queries.ways(session, account.id)
    if not wish.agreed:
        raise _really_off(account, [person.email for access, person in found if access.is_enabled])
    account.portal_enabled = False
    session.flush()
    ended = [id_ for _access, person in found for id_ in ways.close(session, by, person, account)]
    _note(session, by, "access.off", account, {"login": masked(email), "ended": len(ended)})
    return Saved(is_changed=True, is_enabled=False, email=email, was_enabled=True), ended


def _switch_on(session: Session, by: By, account: Customer, login: Person, wish: PortalWish) -> Saved:
    """Everyone who was in before may come in again; the old links stay dead, so each is written to."""
    if account.portal_enabled:
        return Saved(is_changed=False, is_enabled=True, email=login.email, was_enabled=True)
    _refuse_other_than_shown(session, account, queries.login(session, account.id), wish)
    account.portal_enabled = True
    session.flush()
    sent = {
        person.id: ways.ask_in(session, by, person, account, again=True)
        for access, person in queries.ways(session, account.id)
        if access.is_enabled
    }
    _note(session, by, "access.on", account, {"login": masked(login.email), "written_to": len(sent)})
    return Saved(is_changed=True, is_enabled=True, email=login.email, sent=sent.get(login.id, Sent.NONE))


def _change_login(session: Session, by: By, account: Customer, before: _Login, email: str, wish: PortalWish) -> tuple[Saved, list[int]]:
    """The account is known by another email from now on, or by its first."""
    _refuse_other_than_shown(session, account, before, wish)
    was_on, known_way = account.portal_enabled, _way_of(session, account, email)
    if known_way is not None and not wish.agreed:
        raise _really_login(account, before, email, known_way.role)
    access, person, is_shared = ways.open_way(session, by, account, email, AccessRole.OWNER, agreed=wish.agreed)
    ended = _close_login(session, by, account, before) if before is not None else []
    account.portal_enabled = True
    session.flush()
    is_in_already = was_on and known_way is not None
    sent = Sent.NONE if is_in_already else ways.ask_in(session, by, person, account, again=known_way is not None)
    if not was_on:
        _ask_in_others(session, by, account, person)
    details = {"login": masked(email), "shared": is_shared, "letter": sent.value, "ended": len(ended)}
    details |= {"before": masked(before[1].email)} if before is not None else {}
    _note(session, by, "access.login" if before is not None or was_on else "access.on", account, details, f"person:{access.person_id}")
    notified = before[1].email if before is not None else ""
    return Saved(is_changed=True, is_enabled=True, email=email, sent=sent, was_enabled=was_on, notified=notified), ended


def _close_login(session: Session, by: By, account: Customer, before: tuple[Access, Person]) -> list[int]:
    """The login so far opens the account no more, and its address is told; returns the sessions that ended."""
    access, person = before
    queries.remove(session, access.id)
    session.flush()
    ended = ways.close(session, by, person, account)
    letters.queue(
        session, kind=ways.EMAIL_CHANGED, to_address=person.email, at=by.now, facts={}, person_id=person.id, customer_id=account.id
    )
    return ended


def _ask_in_others(session: Session, by: By, account: Customer, login: Person) -> None:
    for access, person in queries.ways(session, account.id):
        if access.is_enabled and person.id != login.id:
            ways.ask_in(session, by, person, account, again=True)


def _way_of(session: Session, account: Customer, email: str) -> Access | None:
    """The way into the account that whoever has this email has already."""
    person = people.by_email(session, email)
    found = queries.way_of(session, account.id, person.id) if person is not None else None
    return found if found is not None and found.is_enabled else None


def _refuse_other_than_shown(session: Session, account: Customer, before: _Login, wish: PortalWish) -> None:
    now = stamp("on" if account.portal_enabled else "off", before[1].email if before is not None else "")
    if wish.shown is not None and wish.shown != now:
        raise ChangedMeanwhileError(queries.last_changer(session, account.id))


def _really_off(account: Customer, emails: list[str]) -> AskFirstError:
    count = {"name": account.name, "count": whole(len(emails))}
    asked = ngettext(
        "Switch the portal off for %(name)s? %(count)s person can sign in to it. Whoever is signed in is out at once.",
        "Switch the portal off for %(name)s? %(count)s people can sign in to it. Whoever is signed in is out at once.",
        len(emails),
    )
    more = len(emails) - _MOST_NAMED
    rest = (ngettext("%(count)s more", "%(count)s more", more) % {"count": whole(more)},) if more > 0 else ()
    return AskFirstError(asked % count, _("Switch it off"), (*emails[:_MOST_NAMED], *rest))


def _really_login(account: Customer, before: _Login, email: str, role: AccessRole) -> AskFirstError:
    """The question about an email whose person is in the account already: what they become, and who goes for it."""
    asked = _("%(email)s is %(role)s of %(name)s already. Make it the login email?")
    words = {"email": email, "role": office_wording.role(role), "name": account.name}
    becomes = _("The role becomes %(role)s: %(means)s.") % {
        "role": office_wording.role(AccessRole.OWNER),
        "means": office_wording.role_means(AccessRole.OWNER),
    }
    out = _("%(email)s can sign in here no more, and an email tells that address.") % {"email": before[1].email} if before else ""
    quiet = _("No email goes to %(email)s: the person is in already.") % words if account.portal_enabled else ""
    details = ("" if role is AccessRole.OWNER else becomes, out, quiet)
    return AskFirstError(asked % words, _("Make it the login"), tuple(filter(None, details)))


def _note(session: Session, by: By, action: str, account: Customer, details: dict[str, Any], subject: str = "") -> None:
    note(session, by, action, subject=subject or f"customer:{account.number}", customer_id=account.id, details=details)
